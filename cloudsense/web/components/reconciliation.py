"""Text of a reconciliation: a note in the footer, or a warning at the top of the page."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.reconcile import Difference
from cloudsense.figures import compared
from cloudsense.figures.nodes import Node, el
from cloudsense.web.queries.reconciliation import Reconciliation


def status_note(found: Reconciliation) -> Node | None:
    """Build the note in the footer for costs that match the total."""
    if found.apart:
        return None
    at = formatting.clock(found.whole.snapshot.fetched_at)
    asked = f"{found.whole.name}, requested separately on {at}"
    said = "Reconciled to the cent"
    hint = f"Every day matches {asked}, to a millionth of a dollar."
    if found.since:
        days = days_of(found.since)
        number = formatting.count(len(found.since), "day")
        said += f" except {number}"
        hint = f"AWS changed {days} after {asked}; all other days match."
    if found.until:
        said += f" through {formatting.day(found.until)}"
        hint += " Later days are not checked yet."
    return el("span", said, title=hint, cls="reconciled")


def days_of(found: tuple[Difference, ...]) -> str:
    return compared.listed([one.day for one in found])

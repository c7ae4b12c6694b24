"""Text of a reconciliation: a note in the footer, or a warning at the top of the page."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.query import Dimension
from cloudsense.costs.reconcile import Difference
from cloudsense.figures import compared
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components import messages
from cloudsense.web.queries.page_data import OverviewAnswers
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
        days = _days(found.since)
        number = formatting.count(len(found.since), "day")
        said += f" except {number}"
        hint = f"AWS changed {days} after {asked}; all other days match."
    if found.until:
        said += f" through {formatting.day(found.until)}"
        hint += " Later days are not checked yet."
    return el("span", said, title=hint, cls="reconciled")


def warning(found: Reconciliation, answers: OverviewAnswers) -> Node | None:
    """Build the warning at the top of the page for days that differ. They are shown anyway."""
    if not found.apart:
        return None
    amount = sum(one.amount for one in found.apart)
    money = formatting.money(abs(amount), answers.snapshot.currency)
    than = "less than" if amount > 0 else "more than"
    said = f"The costs on this page add up to {money} {than} {found.whole.name}."
    if found.lacking:
        kinds = [formatting.label(Dimension.CHARGE_TYPE, kind) for kind in found.lacking]
        by = formatting.noun(answers.focus.by)
        left_out = " and ".join(kinds)
        why = f"Cost Explorer leaves {left_out} out when it groups by {by}."
    else:
        why = "AWS may have updated its data between two requests. To load it again, choose Update."
    days = _days(found.apart)
    return messages.note(said, f"Affected days: {days}. {why}")


def _days(found: tuple[Difference, ...]) -> str:
    return compared.listed([one.day for one in found])

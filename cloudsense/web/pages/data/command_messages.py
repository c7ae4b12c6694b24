"""Messages about the results of commands."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.figures.nodes import Node
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.purchasing.command_results import Outcome
from cloudsense.web.components import messages
from cloudsense.web.pages.data import cache_table
from cloudsense.web.pages.data.cache_table import Label

SHOWN = 3


def notes(outcomes: Sequence[Outcome], label: Label, paid: bool) -> list[Node]:
    """Return a message for each of the last commands. `paid`: whether AWS charges for requests."""
    last = outcomes[-SHOWN:]
    texts = [said(one, label, paid) for one in last]
    return [messages.note(text, kind="done") for text in texts]


def said(outcome: Outcome, label: Label, paid: bool) -> str:
    """Return `Services and charge types, Nov 2026: refreshed for $0.01.`"""
    do, query, month = outcome.name
    cost = ""
    if outcome.pages:
        cost = f" for {cache_table.price(PAGE_PRICE * outcome.pages)}"
    if month is None:
        return _history(outcome, cost, paid)
    name = formatting.capitalized(cache_table.named(query, label))
    what = f"{name}, {formatting.month_and_year(month)}"
    if do == "forget":
        return f"{what}: deleted from the cache."
    if outcome.months:
        return f"{what}: refreshed{cost}."
    nothing = "nothing bought" if paid else "nothing changed"
    return f"{what}: refreshed a moment ago, {nothing}."


def _history(outcome: Outcome, cost: str, paid: bool) -> str:
    checked = f"Past months re-checked{cost}"
    if outcome.months:
        were = "was" if outcome.months == 1 else "were"
        return f"{checked}: {outcome.months} had changed and {were} refreshed."
    if paid and not outcome.pages:
        return "Past months were re-checked a moment ago, nothing bought."
    return f"{checked}: no cached month has changed."

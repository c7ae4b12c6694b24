"""Results of the Data page's commands, in words."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense.figures.nodes import Node
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.purchasing.command_results import Outcome
from cloudsense.web.components import messages
from cloudsense.web.pages.data import cache_table
from cloudsense.web.pages.data.cache_table import Label

MOST = 3


def notes(outcomes: Sequence[Outcome], label: Label, paid: bool) -> list[Node]:
    """The last ones, each in a sentence; `paid` says whether AWS charges for anything."""
    return [messages.note(said(one, label, paid), kind="done") for one in outcomes[-MOST:]]


def said(outcome: Outcome, label: Label, paid: bool) -> str:
    """`Services and charge types, Nov 2026: refreshed for $0.01.`"""
    do, query, month = outcome.name
    cost = cache_table.price(PRICE * outcome.pages) if outcome.pages else ""
    if month is None:
        return _history(outcome, cost, paid)
    what = f"{_upper(cache_table.named(query, label))}, {cache_table.short(month)}"
    if do == "forget":
        return f"{what}: deleted from the cache."
    if outcome.months:
        return f"{what}: refreshed{f' for {cost}' if cost else ''}."
    return f"{what}: refreshed a moment ago, nothing {'bought' if paid else 'changed'}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _history(outcome: Outcome, cost: str, paid: bool) -> str:
    checked = f"Past months re-checked{f' for {cost}' if cost else ''}"
    if outcome.months:
        were = "was" if outcome.months == 1 else "were"
        return f"{checked}: {outcome.months} had changed and {were} refreshed."
    if paid and not outcome.pages:
        return "Past months were re-checked a moment ago, nothing bought."
    return f"{checked}: no cached month has changed."

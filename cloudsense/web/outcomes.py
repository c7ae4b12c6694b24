"""What came of the orders of the Data page, in words."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense.figures import words
from cloudsense.figures.nodes import Node
from cloudsense.ledger.outcomes import Outcome
from cloudsense.ledger.spending import PRICE
from cloudsense.web import messages, stock
from cloudsense.web.stock import Label

MOST = 3


def notes(outcomes: Sequence[Outcome], label: Label, paid: bool) -> list[Node]:
    """The last ones, each in a sentence; `paid` says whether AWS charges for anything."""
    return [messages.note(said(one, label, paid), kind="done") for one in outcomes[-MOST:]]


def said(outcome: Outcome, label: Label, paid: bool) -> str:
    """`Nov 2026 of Services and charge types was renewed for $0.01.`"""
    do, query, month = outcome.name
    cost = stock.price(PRICE * outcome.pages) if outcome.pages else ""
    if month is None:
        return _history(outcome, cost, paid)
    what = f"{stock.short(month)} of {stock.named(query, label)}"
    if do == "forget":
        return f"{what} was forgotten."
    if outcome.months:
        return f"{what} was renewed{f' for {cost}' if cost else ''}."
    asked = "AWS had been asked about" if paid else "CloudSense had reckoned"
    return f"{asked} {what} a moment before: nothing was {'bought' if paid else 'reckoned'} again."


def _history(outcome: Outcome, cost: str, paid: bool) -> str:
    if outcome.months:
        changed = words.count(outcome.months, "closed month")
        return f"{changed} had changed, and what changed was {f'bought again, {cost} in all' if cost else 'renewed'}."
    if paid and not outcome.pages:
        return "History had been looked at a moment before: nothing was asked again."
    return f"History was looked at{f' for {cost}' if cost else ''}: no closed month that is kept has changed."

"""The Data page: what is kept, what was asked of AWS of late, and what AWS changed afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cloudsense.figures import words
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.inventory import Day, Inventory
from cloudsense.ledger.sightings import Restatement
from cloudsense.ledger.spending import PRICE
from cloudsense.web import stock
from cloudsense.web.labels import Labels

MOST_RESTATED = 8
ASKERS = {"page": "the page", "update": "updates", "report": "reports", "doctor": "the doctor"}


def view(inventory: Inventory, labels: Labels, paid: bool) -> tuple[Node, ...]:
    """Its three panels; `paid` says whether AWS charges for anything."""
    side = el("div", _requests(inventory.days, paid), _restatements(inventory), cls="data-side")
    return (stock.panel(inventory, labels, paid), side)


def _requests(days: Sequence[Day], paid: bool) -> Node:
    head = el("div", el("h2", "Requests", el("small", f"last {len(days)} days")), cls="panel-head")
    if not paid:
        return el("section", head, el("p", "The demo makes no requests that cost anything.", cls="said"), cls="panel")
    most = max(day.total for day in days) or 1
    bars = [_day(day, most) for day in reversed(days)]
    return el("section", head, el("p", _asked(days), cls="said"), el("ul", *bars, cls="bars requests"), cls="panel")


def _asked(days: Sequence[Day]) -> str:
    asked: Counter[str] = Counter()
    for day in days:
        asked.update(day.pages)
    if not asked:
        return "None were paid."
    by = ", ".join(f"{count} by {ASKERS.get(who, who)}" for who, count in asked.most_common())
    return f"{words.count(asked.total(), 'page')} were paid, {stock.price(PRICE * asked.total())}: {by}."


def _day(day: Day, most: int) -> Node:
    said = words.count(day.total, "page") if day.total else "none"
    return el(
        "li",
        el("span", words.day(day.day), cls="name"),
        el("span", el("i", w=f"{day.total / most:.2%}") if day.total else None, cls="track"),
        el("span", said, cls="amount" if day.total else "amount muted"),
    )


def _restatements(inventory: Inventory) -> Node:
    head = el("div", el("h2", "Restated by AWS"), cls="panel-head")
    if not inventory.restated:
        said = "No day that is kept has changed since it was first seen complete."
        return el("section", head, el("p", said, cls="said"), cls="panel")
    shown = inventory.restated[:MOST_RESTATED]
    many = words.count(len(inventory.restated), "day has", "days have")
    more = f" The last {len(shown)} are listed." if len(shown) < len(inventory.restated) else ""
    said = f"{many} changed since first seen complete.{more}"
    items = [_restated(one, inventory.currency) for one in shown]
    return el("section", head, el("p", said, cls="said"), el("ul", *items, cls="changes"), cls="panel")


def restated(one: Restatement) -> str:
    """`Nov 20 grew by 7% after it was first seen`."""
    did = "grew" if one.change > 0 else "shrank"
    by = f" by {words.percent(abs(one.change / one.first.amount))}" if one.first.amount > 0 else ""
    return f"{words.day(one.day)} {did}{by} after it was first seen"


def _restated(one: Restatement, currency: str) -> Node:
    first, now = words.money(one.first.amount, currency), words.money(one.now.amount, currency)
    return el(
        "li",
        el("span", restated(one), cls="name"),
        el("span", words.money(one.change, currency, plus=True), cls=f"amount {'up' if one.change > 0 else 'down'}"),
        el("span", f"{first} on {words.clock(one.first.at)}; {now} on {words.clock(one.now.at)}", cls="note wide"),
    )

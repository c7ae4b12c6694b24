"""The Data page: cached data, recent paid requests, and days that AWS changed afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.cache.restatements import Restatement
from cloudsense.ledger.inventory import Day, Inventory
from cloudsense.web.pages.data import cache_table
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.references import PLAIN, AccountReferences

MOST_RESTATED = 5
ASKERS = {"page": "the dashboard", "update": "updates", "report": "reports", "doctor": "cloudsense doctor"}


def view(
    inventory: Inventory, labels: Labels, paid: bool, address: str, references: AccountReferences = PLAIN
) -> tuple[Node, ...]:
    """Its three panels; `paid` says whether AWS charges for anything, `address` is the page's own."""
    side = el("div", _requests(inventory.days, paid), _restatements(inventory), cls="data-side")
    return (cache_table.panel(inventory, labels, paid, address, references.question), side)


def _requests(days: Sequence[Day], paid: bool) -> Node:
    head = el("div", el("h2", "Paid requests", el("small", f"last {len(days)} days")), cls="panel-head")
    if not paid:
        return el("section", head, el("p", "The demo makes no paid requests.", cls="said"), cls="panel")
    most = max(day.total for day in days) or 1
    columns = el("ol", *(_day(day, most) for day in days), cls="columns")
    return el("section", head, el("p", _asked(days), cls="said"), columns, cls="panel")


def _asked(days: Sequence[Day]) -> str:
    asked: Counter[str] = Counter()
    for day in days:
        asked.update(day.pages)
    if not asked:
        return "No paid requests."
    by = [f"{count} from {ASKERS.get(who, who)}" for who, count in asked.most_common()]
    if len(asked) == 1:
        by = [f"all from {ASKERS.get(who, who)}" for who in asked]
    many = formatting.count(asked.total(), "paid request")
    return f"{many} ({cache_table.price(PRICE * asked.total())}): {', '.join(by)}."


def _day(day: Day, most: int) -> Node:
    """A column; what can be seen of it is said in words, too."""
    said = f"{formatting.day(day.day)}: {formatting.count(day.total, 'paid request')}"
    return el(
        "li",
        el("span", said, cls="unseen"),
        el("span", str(day.total), cls="" if day.total else "muted", aria_hidden="true"),
        el("i", h=f"{day.total / most * 64:.0f}px", aria_hidden="true"),
        el("small", str(day.day.day), aria_hidden="true"),
        title=said,
    )


def _restatements(inventory: Inventory) -> Node:
    head = el("div", el("h2", "Changed by AWS"), cls="panel-head")
    if not inventory.restated:
        said = "AWS has changed none of the cached days."
        return el("section", head, el("p", said, cls="said"), cls="panel")
    many, last = len(inventory.restated), inventory.restated[0]
    others = f" {many} cached days have changed in all." if many > 1 else ""
    said = f"{restated(last)} after it was first loaded.{others}"
    items = [_restated(one) for one in inventory.restated[:MOST_RESTATED]]
    return el("section", head, el("p", said, cls="said"), el("ul", *items, cls="changes"), cls="panel")


def restated(one: Restatement) -> str:
    """`Nov 20 grew by 7%`."""
    did = "grew" if one.change > 0 else "shrank"
    by = f" by {formatting.percent(abs(one.change / one.first.amount))}" if one.first.amount > 0 else ""
    return f"{formatting.day(one.day)} {did}{by}"


def _restated(one: Restatement) -> Node:
    first, now = formatting.money(one.first.amount, one.currency), formatting.money(one.now.amount, one.currency)
    return el(
        "li",
        el("span", restated(one), cls="name"),
        el(
            "span",
            formatting.money(one.change, one.currency, plus=True),
            cls=f"amount {'up' if one.change > 0 else 'down'}",
        ),
        el("span", f"{first} when first loaded, {formatting.clock(one.first.at)}", cls="note wide"),
        el("span", f"{now} when last checked, {formatting.clock(one.now.at)}", cls="note wide"),
    )

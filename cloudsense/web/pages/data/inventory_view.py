"""View of the Data page: cached data, recent paid requests, and days that AWS changed later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.figures import compared
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.cache.restatements import Restatement
from cloudsense.ledger.inventory import Day, Inventory
from cloudsense.web.pages.data import cache_table
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.labels import Labels

INVENTORY = "data-inventory"
"""Id of the component that shows it."""
LISTED_CHANGES = 5
REQUESTERS = {
    "page": "the dashboard",
    "update": "updates",
    "report": "reports",
    "changes": "cloudsense changes",
    "anomalies": "cloudsense anomalies",
    "check": "checks",
    "digest": "digests",
    "doctor": "cloudsense doctor",
}


def view(
    inventory: Inventory,
    labels: Labels,
    paid: bool,
    address: str,
    references: AccountReferences = PLAIN,
) -> tuple[Node, ...]:
    """Build the three panels. `paid`: whether AWS charges for requests; `address` is the page's."""
    requests = _requests(inventory.days, paid)
    changed = _restatements(inventory)
    side = el("div", requests, changed, cls="data-side")
    table = cache_table.panel(inventory, labels, paid, address, references.question)
    return table, side


def _panel(title: Node, said: str, *body: Node) -> Node:
    head = el("div", title, cls="panel-head")
    sentence = el("p", said, cls="said")
    return el("section", head, sentence, *body, cls="panel")


def _requests(days: Sequence[Day], paid: bool) -> Node:
    span = el("small", f"last {len(days)} days")
    title = el("h2", "Paid requests", span)
    if not paid:
        return _panel(title, "The demo makes no paid requests.")
    highest = max(day.total for day in days) or 1
    columns = [_day(day, highest) for day in days]
    chart = el("ol", *columns, cls="columns")
    return _panel(title, _by_requester(days), chart)


def _by_requester(days: Sequence[Day]) -> str:
    requests: Counter[str] = Counter()
    for day in days:
        requests.update(day.pages)
    if not requests:
        return "No paid requests."
    parts = []
    for who, count in requests.most_common():
        number = "all" if len(requests) == 1 else str(count)
        name = REQUESTERS.get(who, who)
        parts.append(f"{number} from {name}")
    total = formatting.count(requests.total(), "paid request")
    cost = cache_table.price(PAGE_PRICE * requests.total())
    shares = ", ".join(parts)
    return f"{total} ({cost}): {shares}."


def _day(day: Day, highest: int) -> Node:
    """Build a column of the chart, with its number in words for screen readers."""
    requests = formatting.count(day.total, "paid request")
    said = f"{formatting.day(day.day)}: {requests}"
    height = round(day.total / highest * 64)
    look = "" if day.total else "muted"
    return el(
        "li",
        el("span", said, cls="unseen"),
        el("span", str(day.total), cls=look, aria_hidden="true"),
        el("i", h=f"{height}px", aria_hidden="true"),
        el("small", str(day.day.day), aria_hidden="true"),
        title=said,
    )


def _restatements(inventory: Inventory) -> Node:
    title = el("h2", "Changed by AWS")
    found = inventory.restated
    if not found:
        return _panel(title, "AWS has changed none of the cached days.")
    said = f"{restated(found[0])} after it was first loaded."
    if len(found) > 1:
        said += f" {len(found)} cached days have changed in all."
    items = [_restated(one) for one in found[:LISTED_CHANGES]]
    return _panel(title, said, el("ul", *items, cls="changes"))


def restated(one: Restatement) -> str:
    """Return `Nov 20 grew by 7%`."""
    grew = "grew" if one.change > 0 else "shrank"
    said = f"{formatting.day(one.day)} {grew}"
    ratio = compared.ratio(one.change, one.first.amount)
    if ratio is not None:
        said += f" by {formatting.percent(abs(ratio))}"
    return said


def _restated(one: Restatement) -> Node:
    first = formatting.money(one.first.amount, one.currency)
    now = formatting.money(one.now.amount, one.currency)
    change = formatting.money(one.change, one.currency, plus=True)
    role = compared.role(one.change, one.first.amount)
    loaded = formatting.clock(one.first.at)
    checked = formatting.clock(one.now.at)
    return el(
        "li",
        el("span", restated(one), cls="name"),
        el("span", change, cls=f"amount {role}"),
        el("span", f"{first} when first loaded, {loaded}", cls="note wide"),
        el("span", f"{now} when last checked, {checked}", cls="note wide"),
    )

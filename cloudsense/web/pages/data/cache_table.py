"""The list of cached data: a query a line, its months as a strip, and each month with what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter

from cloudsense import formatting
from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import USAGE_ONLY
from cloudsense.figures.nodes import Node, el, link
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.cache.freshness import MonthState
from cloudsense.ledger.inventory import Inventory, Kept
from cloudsense.web.state.references import LETTERS

Label = Callable[[Dimension, str], str]
Key = Callable[[CostQuery], str]

STATES = {
    "final": "final: AWS does not change it any more",
    "current": "current",
    "stale": "stale: checked again when it is next shown",
    "none": "not loaded",
}
"""States of a month, by CSS class."""
LABELS = {"renew": "Refresh", "forget": "Delete"}
"""What the buttons of a month are called."""
SHARE = "A month's share of the paid requests that last loaded it."
HISTORY = (
    "Re-check past months compares the account's total of every month and reloads past months that AWS has changed."
)


def question(query: CostQuery, label: Label) -> tuple[str, str]:
    """What is asked, and of which part of the costs: `Usage types`, `EC2 – Compute`."""
    if query == OVERVIEW:
        return "Services and charge types", "the overview"
    if query == TOTAL:
        return "The account's total", "used for reconciliation"
    single = len(query.group_by) > 1 and bool(query.services)
    grouped = [d for d in query.group_by if not (single and d is Dimension.SERVICE)]
    names = [formatting.dimension(d, plural=True) for d in grouped]
    name = " and ".join(names[:1] + [_lower(other) for other in names[1:]]) or "Total"
    return name, " · ".join(_part(rule, label) for rule in query.where) or "all costs"


def _part(rule: Filter, label: Label) -> str:
    if rule == USAGE_ONLY:
        return "usage only"
    names = ", ".join(dict.fromkeys(label(rule.dimension, value) for value in rule.values))
    return f"{'without ' if rule.exclude else ''}{names}"


def named(query: CostQuery, label: Label) -> str:
    """Within a sentence: `Usage types (RDS)`."""
    name, only = question(query, label)
    if query == TOTAL:
        return _lower(name)
    return name if query == OVERVIEW else f"{name} ({only})"


def _lower(name: str) -> str:
    return name if name.startswith("Availability") else name[0].lower() + name[1:]


def standing(kept: Kept) -> str:
    """`final`, `current` or `stale`."""
    if not kept.good:
        return "stale"
    return "final" if kept.state is MonthState.SETTLED else "current"


def panel(
    inventory: Inventory,
    label: Label,
    paid: bool,
    address: str,
    key: Key = attrgetter("name"),
) -> Node:
    """`paid` says whether AWS charges for anything, and `label` how a dimension's value is called.

    `address` is that of the page; orders name a query by its `key`.
    """
    update = el(
        "button",
        "Re-check past months",
        el("small", f" about {price(PRICE * inventory.history)}") if paid else None,
        cls="order main-order",
        id="update-history",
        type="button",
        data_do="history",
    )
    files = [
        link(f"costs.{form}{address}", form.upper(), id=f"inventory-{form}", title="Download this list")
        for form in ("csv", "xlsx")
    ]
    title = el("h2", "Cached data", title=SHARE if paid else None)
    head = el("div", title, el("div", *(files if inventory.kept else []), update, cls="tools"), cls="panel-head")
    rows = [
        _question(query, key(query), months, inventory, label, paid) for query, months in inventory.questions.items()
    ]
    listed = el("ul", *rows, cls="stock") if rows else None
    return el(
        "section",
        head,
        el("p", _said(inventory, paid), cls="said"),
        el("p", HISTORY, cls="said"),
        _legend(inventory) if rows else None,
        listed,
        cls="panel panel-stock",
    )


def _said(inventory: Inventory, paid: bool) -> str:
    if not inventory.kept:
        return "No data is cached yet. Data that the overview loads is listed here."
    queries = formatting.count(len(inventory.questions), "query", "queries")
    cached = f"{queries}, {formatting.count(len(inventory.kept), 'month')} cached"
    if not paid:
        return f"{cached} until CloudSense stops. The demo makes no paid requests."
    dollars = sum((kept.dollars for kept in inventory.kept), Decimal())
    paid_for = f"{price(dollars)} paid for them, without earlier loads of the same months"
    return f"{cached}. {paid_for}. This page makes no paid request on its own."


def _legend(inventory: Inventory) -> Node:
    first, last = inventory.months[0], inventory.months[-1]
    span = el("span", f"{short(first)} – {short(last)}", cls="span")
    marks = [el("li", el("i", cls=f"cell {state}"), _first(said)) for state, said in STATES.items()]
    return el("div", el("ul", *marks, cls="marks"), span, cls="stock-legend")


def _first(said: str) -> str:
    return said.partition(":")[0].capitalize()


def _question(
    query: CostQuery,
    key: str,
    months: Sequence[Kept],
    inventory: Inventory,
    label: Label,
    paid: bool,
) -> Node:
    name, only = question(query, label)
    by_month = {kept.month: kept for kept in months}
    cells = [_cell(month, by_month.get(month)) for month in inventory.months]
    counts = Counter(standing(kept) for kept in months)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    dollars = sum((kept.dollars for kept in months), Decimal())
    summary = el(
        "summary",
        el("span", el("strong", name), el("small", only), cls="name"),
        el(
            "span",
            *cells,
            cls="strip",
            role="img",
            aria_label=f"{formatting.count(len(months), 'month')} cached: {told}",
        ),
        el("span", price(dollars) if paid else formatting.count(len(months), "month"), cls="amount"),
        id=f"of-{_digest(key)}",
    )
    return el("li", el("details", summary, _months(months, key, named(query, label), paid), id=f"about-{_digest(key)}"))


def _digest(key: str) -> str:
    """For the id of an element."""
    return sha256(key.encode()).hexdigest()[:10].translate(LETTERS)


def _cell(month: Month, kept: Kept | None) -> Node:
    state = standing(kept) if kept else "none"
    return el("i", cls=f"cell {state}", title=f"{short(month)}: {_first(STATES[state]).lower()}")


def _months(months: Sequence[Kept], key: str, name: str, paid: bool) -> Node:
    titles = ["Month", "Last checked", *(["Loaded", "Cost"] if paid else [])]
    hints = {"Cost": SHARE}
    heads = [el("th", title, scope="col", cls=_column(title), title=hints.get(title)) for title in titles]
    head = el("thead", el("tr", *heads, el("th", el("span", "Refresh or delete", cls="unseen"), scope="col")))
    rows = [_month(kept, key, name, paid) for kept in reversed(months)]
    return el("table", head, el("tbody", *rows), cls="months")


def _column(title: str) -> str:
    return {"Cost": "number", "Loaded": "bought", "Last checked": "seen"}.get(title, "")


def _month(kept: Kept, key: str, name: str, paid: bool) -> Node:
    state, seen = standing(kept), formatting.clock(kept.seen)
    chip = el("span", state, cls=f"chip {state}", title=STATES[state])
    small = el("small", f"checked {seen}", f", {price(kept.dollars)}" if paid else None, cls="in-short")
    return el(
        "tr",
        el("th", short(kept.month), " ", chip, small, scope="row"),
        el("td", seen, cls="seen"),
        el("td", _clock(kept.bought), cls="bought") if paid else None,
        el("td", price(kept.dollars), cls="number") if paid else None,
        el("td", _order("renew", kept, key, name, paid), _order("forget", kept, key, name, paid), cls="orders"),
    )


def _order(do: str, kept: Kept, key: str, name: str, paid: bool) -> Node:
    """A button; one that deletes asks first."""
    shown, month = LABELS[do], f"{name}, {short(kept.month)}"
    cost = f" about {price(kept.price)}" if paid and do == "renew" else ""
    return el(
        "button",
        shown,
        el("small", cost) if cost else None,
        cls=f"order {do}",
        type="button",
        id=f"{do}-{_digest(key)}-{kept.month}",
        aria_label=f"{shown}{cost}: {month}",
        data_do=do,
        data_confirm="Confirm delete" if do == "forget" else None,
        data_question=key,
        data_month=str(kept.month),
    )


def short(month: Month) -> str:
    """`Nov 2026`."""
    return f"{formatting.MONTHS[month.number - 1]} {month.year}"


def _clock(at: str) -> str:
    try:
        return formatting.clock(datetime.fromisoformat(at))
    except ValueError:
        return "unknown"


def price(dollars: Decimal) -> str:
    """To the cent: `$0.03`, `<$0.01`, for a month may be a small part of a page."""
    dollars = round(dollars, 6)
    return "<$0.01" if 0 < dollars < PRICE else f"${dollars:.2f}"

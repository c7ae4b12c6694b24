"""List of payers: which of their months are cached, and what was paid for them."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.names import visible
from cloudsense.costs.period import Month
from cloudsense.figures.nodes import Node, el, link
from cloudsense.ledger.inventory import Inventory
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.data import cache_table
from cloudsense.web.pages.data.answers import CachedData

WORST_FIRST = ("stale", "current", "final", "none")


def panel(cached: CachedData, context: ViewContext) -> Node:
    """Build a row for each payer. It opens the payer's data, which can be changed there."""
    rows = []
    for name, own in cached.payers.items():
        payer = context.options.address_of(name)
        there = replace(cached.selection, payer=payer, budget=None)
        who = link(there.search, visible(name))
        rows.append(_row(who, own.inventory, context.is_priced))
    search = cached.selection.search
    tools = [cache_table.file_link(search, form) for form in ("csv", "xlsx")]
    said = "A month is final if all of its queries are. To refresh or delete it, open its payer."
    return el(
        "section",
        el("div", el("h2", "Cached data"), el("div", *tools, cls="tools"), cls="panel-head"),
        el("p", said, cls="said"),
        cache_table.legend(cached.inventory),
        el("ul", *rows, cls="stock"),
        cls="panel panel-stock",
    )


def _row(name: Node, inventory: Inventory, paid: bool) -> Node:
    queries = formatting.count(len(inventory.questions), "query", "queries")
    months = formatting.count(len(inventory.cached), "month")
    counted = f"{queries}, {months}"
    if states := cache_table.states(inventory.cached):
        counted += f": {states}"
    cells = [_cell(inventory, month) for month in inventory.months]
    cost = cache_table.price(cache_table.dollars(inventory.cached)) if paid else ""
    return el(
        "li",
        el("span", name, el("small", counted), cls="name"),
        el("span", *cells, cls="strip", role="img", aria_label=counted),
        el("span", cost, cls="amount", title=cache_table.SHARE if paid else None),
        cls="stock-line",
    )


def _cell(inventory: Inventory, month: Month) -> Node:
    """Build the cell of a month: stale if any query is, final if all are."""
    states = [cache_table.month_state(each) for each in inventory.cached if each.month == month]
    state = next((each for each in WORST_FIRST if each in states), "none")
    return cache_table.cell(month, state)

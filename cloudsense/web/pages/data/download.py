"""File of the list of cached data."""

from __future__ import annotations

from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind, OwnText
from cloudsense.figures.table_data import TableState
from cloudsense.ledger.inventory import CachedMonth, Inventory
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.data import cache_table
from cloudsense.web.pages.data.answers import CachedData
from cloudsense.web.pages.download import Download
from cloudsense.web.state import table_parameters


def download(cached: CachedData, state: TableState, context: ViewContext) -> Download:
    """Return all cached months. Raises AddressError if they are to be sorted or searched."""
    table_parameters.refuse(state)
    notes = (
        ("As of", f"{cached.read_at:%Y-%m-%d %H:%M} UTC"),
        ("Address", cached.selection.search),
    )
    table = _table(cached, context)
    name = f"data-{cached.read_at.date()}"
    return Download(name, "Cached data", table, notes, cached.read_at)


INVENTORY = (
    FileColumn("question", "Query"),
    FileColumn("costs", "Costs"),
    FileColumn("month", "Month"),
    FileColumn("state", "State"),
    FileColumn("last_seen", "Last seen"),
    FileColumn("bought", "Bought"),
    FileColumn("pages", "Pages", Kind.AMOUNT),
    FileColumn("paid_USD", "Paid (USD)", Kind.AMOUNT),
)


def _table(cached: CachedData, context: ViewContext) -> FileTable:
    """Make the list; of several payers, with a column for them."""
    labels, paid = context.labels, context.is_priced
    if not cached.payers:
        return inventory_file(cached.inventory, labels, paid)
    lines: list[list[Cell]] = []
    for payer, own in cached.payers.items():
        lines += [[payer, *_line(each, labels, paid)] for each in own.inventory.cached]
    return FileTable((FileColumn("payer", "Payer"), *INVENTORY), lines)


def inventory_file(inventory: Inventory, label: cache_table.Label, paid: bool) -> FileTable:
    """Make a line for each cached month of a query, with its share of the pages paid for it."""
    lines = [_line(cached, label, paid) for cached in inventory.cached]
    return FileTable(INVENTORY, lines)


def _line(cached: CachedMonth, label: cache_table.Label, paid: bool) -> list[Cell]:
    name, costs = cache_table.question(cached.query, label)
    return [
        name,
        costs,
        OwnText(cached.month),
        cache_table.month_state(cached),
        cached.seen.isoformat(timespec="seconds"),
        cached.bought if paid else None,
        cached.pages if paid else None,
        cached.dollars if paid else None,
    ]

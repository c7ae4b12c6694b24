"""The list of cached data as a file."""

from __future__ import annotations

from collections.abc import Iterator

from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind
from cloudsense.figures.table_data import TableState
from cloudsense.ledger.inventory import Inventory, Kept
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.data import cache_table
from cloudsense.web.pages.data.answers import CachedData
from cloudsense.web.pages.download import Download


def download(cached: CachedData, _state: TableState, context: ViewContext) -> Download:
    """Every cached month, whatever the state of a table."""
    notes = (
        ("As of", f"{cached.read_at:%Y-%m-%d %H:%M} UTC"),
        ("Address", cached.selection.search),
    )
    table = inventory_file(cached.inventory, context.labels, context.paid)
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


def inventory_file(inventory: Inventory, label: cache_table.Label, paid: bool) -> FileTable:
    """A line for each cached month of a query, with its share of the pages that were paid for it."""
    return FileTable(INVENTORY, [list(_month(kept, label, paid)) for kept in inventory.kept])


def _month(kept: Kept, label: cache_table.Label, paid: bool) -> Iterator[Cell]:
    yield from cache_table.question(kept.query, label)
    yield from (str(kept.month), cache_table.standing(kept), kept.seen.isoformat(timespec="seconds"))
    yield from (kept.bought, kept.pages, kept.dollars) if paid else (None, None, None)

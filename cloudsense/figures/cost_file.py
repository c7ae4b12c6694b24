"""File of the breakdown: the table's rows with exact amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cloudsense import formatting
from cloudsense.costs.analysis import Row
from cloudsense.costs.query import Dimension
from cloudsense.figures.breakdown import change_ratio
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind, amount_column, columns

AMOUNTS = {"cost": "Cost", "compared": "Compared", "before": "Before", "change": "Change"}
"""Columns of amounts; `compared` is the cost of the days that `change` compares."""


def cost_file(
    rows: Sequence[Row],
    total: Row,
    names: Mapping[str, Sequence[str]],
    by: Dimension,
    currency: str,
) -> FileTable:
    """Line for each row, in the given order; `names` holds the first columns."""
    titles = formatting.dimension(by), "Account name"
    named = list(map(FileColumn, columns(by), titles))
    lines = [[*names[row.name], *_amounts(row)] for row in rows]
    blanks = [""] * (len(named) - 1)
    last = ["Total", *blanks, *_amounts(total)]
    return FileTable([*named, *_columns(currency)], lines, last)


def _columns(currency: str) -> list[FileColumn]:
    amounts = []
    for name, title in AMOUNTS.items():
        amounts.append(amount_column(name, title, currency))
    cost, *compared = amounts
    share = FileColumn("share_percent", "Share", Kind.RATIO)
    change = FileColumn("change_percent", "Change, percent", Kind.RATIO)
    return [cost, share, *compared, change]


def _amounts(row: Row) -> list[Cell]:
    sides: list[Cell] = [None] * 3
    if row.compared and row.change is not None:
        change = row.compared
        sides = [change.now, change.before, change.amount]
    return [row.cost, row.share, *sides, change_ratio(row)]

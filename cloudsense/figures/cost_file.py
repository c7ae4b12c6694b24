"""The breakdown as a file: the rows of the table with their exact amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cloudsense import formatting
from cloudsense.costs.analysis import Row
from cloudsense.costs.query import Dimension
from cloudsense.figures.breakdown import change_ratio
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind, columns

AMOUNTS = {"cost": "Cost", "compared": "Compared", "before": "Before", "change": "Change"}
"""Columns of amounts; `compared` is the cost of the days that `change` is about."""


def cost_file(
    rows: Sequence[Row],
    total: Row,
    names: Mapping[str, Sequence[str]],
    by: Dimension,
    currency: str,
) -> FileTable:
    """A line a row, in the order given; `names` says what the first columns hold."""
    named, amounts = _named(by), _columns(currency)
    lines = [[*names[row.name], *_amounts(row)] for row in rows]
    last = ["Total", *_amounts(total)]
    last[1:1] = [""] * (len(named) - 1)
    return FileTable([*named, *amounts], lines, last)


def _named(by: Dimension) -> list[FileColumn]:
    titles = (formatting.dimension(by), "Account name")
    return [FileColumn(name, title) for name, title in zip(columns(by), titles, strict=False)]


def _columns(currency: str) -> list[FileColumn]:
    amounts = []
    for name, title in AMOUNTS.items():
        column = FileColumn(f"{name}_{currency}", f"{title} ({currency})", Kind.AMOUNT)
        amounts.append(column)
    cost, *compared = amounts
    share = FileColumn("share_percent", "Share", Kind.RATIO)
    change = FileColumn("change_percent", "Change, percent", Kind.RATIO)
    return [cost, share, *compared, change]


def _amounts(row: Row) -> list[Cell]:
    compared = None if row.change is None else row.compared
    sides = [compared.now, compared.before, compared.amount] if compared else [None] * 3
    return [row.cost, row.share, *sides, change_ratio(row)]

"""The pivot of Explore: as plain data that the browser draws, and as a file with every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import Period
from cloudsense.costs.pivot import Pivot, PivotRows, is_without
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind
from cloudsense.figures.style import Href, Label
from cloudsense.figures.theme import Colour

MOST_GROUPS = 500
"""On a screen; files have all."""
MOST_PARTS = 3000
"""Rows within groups, all together."""
FEWEST_PARTS = 5
"""Rows within a group, however many groups there are."""
PLACES = 6
"""Decimals of an amount that a browser gets."""

Values = Sequence[float]


@dataclass(frozen=True)
class PivotStyle:
    """How rows are called and coloured, and where they lead to."""

    label: Label
    part_label: Label
    colour: Colour
    into: Href
    note: Label = lambda _name: ""
    prefix: str = "$"
    digits: int = 2
    files: Mapping[str, str] = field(default_factory=dict)


def props(
    pivot: Pivot,
    granularity: Granularity,
    compared: tuple[int, int] | None,
    style: PivotStyle,
) -> dict[str, Any]:
    """Props of the `PivotTable`."""
    shown = [name for name in pivot.groups.names if name in pivot.listed]
    kept = _kept(shown, pivot)
    most = max(FEWEST_PARTS, MOST_PARTS // max(len(kept), 1))
    total = float(pivot.groups.totals.sum(axis=0).amounts)
    amounts = dict(zip(pivot.groups.names, _rows(pivot.groups.sums), strict=True))
    row = _Rows(total, compared)
    groups = []
    for name in kept:
        made = row.of(name, style.label(name), amounts[name])
        made |= {"colour": style.colour(name), "href": style.into(name), "note": style.note(name)}
        if is_without(pivot.dimensions[0], name):
            made["hatched"] = True
        if pivot.has_parts:
            made["parts"], made["more"] = _parts(pivot.parts(name), most, style, row)
        groups.append(made)
    return {
        "names": [formatting.dimension(each) for each in pivot.dimensions],
        "columns": [_title(span, granularity) for span in pivot.spans],
        "groups": groups,
        "total": row.of("", "Total", _rounded(pivot.total.amounts)),
        "left": len(shown) - len(kept),
        "compared": _compared(pivot.spans, compared),
        "prefix": style.prefix,
        "digits": style.digits,
        "download": dict(style.files),
    }


@dataclass(frozen=True)
class _Rows:
    """Makes rows of names and their amounts by column."""

    total: float
    compared: tuple[int, int] | None

    def of(self, key: str, name: str, values: list[float]) -> dict[str, Any]:
        whole = sum(values)
        made = {"id": key, "name": name, "values": values, "total": round(whole, PLACES)}
        if self.total > 0:
            made["share"] = round(whole / self.total, 5)
        if self.compared:
            before, now = self.compared
            made["change"] = round(values[now] - values[before], PLACES)
        return made


def _kept(names: Sequence[str], pivot: Pivot) -> list[str]:
    """The largest, and costs without a value."""
    first, others = names[:MOST_GROUPS], names[MOST_GROUPS:]
    return [*first, *(name for name in others if is_without(pivot.dimensions[0], name))]


def _parts(
    rows: PivotRows, most: int, style: PivotStyle, row: _Rows
) -> tuple[list[dict[str, Any]], int]:
    """The largest rows of a group, the others as one, and how many these are."""
    more = max(0, len(rows.names) - most - 1)
    shown = len(rows.names) - more - (1 if more else 0)
    values = _rows(rows.sums[:shown])
    found = []
    for name, amounts in zip(rows.names[:shown], values, strict=True):
        found.append(row.of(name, style.part_label(name), amounts))
    left = len(rows.names) - shown
    if left:
        rest = _rounded(rows.sums[shown:].sum(axis=0).amounts)
        found.append(row.of("\0", f"{left:,} others", rest) | {"rest": True})
    return found, left


def _rows(sums: ExactSums) -> list[list[float]]:
    return [[float(value) for value in row] for row in np.round(sums.amounts, PLACES).tolist()]


def _rounded(amounts: np.ndarray) -> list[float]:
    return [float(value) for value in np.round(amounts, PLACES).tolist()]


def _title(span: Period, granularity: Granularity) -> str:
    """`Nov 16`, `Nov 2026`."""
    if granularity is Granularity.MONTHLY:
        return f"{formatting.MONTHS[span.start.month - 1]} {span.start.year}"
    return formatting.day(span.start)


def _compared(spans: Sequence[Period], compared: tuple[int, int] | None) -> str:
    """What the change of a row is: `Nov 16 – 22 against Nov 9 – 15`."""
    if compared is None:
        return ""
    before, now = (formatting.days(spans[n]) for n in compared)
    return f"{now} against {before}"


def pivot_file(
    pivot: Pivot, named: Sequence[FileColumn], names: Callable[..., Sequence[str]], currency: str
) -> FileTable:
    """A line for each group, or for each row within one; exact, and however small it is."""
    spans = [
        FileColumn(f"{span.start}_{currency}", formatting.days(span), Kind.AMOUNT)
        for span in pivot.spans
    ]
    total = FileColumn(f"total_{currency}", f"Total ({currency})", Kind.AMOUNT)
    share = FileColumn("share_percent", "Share", Kind.RATIO)
    whole = float(pivot.groups.totals.sum(axis=0).amounts)
    lines: list[list[Cell]] = []
    for name, sums in _lines(pivot):
        lines.append([*names(*name), *_cells(sums, whole)])
    blanks = [""] * (len(named) - 1)
    last: list[Cell] = ["Total", *blanks, *_cells(pivot.total, whole)]
    return FileTable([*named, total, share, *spans], lines, last)


def _lines(pivot: Pivot) -> list[tuple[tuple[str, ...], ExactSums]]:
    """The names of each line, and its sums by column."""
    found: list[tuple[tuple[str, ...], ExactSums]] = []
    for n, name in enumerate(pivot.groups.names):
        if not pivot.has_parts:
            found.append(((name,), pivot.groups.sums[n]))
            continue
        rows = pivot.parts(name)
        for place, part in enumerate(rows.names):
            found.append(((name, part), rows.sums[place]))
    return found


def _cells(sums: ExactSums, whole: float) -> list[Cell]:
    exact = sums.decimals
    total = sum(exact)
    share = float(total) / whole if whole > 0 else None
    return [total, share, *exact]

"""The pivot of Explore: as plain data that the browser draws, and as a file with every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hour import Hour, Span
from cloudsense.costs.pivot import Pivot
from cloudsense.costs.pivot_facts import LEAST_GROWTH, LEAST_RATIO
from cloudsense.costs.pivot_rows import PivotRows, divided, is_without
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind
from cloudsense.figures.style import Href, Label
from cloudsense.figures.theme import Colour

MOST_GROUPS = 500
"""On a screen; files have all."""
MOST_PARTS = 3000
"""Rows within groups, all together."""
MOST_CELLS, MOST_CELLS_OF_PARTS = 20_000, 40_000
"""Their amounts: where there are many columns there are fewer rows."""
FEWEST_PARTS = 2
"""Rows within a group, however many groups there are."""
PLACES = 6
"""Decimals of an amount that a browser gets."""


@dataclass(frozen=True)
class PivotStyle:
    """How rows are called and coloured, and where they lead to."""

    label: Label
    part_label: Label
    colour: Colour
    into: Href
    note: Label = lambda _name: ""
    key: Label = str
    """By which the browser knows a row: no id of an account that is hidden."""
    part_key: Label = str
    prefix: str = "$"
    digits: int = 2
    files: Mapping[str, str] = field(default_factory=dict)


def props(
    shown: Shown, granularity: Granularity, compared: tuple[int, int] | None, style: PivotStyle
) -> dict[str, Any]:
    """Props of the `PivotTable`."""
    pivot = shown.pivot
    by = pivot.dimensions[0]
    kept = pivot.listed.first(min(MOST_GROUPS, MOST_CELLS // len(pivot.spans)), by)
    row = _Rows(shown, compared, shown.total)
    parts = _parts(shown, kept.names, style, row) if pivot.has_parts else []
    per = shown.per.groups.like(kept).sums if shown.per else None
    groups = []
    for n, (name, made) in enumerate(zip(kept.names, row.all(kept.sums, per), strict=True)):
        made |= {"id": style.key(name), "name": style.label(name), "colour": style.colour(name)}
        made |= {"href": style.into(name), "note": style.note(name)}
        if is_without(by, name):
            made["hatched"] = True
        if parts:
            made["parts"] = parts[n]
        groups.append(made)
    return {
        "names": [formatting.dimension(each) for each in pivot.dimensions],
        "columns": [_title(span, granularity) for span in pivot.spans],
        "groups": groups,
        "total": row.total() | {"id": "", "name": "Total"},
        "left": len(pivot.listed.names) - len(kept.names),
        "compared": _compared(pivot.spans, compared),
        "prefix": style.prefix,
        "digits": style.digits,
        "download": dict(style.files),
    }


@dataclass(frozen=True)
class Shown:
    """What the cells are: the sums of `pivot`, or these for each unit of `per`."""

    pivot: Pivot
    per: Pivot | None = None

    @property
    def per_groups(self) -> PivotRows | None:
        return self.per.groups if self.per else None

    def per_parts(self, name: str) -> PivotRows | None:
        return self.per.parts(name) if self.per else None

    def amounts(self, sums: ExactSums, per: ExactSums | None) -> tuple[np.ndarray, np.ndarray]:
        """By row and column, and of each row."""
        totals = sums.sum(axis=1)
        if per is None:
            return sums.amounts, totals.amounts
        return divided(sums, per), divided(totals, per.sum(axis=1))

    @property
    def total(self) -> float:
        """Of all cells."""
        total = self.pivot.groups.totals.sum(axis=0)
        if self.per is None:
            return float(total.amounts)
        return float(divided(total, self.per.groups.totals.sum(axis=0)))


@dataclass(frozen=True)
class _Rows:
    """Makes rows of amounts by column."""

    shown: Shown
    compared: tuple[int, int] | None
    whole: float
    """What shares are of."""

    def all(self, sums: ExactSums, per: ExactSums | None) -> list[dict[str, Any]]:
        """A row for each of `sums`."""
        values, totals = self.shown.amounts(sums, per)
        pairs = zip(np.round(values, PLACES).tolist(), totals.tolist(), strict=True)
        return [self._of(row, total) for row, total in pairs]

    def total(self) -> dict[str, Any]:
        pivot, per = self.shown.pivot, self.shown.per
        values = divided(pivot.total, per.total) if per else pivot.total.amounts
        return self._of(np.round(values, PLACES).tolist(), self.whole)

    def _of(self, values: list[float], total: float) -> dict[str, Any]:
        is_sum = self.shown.per is None
        shown = values if is_sum else list(map(_known, values))
        made: dict[str, Any] = {"values": shown, "total": _known(total)}
        if self.whole > 0 and is_sum:
            made["share"] = round(total / self.whole, 5)
        if self.compared:
            before, now = self.compared
            more = values[now] - values[before]
            made["change"] = _known(round(more, PLACES))
            made["role"] = _role(more, values[before], is_sum)
        return made


def _known(amount: float) -> float | None:
    """None for what is not a number."""
    return amount if amount == amount else None


def _role(more: float, before: float, is_sum: bool) -> str:
    """Small changes are no news."""
    least = LEAST_GROWTH if is_sum else 0.0
    if abs(more) < least or abs(more) < LEAST_RATIO * abs(before) or more != more:
        return "same"
    return "up" if more > 0 else "down"


def _parts(
    shown: Shown, groups: Sequence[str], style: PivotStyle, row: _Rows
) -> list[list[dict[str, Any]]]:
    """Of each group its largest rows, and the others as one."""
    rows_at_most = min(MOST_PARTS, MOST_CELLS_OF_PARTS // len(shown.pivot.spans))
    most = max(FEWEST_PARTS, rows_at_most // max(len(groups), 1))
    parts = shown.pivot.largest_parts(groups, most)
    per = shown.per.sums_of(parts) if shown.per else None
    rows = iter(row.all(shown.pivot.sums_of(parts), per))
    return [
        [_part(name, next(rows), others, style) for name in names]
        for names, others in zip(parts.names, parts.others, strict=True)
    ]


def _part(name: str, made: dict[str, Any], others: int, style: PivotStyle) -> dict[str, Any]:
    if name == REST:
        return made | {"id": REST, "name": f"{others:,} others", "rest": True}
    return made | {"id": style.part_key(name), "name": style.part_label(name)}


def _title(span: Span, granularity: Granularity) -> str:
    """`Nov 16`, `Nov 2026`, `Nov 16 14:00`."""
    if isinstance(span, Hour):
        return f"{formatting.day(span.day)} {span.number:02}:00"
    if granularity is Granularity.MONTHLY:
        return f"{formatting.MONTHS[span.start.month - 1]} {span.start.year}"
    return formatting.day(span.start)


def _compared(spans: Sequence[Span], compared: tuple[int, int] | None) -> str:
    """What the change of a row is: `Nov 16 – 22 against Nov 9 – 15`."""
    if compared is None:
        return ""
    before, now = (formatting.span(spans[n]) for n in compared)
    return f"{now} against {before}"


def pivot_file(
    shown: Shown, named: Sequence[FileColumn], names: Callable[..., Sequence[str]], unit: str
) -> FileTable:
    """A line for each group, or for each row within one; exact, and however small it is."""
    pivot = shown.pivot
    spans = [
        FileColumn(f"{span.start.isoformat()}_{unit}", formatting.span(span), Kind.AMOUNT)
        for span in pivot.spans
    ]
    total = FileColumn(f"total_{unit}", f"Total ({unit})", Kind.AMOUNT)
    share = FileColumn("share_percent", "Share", Kind.RATIO)
    whole = shown.total
    lines: list[list[Cell]] = []
    for values, sums, per in _lines(shown):
        lines.append([*names(*values), *_cells(sums, per, whole)])
    blanks = [""] * (len(named) - 1)
    per_total = shown.per.total if shown.per else None
    last: list[Cell] = ["Total", *blanks, *_cells(pivot.total, per_total, whole)]
    return FileTable([*named, total, share, *spans], lines, last)


def _lines(shown: Shown) -> Iterator[tuple[tuple[str, ...], ExactSums, ExactSums | None]]:
    """The names of each line, and its sums by column."""
    pivot = shown.pivot
    if not pivot.has_parts:
        yield from _named_sums((), pivot.groups, shown.per_groups)
        return
    for name in pivot.groups.names:
        yield from _named_sums((name,), pivot.parts(name), shown.per_parts(name))


def _named_sums(
    within: tuple[str, ...], rows: PivotRows, per: PivotRows | None
) -> Iterator[tuple[tuple[str, ...], ExactSums, ExactSums | None]]:
    same = per.like(rows) if per else None
    for n, name in enumerate(rows.names):
        yield (*within, name), rows.sums[n], same.sums[n] if same else None


def _cells(sums: ExactSums, per: ExactSums | None, whole: float) -> list[Cell]:
    """The total, its share, and each column."""
    if per is not None:
        price = _known(float(divided(sums.sum(axis=0), per.sum(axis=0))))
        return [price, None, *map(_known, divided(sums, per).tolist())]
    exact = sums.decimals
    total = sum(exact, Decimal(0))
    return [total, float(total) / whole if whole > 0 else None, *exact]

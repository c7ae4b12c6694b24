"""Pivot table of Explore: as data that the browser renders, and as a file with every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST
from cloudsense.costs.exact import ZERO, ExactSums
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hour import Hour, Span
from cloudsense.costs.period import Month
from cloudsense.costs.pivot import Pivot
from cloudsense.costs.pivot_facts import LEAST_GROWTH, LEAST_RATIO
from cloudsense.costs.pivot_rows import PivotRows, divided, is_without
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind, amount_column
from cloudsense.figures.style import Href, Label
from cloudsense.figures.theme import Colour

MOST_GROUPS = 500
"""Most groups on a screen; files have all."""
MOST_PARTS = 3000
"""Most rows within groups, in total."""
MOST_CELLS, MOST_CELLS_OF_PARTS = 20_000, 40_000
"""Most cells of each kind: with many columns there are fewer rows."""
FEWEST_PARTS = 2
"""Rows within a group that are always shown."""
PLACES = 6
"""Decimals of amounts sent to the browser."""


@dataclass(frozen=True)
class PivotStyle:
    """Labels, colors and links of rows."""

    label: Label
    part_label: Label
    colour: Colour
    into: Href
    note: Label = lambda _name: ""
    key: Label = str
    """Row id for the browser; contains no hidden account id."""
    part_key: Label = str
    prefix: str = "$"
    digits: int = 2
    files: Mapping[str, str] = field(default_factory=dict)

    def of_group(self, name: str) -> dict[str, Any]:
        """Properties of a group's row besides its amounts."""
        return {
            "id": self.key(name),
            "name": self.label(name),
            "colour": self.colour(name),
            "href": self.into(name),
            "note": self.note(name),
        }

    def of_part(self, name: str, others: int) -> dict[str, Any]:
        """Properties of a row within a group; the last one may combine `others` rows."""
        if name == REST:
            return {"id": REST, "name": f"{others:,} others", "rest": True}
        return {"id": self.part_key(name), "name": self.part_label(name)}


def props(
    shown: Shown, granularity: Granularity, compared: tuple[int, int] | None, style: PivotStyle
) -> dict[str, Any]:
    """Properties of the component `PivotTable`."""
    pivot = shown.pivot
    by = pivot.dimensions[0]
    most = min(MOST_GROUPS, MOST_CELLS // len(pivot.spans))
    kept = pivot.listed.first(most, by)
    rows = _Rows(shown, compared, shown.total)
    units = shown.per_groups
    per = units.like(kept).sums if units else None
    groups = rows.all(kept.sums, per)
    for name, group in zip(kept.names, groups, strict=True):
        group |= style.of_group(name)
        if is_without(by, name):
            group["hatched"] = True
    if pivot.has_parts:
        parts = _parts(shown, kept.names, style, rows)
        for group, within in zip(groups, parts, strict=True):
            group["parts"] = within
    return {
        "names": [formatting.dimension(each) for each in pivot.dimensions],
        "columns": [_title(span, granularity) for span in pivot.spans],
        "groups": groups,
        "total": rows.total() | {"id": "", "name": "Total"},
        "left": len(pivot.listed.names) - len(kept.names),
        "compared": _compared(pivot.spans, compared),
        "prefix": style.prefix,
        "digits": style.digits,
        "download": dict(style.files),
    }


@dataclass(frozen=True)
class Shown:
    """Cells of the table: the sums of `pivot`, or these divided by the units of `per`."""

    pivot: Pivot
    per: Pivot | None = None

    @property
    def per_groups(self) -> PivotRows | None:
        return self.per.groups if self.per else None

    def per_parts(self, name: str) -> PivotRows | None:
        return self.per.parts(name) if self.per else None

    @property
    def totals(self) -> np.ndarray:
        """Total of each column."""
        per = self.per.total if self.per else None
        return _amounts(self.pivot.total, per)

    @property
    def total(self) -> float:
        """Total of all cells."""
        total = self.pivot.groups.totals.sum(axis=0)
        per = self.per.groups.totals.sum(axis=0) if self.per else None
        return float(_amounts(total, per))


def _amounts(sums: ExactSums, per: ExactSums | None) -> np.ndarray:
    """Sums as they are, or divided by the units of `per`."""
    return sums.amounts if per is None else divided(sums, per)


@dataclass(frozen=True)
class _Rows:
    """Builds rows of amounts by column."""

    shown: Shown
    compared: tuple[int, int] | None
    whole: float
    """Total that shares refer to."""

    def all(self, sums: ExactSums, per: ExactSums | None) -> list[dict[str, Any]]:
        """Row for each of `sums` (rows x columns)."""
        values = np.round(_amounts(sums, per), PLACES)
        of_units = None if per is None else per.sum(axis=1)
        totals = _amounts(sums.sum(axis=1), of_units)
        return list(map(self._of, values.tolist(), totals.tolist()))

    def total(self) -> dict[str, Any]:
        values = np.round(self.shown.totals, PLACES)
        return self._of(values.tolist(), self.whole)

    def _of(self, values: list[float], total: float) -> dict[str, Any]:
        is_sum = self.shown.per is None
        made: dict[str, Any] = {
            "values": values if is_sum else list(map(_known, values)),
            "total": _known(total),
        }
        if self.whole > 0 and is_sum:
            made["share"] = round(total / self.whole, 5)
        if self.compared:
            before, now = self.compared
            more = values[now] - values[before]
            made["change"] = _known(round(more, PLACES))
            made["role"] = _role(more, values[before], is_sum)
        return made


def _known(amount: float) -> float | None:
    """The amount; None for NaN."""
    return amount if amount == amount else None


def _role(more: float, before: float, is_sum: bool) -> str:
    """Color class; small changes have none."""
    growth = LEAST_GROWTH if is_sum else 0.0
    least = max(growth, LEAST_RATIO * abs(before))
    if abs(more) >= least:
        return "up" if more > 0 else "down"
    return "same"  # also for NaN


def _parts(
    shown: Shown, groups: Sequence[str], style: PivotStyle, rows: _Rows
) -> list[list[dict[str, Any]]]:
    """For each group its largest rows, and the others as one."""
    pivot = shown.pivot
    most = min(MOST_PARTS, MOST_CELLS_OF_PARTS // len(pivot.spans))
    most_of_group = most // max(len(groups), 1)
    parts = pivot.largest_parts(groups, max(FEWEST_PARTS, most_of_group))
    sums = pivot.sums_of(parts)
    per = shown.per.sums_of(parts) if shown.per else None
    made = iter(rows.all(sums, per))
    found = []
    for names, others in zip(parts.names, parts.others, strict=True):
        within = [next(made) | style.of_part(name, others) for name in names]
        found.append(within)
    return found


def _title(span: Span, granularity: Granularity) -> str:
    """`Nov 16`, `Nov 2026`, `Nov 16 14:00`."""
    if isinstance(span, Hour):
        return f"{formatting.day(span.day)} {formatting.hour(span)}"
    if granularity is Granularity.MONTHLY:
        return formatting.month_and_year(Month.of(span.start))
    return formatting.day(span.start)


def _compared(spans: Sequence[Span], compared: tuple[int, int] | None) -> str:
    """Periods that a row's change compares: `Nov 16 – 22 against Nov 9 – 15`."""
    if compared is None:
        return ""
    before, now = compared
    against = formatting.span(spans[before])
    return f"{formatting.span(spans[now])} against {against}"


def pivot_file(
    shown: Shown, named: Sequence[FileColumn], names: Callable[..., Sequence[str]], unit: str
) -> FileTable:
    """Line for each group, or for each row within one; exact, including the smallest."""
    pivot = shown.pivot
    total = amount_column("total", "Total", unit)
    share = FileColumn("share_percent", "Share", Kind.RATIO)
    columns = [*named, total, share]
    for span in pivot.spans:
        name = f"{span.start.isoformat()}_{unit}"
        title = formatting.span(span)
        columns.append(FileColumn(name, title, Kind.AMOUNT))
    whole = shown.total
    lines: list[list[Cell]] = []
    for values, sums, per in _lines(shown):
        cells = _cells(sums, per, whole)
        lines.append([*names(*values), *cells])
    blanks = [""] * (len(named) - 1)
    per_total = shown.per.total if shown.per else None
    sums_of_all = _cells(pivot.total, per_total, whole)
    return FileTable(columns, lines, ["Total", *blanks, *sums_of_all])


Line = tuple[tuple[str, ...], ExactSums, ExactSums | None]
"""Names, sums by column, and units by column to divide by."""


def _lines(shown: Shown) -> Iterator[Line]:
    pivot = shown.pivot
    if not pivot.has_parts:
        yield from _named_sums((), pivot.groups, shown.per_groups)
        return
    for name in pivot.groups.names:
        per = shown.per_parts(name)
        yield from _named_sums((name,), pivot.parts(name), per)


def _named_sums(within: tuple[str, ...], rows: PivotRows, per: PivotRows | None) -> Iterator[Line]:
    all_units = per.like(rows).sums if per else None
    for n, name in enumerate(rows.names):
        units = None if all_units is None else all_units[n]
        yield (*within, name), rows.sums[n], units


def _cells(sums: ExactSums, per: ExactSums | None, whole: float) -> list[Cell]:
    """Total, share, and amount of each column."""
    if per is not None:
        prices = divided(sums, per).tolist()
        price = divided(sums.sum(axis=0), per.sum(axis=0))
        return [_known(float(price)), None, *map(_known, prices)]
    exact = sums.decimals
    total = sum(exact, ZERO)
    share = float(total) / whole if whole > 0 else None
    return [total, share, *exact]

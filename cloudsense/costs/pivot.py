"""Amounts by one or two dimensions and by hour, day, week or month: exact sums. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE, REST
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.groups import combinations
from cloudsense.costs.hour import Span
from cloudsense.costs.period import Period
from cloudsense.costs.pivot_rows import PivotRows, sorted_rows

WEEK = 7


@dataclass(frozen=True)
class PartRows:
    """Rows that show the parts of some groups: the largest, the others as one, and
    costs without a value."""

    names: tuple[tuple[str, ...], ...]
    """Names of each group's rows; the row of the others is REST."""
    others: tuple[int, ...]
    """Number of parts that the row of the others sums up, for each group."""
    of_pair: np.ndarray
    """Row of each pair of values; past the last row for pairs of other groups."""

    @property
    def count(self) -> int:
        return sum(map(len, self.names))


@dataclass(frozen=True)
class Pivot:
    """Amounts of a frame by consecutive `spans`, and by one or two dimensions.

    Sums are made on demand: a large frame has far more pairs of values than rows are shown.
    """

    dimensions: tuple[Dimension, ...]
    spans: tuple[Span, ...]
    groups: PivotRows
    """Groups by the first dimension."""
    listed: PivotRows
    """Groups that get a row; the others are in totals only."""
    _amounts: ExactSums
    """Amount of each row: of the frame, or of a pair and a span where that takes fewer."""
    _column: np.ndarray
    """Index of each row's span."""
    _pair: np.ndarray
    """Index of each row's pair of values; pairs are sorted by the first value."""
    _bounds: Mapping[str, tuple[int, int]]
    """First and last pair of each group."""
    _second: np.ndarray
    """Second value of each pair, as an index of `_names`."""
    _names: np.ndarray

    @classmethod
    def of(
        cls,
        frame: CostFrame,
        dimensions: Sequence[Dimension],
        column: str,
        spans: Sequence[Span],
    ) -> Pivot:
        """Pivot of `column`, a numeric column; all rows of the frame are in `spans`."""
        codes, pair = combinations(frame, dimensions)
        by, last = dimensions[0], dimensions[-1]
        by_group = codes[0]
        begins = np.diff(by_group, prepend=-1) > 0
        group = np.cumsum(begins) - 1
        firsts = np.flatnonzero(begins)
        bounds = pairwise([*firsts.tolist(), len(begins)])
        names = _values(frame, by)[by_group[firsts]]
        values = frame.column(column)
        size_of_pair = np.bincount(pair, weights=np.abs(values))
        sizes = np.bincount(group, weights=size_of_pair)
        amounts, pair, columns = _merged(values, pair, frame.places(spans), len(group), len(spans))
        cells = group[pair] * len(spans) + columns
        sums = amounts.by_cell(cells, (len(names), len(spans)))
        return cls(
            dimensions=tuple(dimensions),
            spans=tuple(spans),
            groups=sorted_rows(names, sums, by),
            listed=_listed(names, sums, by, sizes),
            _amounts=amounts,
            _column=columns,
            _pair=pair,
            _bounds=dict(zip(names.tolist(), bounds, strict=True)),
            _second=codes[-1],
            _names=_values(frame, last),
        )

    @property
    def has_parts(self) -> bool:
        return len(self.dimensions) > 1

    def parts(self, name: str) -> PivotRows:
        """Parts of the group `name`, by the second dimension."""
        places = self._ranked(name)
        names = self._names[self._second[places]]
        return PivotRows(tuple(names.tolist()), self._by_pair[places])

    def largest_parts(self, groups: Sequence[str], count: int) -> PartRows:
        """Rows that `PivotRows.top` has for the parts of each group, computed for
        all groups at once."""
        names: list[tuple[str, ...]] = []
        others: list[int] = []
        pair_count = len(self._second)
        of_pair = np.full(pair_count, -1, dtype=np.intp)
        start = 0
        for group in groups:
            pairs = self._ranked(group)
            has_no_second = self._has_no_second[pairs[-1]]
            tail = len(pairs) - int(has_no_second)
            left = tail - count if tail > count + 1 else 0
            values = self._names[self._second[pairs]].tolist()
            if left:
                values[count:tail] = [REST]
            rows = np.arange(len(pairs))
            if left:
                rows[count:tail] = count
                rows[tail:] = count + 1
            of_pair[pairs] = start + rows
            start += len(values)
            names.append(tuple(values))
            others.append(left)
        of_pair[of_pair < 0] = start
        return PartRows(tuple(names), tuple(others), of_pair)

    def sums_of(self, rows: PartRows) -> ExactSums:
        """Sums for the names of `rows`, which may be of another pivot with the
        same frame and dimensions."""
        with_the_rest = self._sums(rows.of_pair, rows.count + 1)
        return with_the_rest[: rows.count]

    @cached_property
    def by_second(self) -> PivotRows:
        """All groups by the second dimension."""
        occurs = np.unique(self._second)
        names = self._names[occurs]
        sums = self._sums(self._second, len(self._names))
        return sorted_rows(names, sums[occurs], self.dimensions[-1])

    @cached_property
    def total(self) -> ExactSums:
        """Total of each column."""
        return self.groups.total

    def _sums(self, of_pair: np.ndarray, count: int) -> ExactSums:
        """Sums of `count` rows by column; `of_pair` holds the row of each pair."""
        columns = len(self.spans)
        cells = of_pair[self._pair] * columns + self._column
        return self._amounts.by_cell(cells, (count, columns))

    @cached_property
    def _by_pair(self) -> ExactSums:
        count = len(self._second)
        return self._sums(np.arange(count), count)

    def _ranked(self, group: str) -> np.ndarray:
        """Pairs of a group by falling total, the one without a second value last."""
        first, end = self._bounds[group]
        return self._order[first:end]

    @cached_property
    def _order(self) -> np.ndarray:
        """All pairs, by group, then as in `_ranked`."""
        count = len(self._second)
        sums = self._amounts.by_cell(self._pair, (count, 1))
        totals = sums.amounts[:, 0]
        bounds = self._bounds.values()
        sizes = [end - first for first, end in bounds]
        groups = np.repeat(np.arange(len(sizes)), sizes)
        return np.lexsort((-totals, self._has_no_second, groups))

    @cached_property
    def _has_no_second(self) -> np.ndarray:
        """Whether each pair lacks a second value."""
        if not self.dimensions[-1].can_be_absent:
            return np.zeros(len(self._second), dtype=bool)
        return np.asarray(self._names[self._second] == ABSENT)


def _listed(names: np.ndarray, sums: ExactSums, by: Dimension, sizes: np.ndarray) -> PivotRows:
    """Groups with any charges or credits; costs without a value are always listed."""
    is_listed = sizes >= NEGLIGIBLE
    if by.can_be_absent:
        is_listed |= names == ABSENT
    return sorted_rows(names[is_listed], sums[is_listed], by)


def by_weekday(
    frame: CostFrame, by: Dimension, column: str, period: Period
) -> tuple[PivotRows, np.ndarray]:
    """Sums by name and weekday, Monday first, and the number of days of
    `period` for each weekday."""
    (codes,), of_row = combinations(frame, (by,))
    names = _values(frame, by)[codes]
    first = period.start.weekday()
    of_days = (np.arange(period.days) + first) % WEEK
    counts = np.bincount(of_days, minlength=WEEK)
    days = frame.offsets(period.start)
    cells = of_row * WEEK + of_days[days]
    sums = ExactSums.summed(frame.column(column), cells, (len(names), WEEK))
    return sorted_rows(names, sums, by), counts


def _merged(
    values: np.ndarray, pair: np.ndarray, column: np.ndarray, pairs: int, columns: int
) -> tuple[ExactSums, np.ndarray, np.ndarray]:
    """Amounts with their pairs and columns. Rows with the same ones are added up, if this leaves
    fewer rows."""
    if pairs * columns >= len(values):
        return ExactSums.of(values), pair, column
    cells = pair * columns + column
    amounts = ExactSums.summed(values, cells, (1, pairs * columns))
    pair, column = np.divmod(np.arange(pairs * columns), columns)
    return amounts[0], pair, column


def _values(frame: CostFrame, dimension: Dimension) -> np.ndarray:
    """Values by code."""
    return np.asarray(frame.categories(dimension), dtype=object)

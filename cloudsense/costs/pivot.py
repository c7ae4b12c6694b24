"""Amounts by one or two dimensions and by day, week or month: exact sums that add up. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE, REST
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.groups import combinations
from cloudsense.costs.period import Period

WEEK = 7


@dataclass(frozen=True)
class PivotRows:
    """Names with their sums by column; by falling total, costs without a value last."""

    names: tuple[str, ...]
    sums: ExactSums
    """Names x columns."""

    @cached_property
    def totals(self) -> ExactSums:
        """Of each name."""
        return self.sums.sum(axis=1)

    @cached_property
    def total(self) -> ExactSums:
        """Of each column."""
        return self.sums.sum(axis=0)

    def of(self, name: str) -> ExactSums | None:
        """The name's sums by column."""
        return self.sums[self.names.index(name)] if name in self.names else None

    def top(self, count: int, by: Dimension) -> PivotRows:
        """The first `count` names, and all others as one with the name REST; costs without a value
        of `by` count as neither, and stay last."""
        apart = bool(self.names) and is_without(by, self.names[-1])
        end = len(self.names) - apart
        if end <= count + 1:
            return self
        rest = self.sums[count:end].sum(axis=0)
        names = (*self.names[:count], REST)
        sums = self.sums[:count].with_row(rest)
        if apart:
            return PivotRows((*names, self.names[-1]), sums.with_row(self.sums[end]))
        return PivotRows(names, sums)

    def like(self, others: PivotRows) -> PivotRows:
        """The rows of `others`, which may have a REST, with these amounts."""
        places = {name: n for n, name in enumerate(self.names)}
        found = self._picked([places.pop(name) for name in others.names if name != REST])
        if REST not in others.names:
            return found
        at = others.names.index(REST)
        rest = self._picked(list(places.values())).total
        sums = found.sums[:at].with_row(rest)
        for n in range(at, len(found.names)):
            sums = sums.with_row(found.sums[n])
        return PivotRows(others.names, sums)

    def _picked(self, places: Sequence[int]) -> PivotRows:
        names = tuple(self.names[n] for n in places)
        return PivotRows(names, self.sums[np.array(places, dtype=np.intp)])


@dataclass(frozen=True)
class Pivot:
    """The amounts of a frame by `spans`, which follow each other, and by one or two dimensions."""

    dimensions: tuple[Dimension, ...]
    spans: tuple[Period, ...]
    groups: PivotRows
    """By the first dimension."""
    listed: frozenset[str]
    """Names that are worth a row: the others are in totals only."""
    _cells: ExactSums
    """Of each combination of values, sorted by the first."""
    _bounds: Mapping[str, tuple[int, int]]
    """The combinations of each group."""
    _second: np.ndarray
    """The second value of each combination, as its place in `_names`."""
    _names: np.ndarray

    @classmethod
    def of(
        cls,
        frame: CostFrame,
        dimensions: Sequence[Dimension],
        column: str,
        spans: Sequence[Period],
    ) -> Pivot:
        """All rows of the frame lie in `spans`; `column` is one of its columns of numbers."""
        codes, of_row = combinations(frame, dimensions)
        of_day = np.repeat(np.arange(len(spans)), [span.days for span in spans])
        columns = of_day[frame.offsets(spans[0].start)]
        amounts = frame.data[column].to_numpy()
        count = len(codes[0])
        shape = count, len(spans)
        cells = ExactSums.by_cell(of_row * len(spans) + columns, amounts, shape)
        sizes = np.bincount(of_row, weights=np.abs(amounts), minlength=count)
        firsts = np.flatnonzero(np.diff(codes[0], prepend=-1))
        by, last = dimensions[0], dimensions[-1]
        names = _values(frame, by)[codes[0][firsts]]
        ends = [*firsts[1:].tolist(), count] if count else []
        bounds = dict(zip(names.tolist(), zip(firsts.tolist(), ends, strict=True), strict=True))
        large = np.add.reduceat(sizes, firsts) >= NEGLIGIBLE if count else firsts
        listed = [name for name, is_large in zip(bounds, large, strict=True) if is_large]
        always = [ABSENT] if by.can_be_absent and ABSENT in bounds else []
        return cls(
            dimensions=tuple(dimensions),
            spans=tuple(spans),
            groups=_sorted(names, cells.joined(firsts), by),
            listed=frozenset([*listed, *always]),
            _cells=cells,
            _bounds=bounds,
            _second=codes[-1],
            _names=_values(frame, last),
        )

    @property
    def has_parts(self) -> bool:
        return len(self.dimensions) > 1

    def parts(self, name: str) -> PivotRows:
        """What the group `name` is made of, by the second dimension."""
        first, end = self._bounds[name]
        names = self._names[self._second[first:end]]
        return _sorted(names, self._cells[first:end], self.dimensions[-1])

    @cached_property
    def by_second(self) -> PivotRows:
        """All groups by the second dimension."""
        order = np.argsort(self._second, kind="stable")
        codes = self._second[order]
        firsts = np.flatnonzero(np.diff(codes, prepend=-1))
        sums = self._cells[order].joined(firsts)
        return _sorted(self._names[codes[firsts]], sums, self.dimensions[-1])

    @cached_property
    def total(self) -> ExactSums:
        """Of each column."""
        return self.groups.total


def by_weekday(
    frame: CostFrame, by: Dimension, column: str, period: Period
) -> tuple[PivotRows, np.ndarray]:
    """Sums by name and weekday, Monday first, and how many days of `period` each weekday has."""
    (codes,), of_row = combinations(frame, (by,))
    first = period.start.weekday()
    days = (frame.offsets(period.start) + first) % WEEK
    amounts = frame.data[column].to_numpy()
    sums = ExactSums.by_cell(of_row * WEEK + days, amounts, (len(codes), WEEK))
    counts = np.bincount((np.arange(period.days) + first) % WEEK, minlength=WEEK)
    return _sorted(_values(frame, by)[codes], sums, by), counts


def divided(sums: ExactSums, by: ExactSums) -> np.ndarray:
    """Amounts per unit; not a number where nothing was used."""
    amounts, quantities = sums.amounts, by.amounts
    nothing = np.full_like(amounts, np.nan)
    return np.asarray(np.divide(amounts, quantities, out=nothing, where=quantities != 0))


def is_without(dimension: Dimension, name: str) -> bool:
    """Whether it stands for costs without the tag or outside the cost category."""
    return dimension.can_be_absent and name == ABSENT


def _values(frame: CostFrame, dimension: Dimension) -> np.ndarray:
    """By their codes."""
    return np.asarray(frame.data[dimension.value].cat.categories, dtype=object)


def _sorted(names: np.ndarray, sums: ExactSums, by: Dimension) -> PivotRows:
    """By falling total, costs without a value last."""
    order = np.argsort(-sums.sum(axis=1).amounts, kind="stable")
    if by.can_be_absent:
        is_last = names[order] == ABSENT
        order = np.concatenate([order[~is_last], order[is_last]])
    return PivotRows(tuple(names[order].tolist()), sums[order])

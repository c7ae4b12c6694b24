"""Amounts by one or two dimensions and by day, week or month: exact sums that add up. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE, REST
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.groups import Groups
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

    def top(self, count: int, is_apart: Callable[[str], bool]) -> PivotRows:
        """The first `count` names, all others as one with the name REST, and names that are
        `apart`, which count as neither, last."""
        apart = [n for n, name in enumerate(self.names) if is_apart(name)]
        others = [n for n in range(len(self.names)) if n not in apart]
        if len(others) <= count + 1:
            return self._picked([*others, *apart])
        shown, hidden = others[:count], others[count:]
        rest = self.sums[np.array(hidden)].sum(axis=0)
        first = self._picked(shown)
        names = (*first.names, REST, *(self.names[n] for n in apart))
        sums = first.sums.with_row(rest)
        for n in apart:
            sums = sums.with_row(self.sums[n])
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
        return PivotRows(
            tuple(self.names[n] for n in places), self.sums[np.array(places, dtype=np.intp)]
        )


@dataclass(frozen=True)
class Pivot:
    """The amounts of a frame by `spans`, which follow each other, and by one or two dimensions."""

    dimensions: tuple[Dimension, ...]
    spans: tuple[Period, ...]
    groups: PivotRows
    """By the first dimension."""
    listed: frozenset[str]
    """Names that are worth a row: the others are in totals only."""
    _keys: tuple[tuple[str, ...], ...]
    _cells: ExactSums
    """Of each key."""
    _bounds: dict[str, tuple[int, int]]
    """The keys of each group."""

    @classmethod
    def of(
        cls,
        frame: CostFrame,
        dimensions: Sequence[Dimension],
        column: str,
        spans: Sequence[Period],
    ) -> Pivot:
        """All rows of the frame lie in `spans`; `column` is one of its columns of numbers."""
        groups = Groups.of(frame, dimensions)
        days = [span.days for span in spans]
        of_day = np.repeat(np.arange(len(spans)), days)
        columns = of_day[frame.offsets(spans[0].start)]
        amounts = frame.data[column].to_numpy()
        shape = len(groups.keys), len(spans)
        cells = ExactSums.by_cell(groups.of_row * len(spans) + columns, amounts, shape)
        names = [key[0] for key in groups.keys]
        firsts = [n for n, name in enumerate(names) if n == 0 or name != names[n - 1]]
        ends = [*firsts, len(names)][1:]
        bounds = {names[first]: (first, end) for first, end in zip(firsts, ends, strict=True)}
        sums = cells.joined(np.array(firsts, dtype=np.intp))
        sizes = np.bincount(groups.of_row, weights=np.abs(amounts), minlength=len(names))
        found = _sorted(tuple(bounds), sums, dimensions[0])
        listed = _listed(bounds, sizes, dimensions[0])
        return cls(tuple(dimensions), tuple(spans), found, listed, groups.keys, cells, bounds)

    @property
    def has_parts(self) -> bool:
        return len(self.dimensions) > 1

    def parts(self, name: str) -> PivotRows:
        """What the group `name` is made of, by the second dimension."""
        first, end = self._bounds[name]
        names = tuple(key[-1] for key in self._keys[first:end])
        return _sorted(names, self._cells[first:end], self.dimensions[-1])

    @cached_property
    def by_second(self) -> PivotRows:
        """All groups by the second dimension."""
        names = sorted({key[-1] for key in self._keys})
        places = {name: n for n, name in enumerate(names)}
        numbers = np.array([places[key[-1]] for key in self._keys], dtype=np.intp)
        order = np.argsort(numbers, kind="stable")
        firsts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
        sums = self._cells[order].joined(firsts)
        return _sorted(tuple(names), sums, self.dimensions[-1])

    @cached_property
    def total(self) -> ExactSums:
        """Of each column."""
        return self.groups.total


def by_weekday(
    frame: CostFrame, by: Dimension, column: str, period: Period
) -> tuple[PivotRows, np.ndarray]:
    """Sums by name and weekday, Monday first, and how many days of `period` each weekday has."""
    groups = Groups.of(frame, (by,))
    first = period.start.weekday()
    days = (frame.offsets(period.start) + first) % WEEK
    shape = len(groups.keys), WEEK
    sums = ExactSums.by_cell(groups.of_row * WEEK + days, frame.data[column].to_numpy(), shape)
    counts = np.bincount((np.arange(period.days) + first) % WEEK, minlength=WEEK)
    return _sorted(tuple(key[0] for key in groups.keys), sums, by), counts


def divided(sums: ExactSums, by: ExactSums) -> np.ndarray:
    """Amounts per unit; not a number where nothing was used."""
    amounts, quantities = sums.amounts, by.amounts
    nothing = np.full_like(amounts, np.nan)
    return np.asarray(np.divide(amounts, quantities, out=nothing, where=quantities != 0))


def is_without(dimension: Dimension, name: str) -> bool:
    """Whether it stands for costs without the tag or outside the cost category."""
    return dimension.can_be_absent and name == ABSENT


def _listed(bounds: dict[str, tuple[int, int]], sizes: np.ndarray, by: Dimension) -> frozenset[str]:
    """Those with charges or credits worth a row; costs without a value always."""
    found = set()
    for name, (first, end) in bounds.items():
        if is_without(by, name) or sizes[first:end].sum() >= NEGLIGIBLE:
            found.add(name)
    return frozenset(found)


def _sorted(names: tuple[str, ...], sums: ExactSums, by: Dimension) -> PivotRows:
    totals = sums.sum(axis=1).amounts.tolist()
    order = sorted(range(len(names)), key=lambda n: (is_without(by, names[n]), -totals[n]))
    return PivotRows(tuple(names[n] for n in order), sums[np.array(order, dtype=np.intp)])

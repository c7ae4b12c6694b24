"""Billing lines with exact daily amounts, and grouped answers from them.

Amounts are whole numbers of 1e-10 dollars (int64, so up to 900 million dollars a sum): sums are
exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, groupby
from types import MappingProxyType
from typing import Protocol

import numpy as np

from cloudsense.costs.frame import METRICS, MIXED_UNITS
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension

SCALE = 10**10
"""Book units in a dollar (or in one unit of usage)."""
COLUMNS = (*METRICS, "quantity")
"""Columns of an amounts matrix, in order."""


@dataclass(frozen=True)
class Line:
    """One kind of charge: a value for each dimension, and the unit of its usage."""

    dimensions: dict[Dimension, str]
    unit: str


class DailyAmounts(Protocol):
    """Daily cost of each line of a book."""

    def __call__(self, day: date) -> tuple[np.ndarray, np.ndarray]:
        """(int64 matrix of lines x COLUMNS in book units, bool vector: which lines
        exist on that day)."""
        ...


@dataclass(frozen=True)
class Row:
    """One group on one day; `amounts` in book units, in the order of COLUMNS."""

    day: date
    keys: tuple[str, ...]
    amounts: tuple[int, ...]
    unit: str


@dataclass(frozen=True)
class Sums:
    """Groups on several days, as arrays; `exists` says which of them have lines on which day."""

    days: tuple[date, ...]
    """Days, or the starts of hours."""
    keys: tuple[tuple[str, ...], ...]
    """Keys of the groups, sorted."""
    units: tuple[str, ...]
    """Units of the groups."""
    amounts: np.ndarray
    """int64, days x groups x COLUMNS, in book units."""
    exists: np.ndarray
    """bool, days x groups."""


class Book:
    """Lines, their amounts, and `rows`, which filters and groups them as Cost Explorer does."""

    def __init__(
        self,
        lines: Sequence[Line],
        amounts: DailyAmounts,
        activated: Mapping[Dimension, date] = MappingProxyType({}),
    ) -> None:
        self.lines = tuple(lines)
        self.amounts = amounts
        self.activated = activated
        """First day with values, for dimensions that were activated later."""

    def values(self, dimension: Dimension) -> list[str]:
        """Each line's value of the dimension; "" for lines without one."""
        return [line.dimensions.get(dimension, "") for line in self.lines]

    def rows(self, query: CostQuery, period: Period) -> Iterator[Row]:
        """Answer to `query`, by day and then by key; a day without lines has no row."""
        for sums in self.sums(query, period.dates):
            for n, group in np.argwhere(sums.exists):
                amounts = sums.amounts[n, group].tolist()
                yield Row(
                    sums.days[n],
                    sums.keys[group],
                    tuple(amounts),
                    sums.units[group],
                )

    def sums(self, query: CostQuery, days: Iterable[date]) -> Iterator[Sums]:
        """Answer to `query` on consecutive `days`: in several parts if one of its
        dimensions was activated meanwhile."""
        filtered = [rule.dimension for rule in query.where]
        asked = {*query.group_by, *filtered}
        for known, part in groupby(days, key=partial(self._known, asked)):
            book = self if known == asked else self._only(known)
            yield book._summed(query, tuple(part))

    def _known(self, asked: Set[Dimension], day: date) -> frozenset[Dimension]:
        """Dimensions of `asked` that have values on `day`."""
        begun = [each for each in asked if self.activated.get(each, day) <= day]
        return frozenset(begun)

    def _only(self, known: Set[Dimension]) -> Book:
        """Book with values of only these dimensions."""
        lines = []
        for line in self.lines:
            values = line.dimensions
            left = {of: values[of] for of in values if of in known}
            lines.append(Line(left, line.unit))
        return Book(lines, self.amounts)

    def _summed(self, query: CostQuery, days: tuple[date, ...]) -> Sums:
        groups = self._groups(query)
        numbers = list(chain(*groups.values()))
        lines = np.array(numbers, dtype=np.intp)
        sizes = list(map(len, groups.values()))
        starts = np.cumsum([0, *sizes])[:-1]
        shape = len(days), len(groups)
        amounts = np.zeros((*shape, len(COLUMNS)), dtype=np.int64)
        exists = np.zeros(shape, dtype=bool)
        for n, day in enumerate(days if groups else ()):
            matrix, on_day = self.amounts(day)
            here = on_day[lines]
            costs = matrix[lines] * here[:, np.newaxis]
            np.add.reduceat(costs, starts, axis=0, out=amounts[n])
            np.logical_or.reduceat(here, starts, out=exists[n])
        units = tuple(map(self._unit, groups.values()))
        return Sums(days, tuple(groups), units, amounts, exists)

    def _groups(self, query: CostQuery) -> dict[tuple[str, ...], list[int]]:
        """Indices of the matching lines for each key, in the keys' order."""
        chosen = self._chosen(query)
        columns = [self.values(dimension) for dimension in query.group_by]
        groups = defaultdict(list)
        for line in np.flatnonzero(chosen).tolist():
            key = tuple(column[line] for column in columns)
            groups[key].append(line)
        return dict(sorted(groups.items()))

    def _chosen(self, query: CostQuery) -> np.ndarray:
        chosen = np.ones(len(self.lines), dtype=bool)
        for rule in query.where:
            found = np.isin(self.values(rule.dimension), rule.values)
            chosen &= found != rule.exclude
        return chosen

    def _unit(self, group: Iterable[int]) -> str:
        units = {self.lines[line].unit for line in group}
        return units.pop() if len(units) == 1 else MIXED_UNITS

"""A book of billing lines with exact daily amounts, and the grouped answers that it gives.

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
"""The columns of an amounts matrix, in order."""


@dataclass(frozen=True)
class Line:
    """One kind of charge: a value a dimension, and the unit that its usage is measured in."""

    dimensions: dict[Dimension, str]
    unit: str


class DailyAmounts(Protocol):
    """What each line of a book costs on a day."""

    def __call__(self, day: date) -> tuple[np.ndarray, np.ndarray]:
        """(int64 matrix of lines x COLUMNS in book units, bool vector: which lines exist on that
        day)."""
        ...


@dataclass(frozen=True)
class Row:
    """One group of one day; `amounts` in book units, in the order of COLUMNS."""

    day: date
    keys: tuple[str, ...]
    amounts: tuple[int, ...]
    unit: str


@dataclass(frozen=True)
class Sums:
    """The same groups on several days, as arrays; `exists` says which of them are there on which
    day."""

    days: tuple[date, ...]
    """Or the starts of hours."""
    keys: tuple[tuple[str, ...], ...]
    """Of each group, sorted."""
    units: tuple[str, ...]
    """Of each group."""
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
        """From when on values of a dimension are known; before, no line has one."""

    def values(self, dimension: Dimension) -> list[str]:
        """The dimension's value of every line ("" where a line has none)."""
        return [line.dimensions.get(dimension, "") for line in self.lines]

    def rows(self, query: CostQuery, period: Period) -> Iterator[Row]:
        """The answer to `query`, by day and then by key; a day without lines has no row."""
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
        """The answer to `query` on `days`, which follow each other: in several parts if values of
        its dimensions are known from one of them on only."""
        filtered = [rule.dimension for rule in query.where]
        asked = {*query.group_by, *filtered}
        for known, part in groupby(days, key=partial(self._known, asked)):
            book = self if known == asked else self._only(known)
            yield book._summed(query, tuple(part))

    def _known(self, asked: Set[Dimension], day: date) -> frozenset[Dimension]:
        """Those of `asked` that lines have values of on `day`."""
        begun = [each for each in asked if self.activated.get(each, day) <= day]
        return frozenset(begun)

    def _only(self, known: Set[Dimension]) -> Book:
        """The same lines with values of these dimensions only."""
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
        """The chosen lines (by number) of each key, in the keys' order."""
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

"""Costs by each combination of values of several dimensions. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import sum_by_cell
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Metric

MOST_COUNTED = 2**23
"""Number of combinations up to which counting is faster than sorting."""


@dataclass(frozen=True)
class GroupTable:
    """Costs by group and day of a period; groups are indices of `Groups.keys`."""

    amounts: np.ndarray
    """Amounts: groups x days."""
    activity: np.ndarray
    """Sum of the absolute charges and credits behind each amount."""
    always: frozenset[int]
    """Groups that are always listed: costs without a tag or cost category."""

    @property
    def listed(self) -> list[int]:
        """Groups that get a row, by falling cost."""
        sizes = self.activity.sum(axis=1)
        totals = self.amounts.sum(axis=1)
        order = np.argsort(-totals, kind="stable")
        is_listed = sizes >= NEGLIGIBLE
        is_listed[list(self.always)] = True
        listed: list[int] = order[is_listed[order]].tolist()
        return listed


@dataclass(frozen=True)
class Groups:
    """Rows of a frame grouped by their values of `dimensions`."""

    frame: CostFrame
    dimensions: tuple[Dimension, ...]
    keys: tuple[tuple[str, ...], ...]
    """Values of each group, one a dimension; sorted. Contains at least those that have rows."""
    of_row: np.ndarray
    """Index of each row's key."""

    @classmethod
    def of(cls, frame: CostFrame, dimensions: Sequence[Dimension]) -> Groups:
        codes, of_row = combinations(frame, dimensions)
        values: list[list[str]] = []
        for dimension, places in zip(dimensions, codes, strict=True):
            categories = frame.categories(dimension)
            values.append(categories[places].tolist())
        keys = tuple(zip(*values, strict=True))
        if not dimensions and len(frame):
            keys = ((),)  # all rows are in one group without values
        return cls(frame, tuple(dimensions), keys, of_row)

    def table(self, metric: Metric, period: Period) -> GroupTable:
        """Costs of `period`, which contains all rows."""
        costs = self.frame.column(metric)
        amounts = self.summed(costs, period)
        activity = self.summed(np.abs(costs), period)
        return GroupTable(amounts, activity, frozenset(self._without_value()))

    def summed(self, costs: np.ndarray, period: Period) -> np.ndarray:
        """Sums of one cost a row: groups x days of `period`, which contains all rows."""
        shape = len(self.keys), period.days
        days = self.frame.offsets(period.start)
        cells = self.of_row * period.days + days
        return sum_by_cell(cells, costs, shape)

    def _without_value(self) -> Iterator[int]:
        """Groups of costs without a tag or cost category."""
        for n, key in enumerate(self.keys):
            for dimension, value in zip(self.dimensions, key, strict=True):
                if dimension.can_be_absent and value == ABSENT:
                    yield n


def combinations(
    frame: CostFrame, dimensions: Sequence[Dimension]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Combinations of values that have rows, sorted, as the codes of each dimension; and the index
    of each row's combination."""
    combined = np.zeros(len(frame), dtype=np.int64)
    sizes: list[int] = []
    for dimension in dimensions:
        size = max(len(frame.categories(dimension)), 1)
        combined = combined * size + frame.codes(dimension)
        sizes.append(size)
    left, of_row = _numbered(combined, math.prod(sizes))
    codes: list[np.ndarray] = []
    for size in reversed(sizes):
        left, places = np.divmod(left, size)
        codes.insert(0, places)
    return codes, of_row


def _numbered(combined: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers below `size` that occur, sorted, and each row's index among them."""
    if size > MOST_COUNTED:
        return np.unique(combined, return_inverse=True)
    is_there = np.zeros(size, dtype=bool)
    is_there[combined] = True
    places = np.cumsum(is_there) - 1
    return np.flatnonzero(is_there), places[combined]

"""Costs by every combination of values of several dimensions. Pure."""

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
"""Combinations up to which counting them is faster than sorting."""


@dataclass(frozen=True)
class GroupTable:
    """Costs by group and day of a period; groups are numbers of `Groups.keys`."""

    amounts: np.ndarray
    """Groups x days."""
    activity: np.ndarray
    """What the charges and credits behind each amount add up to without their signs."""
    always: frozenset[int]
    """The groups that are listed however small they are: costs without a tag or cost category."""

    @property
    def listed(self) -> list[int]:
        """The groups that are worth a row, by falling cost."""
        sizes = self.activity.sum(axis=1)
        totals = self.amounts.sum(axis=1)
        order = np.argsort(-totals, kind="stable")
        is_listed = sizes >= NEGLIGIBLE
        is_listed[list(self.always)] = True
        listed: list[int] = order[is_listed[order]].tolist()
        return listed


@dataclass(frozen=True)
class Groups:
    """The rows of a frame by the values that they have of `dimensions`."""

    frame: CostFrame
    dimensions: tuple[Dimension, ...]
    keys: tuple[tuple[str, ...], ...]
    """A value of each dimension; those of a row at least, sorted."""
    of_row: np.ndarray
    """The number of each row's key."""

    @classmethod
    def of(cls, frame: CostFrame, dimensions: Sequence[Dimension]) -> Groups:
        codes, of_row = combinations(frame, dimensions)
        values: list[list[str]] = []
        for dimension, places in zip(dimensions, codes, strict=True):
            categories = frame.categories(dimension)
            values.append(categories[places].tolist())
        keys = tuple(zip(*values, strict=True))
        if not dimensions and len(frame):
            keys = ((),)  # all rows are of one group, which has no values
        return cls(frame, tuple(dimensions), keys, of_row)

    def table(self, metric: Metric, period: Period) -> GroupTable:
        """Of `period`, in which all rows lie."""
        costs = self.frame.column(metric)
        amounts = self.summed(costs, period)
        activity = self.summed(np.abs(costs), period)
        return GroupTable(amounts, activity, frozenset(self._without_value()))

    def summed(self, costs: np.ndarray, period: Period) -> np.ndarray:
        """A cost of each row as groups x days of `period`, in which all rows lie."""
        shape = len(self.keys), period.days
        days = self.frame.offsets(period.start)
        cells = self.of_row * period.days + days
        return sum_by_cell(cells, costs, shape)

    def _without_value(self) -> Iterator[int]:
        """The groups of costs without a tag or cost category."""
        for n, key in enumerate(self.keys):
            for dimension, value in zip(self.dimensions, key, strict=True):
                if dimension.can_be_absent and value == ABSENT:
                    yield n


def combinations(
    frame: CostFrame, dimensions: Sequence[Dimension]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Every combination of values that a row has, sorted, as the codes of each dimension; and the
    number of each row's combination."""
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
    """The numbers below `size` that occur, sorted, and the place of each row's among them."""
    if size > MOST_COUNTED:
        return np.unique(combined, return_inverse=True)
    is_there = np.zeros(size, dtype=bool)
    is_there[combined] = True
    places = np.cumsum(is_there) - 1
    return np.flatnonzero(is_there), places[combined]

"""Costs by every combination of values of several dimensions. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.dimension import ABSENT, Dimension
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
        order = np.argsort(-self.amounts.sum(axis=1), kind="stable").tolist()
        return [n for n in order if sizes[n] >= NEGLIGIBLE or n in self.always]


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
            categories = frame.data[dimension.value].cat.categories
            values.append(categories[places].tolist())
        everything: tuple[tuple[str, ...], ...] = ((),) if len(frame) else ()
        keys = tuple(zip(*values, strict=True)) if dimensions else everything
        return cls(frame, tuple(dimensions), keys, of_row)

    def table(self, metric: Metric, period: Period) -> GroupTable:
        """Of `period`, in which all rows lie."""
        costs = self.frame.data[metric.value].to_numpy()
        amounts = self.summed(costs, period)
        activity = self.summed(np.abs(costs), period)
        always = frozenset(n for n, key in enumerate(self.keys) if self._is_without(key))
        return GroupTable(amounts, activity, always)

    def summed(self, costs: np.ndarray, period: Period) -> np.ndarray:
        """A cost of each row as groups x days of `period`, in which all rows lie."""
        shape = len(self.keys), period.days
        cells = self.of_row * period.days + self.frame.offsets(period.start)
        sums = np.bincount(cells, weights=costs, minlength=math.prod(shape))
        return sums.astype(np.float64, copy=False).reshape(shape)

    def _is_without(self, key: tuple[str, ...]) -> bool:
        """Whether it is of costs without a tag or cost category."""
        pairs = zip(self.dimensions, key, strict=True)
        return any(of.can_be_absent and value == ABSENT for of, value in pairs)


def combinations(
    frame: CostFrame, dimensions: Sequence[Dimension]
) -> tuple[list[np.ndarray], np.ndarray]:
    """Every combination of values that a row has, sorted, as the codes of each dimension; and the
    number of each row's combination."""
    columns = [frame.data[dimension.value].cat for dimension in dimensions]
    combined = np.zeros(len(frame), dtype=np.int64)
    sizes = [max(len(column.categories), 1) for column in columns]
    for column, size in zip(columns, sizes, strict=True):
        combined = combined * size + column.codes.to_numpy()
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

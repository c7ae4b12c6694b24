"""Rows of a pivot: names with exact sums by column. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cloudsense.costs.analysis import REST
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import ExactSums


@dataclass(frozen=True)
class PivotRows:
    """Names with their sums by column, by falling total; costs without a value last."""

    names: tuple[str, ...]
    sums: ExactSums
    """Sums: names x columns."""

    @cached_property
    def totals(self) -> ExactSums:
        """Total of each name."""
        return self.sums.sum(axis=1)

    @cached_property
    def total(self) -> ExactSums:
        """Total of each column."""
        return self.sums.sum(axis=0)

    def of(self, name: str) -> ExactSums | None:
        """Sums of the name by column; None for an unknown name."""
        if name not in self.names:
            return None
        return self.sums[self.names.index(name)]

    def has_absent(self, by: Dimension) -> bool:
        """Whether the last row is the costs without a value of `by`."""
        last = self.names[-1:]
        return by.can_be_absent and last == (ABSENT,)

    def first(self, count: int, by: Dimension) -> PivotRows:
        """First `count` names, and costs without a value of `by`."""
        apart = self.has_absent(by)
        end = len(self.names) - apart
        if end <= count:
            return self
        absent = [end] if apart else []
        return self._picked([*range(count), *absent])

    def top(self, count: int, by: Dimension) -> PivotRows:
        """First `count` names, all others as one named REST, and costs without a value of `by`,
        which are not counted and stay last."""
        apart = self.has_absent(by)
        end = len(self.names) - apart
        if end <= count + 1:
            return self
        rest = self.sums[count:end].sum(axis=0)
        names = (*self.names[:count], REST)
        sums = self.sums[:count].with_row(rest)
        if apart:
            names = (*names, ABSENT)
            sums = sums.with_row(self.sums[end])
        return PivotRows(names, sums)

    def like(self, others: PivotRows) -> PivotRows:
        """Rows with the names of `others`, which may include a REST, and these amounts."""
        places = {name: n for n, name in enumerate(self.names)}
        own = [name for name in others.names if name != REST]
        found = self._picked([places.pop(name) for name in own])
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
        rows = np.array(places, dtype=np.intp)
        return PivotRows(names, self.sums[rows])


def sorted_rows(names: np.ndarray, sums: ExactSums, by: Dimension) -> PivotRows:
    """Rows by falling total, costs without a value last."""
    totals = sums.sum(axis=1).amounts
    order = np.argsort(-totals, kind="stable")
    if by.can_be_absent:
        is_last = names[order] == ABSENT
        order = np.concatenate([order[~is_last], order[is_last]])
    ordered = names[order].tolist()
    return PivotRows(tuple(ordered), sums[order])


def divided(sums: ExactSums, by: ExactSums) -> np.ndarray:
    """Amounts per unit; NaN where nothing was used."""
    quantities = by.amounts
    is_used = quantities != 0
    found = np.full_like(sums.amounts, np.nan)
    np.divide(sums.amounts, quantities, out=found, where=is_used)
    return found


def is_without(dimension: Dimension, name: str) -> bool:
    """Whether the name means costs without the tag or outside the cost category."""
    return dimension.can_be_absent and name == ABSENT

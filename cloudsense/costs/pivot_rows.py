"""Names with exact sums by column: what a pivot is made of. Pure."""

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

    def has_absent(self, by: Dimension) -> bool:
        """Whether the last row is that of costs without a value of `by`."""
        return bool(self.names) and is_without(by, self.names[-1])

    def first(self, count: int, by: Dimension) -> PivotRows:
        """The first `count` names, and costs without a value of `by`."""
        apart = self.has_absent(by)
        end = len(self.names) - apart
        if end <= count:
            return self
        return self._picked([*range(count), *([end] if apart else [])])

    def top(self, count: int, by: Dimension) -> PivotRows:
        """The first `count` names, and all others as one with the name REST; costs without a value
        of `by` count as neither, and stay last."""
        apart = self.has_absent(by)
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
        return PivotRows(
            tuple(self.names[n] for n in places), self.sums[np.array(places, dtype=np.intp)]
        )


def sorted_rows(names: np.ndarray, sums: ExactSums, by: Dimension) -> PivotRows:
    """By falling total, costs without a value last."""
    order = np.argsort(-sums.sum(axis=1).amounts, kind="stable")
    if by.can_be_absent:
        is_last = names[order] == ABSENT
        order = np.concatenate([order[~is_last], order[is_last]])
    return PivotRows(tuple(names[order].tolist()), sums[order])


def divided(sums: ExactSums, by: ExactSums) -> np.ndarray:
    """Amounts per unit; not a number where nothing was used."""
    amounts, quantities = sums.amounts, by.amounts
    nothing = np.full_like(amounts, np.nan)
    return np.asarray(np.divide(amounts, quantities, out=nothing, where=quantities != 0))


def is_without(dimension: Dimension, name: str) -> bool:
    """Whether it stands for costs without the tag or outside the cost category."""
    return dimension.can_be_absent and name == ABSENT

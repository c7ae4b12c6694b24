"""Whether the parts of an answer add up to the whole, day by day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Dimension, Metric

MILLIONTH = 1e-6
MOST_KINDS = 3
"""Charge types that a grouping is thought to leave out together."""


@dataclass(frozen=True)
class Difference:
    """A day on which the parts are not the whole."""

    day: date
    parts: float
    whole: float

    @property
    def amount(self) -> float:
        """What the parts lack; negative if they have too much."""
        return self.whole - self.parts


def differences(
    parts: CostFrame, whole: CostFrame, metric: Metric, period: Period
) -> tuple[Difference, ...]:
    """The days of `period` on which `parts` and `whole` differ by more than a millionth of a
    dollar."""
    one = sums(parts, metric, period)
    other = sums(whole, metric, period)
    days = list(period.dates)
    apart = np.flatnonzero(np.abs(one - other) > MILLIONTH)
    return tuple(Difference(days[n], float(one[n]), float(other[n])) for n in apart)


def sums(frame: CostFrame, metric: Metric, period: Period) -> np.ndarray:
    """What each day of `period` adds up to."""
    rows = frame.within(period)
    amounts = rows.data[metric.value].to_numpy()
    offsets = rows.offsets(period.start)
    return np.bincount(offsets, weights=amounts, minlength=period.days)


def explained(found: Sequence[Difference], charges: CostFrame, metric: Metric) -> tuple[str, ...]:
    """The charge types that the parts lack, if that is all: on every day they make up the
    difference.

    `charges` holds the column `charge-type`, and every charge of those days.
    """
    wanted = np.array([one.amount for one in found])
    days = [one.day for one in found]
    span = Period(min(days), max(days) + ONE_DAY)
    offsets = [(day - span.start).days for day in days]
    kinds = charges.within(span).data[Dimension.CHARGE_TYPE.value]
    of_kind = {}
    for kind in kinds.unique().tolist():
        of_this = charges.only(Dimension.CHARGE_TYPE, (kind,))
        of_kind[kind] = sums(of_this, metric, span)[offsets]
    for count in range(1, MOST_KINDS + 1):
        for chosen in combinations(sorted(of_kind), count):
            together = sum(of_kind[kind] for kind in chosen)
            if np.all(np.abs(together - wanted) <= MILLIONTH):
                return chosen
    return ()

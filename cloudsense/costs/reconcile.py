"""Reconciliation: whether the parts of an answer add up to the whole, day by day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, compress

import numpy as np

from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Dimension, Metric

MILLIONTH = 1e-6
MOST_KINDS = 3
"""Most charge types that are tried together as an explanation."""


@dataclass(frozen=True)
class Difference:
    """A day on which parts and whole differ."""

    day: date
    parts: float
    whole: float

    @property
    def amount(self) -> float:
        """Amount missing from the parts; negative if they have too much."""
        return self.whole - self.parts


def differences(
    parts: CostFrame, whole: CostFrame, metric: Metric, period: Period
) -> tuple[Difference, ...]:
    """Days of `period` on which `parts` and `whole` differ by more than a millionth of a dollar."""
    of_parts = sums(parts, metric, period)
    of_whole = sums(whole, metric, period)
    found: list[Difference] = []
    days = zip(period.dates, of_parts.tolist(), of_whole.tolist(), strict=True)
    for day, parts_cost, whole_cost in compress(days, _differ(of_parts, of_whole)):
        found.append(Difference(day, parts_cost, whole_cost))
    return tuple(found)


def sums(frame: CostFrame, metric: Metric, period: Period) -> np.ndarray:
    """Sum of each day of `period`."""
    rows = frame.within(period)
    days = rows.offsets(period.start)
    return np.bincount(days, weights=rows.column(metric), minlength=period.days)


def explained(found: Sequence[Difference], charges: CostFrame, metric: Metric) -> tuple[str, ...]:
    """Charge types that the parts lack, if these explain the difference on every day.

    `charges` has the column `charge-type`, and every charge of those days.
    """
    lacking = np.array([one.amount for one in found])
    by_type = _by_charge_type(charges, metric, [one.day for one in found])
    for count in range(1, MOST_KINDS + 1):
        for chosen in combinations(sorted(by_type), count):
            amounts = [by_type[kind] for kind in chosen]
            together = np.sum(amounts, axis=0)
            if not _differ(together, lacking).any():
                return chosen
    return ()


def _by_charge_type(
    charges: CostFrame, metric: Metric, days: Sequence[date]
) -> dict[str, np.ndarray]:
    """Sum of each charge type on each of `days`."""
    span = Period(min(days), max(days) + ONE_DAY)
    offsets = [(day - span.start).days for day in days]
    within = charges.within(span)
    kinds = within.data[Dimension.CHARGE_TYPE.value].unique().tolist()
    found: dict[str, np.ndarray] = {}
    for kind in kinds:
        of_kind = within.only(Dimension.CHARGE_TYPE, (kind,))
        found[kind] = sums(of_kind, metric, span)[offsets]
    return found


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether amounts differ by more than a millionth of a dollar."""
    apart: np.ndarray = np.abs(one - other) > MILLIONTH
    return apart

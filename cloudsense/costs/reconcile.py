"""Whether the parts of an answer add up to the whole, day by day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.frame import DAY, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric

MILLIONTH = 1e-6


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


def differences(parts: CostFrame, whole: CostFrame, metric: Metric, period: Period) -> tuple[Difference, ...]:
    """The days of `period` on which `parts` and `whole` differ by more than a millionth of a dollar."""
    one, other = (sums(frame, metric, period) for frame in (parts, whole))
    apart = np.abs(one - other) > MILLIONTH
    days = zip(period.dates, one.tolist(), other.tolist(), apart, strict=True)
    return tuple(Difference(day, a, b) for day, a, b, differ in days if differ)


def sums(frame: CostFrame, metric: Metric, period: Period) -> np.ndarray:
    """What each day of `period` adds up to."""
    data = frame.within(period).data
    days = (data[DAY].to_numpy() - np.datetime64(period.start, "s")).astype("timedelta64[D]").astype(np.intp)
    return np.bincount(days, weights=data[metric.value].to_numpy(), minlength=period.days)


def explained(found: Iterable[Difference], charges: CostFrame, metric: Metric) -> tuple[str, ...]:
    """The charge types that the parts lack, if that is all: on each day one or several of them make up the difference.

    `charges` holds the column `charge-type`, and every charge of those days.
    """
    wanted = {one.day: one.amount for one in found}
    kinds = charges.data[Dimension.CHARGE_TYPE.value].cat.categories
    lacking: set[str] = set()
    for kind in kinds:
        amounts = charges.only(Dimension.CHARGE_TYPE, (kind,))
        of_days = {day: _on(amounts, metric, day) for day in wanted}
        if all(_between(of_days[day], wanted[day]) for day in wanted) and any(of_days.values()):
            lacking.add(kind)
            wanted = {day: wanted[day] - of_days[day] for day in wanted}
    return tuple(sorted(lacking)) if not any(abs(amount) > MILLIONTH for amount in wanted.values()) else ()


def _on(frame: CostFrame, metric: Metric, day: date) -> float:
    return float(sums(frame, metric, Period(day, day.fromordinal(day.toordinal() + 1)))[0])


def _between(part: float, amount: float) -> bool:
    """Whether `part` can belong to `amount`."""
    return abs(part) <= abs(amount) + MILLIONTH and (part == 0 or part * amount > 0)

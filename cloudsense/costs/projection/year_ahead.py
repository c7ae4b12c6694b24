"""Two scenarios for the next twelve months: constant, and with past growth.
Not a forecast. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from cloudsense.costs.period import Month

MONTHS_AHEAD = 12
FEWEST_MONTHS = 6
"""Complete months needed to estimate growth."""


@dataclass(frozen=True)
class YearAhead:
    """Costs of twelve months under two simple assumptions.

    Neither is a forecast: no rule made from 13 months covered more than two thirds of its range.
    """

    months: tuple[Month, ...]
    as_now: tuple[float, ...]
    """Monthly costs if every day costs the mean of the last three complete months."""
    growth_goes_on: tuple[float, ...]
    """Monthly costs if the median monthly change continues."""
    change: float
    """Monthly change of the daily cost."""

    @property
    def totals(self) -> tuple[float, float]:
        """Totals of the twelve months: constant, and with growth."""
        return sum(self.as_now), sum(self.growth_goes_on)


def year_ahead(totals: Mapping[Month, float]) -> YearAhead | None:
    """Scenarios from the totals of consecutive complete months; None with too few of them."""
    months = sorted(totals)
    if len(months) < FEWEST_MONTHS:
        return None
    per_day = [totals[month] / month.period.days for month in months]
    latest = months[-3:]
    cost = sum(totals[month] for month in latest)
    level = cost / sum(month.period.days for month in latest)
    change = _change(per_day)
    last = months[-1]
    ahead, as_now, growing = [], [], []
    for n in range(1, MONTHS_AHEAD + 1):
        month = last.plus(n)
        days = month.period.days
        # The level is that of the middle of three months, one month before the last.
        grown = level + change * (n + 1)
        ahead.append(month)
        as_now.append(level * days)
        growing.append(_at_least_zero(grown, level) * days)
    return YearAhead(
        months=tuple(ahead),
        as_now=tuple(as_now),
        growth_goes_on=tuple(growing),
        change=change,
    )


def _change(per_day: Sequence[float]) -> float:
    """Median monthly change, between any two months."""
    changes = []
    for (m, earlier), (n, later) in combinations(enumerate(per_day), 2):
        change = later - earlier
        changes.append(change / (n - m))
    return median(changes)


def _at_least_zero(amount: float, level: float) -> float:
    """Falling costs end at zero and never become credits."""
    return max(amount, 0.0) if level > 0 else amount

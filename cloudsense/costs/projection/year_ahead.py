"""The next twelve months as two lines: as now, and with the growth so far. No forecast. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from cloudsense.costs.period import Month

MONTHS_AHEAD = 12
FEWEST_MONTHS = 6
"""Complete months from which on growth can be told."""


@dataclass(frozen=True)
class YearAhead:
    """What twelve months would cost under two simple assumptions.

    Neither is a forecast: of rules made from 13 months none covered more than two thirds of what
    it should.
    """

    months: tuple[Month, ...]
    as_now: tuple[float, ...]
    """Every day costs what it did in the last three complete months."""
    growth_goes_on: tuple[float, ...]
    """Every day costs more (or less) by the median change from month to month."""
    change: float
    """That change of the cost of a day, in a month."""

    @property
    def totals(self) -> tuple[float, float]:
        """Of the twelve months: as now, and with growth."""
        return sum(self.as_now), sum(self.growth_goes_on)


def year_ahead(totals: Mapping[Month, float]) -> YearAhead | None:
    """From the totals of complete months in a row; None with too few of them."""
    months = sorted(totals)
    if len(months) < FEWEST_MONTHS:
        return None
    per_day = [totals[month] / month.period.days for month in months]
    level = sum(totals[month] for month in months[-3:])
    level /= sum(month.period.days for month in months[-3:])
    change = _change(per_day)
    ahead = tuple(months[-1].plus(n) for n in range(1, MONTHS_AHEAD + 1))
    as_now, growing = [], []
    for n, month in enumerate(ahead):
        days = month.period.days
        as_now.append(level * days)
        # The level is that of the middle one of three months, two months before the first ahead.
        growing.append(_at_least_zero(level + change * (n + 2), level) * days)
    return YearAhead(ahead, tuple(as_now), tuple(growing), change)


def _change(per_day: Sequence[float]) -> float:
    """The median change from one month to the next, between any two of them."""
    pairs = combinations(enumerate(per_day), 2)
    return median((later - earlier) / (n - m) for (m, earlier), (n, later) in pairs)


def _at_least_zero(amount: float, level: float) -> float:
    """Costs that fall end at nothing, and do not become credits."""
    return max(amount, 0.0) if level > 0 else amount

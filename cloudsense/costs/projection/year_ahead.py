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
    latest = months[-3:]
    cost = sum(totals[month] for month in latest)
    level = cost / sum(month.period.days for month in latest)
    change = _change(per_day)
    last = months[-1]
    ahead, as_now, growing = [], [], []
    for n in range(1, MONTHS_AHEAD + 1):
        month = last.plus(n)
        days = month.period.days
        # The level is that of the middle one of three months, one month before the last.
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
    """The median change from one month to the next, between any two of them."""
    changes = []
    for (m, earlier), (n, later) in combinations(enumerate(per_day), 2):
        change = later - earlier
        changes.append(change / (n - m))
    return median(changes)


def _at_least_zero(amount: float, level: float) -> float:
    """Costs that fall end at nothing, and do not become credits."""
    return max(amount, 0.0) if level > 0 else amount

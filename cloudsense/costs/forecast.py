"""Where the month will end: what is known, plus what its remaining days usually cost. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cloudsense.costs.period import Month, Period

COMING_IN = timedelta(days=2)
"""Today's and yesterday's costs (UTC) are still coming in."""
LOOK_BACK = timedelta(days=28)
ENOUGH_DAYS = 5
LIKELY = 1.2816
"""Standard deviations to either side that hold four outcomes of five."""
LUMPS = frozenset(
    {
        "tax",
        "support",
        "recurring",
        "upfront",
        "savingsplanrecurringfee",
        "savingsplanupfrontfee",
        "flatratesubscription",
        "otherout-of-cyclecharges",
    }
)
"""Charge types that are booked now and then, not by usage; without spaces, lower case."""
UNFORESEEABLE = frozenset({"credit", "refund"})


def coming_in(today: date) -> Period:
    """The days whose costs are not complete yet: yesterday and today."""
    return Period(today - timedelta(days=1), today + timedelta(days=1))


@dataclass(frozen=True)
class Daily:
    """A cost by day, apart: what follows usage, what is booked in lumps, and what nobody can foresee."""

    usage: Mapping[date, float]
    lumps: Mapping[date, float]
    unforeseeable: Mapping[date, float]

    def total(self, period: Period) -> float:
        kinds = (self.usage, self.lumps, self.unforeseeable)
        return math.fsum(kind.get(day, 0.0) for kind in kinds for day in period.dates)


@dataclass(frozen=True)
class Projection:
    """A month's end as it looks today."""

    month: Month
    so_far: float
    """Actual, today included."""
    amount: float
    low: float
    high: float
    """Four outcomes of five lie between `low` and `high`."""
    complete_days: int
    """Days of the month that it knows in full."""
    path: Mapping[date, float]
    """The sum since the 1st, by day: actual for complete days, expected from then on."""

    @property
    def uncertain(self) -> bool:
        return self.complete_days < ENOUGH_DAYS

    def crosses(self, limit: float) -> date | None:
        """The first day on whose evening the sum is above `limit`."""
        return next((day for day, sum_ in self.path.items() if sum_ > limit), None)


def charge_kind(charge_type: str) -> str:
    """`usage`, `lumps` or `unforeseeable`."""
    plain = charge_type.lower().replace(" ", "")
    return "lumps" if plain in LUMPS else "unforeseeable" if plain in UNFORESEEABLE else "usage"


def project(daily: Daily, today: date) -> Projection:
    """The end of today's month from complete days only.

    Usage of the remaining days: the median of the same weekday in the last four weeks. Lumps: as in the month before,
    where they are still to come. Credits and refunds: only those already there.
    """
    month = Month.of(today)
    whole, unknown = month.period, max(month.first, today + timedelta(days=1) - COMING_IN)
    complete = Period(month.first, unknown) if unknown > month.first else None
    sample = _sample(daily.usage, unknown)
    expected = _weekday_medians(sample)
    coming = _lumps_to_come(daily.lumps, month, unknown)
    path, total = {}, 0.0
    for day in whole.dates:
        actual = daily.total(Period(day, day + timedelta(days=1)))
        foreseen = expected[day.weekday()] + coming.get(day, 0.0)
        total += actual if day < unknown else max(actual, foreseen) if day <= today else foreseen
        path[day] = total
    band = _band(sample, expected, (whole.end - unknown).days)
    return Projection(
        month=month,
        so_far=daily.total(Period(month.first, today + timedelta(days=1))),
        amount=total,
        low=total - band,
        high=total + band,
        complete_days=complete.days if complete else 0,
        path=path,
    )


def _sample(usage: Mapping[date, float], before: date) -> dict[date, float]:
    """The last weeks of complete days, from the first day on which there was any usage."""
    days = [before - timedelta(days=n) for n in range(LOOK_BACK.days, 0, -1)]
    first = min((day for day in days if usage.get(day)), default=None)
    return {day: usage.get(day, 0.0) for day in days if first and day >= first}


def _weekday_medians(sample: Mapping[date, float]) -> list[float]:
    """What each weekday (Monday first) usually costs; days that have not occurred cost what any day does."""
    usual = float(np.median(list(sample.values()))) if sample else 0.0
    by_weekday = [[cost for day, cost in sample.items() if day.weekday() == n] for n in range(7)]
    return [float(np.median(costs)) if costs else usual for costs in by_weekday]


def _lumps_to_come(lumps: Mapping[date, float], month: Month, unknown: date) -> dict[date, float]:
    """Last month's lumps, on the same days of this month, as far as these lie ahead and nothing like it came yet."""
    last_day = month.period.last.day
    ahead: dict[date, float] = {}
    for day, amount in lumps.items():
        there = month.first.replace(day=min(day.day, last_day))
        if Month.of(day) == month.plus(-1) and there >= unknown and not lumps.get(there):
            ahead[there] = ahead.get(there, 0.0) + amount
    return ahead


def _band(sample: Mapping[date, float], expected: list[float], days: int) -> float:
    """Half the width of the likely interval for a sum of `days` days, whose usual cost is itself only estimated."""
    if not sample:
        return 0.0
    misses = np.array([cost - expected[day.weekday()] for day, cost in sample.items()])
    spread = 1.4826 * float(np.median(np.abs(misses - np.median(misses))))
    spread = max(spread, 0.25 * float(np.std(misses)))
    return LIKELY * spread * math.sqrt(days + days**2 / len(sample))

"""Where the month will end: what is known, plus what its remaining days usually cost. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from statistics import median

import numpy as np

from cloudsense.costs.period import ONE_DAY, Month, Period

LOOK_BACK = timedelta(days=28)
ENOUGH_DAYS = 5
LIKELY = 1.2816
"""Standard deviations to either side that hold four outcomes of five."""
LUMPS = frozenset({"tax", "support", "recurring", "rifee", "savingsplanrecurringfee", "flatratesubscription"})
"""Charge types that are booked once a month, not by usage; without spaces, lower case."""
UNFORESEEABLE = frozenset({"credit", "refund", "upfront", "savingsplanupfrontfee", "fee", "otherout-of-cyclecharges"})
"""Charge types that say nothing about the days to come."""


def coming_in(today: date) -> Period:
    """The days whose costs are not complete yet: yesterday and today (UTC)."""
    return Period(today - ONE_DAY, today + ONE_DAY)


@dataclass(frozen=True)
class Daily:
    """A cost by day, apart: what follows usage, what is booked once a month, and what nobody can foresee."""

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
    """Days of the month that it knows in full, from the first that had any costs."""
    path: Mapping[date, float]
    """The sum since the 1st, by day: actual for complete days, expected from then on."""

    @property
    def uncertain(self) -> bool:
        return self.complete_days < ENOUGH_DAYS

    def crosses(self, limit: float) -> date | None:
        """The day from whose evening on the sum stays above `limit`, if it ends there."""
        above = list(takewhile(lambda day: self.path[day] > limit, sorted(self.path, reverse=True)))
        return above[-1] if above else None


def charge_kind(charge_type: str) -> str:
    """`usage`, `lumps` or `unforeseeable`."""
    plain = charge_type.lower().replace(" ", "")
    return "lumps" if plain in LUMPS else "unforeseeable" if plain in UNFORESEEABLE else "usage"


def project(daily: Daily, today: date) -> Projection:
    """The end of today's month from complete days only.

    Usage of the other days: the median of the same weekday in the last four weeks; of a day still coming in, at least
    what has come. Lumps: as in the month before, where they are still to come. Credits, refunds and purchases: only
    those already there.
    """
    month, known_to = Month.of(today), coming_in(today).start
    unknown = Period(max(month.first, known_to), month.period.end)
    sample = _sample(daily, known_to)
    lumps = dict(daily.lumps) | _lumps_to_come(daily.lumps, month, unknown.start)
    path, total = {}, 0.0
    for day in month.period.dates:
        usage = daily.usage.get(day, 0.0)
        if day in unknown:
            usage = max(usage, _usual(sample, day), key=abs)
        total += usage + lumps.get(day, 0.0) + daily.unforeseeable.get(day, 0.0)
        path[day] = total
    so_far = daily.total(Period(month.first, today + ONE_DAY))
    below, above = _likely(sample, unknown.days)
    least = so_far if min(sample.values(), default=0.0) >= 0 else -math.inf
    return Projection(
        month=month,
        so_far=so_far,
        amount=total,
        low=min(total, max(total - below, least)),
        high=total + above,
        complete_days=_complete_days(daily, month, unknown.start),
        path=path,
    )


def _first(daily: Daily) -> date | None:
    """The first day that anything was charged or credited on."""
    kinds = (daily.usage, daily.lumps, daily.unforeseeable)
    return min((day for kind in kinds for day, amount in kind.items() if amount), default=None)


def _complete_days(daily: Daily, month: Month, unknown: date) -> int:
    first = _first(daily)
    return max(0, (unknown - max(first, month.first)).days) if first else 0


def _sample(daily: Daily, before: date) -> dict[date, float]:
    """The usage of the last weeks of complete days, from the first day that anything was charged on."""
    first = max(_first(daily) or before, before - LOOK_BACK)
    return {day: daily.usage.get(day, 0.0) for day in Period(first, before).dates} if first < before else {}


def _usual(sample: Mapping[date, float], day: date) -> float:
    """What a day like `day` costs: the median of its weekday, or of all days where that has not occurred."""
    same = [cost for other, cost in sample.items() if other.weekday() == day.weekday()]
    return median(same or sample.values()) if sample else 0.0


def _lumps_to_come(lumps: Mapping[date, float], month: Month, unknown: date) -> dict[date, float]:
    """Last month's lumps, on the same days of this month, as far as these lie ahead and nothing like it came yet."""
    came = {day: amount for day, amount in lumps.items() if amount and Month.of(day) == month}
    due: dict[date, float] = {}
    for day, amount in lumps.items():
        if amount and Month.of(day) == month.plus(-1):
            there = month.first.replace(day=min(day.day, month.period.last.day))
            due[there] = due.get(there, 0.0) + amount
    early = [amount for day, amount in came.items() if day not in due]
    ahead = {day: amount for day, amount in due.items() if amount and day >= unknown and day not in came}
    return {day: amount for day, amount in ahead.items() if not any(0.5 <= other / amount <= 2 for other in early)}


def _likely(sample: Mapping[date, float], days: int) -> tuple[float, float]:
    """How far below and above its expectation a sum of `days` days likely ends.

    From how far each day of the sample was off what the others made expect: the robust spread of it, more where one
    day's miss goes on the next day, for days whose usual cost is itself but estimated; and the share of rare spikes.
    """
    if not sample:
        return 0.0, 0.0
    misses = np.array([c - _usual({k: v for k, v in sample.items() if k != day}, day) for day, c in sample.items()])
    spread = 1.4826 * float(np.median(np.abs(misses)))
    usual = np.clip(misses, -3 * spread, 3 * spread)
    rare, power = misses - usual, float(usual @ usual)
    memory = min(max(float(usual[1:] @ usual[:-1]) / power, 0.0), 0.8) if power else 0.0
    band = LIKELY * spread * math.sqrt((1 + memory) / (1 - memory) * (days + days**2 / len(sample)))
    return band - days * float(rare.clip(max=0).mean()), band + days * float(rare.clip(min=0).mean())

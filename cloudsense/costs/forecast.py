"""Where the month will end: what is known, plus what its remaining days usually cost. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

import numpy as np

from cloudsense.costs.daily import LOOK_BACK, Daily, between, first_charged, usual_cost
from cloudsense.costs.period import ONE_DAY, Month, Period, complete_through

ENOUGH_DAYS = 5
LIKELY = 1.2816
"""Standard deviations to either side that hold four outcomes of five."""


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
    sample_days: int = LOOK_BACK.days
    """Complete days that it is made from; without any it is no more than `so_far`."""
    credits: float = 0.0
    """What it expects of daily credits from now on, at most 0; they may run out."""
    data_through: date | None = None
    """The last complete day, where newer ones are not known although AWS has them."""

    @property
    def uncertain(self) -> bool:
        return self.complete_days < ENOUGH_DAYS

    def crosses(self, limit: float) -> date | None:
        """The day from whose evening on the sum stays above `limit`, if it ends there."""
        latest_first = sorted(self.path, reverse=True)
        above = list(takewhile(lambda day: self.path[day] > limit, latest_first))
        return above[-1] if above else None


def project(daily: Daily, today: date, complete_to: date | None = None) -> Projection:
    """The end of today's month from complete days only, those up to `complete_to`.

    Other days of what goes on every day: the median of the same weekday in the last four weeks;
    of an incomplete day, at least what is there. Lumps: as in the month before, where they are
    still to come. Other credits, refunds and purchases: only those already there.
    """
    month = Month.of(today)
    usual_delay = complete_through(today)
    known_to = min(complete_to or usual_delay, usual_delay) + ONE_DAY
    unknown = Period(max(month.first, known_to), month.period.end)
    so_far = daily.total(Period(month.first, today + ONE_DAY))
    daily = daily.without_monthly_fees(known_to)
    firsts = [daily.first, *(first_charged([amounts]) for amounts in daily.recurring)]
    expected = []
    for amounts, first in zip(daily.every_day, firsts, strict=True):
        expected.append(_expected(amounts, first, known_to, unknown))
    to_come = _lumps_to_come(daily.lumps, month, unknown.start)
    lumps = dict(daily.lumps) | to_come
    path = _path(month, (*expected, lumps, daily.unforeseeable))
    total = path[month.period.last]
    sample = _net(daily, known_to)
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
        sample_days=len(sample),
        credits=_credits(expected, daily.every_day, unknown),
        data_through=known_to - ONE_DAY if known_to <= usual_delay else None,
    )


def _complete_days(daily: Daily, month: Month, unknown: date) -> int:
    first = daily.first
    return max(0, (unknown - max(first, month.first)).days) if first else 0


def _sample(amounts: Mapping[date, float], first: date | None, known_to: date) -> dict[date, float]:
    """The last weeks of complete days, from the `first` day that anything was charged on."""
    return between(amounts, max(first or known_to, known_to - LOOK_BACK), known_to)


def _net(daily: Daily, known_to: date) -> dict[date, float]:
    """What each day of the last weeks came to: credits make up for usage, and its ups and downs."""
    samples = [_sample(amounts, daily.first, known_to) for amounts in daily.every_day]
    return {day: math.fsum(sample[day] for sample in samples) for day in samples[0]}


def _expected(
    amounts: Mapping[date, float], first: date | None, known_to: date, unknown: Period
) -> dict[date, float]:
    """The amounts, and on `unknown` days what is usual, or more if that has come already."""
    sample = _sample(amounts, first, known_to)
    expected = dict(amounts)
    for day in unknown.dates:
        usual = usual_cost(sample, day)
        expected[day] = max(amounts.get(day, 0.0), usual, key=abs)
    return expected


def _path(month: Month, kinds: Sequence[Mapping[date, float]]) -> dict[date, float]:
    path, total = {}, 0.0
    for day in month.period.dates:
        total += math.fsum(kind.get(day, 0.0) for kind in kinds)
        path[day] = total
    return path


def _credits(
    expected: Sequence[Mapping[date, float]],
    actual: Sequence[Mapping[date, float]],
    unknown: Period,
) -> float:
    """What is expected of daily credits beyond those already there."""
    to_come = 0.0
    for foreseen, there in zip(expected[1:], actual[1:], strict=True):
        beyond = sum(foreseen[day] - there.get(day, 0.0) for day in unknown.dates)
        to_come += min(beyond, 0.0)
    return to_come


def _lumps_to_come(lumps: Mapping[date, float], month: Month, unknown: date) -> dict[date, float]:
    """Last month's lumps, on the same days of this month, as far as these lie ahead."""
    came = {day: amount for day, amount in lumps.items() if amount and Month.of(day) == month}
    due: dict[date, float] = defaultdict(float)
    for day, amount in lumps.items():
        if amount and Month.of(day) == month.plus(-1):
            same_day = month.first.replace(day=min(day.day, month.period.last.day))
            due[same_day] += amount
    early = [amount for day, amount in came.items() if day not in due]
    ahead = {}
    for day, amount in due.items():
        there = came.get(day, 0.0)
        if amount and day >= unknown and not _has_come(amount, there, early):
            ahead[day] = amount
    return ahead


def _has_come(amount: float, there: float, early: Sequence[float]) -> bool:
    """Whether half of a lump is there on its day, or much the same came on another day."""
    return there / amount >= 0.5 or any(0.5 <= other / amount <= 2 for other in early)


def _likely(sample: Mapping[date, float], days: int) -> tuple[float, float]:
    """How far below and above its expectation a sum of `days` days likely ends.

    From how far each day of the sample was off what the others made expect: the robust spread of
    it, more where one
    day's miss goes on the next day, for days whose usual cost is itself but estimated; and the
    share of rare spikes.
    """
    if not sample:
        return 0.0, 0.0
    misses = _misses(sample)
    spread = 1.4826 * float(np.median(np.abs(misses)))
    usual = np.clip(misses, -3 * spread, 3 * spread)
    rare = misses - usual
    memory = _memory(usual)
    # The usual cost is itself estimated from the sample: its error counts for every day alike.
    variance = days + days**2 / len(sample)
    band = LIKELY * spread * math.sqrt((1 + memory) / (1 - memory) * variance)
    falls = days * float(rare.clip(max=0).mean())
    spikes = days * float(rare.clip(min=0).mean())
    return band - falls, band + spikes


def _misses(sample: Mapping[date, float]) -> np.ndarray:
    """How far each day was off what the others made expect."""
    misses = []
    for day, cost in sample.items():
        others = {other: c for other, c in sample.items() if other != day}
        misses.append(cost - usual_cost(others, day))
    return np.array(misses)


def _memory(misses: np.ndarray) -> float:
    """How much of one day's miss goes on the next day, from 0 to 0.8."""
    power = float(misses @ misses)
    if not power:
        return 0.0
    return min(max(float(misses[1:] @ misses[:-1]) / power, 0.0), 0.8)

"""Where the month will end: what is known, plus what its remaining days usually cost. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from statistics import median

import numpy as np

from cloudsense.costs.period import ONE_DAY, Month, Period, complete_through

LOOK_BACK = timedelta(days=28)
ENOUGH_DAYS = 5
RECENTLY = timedelta(days=7)
NEARLY_ALL = 5 / 7
FEW_DAYS = 3
"""With fewer complete days nothing can be said to come every day."""
NOTICEABLE = 0.25
"""Of what is usual: what the 1st of a month has above that is a monthly fee."""
A_CENT = 0.01
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
    """Costs by day, by how they can be foreseen."""

    usage: Mapping[date, float]
    lumps: Mapping[date, float]
    """Booked once a month."""
    unforeseeable: Mapping[date, float]
    recurring: tuple[Mapping[date, float], ...] = ()
    """One a charge type: no usage, but charged or credited every day, such as credits."""

    @classmethod
    def of_charge_types(cls, costs: Mapping[str, Mapping[date, float]], complete_to: date) -> Daily:
        """Sort charge types: what comes every day goes on, whatever it is called."""
        kinds: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
        recurring = []
        first = _first(costs.values())
        for charge_type, amounts in costs.items():
            kind = charge_kind(charge_type)
            if kind != "usage" and _comes_daily(amounts, first, complete_to):
                recurring.append(amounts)
                continue
            for day, amount in amounts.items():
                kinds[kind][day] += amount
        return cls(kinds["usage"], kinds["lumps"], kinds["unforeseeable"], tuple(recurring))

    @property
    def every_day(self) -> tuple[Mapping[date, float], ...]:
        """What goes on from day to day."""
        return (self.usage, *self.recurring)

    @property
    def first(self) -> date | None:
        """The first day on which anything was charged or credited."""
        return _first((*self.every_day, self.lumps, self.unforeseeable))

    def total(self, period: Period) -> float:
        kinds = (*self.every_day, self.lumps, self.unforeseeable)
        return math.fsum(kind.get(day, 0.0) for kind in kinds for day in period.dates)

    def without_monthly_fees(self, known_to: date) -> Daily:
        """The same with fees that fall on a 1st among the lumps, though they are booked as usage."""
        lumps = defaultdict(float, self.lumps)
        series = []
        for amounts in self.every_day:
            fees = _monthly_fees(amounts, self.first, known_to)
            for day, fee in fees.items():
                lumps[day] += fee
            series.append({day: cost - fees.get(day, 0.0) for day, cost in amounts.items()})
        return Daily(series[0], lumps, self.unforeseeable, tuple(series[1:]))


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


def charge_kind(charge_type: str) -> str:
    """`usage`, `lumps` or `unforeseeable`."""
    plain = charge_type.lower().replace(" ", "")
    return "lumps" if plain in LUMPS else "unforeseeable" if plain in UNFORESEEABLE else "usage"


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
    firsts = [daily.first, *(_first([amounts]) for amounts in daily.recurring)]
    expected = [
        _expected(amounts, first, known_to, unknown) for amounts, first in zip(daily.every_day, firsts, strict=True)
    ]
    lumps = dict(daily.lumps) | _lumps_to_come(daily.lumps, month, unknown.start)
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


def _first(kinds: Iterable[Mapping[date, float]]) -> date | None:
    """The first day that anything was charged or credited on."""
    charged = (day for kind in kinds for day, amount in kind.items() if amount)
    return min(charged, default=None)


def _comes_daily(amounts: Mapping[date, float], first: date | None, complete_to: date) -> bool:
    """Whether it came on nearly all of the last complete days.

    Weeks ago does not count: credits that have run out are not expected to go on.
    """
    known_to = complete_to + ONE_DAY
    begin = max(first or known_to, known_to - RECENTLY)
    if (known_to - begin).days < FEW_DAYS:
        return False
    came = [bool(amounts.get(day)) for day in Period(begin, known_to).dates]
    return sum(came) >= NEARLY_ALL * len(came)


def _monthly_fees(amounts: Mapping[date, float], first: date | None, known_to: date) -> dict[date, float]:
    """By 1st of a month, what it has in excess of its weekday's usual, if that is much.

    No other day has it, so it is a fee of the month even where AWS calls it usage, or where
    charge types are not known.
    """
    fees = {}
    for day, cost in amounts.items():
        if day.day > 1:
            continue
        begin = max(first or day, min(amounts), day - LOOK_BACK)
        end = min(known_to, day + LOOK_BACK + ONE_DAY)
        others = {d: c for d, c in _between(amounts, begin, end).items() if d.day > 1}
        usual = _usual(others, day)
        if others and cost > 0 and cost - usual > max(NOTICEABLE * abs(usual), A_CENT):
            fees[day] = cost - usual
    return fees


def _between(amounts: Mapping[date, float], begin: date, end: date) -> dict[date, float]:
    """Every day from `begin` up to, not including, `end`; none if there is no such day."""
    if begin >= end:
        return {}
    return {day: amounts.get(day, 0.0) for day in Period(begin, end).dates}


def _complete_days(daily: Daily, month: Month, unknown: date) -> int:
    first = daily.first
    return max(0, (unknown - max(first, month.first)).days) if first else 0


def _sample(amounts: Mapping[date, float], first: date | None, known_to: date) -> dict[date, float]:
    """The last weeks of complete days, from the `first` day that anything was charged on."""
    return _between(amounts, max(first or known_to, known_to - LOOK_BACK), known_to)


def _net(daily: Daily, known_to: date) -> dict[date, float]:
    """What each day of the last weeks came to: credits make up for usage, and its ups and downs."""
    samples = [_sample(amounts, daily.first, known_to) for amounts in daily.every_day]
    return {day: math.fsum(sample[day] for sample in samples) for day in samples[0]}


def _expected(amounts: Mapping[date, float], first: date | None, known_to: date, unknown: Period) -> dict[date, float]:
    """The amounts, and on `unknown` days what is usual, or more if that has come already."""
    sample = _sample(amounts, first, known_to)
    usual = {day: _usual(sample, day) for day in unknown.dates}
    return dict(amounts) | {day: max(amounts.get(day, 0.0), cost, key=abs) for day, cost in usual.items()}


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
        to_come += sum(foreseen[day] - there.get(day, 0.0) for day in unknown.dates)
    return min(to_come, 0.0)


def _usual(sample: Mapping[date, float], day: date) -> float:
    """What a day like `day` costs: the median of its weekday, or of all days without one."""
    same = [cost for other, cost in sample.items() if other.weekday() == day.weekday()]
    return median(same or sample.values()) if sample else 0.0


def _lumps_to_come(lumps: Mapping[date, float], month: Month, unknown: date) -> dict[date, float]:
    """Last month's lumps, on the same days of this month, as far as these lie ahead."""
    came = {day: amount for day, amount in lumps.items() if amount and Month.of(day) == month}
    due: dict[date, float] = defaultdict(float)
    for day, amount in lumps.items():
        if amount and Month.of(day) == month.plus(-1):
            there = month.first.replace(day=min(day.day, month.period.last.day))
            due[there] += amount
    early = [amount for day, amount in came.items() if day not in due]
    ahead = {day: amount for day, amount in due.items() if amount and day >= unknown}
    return {day: amount for day, amount in ahead.items() if not _has_come(amount, came.get(day, 0.0), early)}


def _has_come(amount: float, there: float, early: Sequence[float]) -> bool:
    """Whether half of a lump is there on its day, or much the same came on another day."""
    return there / amount >= 0.5 or any(0.5 <= other / amount <= 2 for other in early)


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

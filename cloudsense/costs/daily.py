"""Daily costs by predictability: daily, monthly, or unpredictable. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from cloudsense.costs.names import charge_key
from cloudsense.costs.period import ONE_DAY, Period

LOOK_BACK = timedelta(days=28)
RECENTLY = timedelta(days=7)
NEARLY_ALL = 5 / 7
FEW_DAYS = 3
"""Complete days needed to call a charge daily."""
NOTICEABLE = 0.25
"""Share of the usual cost from which an excess on the 1st of a month is a monthly fee."""
A_CENT = 0.01
LUMPS = frozenset(
    {"tax", "support", "recurring", "rifee", "savingsplanrecurringfee", "flatratesubscription"}
)
"""Charge types billed once a month, not by usage; without spaces, lower case."""
UNFORESEEABLE = frozenset(
    {"credit", "refund", "upfront", "savingsplanupfrontfee", "fee", "otherout-of-cyclecharges"}
)
"""Charge types that do not predict later days."""
KINDS = ("usage", "lumps", "unforeseeable")


@dataclass(frozen=True)
class Daily:
    """Daily costs by predictability."""

    usage: Mapping[date, float]
    lumps: Mapping[date, float]
    """Costs billed once a month."""
    unforeseeable: Mapping[date, float]
    recurring: tuple[Mapping[date, float], ...] = ()
    """Daily charges other than usage, such as credits; one mapping a charge type."""
    earlier: Mapping[date, float] = field(default_factory=dict)
    """Net costs of earlier days, whose charge types are unknown."""

    @classmethod
    def of_charge_types(
        cls,
        costs: Mapping[str, Mapping[date, float]],
        complete_to: date,
        earlier: Mapping[date, float] | None = None,
    ) -> Daily:
        """Sorts costs by charge type: any charge that comes every day is
        projected, whatever its type."""
        sums: dict[str, defaultdict[date, float]] = {}
        for kind in KINDS:
            sums[kind] = defaultdict(float)
        recurring = []
        first = first_charged(costs.values())
        for charge_type, amounts in costs.items():
            kind = charge_kind(charge_type)
            if kind != "usage" and _comes_daily(amounts, first, complete_to):
                recurring.append(amounts)
                continue
            for day, amount in amounts.items():
                sums[kind][day] += amount
        usage, lumps, unforeseeable = sums.values()
        return cls(usage, lumps, unforeseeable, tuple(recurring), earlier or {})

    @property
    def every_day(self) -> tuple[Mapping[date, float], ...]:
        """Series of costs that continue from day to day."""
        return (self.usage, *self.recurring)

    @property
    def first(self) -> date | None:
        """First day with a charge or credit.

        If all days sum to zero, as with credits that cover all usage, the first known day.
        """
        known = set().union(*self._all)
        return first_charged(self._all) or min(known, default=None)

    def total(self, period: Period) -> float:
        amounts = []
        for costs in (*self._all, self.earlier):
            amounts += [costs.get(day, 0.0) for day in period.dates]
        return math.fsum(amounts)

    @property
    def _all(self) -> tuple[Mapping[date, float], ...]:
        """Costs of the days with known charge types."""
        return (*self.every_day, self.lumps, self.unforeseeable)

    def without_monthly_fees(self, known_to: date) -> Daily:
        """The costs with fees on the 1st counted as lumps, though they are billed as usage."""
        lumps = defaultdict(float, self.lumps)
        series = []
        begun = first_charged([self.earlier]) or self.first
        for n, amounts in enumerate((*self.every_day, self.earlier)):
            first = begun if n > len(self.recurring) else self.first
            fees = _monthly_fees(amounts, first, known_to)
            for day, fee in fees.items():
                lumps[day] += fee
            rest = dict(amounts)
            for day, fee in fees.items():
                rest[day] -= fee
            series.append(rest)
        usage, *recurring, earlier = series
        return Daily(usage, lumps, self.unforeseeable, tuple(recurring), earlier)


def charge_kind(charge_type: str) -> str:
    """`usage`, `lumps` or `unforeseeable`."""
    plain = charge_key(charge_type)
    if plain in LUMPS:
        return "lumps"
    return "unforeseeable" if plain in UNFORESEEABLE else "usage"


def first_charged(kinds: Iterable[Mapping[date, float]]) -> date | None:
    """First day with any charge or credit."""
    charged: list[date] = []
    for amounts in kinds:
        charged += [day for day in amounts if amounts[day]]
    return min(charged, default=None)


def _comes_daily(amounts: Mapping[date, float], first: date | None, complete_to: date) -> bool:
    """Whether it came on nearly all of the last complete days.

    Earlier days do not count: credits that have run out are not projected.
    """
    known_to = complete_to + ONE_DAY
    begin = max(first or known_to, known_to - RECENTLY)
    if (known_to - begin).days < FEW_DAYS:
        return False
    days = Period(begin, known_to).dates
    came = [bool(amounts.get(day)) for day in days]
    return sum(came) >= NEARLY_ALL * len(came)


def _monthly_fees(
    amounts: Mapping[date, float], first: date | None, known_to: date
) -> dict[date, float]:
    """For each 1st of a month, its excess over the weekday's usual cost, if noticeable.

    No other day has it, so it is a monthly fee even if AWS calls it usage, or if charge types are
    unknown.
    """
    fees = {}
    for day, cost in amounts.items():
        if day.day > 1:
            continue
        known_from = max(first or day, min(amounts))
        begin = max(known_from, day - LOOK_BACK)
        end = min(known_to, day + LOOK_BACK + ONE_DAY)
        around = between(amounts, begin, end)
        others = {other: around[other] for other in around if other.day > 1}
        usual = usual_cost(others, day)
        excess = cost - usual
        noticeable = max(NOTICEABLE * abs(usual), A_CENT)
        if others and cost > 0 and excess > noticeable:
            fees[day] = excess
    return fees


def between(amounts: Mapping[date, float], begin: date, end: date) -> dict[date, float]:
    """Amounts of every day from `begin` up to, not including, `end`; empty without such a day."""
    if begin >= end:
        return {}
    days = Period(begin, end).dates
    return {day: amounts.get(day, 0.0) for day in days}


def usual_cost(sample: Mapping[date, float], day: date) -> float:
    """Median cost of the weekday of `day`; of all days if `sample` lacks that weekday."""
    if not sample:
        return 0.0
    same = [sample[other] for other in sample if other.weekday() == day.weekday()]
    return median(same or sample.values())

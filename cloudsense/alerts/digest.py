"""A digest: what the last complete week or month cost, what changed, and how budgets stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cloudsense.alerts.check import Check, Unusual, check, unusual
from cloudsense.alerts.purse import Purse
from cloudsense.costs.analysis import Change, tabulate
from cloudsense.costs.basis import Known
from cloudsense.costs.budgets import Budget
from cloudsense.costs.comparison import Comparison, compare
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice, choose
from cloudsense.costs.query import OVERVIEW, Dimension, Metric
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError

WEEK = timedelta(days=7)
MOST_CHANGES = 5


class Frequency(StrEnum):
    """How often a digest is sent."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Digest:
    """The costs of one week or month of the whole account, unblended, all charges."""

    every: Frequency
    check: Check
    choice: PeriodChoice
    """Its days, and those before."""
    currency: str
    days: Period
    """Those of its days that are complete."""
    daily: tuple[float, ...]
    """What each of these cost."""
    comparison: Comparison
    anomalies: tuple[Unusual, ...]
    """Those that were going on in these days, or are now."""

    @property
    def total(self) -> float:
        return math.fsum(self.daily)

    @property
    def movers(self) -> list[tuple[str, Change]]:
        """The services that changed most, by name."""
        changes = [
            (name, change)
            for name, change in self.comparison.changes.items()
            if not change.not_compared and abs(change.amount) >= 0.005
        ]
        return sorted(changes, key=_size, reverse=True)[:MOST_CHANGES]


def digest(
    purse: Purse, identity: Identity, budgets: Sequence[Budget], every: Frequency, today: date
) -> Digest:
    """The digest as of `today`. Raises CloudSenseError if its costs cannot be had."""
    overview = purse.answer(OVERVIEW, _asked(purse, today))
    choice = _choice(every, overview.complete_to, today)
    metric = Metric.UNBLENDED
    frame = Focus(Dimension.SERVICE).within(overview.frame)
    days = _complete(overview, choice.period)
    costs = tabulate(frame.within(days), Dimension.SERVICE, metric, days)
    known = Known(frame, overview.period, overview.complete_to)
    comparison = compare(frame, Dimension.SERVICE, metric, choice, overview.complete_to, known)
    return Digest(
        every=every,
        check=check(purse, identity, budgets, today),
        choice=choice,
        currency=overview.currency or "USD",
        days=days,
        daily=tuple(costs.daily.tolist()),
        comparison=comparison,
        anomalies=_anomalies(purse, choice.period),
    )


def _size(mover: tuple[str, Change]) -> float:
    return abs(mover[1].amount)


def _asked(purse: Purse, today: date) -> Period:
    """The month before last, last month and this one, as far as there is history."""
    first = Month.of(today).plus(-2).first
    earliest = purse.ledger.capabilities.first_day(today)
    return Period(max(first, earliest), today + ONE_DAY)


def _choice(every: Frequency, complete_to: date, today: date) -> PeriodChoice:
    """The last seven complete days, or last month."""
    if every is Frequency.MONTH:
        return choose("last-month", today)
    first = complete_to - WEEK + ONE_DAY
    return choose(f"{first}..{complete_to}", today)


def _anomalies(purse: Purse, period: Period) -> tuple[Unusual, ...]:
    """What was unusual in these days, and what is now."""
    found = unusual(purse.ledger, period.start)
    return tuple(
        each for each in found if each.anomaly.going_on or each.anomaly.first <= period.last
    )


def _complete(overview: Snapshot, period: Period) -> Period:
    complete = period.meet(Period(period.start, overview.complete_to + ONE_DAY))
    if complete is None:
        raise CloudSenseError(
            "No day of last month is complete yet.", remedy="Send the digest on the 4th or later."
        )
    return complete

"""Digest of the last complete week or month: costs, changes, and budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cloudsense.alerts.allowance import Allowance
from cloudsense.alerts.check import Check, Unusual, check, unusual
from cloudsense.costs.analysis import Change, tabulate
from cloudsense.costs.basis import KnownCosts
from cloudsense.costs.budgets import Budget
from cloudsense.costs.comparison import Comparison, compare
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice, choose
from cloudsense.costs.query import OVERVIEW, Dimension, Metric
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError, MixedCurrencyError

WEEK = timedelta(days=7)
MOST_CHANGES = 5


class Frequency(StrEnum):
    """Frequency of a digest."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class DigestCosts:
    """Costs of the week or month: whole account, unblended, all charges."""

    currency: str
    days: Period
    """Complete days of it."""
    daily: tuple[float, ...]
    """Cost of each of these days."""
    comparison: Comparison | None
    """Comparison; None if the days before were billed in another currency."""

    @property
    def total(self) -> float:
        return math.fsum(self.daily)

    @property
    def movers(self) -> list[tuple[str, Change]]:
        """Services that changed most, by name."""
        if self.comparison is None:
            return []
        changes = [
            (name, change)
            for name, change in self.comparison.changes.items()
            if not change.not_compared and abs(change.amount) >= 0.005
        ]
        return sorted(changes, key=lambda mover: -abs(mover[1].amount))[:MOST_CHANGES]


@dataclass(frozen=True)
class Digest:
    """Digest of one week or month."""

    every: Frequency
    check: Check
    choice: PeriodChoice
    """Days of the digest, and those before."""
    costs: DigestCosts | None
    anomalies: tuple[Unusual, ...]
    """Anomalies of these days, and current ones."""
    problem: MixedCurrencyError | None = None
    """Why costs of these days are not added up, or not compared."""


def digest(
    allowance: Allowance,
    identity: Identity,
    budgets: Sequence[Budget],
    every: Frequency,
    today: date,
) -> Digest:
    """Digest as of `today`. Raises CloudSenseError if its costs cannot be loaded."""
    # the month before last, last month and this one
    first = Month.of(today).plus(-2).first
    asked = allowance.ledger.capabilities.since(first, today)
    overview, problem = _answer(allowance, asked)
    found = check(allowance, identity, budgets, today)
    choice = _choice(every, (overview or found.overview).complete_to, today)
    if overview is None:
        overview = _alone(allowance, choice)
    if overview and overview.period.start <= choice.before.start:
        problem = None
    return Digest(
        every=every,
        check=found,
        choice=choice,
        costs=_costs(overview, choice, problem is None) if overview else None,
        anomalies=_anomalies(allowance, choice.period),
        problem=problem,
    )


def _answer(
    allowance: Allowance, period: Period
) -> tuple[Snapshot | None, MixedCurrencyError | None]:
    """The overview, or the error that it has several currencies."""
    try:
        return allowance.answer(OVERVIEW, period), None
    except MixedCurrencyError as problem:
        return None, problem


def _alone(allowance: Allowance, choice: PeriodChoice) -> Snapshot | None:
    """Overview of these days and those before, or of these days only, whichever has one currency.
    The months are cached already."""
    both = Period(choice.before.start, choice.period.end)
    for period in (both, choice.period):
        overview, _ = _answer(allowance, period)
        if overview:
            return overview
    return None


def _costs(overview: Snapshot, choice: PeriodChoice, is_compared: bool) -> DigestCosts:
    """Costs of the digest. Raises CloudSenseError if no day is complete."""
    metric, service = Metric.UNBLENDED, Dimension.SERVICE
    frame = Focus(service).within(overview.frame)
    days = _complete(overview, choice.period)
    costs = tabulate(frame.within(days), service, metric, days)
    comparison = None
    if is_compared:
        known = KnownCosts(frame, overview.period, overview.complete_to)
        comparison = compare(frame, service, metric, choice, overview.complete_to, known)
    currency = overview.currency or "USD"
    return DigestCosts(currency, days, tuple(costs.daily.tolist()), comparison)


def _choice(every: Frequency, complete_to: date, today: date) -> PeriodChoice:
    """Last seven complete days, or last month."""
    if every is Frequency.MONTH:
        return choose("last-month", today)
    first = complete_to - WEEK + ONE_DAY
    return choose(f"{first}..{complete_to}", today)


def _anomalies(allowance: Allowance, period: Period) -> tuple[Unusual, ...]:
    """Anomalies of these days, and current ones."""
    found = []
    for each in unusual(allowance.ledger, period.start):
        anomaly = each.anomaly
        if anomaly.going_on or anomaly.first <= period.last:
            found.append(each)
    return tuple(found)


def _complete(overview: Snapshot, period: Period) -> Period:
    end = min(period.end, overview.complete_to + ONE_DAY)
    if end <= period.start:
        raise CloudSenseError(
            "No day of last month is complete yet.", remedy="Send the digest on the 4th or later."
        )
    return Period(period.start, end)

"""Anomalies that the source reports, and how they are merged with those found
in cached costs. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from cloudsense.costs.anomalies.anomaly import (
    Anomaly,
    DetectedBy,
    Key,
    State,
    id_of,
)
from cloudsense.costs.anomalies.explain import Cause
from cloudsense.costs.calendar import ONE_DAY, Period, days_before
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import canonical
from cloudsense.costs.query import Dimension
from cloudsense.costs.source import Meter

DAYS = 90
"""Days that the source reports on, up to yesterday."""
ACCOUNT_ID = re.compile(r"\d{12}")
EXPLAINING = (Dimension.USAGE_TYPE, Dimension.REGION, Dimension.ACCOUNT)


@dataclass(frozen=True)
class ReportQuestion:
    """Question for the anomalies that the source has found."""

    period: Period
    """Up to yesterday (UTC); the end is exclusive."""

    name = "AWS anomalies"
    """Name in the cache, different from that of every `CostQuery`."""


def report_question(today: date) -> ReportQuestion:
    """Question for everything that the source still has on `today`."""
    return ReportQuestion(days_before(today, DAYS))


@dataclass(frozen=True)
class RootCause:
    """Root cause named by the source; "" for dimensions that it leaves out."""

    service: str
    usage_type: str
    region: str
    account: str
    impact: float

    def value(self, dimension: Dimension) -> str:
        """Value of one of the `EXPLAINING` dimensions."""
        match dimension:
            case Dimension.USAGE_TYPE:
                return self.usage_type
            case Dimension.REGION:
                return self.region
            case _:
                return self.account


@dataclass(frozen=True)
class Report:
    """An anomaly reported by the source. Amounts are in the bill's currency."""

    id: str
    first: date
    last: date | None
    """Last day; None while it is ongoing."""
    about: str
    """Service, account or other value that the source monitors."""
    actual: float
    expected: float
    causes: tuple[RootCause, ...] = ()

    @property
    def services(self) -> set[str]:
        """Services, by their current names."""
        named = {canonical(cause.service) for cause in self.causes if cause.service}
        if named or self.is_of_account or not self.about:
            return named
        return {canonical(self.about)}

    @property
    def accounts(self) -> set[str]:
        named = {cause.account for cause in self.causes if cause.account}
        return named | {self.about} if self.is_of_account else named

    @property
    def is_of_account(self) -> bool:
        return ACCOUNT_ID.fullmatch(self.about) is not None

    @property
    def key(self) -> Key:
        """Service, if there is one; else the account; else the service of the largest cause."""
        services = self.services
        if len(services) != 1 and self.is_of_account:
            return ((Dimension.ACCOUNT, self.about),)
        causes = [cause for cause in self.causes if cause.service]
        if len(services) == 1:
            service = next(iter(services))
        elif causes:
            largest = max(causes, key=lambda cause: cause.impact)
            service = canonical(largest.service)
        else:
            service = self.about
        return ((Dimension.SERVICE, service),)


@dataclass(frozen=True)
class Reports:
    """Complete answer of the source."""

    reports: tuple[Report, ...]
    fetched_at: datetime | None = None
    undated: int = 0
    """Reported anomalies without a first day, which can't be listed."""


@runtime_checkable
class Reporter(Protocol):
    """A source that finds anomalies itself."""

    def reported_anomalies(
        self, identity: Identity, question: ReportQuestion, meter: Meter
    ) -> Reports:
        """All pages of the answer. Raises CloudSenseError."""
        ...


@dataclass(frozen=True)
class ReportedAnomaly(Anomaly):
    """An anomaly that only the source found, without daily costs."""

    causes: tuple[Cause, ...] = ()
    """Causes, the largest first within each dimension."""

    @property
    def id(self) -> str:
        """Stable id that reveals no account."""
        return id_of(f"{self.source.value}\n{self.source_id}")


def anomaly_of(report: Report, complete_to: date) -> ReportedAnomaly:
    """The report as a list entry; ongoing if its last day is the last complete one or later."""
    last = report.last or max(complete_to, report.first)
    days = Period(report.first, last + ONE_DAY).days
    found = ReportedAnomaly(
        key=report.key,
        first=report.first,
        last=last,
        state=State.OVER,
        actual=report.actual,
        expected=report.expected,
        excess=(0.0,) * days,
        source=DetectedBy.AWS,
        source_id=report.id,
        causes=tuple(_causes(report)),
    )
    if last < complete_to:
        return found
    state = State.NEW if found.is_from_nothing else State.GOING_ON
    return replace(found, state=state)


def _causes(report: Report) -> Iterator[Cause]:
    for dimension in EXPLAINING:
        impacts: defaultdict[str, float] = defaultdict(float)
        for cause in report.causes:
            if value := cause.value(dimension):
                impacts[value] += cause.impact
        by_size = sorted(impacts, key=lambda value: (-impacts[value], value))
        for value in by_size:
            yield Cause(((dimension, value),), impacts[value])


def joined(
    found: Sequence[Anomaly], reports: Sequence[Report], complete_to: date
) -> tuple[list[Anomaly], list[ReportedAnomaly]]:
    """`found`, with those that the source reports too marked; and what only the source found, each
    event once with its largest report.

    Two are the same event if they share a service or an account, and a day.
    """
    known = list(found)
    others: list[_Event] = []
    events = [_Event(report, anomaly_of(report, complete_to)) for report in reports]
    events.sort(key=lambda event: -event.anomaly.impact)
    for event in events:
        is_known = False
        for n, anomaly in enumerate(known):
            if event.is_about(anomaly):
                known[n] = replace(anomaly, source=DetectedBy.BOTH)
                is_known = True
        if not is_known and not any(map(event.repeats, others)):
            others.append(event)
    return known, [event.anomaly for event in others]


@dataclass(frozen=True)
class _Event:
    """A report and its list entry."""

    report: Report
    anomaly: ReportedAnomaly

    def is_about(self, found: Anomaly) -> bool:
        if not found.period.meet(self.anomaly.period):
            return False
        service = found.value(Dimension.SERVICE)
        if service:
            return service in self.report.services
        return found.value(Dimension.ACCOUNT) in self.report.accounts

    def repeats(self, other: _Event) -> bool:
        """Whether both have the same service or, without one, the same account."""
        if not self.anomaly.period.meet(other.anomaly.period):
            return False
        ours, theirs = self.report, other.report
        if ours.services and theirs.services:
            return not ours.services.isdisjoint(theirs.services)
        return not ours.accounts.isdisjoint(theirs.accounts)

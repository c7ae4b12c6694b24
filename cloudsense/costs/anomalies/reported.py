"""Anomalies that the source itself reports, and how they join those found in cached costs. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from cloudsense.costs.anomalies.anomaly import (
    ID_LENGTH,
    NEXT_TO_NOTHING,
    Anomaly,
    Finder,
    Key,
    State,
)
from cloudsense.costs.anomalies.explain import Cause
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import canonical
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.costs.source import Meter

DAYS = 90
"""That the source reports on, up to yesterday."""
ACCOUNT_ID = re.compile(r"\d{12}")
EXPLAINING = (Dimension.USAGE_TYPE, Dimension.REGION, Dimension.ACCOUNT)


@dataclass(frozen=True)
class ReportQuestion:
    """Which anomalies the source knows of."""

    period: Period
    """Up to yesterday (UTC); the end is exclusive."""

    name = "AWS anomalies"
    """No name of a `CostQuery`."""


def report_question(today: date) -> ReportQuestion:
    """All that the source still knows on `today`."""
    return ReportQuestion(Period(today - timedelta(days=DAYS), today))


@dataclass(frozen=True)
class RootCause:
    """What the source names as a cause; "" for what it does not tell apart."""

    service: str
    usage_type: str
    region: str
    account: str
    impact: float

    def value(self, dimension: Dimension) -> str:
        """What it says of one of `EXPLAINING`."""
        match dimension:
            case Dimension.USAGE_TYPE:
                return self.usage_type
            case Dimension.REGION:
                return self.region
            case _:
                return self.account


@dataclass(frozen=True)
class Report:
    """An anomaly as the source reports it. Amounts are in the bill's currency."""

    id: str
    first: date
    last: date | None
    """None while it goes on."""
    about: str
    """The service, account or other value that the source watched."""
    actual: float
    expected: float
    causes: tuple[RootCause, ...] = ()

    @property
    def services(self) -> set[str]:
        """As they are called today."""
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
        """The service, if it is one; else the account; else the service with the largest cause."""
        services = self.services
        if len(services) == 1:
            return ((Dimension.SERVICE, next(iter(services))),)
        if self.is_of_account:
            return ((Dimension.ACCOUNT, self.about),)
        causes = [cause for cause in self.causes if cause.service]
        largest = max(causes, key=lambda cause: cause.impact, default=None)
        return ((Dimension.SERVICE, canonical(largest.service) if largest else self.about),)


@dataclass(frozen=True)
class Reports:
    """The source's answer: complete."""

    reports: tuple[Report, ...]
    fetched_at: datetime | None = None
    undated: int = 0
    """How many it reports besides without the day on which they began: they can't be listed."""


@runtime_checkable
class Reporter(Protocol):
    """A source that finds anomalies itself."""

    def reported_anomalies(
        self, identity: Identity, question: ReportQuestion, meter: Meter
    ) -> Reports:
        """Every page of the answer. Raises CloudSenseError."""
        ...


@dataclass(frozen=True)
class ReportedAnomaly(Anomaly):
    """One that only the source found: it does not say what each day cost."""

    causes: tuple[Cause, ...] = ()
    """The largest first, within each dimension."""

    @property
    def id(self) -> str:
        """Stable, and tells nothing of accounts."""
        text = f"{self.source.value}\n{self.source_id}"
        return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def anomaly_of(report: Report, complete_to: date) -> ReportedAnomaly:
    """As one of the list; it goes on if its last day is the last complete one or later."""
    last = report.last or max(complete_to, report.first)
    is_from_nothing = abs(report.expected) <= NEXT_TO_NOTHING * max(abs(report.actual), 1.0)
    state = State.OVER
    if last >= complete_to:
        state = State.NEW if is_from_nothing else State.GOING_ON
    return ReportedAnomaly(
        key=report.key,
        first=report.first,
        last=last,
        state=state,
        actual=report.actual,
        expected=report.expected,
        excess=(0.0,) * ((last - report.first).days + 1),
        source=Finder.AWS,
        source_id=report.id,
        causes=tuple(_causes(report)),
    )


def _causes(report: Report) -> Iterator[Cause]:
    for dimension in EXPLAINING:
        impacts: defaultdict[str, float] = defaultdict(float)
        for cause in report.causes:
            if value := cause.value(dimension):
                impacts[value] += cause.impact
        by_size = sorted(impacts.items(), key=lambda item: (-item[1], item[0]))
        for value, impact in by_size:
            yield Cause(((dimension, value),), impact)


def joined(
    found: Sequence[Anomaly], reports: Sequence[Report], complete_to: date
) -> tuple[list[Anomaly], list[ReportedAnomaly]]:
    """`found`, those that the source reports too marked so; and what only the source found, an
    event that it reports more than once as its largest.

    Two are the same event if they share a service or an account, and a day.
    """
    known = list(found)
    others: list[tuple[Report, ReportedAnomaly]] = []
    for report in sorted(reports, key=lambda each: each.expected - each.actual):
        reported = anomaly_of(report, complete_to)
        same = [n for n, each in enumerate(known) if _is_same(each, report, reported)]
        for n in same:
            known[n] = replace(known[n], source=Finder.BOTH)
        if not same and not any(_is_repeated(*other, report, reported) for other in others):
            others.append((report, reported))
    return known, [reported for _, reported in others]


def _is_same(anomaly: Anomaly, report: Report, reported: ReportedAnomaly) -> bool:
    if not anomaly.period.meet(reported.period):
        return False
    service = anomaly.value(Dimension.SERVICE)
    if service:
        return service in report.services
    return anomaly.value(Dimension.ACCOUNT) in report.accounts


def _is_repeated(
    known: Report, anomaly: ReportedAnomaly, report: Report, reported: ReportedAnomaly
) -> bool:
    """Whether both are about the same service, or without one about the same account."""
    if not anomaly.period.meet(reported.period):
        return False
    if known.services and report.services:
        return bool(known.services & report.services)
    return bool(known.accounts & report.accounts)

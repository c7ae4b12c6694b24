"""Anomalies in cached answers: by service, and by usage type and account where cached.

They are computed again only when an answer has changed.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cloudsense.costs.anomalies.anomaly import Anomaly, Findings, by_going_on, find
from cloudsense.costs.anomalies.baseline import FOUR_WEEKS
from cloudsense.costs.anomalies.detector import PERCENT
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.anomalies.reported import Report, anomaly_of, joined
from cloudsense.costs.anomalies.series import usage_series
from cloudsense.costs.frame import DAY, Snapshot
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Metric
from cloudsense.insight.history import cached_history
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.ledger import Ledger

BY_USAGE_TYPE = (Dimension.SERVICE, Dimension.USAGE_TYPE)
BY_ACCOUNT = (Dimension.ACCOUNT,)
KEPT = 6
"""Cached watches of one ledger, by metric and percent."""


@dataclass(frozen=True, eq=False)
class Watch:
    """Anomalies in the cached answers of an account. It is equal to itself only."""

    snapshot: Snapshot
    """Overview, as far as it is cached."""
    findings: tuple[Findings, ...]
    """Findings by service; by usage type and account where cached."""
    metric: Metric
    begins: date
    """First cached day with costs."""
    reports: tuple[Report, ...] = ()
    """AWS's anomalies, if requested."""

    @property
    def services(self) -> Findings:
        return self.findings[0]

    @property
    def currency(self) -> str:
        return self.snapshot.currency or "USD"

    @property
    def complete_to(self) -> date:
        return self.snapshot.complete_to

    @property
    def judged_from(self) -> date:
        """First day that could be judged for services that existed when
        the cached history begins."""
        return self.begins + timedelta(days=FOUR_WEEKS)

    @property
    def is_empty(self) -> bool:
        """Whether there are no costs."""
        return not len(self.snapshot.frame)

    @property
    def is_too_short(self) -> bool:
        """Whether no day could be judged, as less than four weeks are cached."""
        return self.judged_from > self.complete_to

    @property
    def series_count(self) -> int:
        return sum(len(each.series.keys) for each in self.findings)

    @property
    def default_dollars(self) -> float:
        """Default threshold of the whole account."""
        return self.services.series.default_dollars

    def anomalies(self, gates: Gates, since: date = date.min) -> list[Anomaly]:
        """Anomalies that pass the gates and lasted until `since` or longer; ongoing ones first,
        then the largest.

        An anomaly of a service and of its usage type is listed once: by service if the usage type
        explains little of it. One that AWS found too is listed once.
        """
        dollars = self.default_dollars if gates.dollars is None else gates.dollars
        same = Gates(dollars, gates.percent, gates.falls)
        found: list[Anomaly] = []
        for findings in self.findings:
            found += findings.passing(same, since)
        known, reported = joined(_once(found), self.reports, self.complete_to)
        for anomaly in reported:
            if anomaly.passes(dollars, gates.percent) and anomaly.last >= since:
                known.append(anomaly)
        return by_going_on(known)

    def find(self, identifier: str) -> tuple[Anomaly, Findings | None] | None:
        """Anomaly of this id, whatever the gates. Without findings if it has no series."""
        for findings in self.findings:
            for anomaly in findings.anomalies:
                if anomaly.id == identifier:
                    known, _ = joined([anomaly], self.reports, self.complete_to)
                    return known[0], findings
        for report in self.reports:
            reported = anomaly_of(report, self.complete_to)
            if reported.id == identifier:
                has_series = reported.key in self.services.series.keys
                return reported, self.services if has_series else None
        return None


def _once(anomalies: Sequence[Anomaly]) -> list[Anomaly]:
    """Anomalies without usage types and accounts whose service has one on the same days."""
    services: defaultdict[str, list[Period]] = defaultdict(list)
    for anomaly in anomalies:
        service = anomaly.value(Dimension.SERVICE)
        if service and len(anomaly.key) == 1:
            services[service].append(anomaly.period)
    everywhere = [period for periods in services.values() for period in periods]
    found = []
    for anomaly in anomalies:
        service = anomaly.value(Dimension.SERVICE)
        is_part = len(anomaly.key) > 1
        others = services[service] if is_part else [] if service else everywhere
        if not any(anomaly.period.meet(other) for other in others):
            found.append(anomaly)
    return found


@dataclass(frozen=True)
class _Remembered:
    revision: object
    """Revision of the ledger at the last look."""
    snapshots: Mapping[object, Snapshot]
    """Snapshots by the version of each answer."""
    watch: Watch


_remembered: PerLedger[dict[tuple[Metric, float], _Remembered]] = PerLedger()
_finding = threading.Lock()
"""Detection is CPU-bound: of several requests for the same, one computes it."""


def watch(
    ledger: Ledger, metric: Metric = Metric.UNBLENDED, percent: float = PERCENT
) -> Watch | None:
    """Anomalies of the whole account in cached answers; None if this month's overview is not
    cached.

    Asks AWS nothing.
    """
    revision = ledger.revision
    known = _remembered.setdefault(ledger, {})
    found = known.get((metric, percent))
    if found and found.revision == revision:
        return found.watch
    overview = cached_history(ledger, OVERVIEW)
    if overview is None:
        return None
    with _finding:
        found = known.get((metric, percent))
        held = found.snapshots if found else {}
        snapshots = {OVERVIEW: overview, **dict(_further(ledger, overview, held))}
        if found and _told(snapshots) == _told(found.snapshots):
            made = found.watch
        else:
            made = _found(tuple(snapshots.values()), metric, percent, found)
            if len(known) >= KEPT:
                known.clear()
        known[metric, percent] = _Remembered(revision, snapshots, made)
        return made


def _told(snapshots: Mapping[object, Snapshot]) -> list[object]:
    """Identities of the snapshots' frames; equal if nothing has changed."""
    return list(map(_told_by, snapshots.values()))


def _told_by(snapshot: Snapshot) -> object:
    """Identity of the frame; of the snapshot if it could not be updated."""
    return id(snapshot.frame), snapshot.complete_to


def _further(
    ledger: Ledger, overview: Snapshot, known: Mapping[object, Snapshot]
) -> Iterator[tuple[object, Snapshot]]:
    """Cached answers by usage type of a service, and by account, over at least four weeks; each
    with its version. Those in `known` are not assembled again."""
    months: defaultdict[CostQuery, set[Month]] = defaultdict(set)
    for query, month in ledger.bought():
        months[query].add(month)
    for query in sorted(months, key=lambda query: query.name):
        if not _is_watched(query):
            continue
        version = query, ledger.version(query)
        snapshot = known.get(version)
        if snapshot is None:
            snapshot = cached_history(ledger, query, months[query])
        if snapshot and _is_as_new(snapshot, overview):
            yield version, snapshot


def _is_watched(query: CostQuery) -> bool:
    """Whether it covers whole services or whole accounts."""
    if set(query.group_by) == set(BY_USAGE_TYPE):
        return all(rule.chooses_services for rule in query.where)
    return set(query.group_by) in (
        {Dimension.ACCOUNT},
        {Dimension.SERVICE, Dimension.ACCOUNT},
    ) and (not query.where)


def _is_as_new(snapshot: Snapshot, overview: Snapshot) -> bool:
    """Whether it covers the same days; an older one would end ongoing anomalies."""
    first = snapshot.period.start + timedelta(days=FOUR_WEEKS)
    return snapshot.complete_to == overview.complete_to and first <= snapshot.complete_to


def _found(
    snapshots: Sequence[Snapshot], metric: Metric, percent: float, before: _Remembered | None
) -> Watch:
    """Anomalies; findings of answers in `before` are reused."""
    overview = snapshots[0]
    begins = _first_cost(overview)
    looked_through: dict[object, Findings] = {}
    if before and before.watch.begins == begins:
        told_before = _told(before.snapshots)
        looked_through = dict(zip(told_before, before.watch.findings, strict=True))
    found = []
    for snapshot in snapshots:
        findings = looked_through.get(_told_by(snapshot))
        if findings is None:
            by = _watched_by(snapshot)
            findings = _findings(snapshot, by, metric, percent, begins)
        found.append(findings)
    return Watch(overview, tuple(found), metric, begins)


def _watched_by(snapshot: Snapshot) -> tuple[Dimension, ...]:
    dimensions = snapshot.frame.dimensions
    if Dimension.USAGE_TYPE in dimensions:
        return BY_USAGE_TYPE
    return BY_ACCOUNT if Dimension.ACCOUNT in dimensions else (Dimension.SERVICE,)


def _first_cost(overview: Snapshot) -> date:
    """First day of the account's costs: what begins on it is not new."""
    days = overview.frame.data[DAY]
    if days.empty:
        return overview.period.start
    first: date = days.iloc[0].date()
    return first


def _findings(
    snapshot: Snapshot, by: tuple[Dimension, ...], metric: Metric, percent: float, begins: date
) -> Findings:
    first = max(snapshot.period.start, begins)
    period = Period(first, snapshot.period.end)
    series = usage_series(snapshot.frame, by, metric, period, snapshot.complete_to)
    return find(series, percent)

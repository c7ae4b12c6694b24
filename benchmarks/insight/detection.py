"""How many planted events are found, how soon, and how many alarms are false."""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.insight.organizations import Event, Kind, Organization, make
from cloudsense.costs.anomalies.anomaly import Anomaly, Findings, SeriesSet, State, find
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.anomalies.rules import ALL_RULES, Rule
from cloudsense.costs.query import Dimension

TUNING = range(100)
"""Seeds with which the rules were made."""
JUDGED = range(10_000, 10_100)
"""Seeds that no rule was made with."""
DRIFT_DAYS = 35
MONTH = 30.44
NEXT_DAY = 2
"""An event has to be found on its first day or the one after it."""
WARM_UP = 28
NOISY = 20
"""Spreads that a drift has when it is complete, below which single days don't show it."""
SIMPLE_DAYS = 14
SIMPLE_LIMIT = 3.0
SERIES = "SERIES_FOLDER"
"""Variable with the folder of the real series."""


@dataclass
class Score:
    """What was found in several organizations."""

    found: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    false_alarms: int = 0
    months: float = 0.0

    def share(self, *names: str) -> float:
        planted = sum(self.planted[name] for name in names)
        return sum(self.found[name] for name in names) / max(planted, 1)

    @property
    def false_a_month(self) -> float:
        return self.false_alarms / max(self.months, 1)

    def add(self, organization: Organization, anomalies: Iterable[Anomaly]) -> None:
        left = list(anomalies)
        for event in organization.events:
            about = [each for each in left if _is_about(each, event, organization)]
            left = [each for each in left if each not in about]
            for name in _names(event):
                self.planted[name] += 1
                self.found[name] += _in_time(about, event, organization)
        self.false_alarms += len(left)
        self.months += (organization.days - WARM_UP) / MONTH


def _names(event: Event) -> list[str]:
    if not event.is_large:
        return [f"small {event.kind}"]
    kinds = [event.kind.value]
    if event.kind is Kind.DRIFT and event.spreads < NOISY:
        kinds.append("noisy drift")
    if event.kind in (Kind.SPIKE, Kind.STEP) and event.is_clear:
        kinds += ["clear", f"clear {event.kind}"]
    return kinds


def _is_about(anomaly: Anomaly, event: Event, organization: Organization) -> bool:
    if anomaly.value(Dimension.SERVICE) != organization.names[event.service]:
        return False
    after = 7 if event.kind is Kind.SPIKE else 63
    first = (anomaly.first - organization.start).days
    last = (anomaly.last - organization.start).days
    return first <= event.first + event.days + after and last >= event.first


def _in_time(about: Iterable[Anomaly], event: Event, organization: Organization) -> bool:
    """Whether what was known some days after it began passed the gate in dollars."""
    days = DRIFT_DAYS if event.kind is Kind.DRIFT else NEXT_DAY
    end = organization.start + timedelta(days=event.first + days)
    for anomaly in about:
        known = zip(anomaly.period.dates, anomaly.excess, strict=True)
        if sum(excess for day, excess in known if day < end) >= event.least:
            return True
    return False


def series_of(organization: Organization) -> SeriesSet:
    """Its services as the detector takes them."""
    keys = tuple(((Dimension.SERVICE, name),) for name in organization.names)
    return SeriesSet(keys, organization.start, organization.costs, organization.days)


def score(seeds: Iterable[int], active: frozenset[Rule] = ALL_RULES, events: bool = True) -> Score:
    """What is found in the organizations of these seeds."""
    total = Score()
    for seed in seeds:
        organization = make(seed, events=events)
        findings = find(series_of(organization), active=active)
        total.add(organization, findings.passing(Gates(organization.least)))
    return total


def simple_score(seeds: Iterable[int]) -> Score:
    """What small tools do: days far above the mean of the two weeks before, in their spreads."""
    total = Score()
    for seed in seeds:
        organization = make(seed)
        anomalies = []
        for name, costs in zip(organization.names, organization.costs, strict=True):
            anomalies += _z_scores(organization.start, name, costs)
        total.add(organization, anomalies)
    return total


def _z_scores(start: date, name: str, costs: np.ndarray) -> Iterator[Anomaly]:
    key = ((Dimension.SERVICE, name),)
    for day in range(WARM_UP, len(costs)):
        before = costs[day - SIMPLE_DAYS : day]
        mean, cost = float(before.mean()), float(costs[day])
        is_far = cost - mean > max(SIMPLE_LIMIT * float(before.std()), 20.0, 0.25 * mean)
        if is_far:
            first = start + timedelta(days=day)
            yield Anomaly(key, first, first, State.OVER, cost, mean, (cost - mean,))


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures."""
    judged = score(JUDGED)
    yield "clear spikes and steps found by the next day", _percent(judged, "clear")
    yield "  spikes", _percent(judged, "clear spike")
    yield "  steps", _percent(judged, "clear step")
    yield "all spikes and steps", _percent(judged, Kind.SPIKE, Kind.STEP)
    yield "drifts found within 35 days", _percent(judged, Kind.DRIFT)
    yield "  of them in noisy services", _percent(judged, "noisy drift")
    yield "new services", _percent(judged, Kind.NEW)
    yield "false alarms per organization and month", f"{judged.false_a_month:.2f}"
    quiet = score(JUDGED, events=False)
    yield "  where nothing was planted", f"{quiet.false_a_month:.2f}"
    simple = simple_score(JUDGED)
    found = f"clear {100 * simple.share('clear'):.1f} %, false {simple.false_a_month:.1f}"
    yield f"a z-score of {SIMPLE_DAYS} days above {SIMPLE_LIMIT:g} instead", found
    yield from _speed()
    yield from _without_each_rule()
    yield from _real_series()


def _percent(judged: Score, *names: str) -> str:
    planted = sum(judged.planted[name] for name in names)
    return f"{100 * judged.share(*names):.1f} % of {planted}"


def _speed() -> Iterator[tuple[str, str]]:
    services = [make(seed, days=395).costs for seed in (1, 2, 3)]
    for name, times in (("60 services", 1), ("2,000 usage types", 34)):
        costs = np.vstack(services * times)[: 60 if times == 1 else 2000]
        keys = tuple(((Dimension.SERVICE, str(n)),) for n in range(len(costs)))
        series = SeriesSet(keys, date(2025, 10, 1), costs, costs.shape[1])
        taken = []
        for _ in range(3):
            begun = time.process_time()
            find(series)
            taken.append(1000 * (time.process_time() - begun))
        yield f"{name} x 13 months, processor time", f"{min(taken):.0f} ms"


def _without_each_rule() -> Iterator[tuple[str, str]]:
    """What each rule earns: the same figures without it."""
    for rule in Rule:
        left = score(JUDGED, ALL_RULES - {rule})
        clear, drifts = 100 * left.share("clear"), 100 * left.share(Kind.DRIFT)
        noisy = 100 * left.share("noisy drift")
        found = f"clear {clear:.1f} %, drifts {drifts:.0f} % (noisy {noisy:.0f} %)"
        found += f", false {left.false_a_month:.2f}"
        yield f"without “{rule.value}”", found


def _real_series() -> Iterator[tuple[str, str]]:
    folder = os.environ.get(SERIES)
    if not folder:
        yield "real series", f"left out: set {SERIES} to their folder"
        return
    taxi = daily_sums(Path(folder) / "nyc_taxi.csv")
    findings = find(taxi)
    for fall in (False, True):
        name = "falls" if fall else "rises"
        days = [each for each in real_anomalies(findings) if (each.impact < 0) == fall]
        yield f"New York taxis by day, {name}", ", ".join(map(_dates, days)) or "none"


def daily_sums(path: Path) -> SeriesSet:
    """A file with the columns `timestamp` and `value`, as one series of its whole days."""
    sums: Counter[date] = Counter()
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sums[date.fromisoformat(row["timestamp"][:10])] += float(row["value"])
    days = sorted(sums)
    costs = np.array([[sums[day] for day in days]], dtype=np.float64)
    return SeriesSet((((Dimension.SERVICE, path.stem),),), days[0], costs, len(days))


def real_anomalies(findings: Findings) -> list[Anomaly]:
    """By day, rises and falls."""
    found = findings.passing(Gates(dollars=0.0, falls=True))
    return sorted(found, key=lambda anomaly: anomaly.first)


def _dates(anomaly: Anomaly) -> str:
    if anomaly.first == anomaly.last:
        return f"{anomaly.first:%b %d}"
    return f"{anomaly.first:%b %d}–{anomaly.last:%b %d}"

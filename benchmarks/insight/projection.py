"""How far month-end projections are off, and how often the end lies within their range.

Each forecast knows only what was known that morning: the days up to the day before yesterday, of at
most 13 months. `python -m benchmarks.insight.projection` prints it.
"""

from __future__ import annotations

import csv
import math
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.insight import old_rule, simple_rule
from benchmarks.insight.detection import SERIES
from benchmarks.insight.organizations import make
from cloudsense.costs.daily import Daily
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.projection.project import project
from cloudsense.costs.projection.projection import Projection

SEEDS = {"one set": range(20_000, 20_012), "another set": range(30_000, 30_012)}
"""Seeds that the rule was not made with."""
DAYS = 430
SERVICES = 5
"""Of each organization, judged one by one."""
MORNINGS = (3, 8, 13, 18, 23, 28)
"""Days of a month on which its end is projected."""
WARM_UP = 180
HISTORY = 395
"""Days that Cost Explorer keeps."""
LAG = timedelta(days=2)
REAL = {
    "Wikipedia R": ("example_wp_log_R.csv", True),
    "Wikipedia Peyton Manning": ("example_wp_log_peyton_manning.csv", True),
    "pedestrians": ("example_pedestrians_covid.csv", False),
}
"""Files of daily views and visitors; of some the logarithm."""


@dataclass
class Score:
    """Misses of many projections, as parts of what came."""

    misses: list[float] = field(default_factory=list)
    dollars: float = 0.0
    dollars_off: float = 0.0
    hits: int = 0
    ranges: int = 0
    seconds: float = 0.0

    def add(self, point: float, low: float | None, high: float | None, actual: float) -> None:
        self.misses.append(abs(point - actual) / actual)
        self.dollars += actual
        self.dollars_off += abs(point - actual)
        if low is not None and high is not None:
            self.ranges += 1
            self.hits += low <= actual <= high

    @property
    def error(self) -> float:
        """The mean."""
        return float(np.mean(self.misses))

    @property
    def weighted(self) -> float:
        """All misses together as a part of all costs: series of cents don't decide it."""
        return self.dollars_off / self.dollars

    def join(self, other: Score) -> None:
        """Add the projections of another one."""
        self.misses += other.misses
        self.dollars += other.dollars
        self.dollars_off += other.dollars_off
        self.hits += other.hits
        self.ranges += other.ranges
        self.seconds += other.seconds

    @property
    def coverage(self) -> float:
        return self.hits / self.ranges if self.ranges else math.nan

    def __str__(self) -> str:
        typical = float(np.median(self.misses))
        off = f"off {self.error:6.2%}, median {typical:5.2%}, {self.weighted:5.2%} of the dollars"
        return f"{off}, covers {self.coverage:4.0%}"


@dataclass
class Both:
    """The rule of 1.0, a simple one, and the present one on the same mornings."""

    old: Score = field(default_factory=Score)
    simple: Score = field(default_factory=Score)
    new: Score = field(default_factory=Score)

    def add(self, start: date, costs: np.ndarray, mornings: Iterable[int] = MORNINGS) -> None:
        """All months of a series whose end and whose last half year are known."""
        for month in _months(start, len(costs)):
            actual = float(_of(costs, start, month.period).sum())
            for number in mornings:
                today = month.day(number)
                known_to = today - LAG + ONE_DAY
                if (known_to - start).days < WARM_UP or actual <= 0:
                    continue
                daily = known(start, costs, known_to)
                self.old.add(*old_rule.project(daily, month, known_to), actual)
                self.simple.add(*simple_rule.project(daily, month, known_to), actual)
                began = time.process_time()
                found = project(daily, month.period, today)
                self.new.seconds += time.process_time() - began
                self.new.add(found.amount, found.low, found.high, actual)


def known(start: date, costs: np.ndarray, known_to: date) -> Daily:
    """The days before `known_to`, as far as Cost Explorer would have them."""
    first = max(start, known_to - timedelta(days=HISTORY))
    amounts = _of(costs, start, Period(first, known_to)).tolist()
    return Daily(dict(zip(Period(first, known_to).dates, amounts, strict=True)), {}, {})


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures."""
    spent = Score()
    for name, seeds in SEEDS.items():
        whole, single = Both(), Both()
        for seed in seeds:
            organization = make(seed, DAYS)
            whole.add(organization.start, organization.costs.sum(axis=0))
            for service in organization.costs[:SERVICES]:
                single.add(organization.start, service)
        yield from _rows(f"organizations, {name}", whole)
        yield from _rows(f"single services, {name}", single)
        spent.join(single.new)
    yield "processor time a projection", f"{1000 * spent.seconds / len(spent.misses):.1f} ms"
    yield from _real()


def _real() -> Iterator[tuple[str, str]]:
    folder = os.environ.get(SERIES)
    if not folder:
        yield "real series", f"not measured: set {SERIES} to their folder"
        return
    far: dict[str, Score] = {}
    for name, (file, logarithm) in REAL.items():
        start, costs = read(Path(folder) / "prophet" / file, logarithm)
        both = Both()
        both.add(start, costs)
        yield from _rows(name, both)
        for length, score in _farther(start, costs).items():
            far.setdefault(length, Score()).join(score)
    for length, score in far.items():
        yield f"real series, {length}", str(score)


def _farther(start: date, costs: np.ndarray) -> dict[str, Score]:
    """Ends of quarters and years, projected on the 10th of each of their months."""
    found = {"ends of quarters": Score(), "ends of years": Score()}
    for month in _months(start, len(costs)):
        today = month.day(10)
        if (today - start).days < HISTORY:
            continue
        quarter = Period(month.quarter.first, month.quarter.plus(3).first)
        year = Period(date(month.year, 1, 1), date(month.year + 1, 1, 1))
        for name, period in zip(found, (quarter, year), strict=True):
            if (period.end - start).days <= len(costs):
                actual = float(_of(costs, start, period).sum())
                projection = _projected(start, costs, period, today)
                found[name].add(projection.amount, projection.low, projection.high, actual)
    return found


def _projected(start: date, costs: np.ndarray, period: Period, today: date) -> Projection:
    return project(known(start, costs, today - LAG + ONE_DAY), period, today)


def _rows(name: str, both: Both) -> Iterator[tuple[str, str]]:
    yield f"{name}, {len(both.new.misses)} forecasts: 1.0", str(both.old)
    yield f"{name}: a simple rule", str(both.simple)
    yield f"{name}: now", str(both.new)


def _months(start: date, days: int) -> Iterator[Month]:
    """The whole months of a series."""
    month = Month.of(start)
    while (month.period.end - start).days <= days:
        if month.first >= start:
            yield month
        month = month.plus(1)


def _of(costs: np.ndarray, start: date, period: Period) -> np.ndarray:
    first = (period.start - start).days
    return np.asarray(costs[first : first + period.days])


def read(path: Path, logarithm: bool) -> tuple[date, np.ndarray]:
    """A daily series; a missing day is like the same weekday before it."""
    found: dict[date, float] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            value = float(row["y"])
            found[date.fromisoformat(row["ds"])] = math.exp(value) if logarithm else value
    start, last = min(found), max(found)
    costs: list[float] = []
    for day in Period(start, last + ONE_DAY).dates:
        before = costs[-7] if len(costs) >= 7 else found[start]
        costs.append(found.get(day, before))
    return start, np.array(costs)


if __name__ == "__main__":
    for title, figure in measure():
        print(f"  {title:64} {figure}", flush=True)

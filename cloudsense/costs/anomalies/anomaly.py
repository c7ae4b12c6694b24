"""Anomalies found in series of daily costs: since when, and how large. Pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from cloudsense.costs.anomalies.baseline import FOUR_WEEKS
from cloudsense.costs.anomalies.detector import NEW_LEVEL_AFTER, PERCENT, Detected, detect
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.anomalies.rules import ALL_RULES, Rule
from cloudsense.costs.anomalies.runs import GAP
from cloudsense.costs.calendar import ONE_DAY, Period, days_from
from cloudsense.costs.query import Dimension

DOLLARS = 20.0
SHARE_OF_MONTH = 0.001
"""Least excess as a share of the scope's last 30 days, where that is above `DOLLARS`."""
MONTH = 30
ID_LENGTH = 12
LEAST_CHARGE = 0.005
"""Least charge of a new service in dollars a day."""
NEXT_TO_NOTHING = 0.01
"""Expected costs below this share of the actual cost count as nothing."""

Key = tuple[tuple[Dimension, str], ...]
"""Subject of an anomaly: a service, a usage type of it, or an account."""


class State(StrEnum):
    """State of an anomaly."""

    GOING_ON = "going-on"
    OVER = "over"
    NEW_LEVEL = "new-level"
    """It lasted for two weeks and has been the expected level since."""
    NEW = "new"
    """Ongoing, with no cost in the four weeks before."""


GOING_ON = frozenset({State.GOING_ON, State.NEW})


class DetectedBy(StrEnum):
    """Who detected an anomaly."""

    CLOUDSENSE = "cloudsense"
    AWS = "aws"
    BOTH = "both"


@dataclass(frozen=True)
class SeriesSet:
    """Daily usage costs: a float64 matrix of series x days from `start` on, in the bill's
    currency; the first `complete` days are complete."""

    keys: tuple[Key, ...]
    start: date
    costs: np.ndarray
    complete: int

    @property
    def last(self) -> date:
        """The last complete day."""
        return self.start + timedelta(days=self.complete - 1)

    @property
    def period(self) -> Period:
        return days_from(self.start, self.costs.shape[1])

    @property
    def default_dollars(self) -> float:
        """Default threshold: $20, or a thousandth of the last 30 complete days if that is more,
        rounded down to two digits."""
        first = max(self.complete - MONTH, 0)
        month = self.costs[:, first : self.complete]
        share = SHARE_OF_MONTH * float(month.sum())
        return max(DOLLARS, _two_digits(share))


def _two_digits(amount: float) -> float:
    """The amount rounded down to two digits: 218.58 to 210. Just below 60 is 60, as
    sums are not exact."""
    if amount < 10:
        return amount
    digits = math.floor(math.log10(amount))
    size: float = 10.0 ** (digits - 1)
    return math.floor(amount / size + 1e-9) * size


@dataclass(frozen=True)
class Anomaly:
    """Days on which a series cost more or less than expected, with amounts
    in the bill's currency."""

    key: Key
    first: date
    last: date
    state: State
    actual: float
    """Actual cost of the unusual days from `first` to `last`."""
    expected: float
    excess: tuple[float, ...]
    """Excess by day from `first` to `last`; 0 on days that were as expected."""
    source: DetectedBy = DetectedBy.CLOUDSENSE
    source_id: str = ""
    """Id in AWS, if only AWS found it."""
    payer: str = ""
    """Payer that was billed, in a list of several payers. Not a part of the id."""

    @property
    def id(self) -> str:
        """Stable id, made of the subject and the first day."""
        lines = ["=".join(pair) for pair in self.key]
        lines.append(self.first.isoformat())
        return id_of("\n".join(lines))

    @property
    def impact(self) -> float:
        """Cost above what was expected; negative for a fall."""
        return self.actual - self.expected

    @property
    def share(self) -> float | None:
        """Impact as a share of the expected cost; None if nothing was expected."""
        return None if self.is_from_nothing else self.impact / abs(self.expected)

    @property
    def is_from_nothing(self) -> bool:
        """Whether nothing was expected."""
        actual = max(abs(self.actual), 1.0)
        return abs(self.expected) <= NEXT_TO_NOTHING * actual

    @property
    def going_on(self) -> bool:
        return self.state in GOING_ON

    @property
    def period(self) -> Period:
        return Period(self.first, self.last + ONE_DAY)

    def value(self, dimension: Dimension) -> str:
        """Subject in `dimension`; "" if the anomaly does not name one."""
        return dict(self.key).get(dimension, "")

    def passes(self, dollars: float, percent: float) -> bool:
        """Whether it reaches both thresholds."""
        is_large = self.share is None or abs(self.share) * 100 >= percent
        return is_large and abs(self.impact) >= dollars


@dataclass(frozen=True)
class Findings:
    """Anomalies of a set of series, at any amount in dollars, and the series."""

    series: SeriesSet
    detected: Detected
    percent: float
    anomalies: tuple[Anomaly, ...]
    """Rises and falls, the largest first."""

    def passing(self, gates: Gates, since: date = date.min) -> list[Anomaly]:
        """Anomalies that pass the gates and lasted until `since` or longer."""
        dollars = self.series.default_dollars if gates.dollars is None else gates.dollars
        return [
            each
            for each in self.anomalies
            if each.passes(dollars, gates.percent)
            and each.last >= since
            and (gates.falls or each.impact > 0)
        ]

    def place(self, anomaly: Anomaly) -> int:
        """Index of the anomaly's series."""
        return self.series.keys.index(anomaly.key)


def find(
    series: SeriesSet, percent: float = PERCENT, active: frozenset[Rule] = ALL_RULES
) -> Findings:
    """All anomalies that are at least `percent` above or below the expected cost."""
    detected = detect(series.costs, series.start, series.complete, percent, active)
    found = [*_unusual(series, detected), *_new(series, detected)]
    found.sort(key=lambda anomaly: (anomaly.first, anomaly.key))
    found.sort(key=lambda anomaly: -abs(anomaly.impact))
    return Findings(series, detected, percent, tuple(found))


def _unusual(series: SeriesSet, detected: Detected) -> Iterator[Anomaly]:
    is_unusual = detected.flags.any(axis=1)
    for number in np.flatnonzero(is_unusual).tolist():
        for days in _runs(detected, number):
            yield _anomaly(series, detected, number, days)


def _runs(detected: Detected, number: int) -> Iterator[list[int]]:
    """Unusual days of one series, split where the days between were normal."""
    flags = detected.flags[number]
    accepted = detected.accepted[number]
    run: list[int] = []
    for day in np.flatnonzero(flags).tolist():
        if run:
            last = run[-1]
            is_far = day - last > GAP + 1
            is_opposite = flags[day] != flags[last]
            if is_far or is_opposite or accepted[last]:
                yield run
                run = []
        run.append(day)
    if run:
        yield run


def _anomaly(series: SeriesSet, detected: Detected, number: int, days: Sequence[int]) -> Anomaly:
    costs = series.costs[number, days]
    expected = detected.expected[number, days]
    actual_sum = float(costs.sum())
    expected_sum = float(expected.sum())
    is_new = abs(expected_sum) <= NEXT_TO_NOTHING * abs(actual_sum)
    state = State.OVER
    if detected.accepted[number, days[-1]]:
        state = State.NEW_LEVEL
    elif days[-1] >= series.complete - 1:
        state = State.NEW if is_new else State.GOING_ON
    first, last = days[0], days[-1]
    excess = np.zeros(last + 1 - first)
    excess[np.array(days) - first] = costs - expected
    return Anomaly(
        key=series.keys[number],
        first=series.start + timedelta(days=first),
        last=series.start + timedelta(days=last),
        state=state,
        actual=actual_sum,
        expected=expected_sum,
        excess=tuple(excess.tolist()),
    )


def _new(series: SeriesSet, detected: Detected) -> Iterator[Anomaly]:
    """Services in their first two weeks, if the four weeks before are known."""
    count = series.costs.shape[1]
    for number, first in enumerate(detected.first_days.tolist()):
        if not FOUR_WEEKS <= first < count:
            continue
        after = first + NEW_LEVEL_AFTER
        costs = series.costs[number, first:after]
        charged = np.flatnonzero(np.abs(costs) >= LEAST_CHARGE)
        if not len(charged) or costs.sum() <= 0:
            continue
        last = first + int(charged[-1])
        state = State.OVER
        if last >= series.complete - 1:
            state = State.NEW
        elif last == after - 1:
            state = State.NEW_LEVEL
        excess = costs[: last - first + 1].tolist()
        yield Anomaly(
            key=series.keys[number],
            first=series.start + timedelta(days=first),
            last=series.start + timedelta(days=last),
            state=state,
            actual=float(costs.sum()),
            expected=0.0,
            excess=tuple(excess),
        )


def id_of(text: str) -> str:
    """Stable id of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def is_id(text: str) -> bool:
    """Whether the text has the form of an anomaly id."""
    return re.fullmatch(rf"[0-9a-f]{{{ID_LENGTH}}}", text) is not None


def by_going_on(anomalies: Sequence[Anomaly]) -> list[Anomaly]:
    """Ongoing anomalies first, then by size."""
    by_size = sorted(anomalies, key=lambda each: (-abs(each.impact), each.id))
    return sorted(by_size, key=lambda each: not each.going_on)


def excess_by_day(anomalies: Sequence[Anomaly]) -> Mapping[date, float]:
    """Total cost above the expected one, by day."""
    found: dict[date, float] = {}
    for anomaly in anomalies:
        days = anomaly.period.dates
        for day, excess in zip(days, anomaly.excess, strict=True):
            found[day] = found.get(day, 0.0) + excess
    return found

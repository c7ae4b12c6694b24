"""Anomalies: what was found in series of daily costs, by since when and how much. Pure."""

from __future__ import annotations

import hashlib
import math
import string
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
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Dimension

DOLLARS = 20.0
SHARE_OF_MONTH = 0.001
"""Of what the scope cost in its last 30 days: the least excess where that is above `DOLLARS`."""
MONTH = 30
ID_LENGTH = 12
NEXT_TO_NOTHING = 0.01
"""Of the actual cost: what was expected is nothing."""

Key = tuple[tuple[Dimension, str], ...]
"""What an anomaly is about: a service, or a usage type of it, or an account."""


class State(StrEnum):
    """What became of an anomaly."""

    GOING_ON = "going-on"
    OVER = "over"
    NEW_LEVEL = "new-level"
    """It lasted for two weeks, and is what is expected since."""
    NEW = "new"
    """Going on where there was no cost in the four weeks before."""


GOING_ON = frozenset({State.GOING_ON, State.NEW})


class Finder(StrEnum):
    """Who found an anomaly."""

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
        return Period(self.start, self.start + timedelta(days=self.costs.shape[1]))

    @property
    def default_dollars(self) -> float:
        """The larger one of $20 and a thousandth of the last 30 complete days, rounded down to two
        digits."""
        month = self.costs[:, max(self.complete - MONTH, 0) : self.complete]
        return max(DOLLARS, _two_digits(SHARE_OF_MONTH * float(month.sum())))


def _two_digits(amount: float) -> float:
    """218.58 as 210. A hair below 60 is 60: sums are not exact."""
    if amount < 10:
        return amount
    size: float = 10.0 ** (math.floor(math.log10(amount)) - 1)
    return math.floor(amount / size + 1e-9) * size


@dataclass(frozen=True)
class Anomaly:
    """Days on which a series cost more (or less) than expected. Amounts are in the bill's
    currency."""

    key: Key
    first: date
    last: date
    state: State
    actual: float
    """Of the unusual days from `first` to `last`."""
    expected: float
    excess: tuple[float, ...]
    """By day from `first` to `last`; 0 on days that were as expected."""
    source: Finder = Finder.CLOUDSENSE
    source_id: str = ""
    """What AWS calls it, if only AWS found it."""

    @property
    def id(self) -> str:
        """Stable: what it is about and its first day."""
        words = [f"{dimension.value}={value}" for dimension, value in self.key]
        text = "\n".join([*words, self.first.isoformat()])
        return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]

    @property
    def impact(self) -> float:
        """Above what was expected; negative for a fall."""
        return self.actual - self.expected

    @property
    def share(self) -> float | None:
        """The impact as a share of what was expected; None where that is nothing."""
        return None if self.is_from_nothing else self.impact / abs(self.expected)

    @property
    def is_from_nothing(self) -> bool:
        """Whether nothing was expected."""
        return abs(self.expected) <= NEXT_TO_NOTHING * max(abs(self.actual), 1.0)

    @property
    def going_on(self) -> bool:
        return self.state in GOING_ON

    @property
    def period(self) -> Period:
        return Period(self.first, self.last + ONE_DAY)

    def value(self, dimension: Dimension) -> str:
        """What it is about in `dimension`; "" if that is not told apart."""
        return dict(self.key).get(dimension, "")

    def passes(self, dollars: float, percent: float) -> bool:
        """Whether it is large enough."""
        is_large = self.share is None or abs(self.share) * 100 >= percent
        return abs(self.impact) >= dollars and is_large


@dataclass(frozen=True)
class Findings:
    """The anomalies of a set of series, whatever their dollars, and the series behind them."""

    series: SeriesSet
    detected: Detected
    percent: float
    anomalies: tuple[Anomaly, ...]
    """Rises and falls, the largest first."""

    def passing(self, gates: Gates, since: date = date.min) -> list[Anomaly]:
        """Those that pass the gates and lasted until `since` or longer."""
        dollars = self.series.default_dollars if gates.dollars is None else gates.dollars
        return [
            each
            for each in self.anomalies
            if each.passes(dollars, gates.percent)
            and each.last >= since
            and (gates.falls or each.impact > 0)
        ]

    def place(self, anomaly: Anomaly) -> int:
        """The number of its series."""
        return self.series.keys.index(anomaly.key)


def find(
    series: SeriesSet, percent: float = PERCENT, active: frozenset[Rule] = ALL_RULES
) -> Findings:
    """All anomalies of at least `percent` above or below what was expected."""
    detected = detect(series.costs, series.start, series.complete, percent, active)
    found = [
        *_unusual(series, detected),
        *_new(series, detected),
    ]
    found.sort(key=lambda anomaly: (-abs(anomaly.impact), anomaly.first, anomaly.key))
    return Findings(series, detected, percent, tuple(found))


def _unusual(series: SeriesSet, detected: Detected) -> Iterator[Anomaly]:
    for number in np.flatnonzero(detected.flags.any(axis=1)).tolist():
        for days in _runs(detected, number):
            yield _anomaly(series, detected, number, days)


def _runs(detected: Detected, number: int) -> Iterator[list[int]]:
    """The unusual days of one series, apart where days between them were normal."""
    flags, accepted = detected.flags[number], detected.accepted[number]
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
    costs, expected = series.costs[number, days], detected.expected[number, days]
    expected_sum = float(expected.sum())
    is_new = abs(expected_sum) <= NEXT_TO_NOTHING * abs(float(costs.sum()))
    state = State.OVER
    if detected.accepted[number, days[-1]]:
        state = State.NEW_LEVEL
    elif days[-1] >= series.complete - 1:
        state = State.NEW if is_new else State.GOING_ON
    excess = dict(zip(days, (costs - expected).tolist(), strict=True))
    span = range(days[0], days[-1] + 1)
    return Anomaly(
        key=series.keys[number],
        first=series.start + timedelta(days=days[0]),
        last=series.start + timedelta(days=days[-1]),
        state=state,
        actual=float(costs.sum()),
        expected=expected_sum,
        excess=tuple(excess.get(day, 0.0) for day in span),
    )


def _new(series: SeriesSet, detected: Detected) -> Iterator[Anomaly]:
    """Services in their first two weeks, where the four weeks before are known."""
    count = series.costs.shape[1]
    for number, first in enumerate(detected.first_days.tolist()):
        if not FOUR_WEEKS <= first < count:
            continue
        end = min(first + NEW_LEVEL_AFTER, count)
        costs = series.costs[number, first:end]
        charged = np.flatnonzero(np.abs(costs) >= 0.005)
        if not len(charged) or costs.sum() <= 0:
            continue
        last = first + int(charged[-1])
        state = State.OVER
        if last >= series.complete - 1 and end > first + costs.size - 1:
            state = State.NEW
        elif end == first + NEW_LEVEL_AFTER and last == end - 1:
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


def is_id(text: str) -> bool:
    """Whether it is shaped as the id of an anomaly."""
    return len(text) == ID_LENGTH and set(text) <= set(string.hexdigits.lower())


def by_going_on(anomalies: Sequence[Anomaly]) -> list[Anomaly]:
    """Those going on first, the largest first."""
    return sorted(anomalies, key=lambda each: (not each.going_on, -abs(each.impact), each.id))


def excess_by_day(anomalies: Sequence[Anomaly]) -> Mapping[date, float]:
    """What all of them cost above what was expected."""
    found: dict[date, float] = {}
    for anomaly in anomalies:
        for day, excess in zip(anomaly.period.dates, anomaly.excess, strict=True):
            found[day] = found.get(day, 0.0) + excess
    return found

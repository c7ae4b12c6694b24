"""The walk over the days: which of them cost more, or less, than expected. Pure numpy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from cloudsense.costs.anomalies import rules
from cloudsense.costs.anomalies.baseline import (
    FOUR_WEEKS,
    LAG,
    MAD_TO_SPREAD,
    PADDING,
    WEEK,
    Baseline,
    by_first_day,
    first_days,
    is_low,
    middle,
    padded,
    scale,
)
from cloudsense.costs.anomalies.rules import ALL_RULES, Rule
from cloudsense.costs.anomalies.runs import Runs

THRESHOLD = 5.0
"""Spreads above what is expected, from which on a day is unusual."""
PERCENT = 25.0
NEW_LEVEL_AFTER = 14
"""Days, after which what has changed is normal."""


@dataclass(frozen=True)
class Detected:
    """What was found: arrays of series x days.

    `flags` is 1 for a rise, -1 for a fall, 0 else; `accepted` marks the day on which a change
    became the new level; `spread` is in dollars.
    """

    start: date
    flags: np.ndarray
    accepted: np.ndarray
    expected: np.ndarray
    spread: np.ndarray
    first_days: np.ndarray
    """Of each series, the number of its first day with a cost."""


def detect(
    costs: np.ndarray,
    start: date,
    complete: int,
    percent: float = PERCENT,
    active: frozenset[Rule] = ALL_RULES,
) -> Detected:
    """Walk through `costs`, a matrix of series x days from `start` on.

    The first `complete` days are complete; on those after them only rises are found. A day counts
    from `percent` above (or below) what is expected.
    """
    return _Walk(costs, start, complete, percent / 100, active).run()


@dataclass(frozen=True)
class _Day:
    """What one day is expected to cost, and what it did; arrays with a value a series."""

    number: int
    judged: np.ndarray
    """Whether enough is known of the series."""
    level: np.ndarray
    usual: np.ndarray
    """By level and weekday, without the fees of the 1st."""
    expected: np.ndarray
    """With these; NaN where they are not known yet."""
    excess: np.ndarray
    spread: np.ndarray
    is_first: bool


@dataclass
class _Walk:
    costs: np.ndarray
    start: date
    complete: int
    share: float
    active: frozenset[Rule]
    baseline: Baseline = field(init=False)
    memory: rules.Memory = field(init=False)
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        rows = padded(self.costs)
        days = [self.start + timedelta(days=n - PADDING) for n in range(len(rows))]
        firsts = np.array([day.day == 1 for day in days])
        weekday, fees = Rule.WEEKDAYS in self.active, Rule.FEES in self.active
        self.baseline = Baseline(rows, firsts, weekday, fees)
        self.memory = rules.Memory.empty(rows, firsts)
        self.flags = np.zeros(rows.shape, dtype=np.int8)
        self.accepted = np.zeros(rows.shape, dtype=bool)
        self.expected = np.zeros(rows.shape)
        self.spread = np.zeros(rows.shape)
        self.levels = np.full(rows.shape, np.inf)
        self.runs = Runs.none(rows.shape[1])

    def run(self) -> Detected:
        first = first_days(self.costs)
        judged_from = first + FOUR_WEEKS + PADDING
        starting = by_first_day(judged_from.tolist())
        for number in range(PADDING + FOUR_WEEKS, len(self.flags)):
            begun = starting.get(number)
            if begun is not None:
                self._begin(number, begun)
            elif (number - PADDING) % WEEK == 0:
                self.baseline.learn(number)
            self._take(self._look_at(number, judged_from <= number))
        own = slice(PADDING, None)
        return Detected(
            start=self.start,
            flags=self.flags[own].T,
            accepted=self.accepted[own].T,
            expected=self.expected[own].T,
            spread=self.spread[own].T,
            first_days=first,
        )

    def _begin(self, number: int, series: np.ndarray) -> None:
        """The first four weeks of `series` are known, and what was far off in them."""
        off = self.baseline.begin(number, series)
        self.memory.excess[number - FOUR_WEEKS : number, series] = off
        self.levels[number - LAG : number, series] = self.baseline.level(number)[series]

    def _look_at(self, number: int, judged: np.ndarray) -> _Day:
        baseline = self.baseline
        level = np.where(self.runs.is_held, self.runs.held, baseline.level(number))
        usual = level * baseline.shape_on(number)
        is_first = Rule.FEES in self.active and bool(baseline.firsts[number])
        expected = usual + baseline.fee() if is_first else usual
        excess = baseline.costs[number] - expected
        return _Day(
            number=number,
            judged=judged,
            level=level,
            usual=usual,
            expected=expected,
            # Nothing is known to be above what is not known.
            excess=np.nan_to_num(excess) if is_first else excess,
            spread=baseline.spread * scale(level, usual),
            is_first=is_first,
        )

    def _take(self, day: _Day) -> None:
        """Judge a day, and learn from it."""
        number, is_complete = day.number, day.number < PADDING + self.complete
        self.expected[number] = np.nan_to_num(day.expected) if day.is_first else day.usual
        self.spread[number], self.levels[number] = day.spread, day.level
        flagged = self._news(day, self._unusual(day, is_complete))
        self._learn(day, flagged)
        self._flag(day, flagged)
        if Rule.DRIFTS in self.active and is_complete:
            self._look_for_drifts(number, day.judged & ~self.runs.going_on)
        if Rule.NEW_LEVEL in self.active:
            self._accept(number)
        self.runs.end(number)

    def _unusual(self, day: _Day, is_complete: bool) -> np.ndarray:
        """Which series are far from what is expected; on an incomplete day, above it."""
        share = self.share * np.abs(day.expected)
        least = np.maximum(np.maximum(THRESHOLD * day.spread, share), rules.CENT)
        above = day.excess if not is_complete else np.abs(day.excess)
        # Nothing is above NaN: a 1st of which nothing is known is not judged.
        return np.asarray(day.judged & (above > least))

    def _news(self, day: _Day, unusual: np.ndarray) -> np.ndarray:
        """Which of these are not explained by what has been there before."""
        memory = self.memory
        memory.excess[day.number], memory.unusual[day.number] = day.excess, unusual
        flagged = unusual.copy()
        for series in np.flatnonzero(unusual).tolist():
            if not self.runs.has(series, float(day.excess[series])):
                known = rules.is_no_news(memory, day.number, series, self.active)
                flagged[series] = not known
        return flagged

    def _learn(self, day: _Day, flagged: np.ndarray) -> None:
        """Ordinary days say how far off one usually is; unusual ones are left out."""
        baseline, number = self.baseline, day.number
        miss = np.abs(day.excess) / scale(day.level, day.usual)
        neutral = baseline.spread / MAD_TO_SPREAD
        ordinary = day.judged & ~self.memory.unusual[number] & ~is_low(day.level, day.usual)
        baseline.misses[number] = np.where(ordinary & (not day.is_first), miss, neutral)
        if Rule.CLEAN_BASELINE in self.active:
            baseline.replace(number, np.flatnonzero(flagged), day.usual)
        if day.is_first:
            baseline.replace(number, np.flatnonzero(day.judged), day.usual)
            baseline.learn_fee(number, np.where(day.judged, day.usual, baseline.plain[number]))

    def _flag(self, day: _Day, flagged: np.ndarray) -> None:
        series = np.flatnonzero(flagged)
        signs = np.sign(day.excess[series]).astype(np.int8)
        self.flags[day.number, series] = signs
        begun = self.runs.flag(day.number, series, signs)
        for each in begun.tolist():
            self._add_days_before(day.number, each)

    def _add_days_before(self, number: int, series: int) -> None:
        """The unusual days right before belong to it, though they were no news by themselves."""
        first = number
        while number - first < rules.RUNNING_DAYS and self._belongs_to(number, first - 1, series):
            first -= 1
        if first == number:
            return
        self.runs.first[series] = first
        level = self.baseline.level(first)
        for day in range(first, number + 1):
            expected = level * self.baseline.shape_on(day)
            self.flags[day, series] = self.flags[number, series]
            self.expected[day, series] = expected[series]
            self.baseline.replace(day, np.array([series]), expected)

    def _belongs_to(self, number: int, before: int, series: int) -> bool:
        """Whether the day `before` was unusual in the same direction, and of no other anomaly."""
        memory = self.memory
        if not memory.unusual[before, series] or self.accepted[before, series]:
            return False
        sign = np.sign(memory.excess[before, series])
        return bool(sign == self.flags[number, series])

    def _look_for_drifts(self, number: int, quiet: np.ndarray) -> None:
        """What has risen so slowly that no day of it was unusual."""
        baseline = self.baseline
        mean = baseline.week(number)
        if not (quiet & rules.may_have_drifted(mean, self.levels[number - LAG], self.share)).any():
            return
        weeks = baseline.earlier_weeks(number)
        week = slice(number - WEEK + 1, number + 1)
        found = np.flatnonzero(quiet & rules.has_drifted(baseline, week, weeks, self.share))
        busy = [
            one for one in found.tolist() if rules.is_busy(self.memory, number, one, self.active)
        ]
        if not busy:
            return
        series = np.array(busy)
        earlier = middle(weeks)
        for each in range(week.start, week.stop):
            expected = earlier * baseline.shape_on(each)
            baseline.replace(each, series, expected)
            if not baseline.firsts[each]:
                self.flags[each, series] = 1
                self.expected[each, series] = expected[series]
        self.runs.hold(week.start, number, series, earlier[series])

    def _accept(self, number: int) -> None:
        series = np.flatnonzero(self.runs.lasted(number, NEW_LEVEL_AFTER))
        if len(series):
            self.baseline.accept(number, series)
            self.baseline.learn(number + 1)
            self.accepted[number, series] = True
            self.runs.stop(series)

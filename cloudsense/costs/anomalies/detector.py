"""Detection of days that cost more, or less, than expected. Pure numpy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

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
from cloudsense.costs.calendar import days_from

THRESHOLD = 5.0
"""Spreads above the expected cost from which a day is unusual."""
PERCENT = 25.0
NEW_LEVEL_AFTER = 14
"""Days after which a changed level is normal."""


@dataclass(frozen=True)
class Detected:
    """Detected days: arrays of series x days.

    `flags` is 1 for a rise, -1 for a fall, 0 else; `accepted` marks the day on which a change
    became the new level; `spread` is in dollars.
    """

    start: date
    flags: np.ndarray
    accepted: np.ndarray
    expected: np.ndarray
    spread: np.ndarray
    first_days: np.ndarray
    """Index of each series' first day with a cost."""


def detect(
    costs: np.ndarray,
    start: date,
    complete: int,
    percent: float = PERCENT,
    active: frozenset[Rule] = ALL_RULES,
) -> Detected:
    """Judges each day of `costs`, a matrix of series x days from `start` on.

    The first `complete` days are complete; on later ones only rises are found. A day counts from
    `percent` above (or below) the expected cost.
    """
    return _Walk(costs, start, complete, percent / 100, active).run()


@dataclass(frozen=True)
class _Day:
    """Expected and actual costs of one day; arrays with a value for each series."""

    number: int
    judged: np.ndarray
    """Whether enough history is known."""
    level: np.ndarray
    usual: np.ndarray
    """Usual cost by level and weekday, without fees on the 1st."""
    expected: np.ndarray
    """Usual cost with fees; NaN where they are not known yet."""
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
        first = self.start - timedelta(days=PADDING)
        days = days_from(first, len(rows)).dates
        firsts = np.array([day.day == 1 for day in days])
        self.baseline = Baseline(
            rows,
            firsts,
            weekday=Rule.WEEKDAYS in self.active,
            fees=Rule.FEES in self.active,
        )
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
        starting = by_first_day(judged_from)
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
        """Start `series`, whose first four weeks are known, and flag unusual days in them."""
        off = self.baseline.begin(number, series)
        level = self.baseline.level(number)
        four_weeks = slice(number - FOUR_WEEKS, number)
        self.memory.excess[four_weeks, series] = off
        earlier = slice(number - LAG, number)
        self.levels[earlier, series] = level[series]

    def _look_at(self, number: int, judged: np.ndarray) -> _Day:
        baseline, runs = self.baseline, self.runs
        level = baseline.level(number)
        level = np.where(runs.is_held, runs.held, level)
        usual = level * baseline.shape_on(number)
        is_first = baseline.fees and bool(baseline.firsts[number])
        expected = usual + baseline.fee() if is_first else usual
        excess = baseline.costs[number] - expected
        return _Day(
            number=number,
            judged=judged,
            level=level,
            usual=usual,
            expected=expected,
            # Comparisons with NaN are False, so unknown costs raise no flag.
            excess=np.nan_to_num(excess) if is_first else excess,
            spread=baseline.spread * scale(level, usual),
            is_first=is_first,
        )

    def _take(self, day: _Day) -> None:
        """Judge a day, then learn from it."""
        number = day.number
        is_complete = number < PADDING + self.complete
        self.expected[number] = np.nan_to_num(day.expected)
        self.spread[number] = day.spread
        self.levels[number] = day.level
        flagged = self._news(day, self._unusual(day, is_complete))
        self._learn(day, flagged)
        self._flag(day, flagged)
        if Rule.DRIFTS in self.active and is_complete:
            self._look_for_drifts(number, day.judged & ~self.runs.going_on)
        if Rule.NEW_LEVEL in self.active:
            self._accept(number)
        self.runs.end(number)

    def _unusual(self, day: _Day, is_complete: bool) -> np.ndarray:
        """Series far from the expected cost; on an incomplete day, only those above it."""
        share = self.share * np.abs(day.expected)
        least = np.maximum(THRESHOLD * day.spread, share)
        least = np.maximum(least, rules.CENT)
        above = np.abs(day.excess) if is_complete else day.excess
        # Comparisons with NaN are False: a 1st with unknown fees is not judged.
        return np.asarray(day.judged & (above > least))

    def _news(self, day: _Day, unusual: np.ndarray) -> np.ndarray:
        """Unusual series that no earlier pattern explains."""
        memory = self.memory
        memory.excess[day.number] = day.excess
        memory.unusual[day.number] = unusual
        flagged = unusual.copy()
        for series in np.flatnonzero(unusual).tolist():
            excess = float(day.excess[series])
            if not self.runs.has(series, excess):
                known = rules.is_no_news(memory, day.number, series, self.active)
                flagged[series] = not known
        return flagged

    def _learn(self, day: _Day, flagged: np.ndarray) -> None:
        """Learn the spread from ordinary days; unusual ones are left out."""
        baseline, number = self.baseline, day.number
        ordinary = day.judged & ~self.memory.unusual[number]
        ordinary &= ~is_low(day.level, day.usual)
        if day.is_first:
            ordinary[:] = False
        size = np.abs(day.excess)
        misses = size / scale(day.level, day.usual)
        neutral = baseline.spread / MAD_TO_SPREAD
        baseline.misses[number] = np.where(ordinary, misses, neutral)
        if Rule.CLEAN_BASELINE in self.active:
            baseline.replace(number, np.flatnonzero(flagged), day.usual)
        if day.is_first:
            baseline.replace(number, np.flatnonzero(day.judged), day.usual)
            plain = baseline.plain[number]
            usual = np.where(day.judged, day.usual, plain)
            baseline.learn_fee(number, usual)

    def _flag(self, day: _Day, flagged: np.ndarray) -> None:
        series = np.flatnonzero(flagged)
        excess = day.excess[series]
        signs = np.sign(excess).astype(np.int8)
        self.flags[day.number, series] = signs
        begun = self.runs.flag(day.number, series, signs)
        for each in begun.tolist():
            self._add_days_before(day.number, each)

    def _add_days_before(self, number: int, series: int) -> None:
        """Add the unusual days right before an anomaly, even if they
        were not flagged themselves."""
        first = number
        earliest = number - rules.RUNNING_DAYS
        while first > earliest and self._belongs_to(number, first - 1, series):
            first -= 1
        if first == number:
            return
        self.runs.first[series] = first
        sign = self.flags[number, series]
        level = self.baseline.level(first)
        for day in range(first, number + 1):
            expected = level * self.baseline.shape_on(day)
            self.flags[day, series] = sign
            self.expected[day, series] = expected[series]
            self.baseline.replace(day, np.array([series]), expected)

    def _belongs_to(self, number: int, before: int, series: int) -> bool:
        """Whether the day `before` was unusual in the same direction and is in no other anomaly."""
        memory, cell = self.memory, (before, series)
        if not memory.unusual[cell] or self.accepted[cell]:
            return False
        sign = np.sign(memory.excess[cell])
        return bool(sign == self.flags[number, series])

    def _look_for_drifts(self, number: int, quiet: np.ndarray) -> None:
        """Find slow rises, of which no single day was unusual."""
        baseline = self.baseline
        earlier_level = self.levels[number - LAG]
        candidates = rules.may_have_drifted(baseline.week(number), earlier_level, self.share)
        if not (quiet & candidates).any():
            return
        weeks = baseline.earlier_weeks(number)
        week = slice(number - WEEK + 1, number + 1)
        has_drifted = quiet & rules.has_drifted(baseline, week, weeks, self.share)
        found = np.flatnonzero(has_drifted).tolist()
        is_busy = partial(rules.is_busy, self.memory, number, active=self.active)
        busy = list(filter(is_busy, found))
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

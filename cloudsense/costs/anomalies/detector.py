"""The walk over the days: which of them cost more, or less, than expected. Pure numpy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from cloudsense.costs.anomalies import rules
from cloudsense.costs.anomalies.baseline import (
    FOUR_WEEKS,
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

THRESHOLD = 5.0
"""Spreads above what is expected, from which on a day is unusual."""
PERCENT = 25.0
NEW_LEVEL_AFTER = 14
"""Days, after which what has changed is normal."""
GAP = 2
"""Days in the normal range that don't end an anomaly, such as a weekend."""


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


@dataclass
class _Walk:
    costs: np.ndarray
    start: date
    complete: int
    share: float
    active: frozenset[Rule]
    baseline: Baseline = field(init=False)
    found: Detected = field(init=False)
    memory: rules.Memory = field(init=False)

    def __post_init__(self) -> None:
        rows = padded(self.costs)
        days = [self.start + timedelta(days=n - PADDING) for n in range(len(rows))]
        firsts = np.array([day.day == 1 for day in days])
        weekday, fees = Rule.WEEKDAYS in self.active, Rule.FEES in self.active
        self.baseline = Baseline(rows, firsts, weekday, fees)
        self.memory = rules.Memory.empty(rows, days)
        self.flags = np.zeros(rows.shape, dtype=np.int8)
        self.accepted = np.zeros(rows.shape, dtype=bool)
        self.expected = np.zeros(rows.shape)
        self.spread = np.zeros(rows.shape)
        self.runs = _Runs.none(rows.shape[1])

    def run(self) -> Detected:
        first = first_days(self.costs)
        judged_from = first + FOUR_WEEKS + PADDING
        starting = by_first_day(judged_from.tolist())
        for day in range(PADDING + FOUR_WEEKS, len(self.flags)):
            new = starting.get(day)
            if new is not None:
                self.baseline.begin(day, new)
            elif (day - PADDING) % WEEK == 0:
                self.baseline.learn(day)
            self._judge(day, judged_from <= day)
        own = slice(PADDING, None)
        return Detected(
            start=self.start,
            flags=self.flags[own].T,
            accepted=self.accepted[own].T,
            expected=self.expected[own].T,
            spread=self.spread[own].T,
            first_days=first,
        )

    def _judge(self, day: int, judged: np.ndarray) -> None:
        baseline, memory = self.baseline, self.memory
        level = np.where(self.runs.is_held, self.runs.held, baseline.level(day))
        usual = level * baseline.shape_on(day)
        is_first = Rule.FEES in self.active and bool(baseline.firsts[day])
        fee = baseline.fee() if is_first else np.zeros(len(usual))
        known_fee = np.nan_to_num(fee)
        expected = usual + known_fee
        excess = baseline.costs[day] - expected
        spread = baseline.spread * scale(level, usual)
        least = np.maximum(THRESHOLD * spread, self.share * np.abs(expected))
        unusual = judged & (np.abs(excess) > np.maximum(least, rules.CENT)) & ~np.isnan(fee)
        if day >= PADDING + self.complete:
            unusual &= excess > 0
        self.expected[day], self.spread[day] = expected, spread
        memory.excess[day] = excess
        memory.unusual[day] = unusual
        flagged = unusual.copy()
        for series in np.flatnonzero(unusual):
            if self.runs.has(series, excess[series]):
                continue
            flagged[series] = not rules.is_no_news(memory, day, int(series), self.active)
        self._remember(day, judged, flagged, excess, usual, level)
        if is_first:
            ordinary = np.where(judged, usual, baseline.plain[day])
            baseline.learn_fee(day, ordinary)
        self._follow(day, flagged, excess)
        if Rule.DRIFTS in self.active and day < PADDING + self.complete:
            self._look_for_drifts(day, judged & ~self.runs.going_on)
        if Rule.NEW_LEVEL in self.active:
            self._accept(day)
        self.runs.end(day)

    def _remember(
        self,
        day: int,
        judged: np.ndarray,
        flagged: np.ndarray,
        excess: np.ndarray,
        usual: np.ndarray,
        level: np.ndarray,
    ) -> None:
        """Ordinary days say how far off one usually is; unusual ones are left out."""
        baseline = self.baseline
        miss = np.abs(excess) / scale(level, usual)
        neutral = baseline.spread / MAD_TO_SPREAD
        ordinary = judged & ~self.memory.unusual[day] & ~is_low(level, usual)
        ordinary &= not baseline.firsts[day]
        baseline.misses[day] = np.where(ordinary, miss, neutral)
        if Rule.CLEAN_BASELINE in self.active:
            out = np.flatnonzero(flagged)
            baseline.replace(day, out, usual)
        if Rule.FEES in self.active and baseline.firsts[day]:
            baseline.replace(day, np.flatnonzero(judged), usual)

    def _follow(self, day: int, flagged: np.ndarray, excess: np.ndarray) -> None:
        series = np.flatnonzero(flagged)
        signs = np.sign(excess[series]).astype(np.int8)
        self.flags[day, series] = signs
        self.runs.flag(day, series, signs)

    def _look_for_drifts(self, day: int, quiet: np.ndarray) -> None:
        """What has risen so slowly that no day of it was unusual."""
        baseline = self.baseline
        weeks = baseline.earlier_weeks(day)
        week = slice(day - WEEK + 1, day + 1)
        found = quiet & rules.has_drifted(baseline, week, weeks, self.share)
        drifted = np.flatnonzero(found).tolist()
        busy = [one for one in drifted if rules.is_busy(self.memory, day, one, self.active)]
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
        self.runs.hold(week.start, day, series, earlier[series])

    def _accept(self, day: int) -> None:
        series = np.flatnonzero(self.runs.lasted(day, NEW_LEVEL_AFTER))
        if len(series):
            self.baseline.accept(day, series)
            self.baseline.learn(day + 1)
            self.accepted[day, series] = True
            self.runs.stop(series)


@dataclass
class _Runs:
    """The anomalies that go on, by series."""

    first: np.ndarray
    """Number of the first day; -1 where nothing goes on."""
    last: np.ndarray
    sign: np.ndarray
    held: np.ndarray
    """The level that a drift is compared with; NaN where there is none."""

    @classmethod
    def none(cls, count: int) -> _Runs:
        first, sign = np.full(count, -1), np.zeros(count, dtype=np.int8)
        return cls(first, first.copy(), sign, np.full(count, np.nan))

    @property
    def is_held(self) -> np.ndarray:
        return ~np.isnan(self.held)

    @property
    def going_on(self) -> np.ndarray:
        return self.first >= 0

    def has(self, series: int, excess: float) -> bool:
        """Whether an excess of this sign goes on in the series."""
        return bool(self.first[series] >= 0 and self.sign[series] == np.sign(excess))

    def flag(self, day: int, series: np.ndarray, signs: np.ndarray) -> None:
        fresh = series[(self.first[series] < 0) | (self.sign[series] != signs)]
        self.first[fresh] = day
        self.last[series] = day
        self.sign[series] = signs

    def hold(self, first: int, day: int, series: np.ndarray, level: np.ndarray) -> None:
        self.first[series] = first
        self.last[series] = day
        self.sign[series] = 1
        self.held[series] = level

    def lasted(self, day: int, days: int) -> np.ndarray:
        """Which have gone on for so many days up to `day`."""
        going_on = (self.first >= 0) & (self.last == day)
        return np.asarray(going_on & (day - self.first + 1 >= days))

    def end(self, day: int) -> None:
        self.stop(np.flatnonzero((self.first >= 0) & (day - self.last > GAP)))

    def stop(self, series: np.ndarray) -> None:
        self.first[series] = -1
        self.held[series] = np.nan

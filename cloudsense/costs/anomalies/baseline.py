"""Expected cost of a day: the shape of the week times the level of four weeks.

Arrays have a row a day and a column a series. Only earlier days are used, so later days never
change what was expected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

WEEK = 7
WEEKS = 8
"""Weeks whose median is the shape of a week."""
WINDOW = WEEKS * WEEK
FOUR_WEEKS = 4 * WEEK
"""Days whose mean is the level. A younger series is new and not judged."""
LAG = 5 * WEEK
"""Slow rises are compared with the four weeks before this many days."""
PADDING = LAG + FOUR_WEEKS + WEEK
"""Days before the first one, so that every window is full."""
FIRSTS = 3
"""Firsts whose median is the fee of the 1st of a month."""
MAD_TO_SPREAD = 1.4826
"""Median absolute deviation to standard deviation, for normally distributed misses."""
FITTED = 1.3
"""Factor for days that the baseline was not fitted to: their misses are larger."""
LOW = 0.3
"""Share of the level: smaller weekdays say nothing about the spread of the others."""
NOTICEABLE = 0.1
"""Share of the usual cost from which an excess on the 1st is a fee."""
TINY = 1e-9


def middle(values: np.ndarray) -> np.ndarray:
    """Median of each column; several times faster than numpy's for a few rows."""
    high = len(values) // 2
    low = (len(values) - 1) // 2
    parted = np.partition(values, (low, high), axis=0)
    both = parted[low] + parted[high]
    return np.asarray(both / 2)


@dataclass
class Baseline:
    """Normal costs on the days before each day; days are counted from `PADDING` on.

    `usual` are the costs with ordinary days in place of unusual ones and of fees on the 1st.
    """

    costs: np.ndarray
    firsts: np.ndarray
    """Whether a day is the 1st of a month."""
    weekday: bool = True
    """Whether weekdays are treated separately; False only in benchmarks."""
    fees: bool = True
    """Whether the 1st of a month is treated separately; False only in benchmarks."""
    plain: np.ndarray = field(init=False)
    """Costs, with the 1st replaced by the same weekday of the week before."""
    usual: np.ndarray = field(init=False)
    misses: np.ndarray = field(init=False)
    """Distances of ordinary days from the expected cost, as a share of the level."""
    shape: np.ndarray = field(init=False)
    spread: np.ndarray = field(init=False)
    _shaped_at: int = field(init=False, default=0)
    _fees: list[np.ndarray] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.plain = self.costs.copy()
        if self.fees:
            for day in np.flatnonzero(self.firsts):
                self.plain[day] = self._like(int(day))
        self.usual = self.plain.copy()
        self.misses = np.zeros_like(self.costs)
        series = self.costs.shape[1]
        self.shape = np.ones((WEEK, series))
        self.spread = np.zeros(series)

    def begin(self, day: int, series: np.ndarray) -> np.ndarray:
        """Start `series` from its first four weeks, which are repeated backwards as its history.
        Returns the distance of each of these days from the usual cost."""
        known = slice(day - FOUR_WEEKS, day)
        window = slice(day - WINDOW, day)
        costs = self.plain[known, series]
        self._repeat(day, series, costs)
        shape = self._shape_of(self.usual[window, series])
        level = _mean(self.usual[known, series])
        weeks = FOUR_WEEKS // WEEK
        fitted = np.tile(shape, (weeks, 1)) * level
        off = costs - fitted
        # The baseline was fitted to these days, so later misses are larger.
        size = FITTED * np.abs(off)
        misses = size / scale(level, fitted)
        is_small = is_low(level, fitted)
        telling = np.where(is_small, np.nan, misses)
        typical = _known_middle(telling)
        misses = np.where(is_small, typical, misses)
        repeated = np.tile(misses, (WINDOW // FOUR_WEEKS, 1))
        self.misses[window, series] = repeated
        self.learn(day)
        return np.asarray(off)

    def learn(self, day: int) -> None:
        """Update the shape of the week that begins on `day`, and the spread of the last days."""
        self._shaped_at = day
        window = slice(day - WINDOW, day)
        if self.weekday:
            self.shape = self._shape_of(self.usual[window])
        self.spread = MAD_TO_SPREAD * middle(self.misses[window])

    def shape_on(self, day: int) -> np.ndarray:
        """Cost of the weekday of `day`, as a share of the level."""
        weekday = (day - self._shaped_at) % WEEK
        return np.asarray(self.shape[weekday])

    def level(self, day: int) -> np.ndarray:
        """Cost of a day, averaged over weekdays."""
        return _mean(self.usual[day - FOUR_WEEKS : day])

    def week(self, last: int) -> np.ndarray:
        """Cost of a day in the week up to `last`."""
        end = last + 1
        return _mean(self.usual[end - WEEK : end])

    def earlier_weeks(self, day: int) -> np.ndarray:
        """Costs of a day more than five weeks ago: means of four weeks."""
        end = day - LAG + 1
        days = self.usual[end - FOUR_WEEKS : end]
        weeks = days.reshape(-1, WEEK, days.shape[1])
        return np.asarray(weeks.mean(axis=1))

    def fee(self) -> np.ndarray:
        """Fee on the 1st of a month; NaN while no 1st is known."""
        unknown = np.full(self.costs.shape[1], np.nan)
        fees = [unknown, *self._fees[-FIRSTS:]]
        return _known_middle(np.stack(fees))

    def _like(self, day: int) -> np.ndarray:
        """Costs of the same weekday a week before `day`; in the first week, a week later."""
        is_in_first_week = day < PADDING + WEEK
        other = day + WEEK if is_in_first_week else day - WEEK
        last = len(self.plain) - 1
        return np.asarray(self.plain[min(other, last)])

    def billed_by(self, day: int) -> np.ndarray:
        """Whether each series had a cost in the four weeks up to `day`."""
        end = day + 1
        days = self.costs[end - FOUR_WEEKS : end]
        is_billed = np.abs(days) > TINY
        return np.asarray(is_billed.any(axis=0))

    def learn_fee(self, day: int, usual: np.ndarray) -> None:
        """Record the excess of the 1st over the usual cost, if it is noticeable."""
        on_top = self.costs[day] - usual
        share = np.maximum(3 * self.spread, NOTICEABLE)
        least = share * np.abs(usual)
        fees = np.where(on_top > least, on_top, 0.0)
        is_billed = self.billed_by(day)
        self._fees.append(np.where(is_billed, fees, np.nan))

    def replace(self, day: int, series: np.ndarray, expected: np.ndarray) -> None:
        """Replace unusual costs on `day` with the expected ones."""
        self.usual[day, series] = expected[series]

    def accept(self, day: int, series: np.ndarray) -> None:
        """Take the two weeks up to `day` as the new normal."""
        end = day + 1
        two_weeks = slice(end - 2 * WEEK, end)
        self._repeat(end, series, self.plain[two_weeks, series])

    def _repeat(self, end: int, series: np.ndarray, days: np.ndarray) -> None:
        """Repeat the last `days` before `end` backwards as the earlier history."""
        times = math.ceil(PADDING / len(days))
        repeated = np.tile(days, (times, 1))
        before = slice(end - PADDING, end)
        self.usual[before, series] = repeated[-PADDING:]

    def _shape_of(self, days: np.ndarray) -> np.ndarray:
        """Median share of each weekday, from eight weeks of days."""
        if not self.weekday:
            return np.ones((WEEK, days.shape[1]))
        weeks = days.reshape(WEEKS, WEEK, days.shape[1])
        level = weeks.mean(axis=1, keepdims=True)
        has_costs = np.abs(level) > TINY
        divisor = np.where(has_costs, level, 1.0)
        shares = np.where(has_costs, weeks / divisor, 1.0)
        shape = middle(np.clip(shares, 0.0, WEEK))
        mean = np.maximum(shape.mean(axis=0), TINY)
        return np.asarray(shape / mean)


def scale(level: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Size that misses are measured against: large days miss by more. Never 0."""
    size = np.abs(level)
    larger = np.maximum(size, np.abs(expected))
    return np.asarray(np.maximum(larger, TINY))


def is_low(level: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Whether a day is one of the low days of the week."""
    least = LOW * np.abs(level)
    return np.asarray(np.abs(expected) < least)


def _mean(rows: np.ndarray) -> np.ndarray:
    """Mean of each column; faster than numpy's for a few rows."""
    total = np.add.reduce(rows, axis=0)
    return np.asarray(total / len(rows))


def _known_middle(values: np.ndarray) -> np.ndarray:
    """Median of each column without NaN; NaN where all are."""
    ordered = np.sort(values, axis=0)
    known = np.count_nonzero(~np.isnan(values), axis=0)
    columns = np.arange(values.shape[1])
    low = ordered[(known - 1) // 2, columns]
    high = ordered[known // 2, columns]
    median = (low + high) / 2
    median[known == 0] = np.nan
    return np.asarray(median)


def padded(costs: np.ndarray) -> np.ndarray:
    """Costs transposed from series x days to days x series, with `PADDING` days in front."""
    series, days = costs.shape
    rows = np.zeros((PADDING + days, series))
    rows[PADDING:] = costs.T
    return rows


def first_days(costs: np.ndarray) -> np.ndarray:
    """Index of each series' first day with a cost; the number of days if there is none."""
    if not costs.size:
        return np.zeros(len(costs), dtype=np.intp)
    is_charged = np.abs(costs) > TINY
    first = is_charged.argmax(axis=1)
    has_none = ~is_charged.any(axis=1)
    first[has_none] = costs.shape[1]
    return np.asarray(first)


def by_first_day(starts: np.ndarray) -> dict[int, np.ndarray]:
    """Indices of the series that begin on each day."""
    found: dict[int, np.ndarray] = {}
    for day in np.unique(starts).tolist():
        found[day] = np.flatnonzero(starts == day)
    return found

"""Rules that tell anomalies from usual patterns: each function removes one kind of false alarm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cloudsense.costs.anomalies.baseline import FOUR_WEEKS, PADDING, WEEK, WINDOW, Baseline, middle

CENT = 0.01
"""Dollars a day below which nothing is unusual."""
ALIKE = 0.25
"""Largest relative difference of last week's excess and this week's for a repetition."""
NEARLY = 0.8
"""Share of today's excess from which an earlier excess counts as a repetition."""
TIMES = 3
A_MONTH = 30.44
"""Days of an average month."""
ABOUT = 2
"""Days by which a monthly cost may be early or late."""
IDLE = 0.1
"""Share of the largest day: a service with a smaller median is idle on most days."""
ABOVE_LARGEST = 1.5
RUNNING_DAYS = 3
HALF = 0.5
DRIFT_SPREADS = 2.0
"""Spreads of single days by which a week's mean must exceed an earlier week's."""
ABOVE_LARGEST_WEEK = 1.1
"""Factor by which it must also exceed the largest of the earlier weeks, such
as those beside holidays."""
FIRST_LOOK = 0.8
"""Share of the threshold that is enough for a first check."""
DAYS_ABOVE = 5
"""Days of that week that must be above by themselves."""


class Rule(StrEnum):
    """Names of the rules, for the benchmark that leaves out one at a time."""

    WEEKDAYS = "weekdays differ"
    FEES = "fees of the 1st are known"
    CLEAN_BASELINE = "unusual days are no baseline"
    NEW_LEVEL = "a lasting change is the new level"
    DRIFTS = "slow rises are compared with five weeks ago"
    LAST_WEEK = "the same as last week is no news"
    SEEN_BEFORE = "what came three times in eight weeks is no news"
    MONTHLY = "what comes every month is no news"
    IDLE = "a job of a service that is mostly idle is no news"


ALL_RULES = frozenset(Rule)


@dataclass(frozen=True)
class Memory:
    """Excess over the expected cost on earlier days; rows are days, columns are series."""

    costs: np.ndarray
    excess: np.ndarray
    unusual: np.ndarray
    firsts: np.ndarray
    """Whether a day is the 1st of a month."""

    @classmethod
    def empty(cls, costs: np.ndarray, firsts: np.ndarray) -> Memory:
        return cls(
            costs,
            excess=np.zeros_like(costs),
            unusual=np.zeros_like(costs, dtype=bool),
            firsts=firsts,
        )


def same_as_last_week(memory: Memory, day: int, series: int) -> bool:
    """Whether the same weekday of last week was unusual in the same way."""
    if not memory.unusual[day - WEEK, series]:
        return False
    excess = memory.excess[day, series]
    before = memory.excess[day - WEEK, series]
    difference = abs(excess - before)
    return bool(difference <= ALIKE * abs(excess))


def seen_before(memory: Memory, day: int, series: int) -> bool:
    """Whether an excess like it came three times in eight weeks."""
    excess = memory.excess[day, series]
    earlier = memory.excess[day - WINDOW : day, series]
    least = NEARLY * abs(excess)
    reached = earlier * np.sign(excess) >= least
    steps = np.diff(reached.astype(np.int8), prepend=0)
    return int(np.count_nonzero(steps > 0)) >= TIMES


def comes_monthly(memory: Memory, day: int, series: int) -> bool:
    """Whether an excess like it came around the same day in two of the three months before."""
    excess = memory.excess[day, series]
    least = NEARLY * abs(excess)
    times = 0
    for months in (1, 2, 3):
        about = round(day - months * A_MONTH)
        if about < PADDING + ABOUT:
            break
        days = slice(about - ABOUT, about + ABOUT + 1)
        around = memory.excess[days, series]
        largest = (around * np.sign(excess)).max()
        times += bool(largest >= least)
    return times >= 2


def job_of_an_idle_service(memory: Memory, day: int, series: int) -> bool:
    """Whether it is an ordinary job of a service that is idle on most days.

    It is an anomaly only well above the service's largest day, or if it runs for several days after
    four weeks without costs.
    """
    largest, is_idle = idleness(memory, day, series)
    size = abs(memory.costs[day, series])
    if not is_idle or size > ABOVE_LARGEST * largest:
        return False
    return not _has_begun_to_run(memory, day, series)


def _has_begun_to_run(memory: Memory, day: int, series: int) -> bool:
    costs = np.abs(memory.costs[:, series])
    least = HALF * costs[day]
    first = day - RUNNING_DAYS + 1
    before = costs[first - FOUR_WEEKS : first]
    running = costs[first : day + 1]
    return bool(before.max() < least <= running.min())


def is_busy(memory: Memory, day: int, series: int, active: frozenset[Rule]) -> bool:
    """Whether the service has costs on most days; only then can a slow rise be found."""
    if Rule.IDLE not in active:
        return True
    _, is_idle = idleness(memory, day, series)
    return not is_idle


def idleness(memory: Memory, day: int, series: int) -> tuple[float, bool]:
    """The largest day before `day`, without firsts, and whether most days are far below it."""
    days = slice(PADDING, day)
    costs = np.abs(memory.costs[days, series])
    others = costs[~memory.firsts[days]]
    largest = float(others.max(initial=0.0))
    usual = float(np.median(costs[-WINDOW:]))
    return largest, usual < IDLE * largest


QUIET: Mapping[Rule, Callable[[Memory, int, int], bool]] = {
    Rule.LAST_WEEK: same_as_last_week,
    Rule.SEEN_BEFORE: seen_before,
    Rule.MONTHLY: comes_monthly,
    Rule.IDLE: job_of_an_idle_service,
}
"""Rules that keep an unusual day from being an anomaly."""


def is_no_news(memory: Memory, day: int, series: int, active: frozenset[Rule]) -> bool:
    """Whether any rule explains the unusual cost of `day`."""
    rules = [QUIET[rule] for rule in active & QUIET.keys()]
    return any(is_known(memory, day, series) for is_known in rules)


def may_have_drifted(mean: np.ndarray, earlier: np.ndarray, share: float) -> np.ndarray:
    """Series that may cost clearly more than five weeks ago: a fast first check."""
    least = FIRST_LOOK * share * np.abs(earlier)
    return np.asarray(mean - earlier > least)


def has_drifted(baseline: Baseline, week: slice, weeks: np.ndarray, share: float) -> np.ndarray:
    """Series that cost noticeably more in `week` than in each of the earlier
    `weeks`, on most days."""
    days = baseline.usual[week]
    earlier = middle(weeks)
    mean = days.mean(axis=0)
    noticeable = np.maximum(share, DRIFT_SPREADS * baseline.spread)
    least = noticeable * np.abs(earlier)
    candidates = mean - earlier > np.maximum(least, CENT)
    candidates &= mean > ABOVE_LARGEST_WEEK * weeks.max(axis=0)
    if not candidates.any():
        return np.asarray(candidates)
    numbers = range(week.start, week.stop)
    shape = np.stack([baseline.shape_on(number) for number in numbers])
    expected = earlier * shape
    least = share / 2 * np.abs(expected)
    is_above = days - expected > least
    most_days = np.count_nonzero(is_above, axis=0) >= DAYS_ABOVE
    return np.asarray(candidates & most_days)

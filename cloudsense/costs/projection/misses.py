"""Errors of past projections, and the range that follows from them. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.projection.robust import Array, mean, ratio
from cloudsense.costs.projection.rule import WEEK, WINDOW, expected

COVERAGE = 0.8
"""Share of outcomes within the range."""
FOUR_WEEKS = 4 * WEEK
MORNINGS = 16
FEWEST = 6
"""Past mornings needed for a range that is not a guess."""
FEWEST_DAYS = 14
"""Known days that a past morning needs to count."""
GUESS = 0.05
GUESS_A_MONTH = 0.10
"""Range of a guess: share of the expected costs, growing with each 30 days ahead."""
MONTH = 31
WIDER = 0.75
"""Widening of the range for each month after the first, as mornings overlap and say less."""
OVERLAP = 0.25
"""Widening of the range at a month ahead, proportionally less for fewer days, as mornings overlap
within a month, too."""
LEAST = 0.25
"""Share of the size of the days that misses are measured against where costs
and credits cancel out."""


@dataclass(frozen=True)
class Range:
    """Likely distance of costs from what is expected."""

    band: Array
    """Distance to either side, by the number of days ahead."""
    mornings: int
    typical: float | None
    """Median miss over all days ahead, as a share of the costs; None for a guess."""

    @property
    def guessed(self) -> bool:
        return self.typical is None


def likely(net: Array, days: Array, skip: int) -> Range:
    """Range around `days`, which are expected to follow the complete days `net`, after the first
    `skip`.

    It is made of the misses for as many days ahead on up to 16 mornings, a week apart.
    """
    if len(days) <= skip:
        return Range(np.zeros(0), 0, None)
    recent = np.abs(net[-FOUR_WEEKS:])
    size = float(recent.mean()) if len(net) else 0.0
    scale = _scale(np.cumsum(days[skip:]), size)
    misses = past_misses(net, len(days), skip)
    days_ahead = np.arange(skip, len(days)) + 1
    if len(misses) < FEWEST:
        guess = GUESS + GUESS_A_MONTH * days_ahead / 30
        return Range(scale * guess, len(misses), None)
    of_all_days = misses[:, -1]
    beyond = np.maximum(days_ahead - MONTH, 0) / MONTH
    within = np.minimum(days_ahead, MONTH) / MONTH
    wider = 1 + OVERLAP * within + WIDER * beyond
    band = scale * _usual_miss(misses) * wider
    return Range(
        band=np.maximum.accumulate(band),
        mornings=len(misses),
        typical=float(np.median(of_all_days)),
    )


def _usual_miss(misses: Array) -> Array:
    """Miss of each day ahead that `COVERAGE` of all further mornings stay within.

    A conformal prediction: of n misses the one of rank (n + 1) x `COVERAGE`, interpolated.
    """
    ordered = np.sort(misses, axis=0)
    count = len(ordered)
    place = min((count + 1) * COVERAGE, count) - 1
    rank = math.floor(place)
    next_rank = min(rank + 1, count - 1)
    below, above = ordered[rank], ordered[next_rank]
    part = place - rank
    return np.asarray(below + part * (above - below))


def past_misses(net: Array, ahead: int, skip: int = 0) -> Array:
    """Relative misses of the sums of the days ahead: mornings x days, the last morning first."""
    newest = len(net) - ahead
    mornings = np.arange(newest, FEWEST_DAYS - 1, -WEEK)
    ends = mornings[:MORNINGS]
    if not len(ends):
        return np.zeros((0, ahead - skip))
    rows = windows(net, ends)
    foreseen = expected(rows, ahead)[:, skip:]
    foreseen = foreseen.cumsum(axis=1)
    ahead_of_first = np.arange(skip, ahead)
    came = net[ends[:, None] + ahead_of_first]
    misses = np.abs(came.cumsum(axis=1) - foreseen)
    recent = np.abs(rows[:, -FOUR_WEEKS:])
    return ratio(misses, _scale(foreseen, mean(recent)))


def windows(net: Array, ends: Array) -> Array:
    """Days before each of `ends`, as many as the rule looks at; NaN before the first day."""
    unknown = np.full(WINDOW, np.nan)
    padded = np.concatenate([unknown, net])
    days = ends[:, None] + np.arange(WINDOW)
    rows: Array = padded[days]
    return rows


def _scale(sums: Array, size: Array | float) -> Array:
    """Size that misses are measured against: the expected sum, or where that is small, the usual
    size of as many days."""
    count = sums.shape[-1]
    least = LEAST * np.arange(1, count + 1) * size
    return np.asarray(np.maximum(np.abs(sums), least))

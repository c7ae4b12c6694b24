"""How far the rule was off on earlier mornings, and the range that follows from it. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.projection.robust import Array, mean, ratio
from cloudsense.costs.projection.rule import WEEK, WINDOW, expected

COVERAGE = 0.8
"""Four outcomes of five lie within the range."""
FOUR_WEEKS = 4 * WEEK
MORNINGS = 16
FEWEST = 6
"""With fewer mornings the range is a guess."""
FEWEST_DAYS = 14
"""A morning before which less is known says nothing of how well the rule does."""
GUESS = 0.05
GUESS_A_MONTH = 0.10
"""The guess: a part of what is expected, and more of it for each 30 days ahead."""
MONTH = 31
WIDER = 0.75
"""Beyond a month ahead the mornings overlap and say less: the range is wider by this part for each
further month."""
OVERLAP = 0.25
"""Within a month the mornings overlap, too, the more the farther ahead: the range is wider by this
part a month ahead, and by less for fewer days."""
LEAST = 0.25
"""Of the size of the days: what misses are measured by where costs and credits cancel out."""


@dataclass(frozen=True)
class Range:
    """How far costs likely end from what is expected."""

    band: Array
    """To either side, by the number of days ahead."""
    mornings: int
    typical: float | None
    """The median miss of all days ahead, as a part of what came; None where it is a guess."""

    @property
    def guessed(self) -> bool:
        return self.typical is None


def likely(net: Array, days: Array, skip: int) -> Range:
    """The range about `days`, expected to follow the complete days `net`, after the first `skip`.

    From how far the rule was off on up to 16 mornings, a week apart, for as many days ahead.
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
    """By day, what the misses of `COVERAGE` of all further mornings do not exceed.

    As a conformal prediction has it: of n misses the one of rank (n + 1) x `COVERAGE`, or the part
    of the way between two.
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
    """Relative misses of the sums of the days ahead, mornings x days, the last morning first."""
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
    """The days before each of `ends`, as many as the rule looks at, NaN before the first one."""
    unknown = np.full(WINDOW, np.nan)
    padded = np.concatenate([unknown, net])
    days = ends[:, None] + np.arange(WINDOW)
    rows: Array = padded[days]
    return rows


def _scale(sums: Array, size: Array | float) -> Array:
    """What misses are parts of: what was expected, or where that is little, the usual size of as
    many days."""
    count = sums.shape[-1]
    least = LEAST * np.arange(1, count + 1) * size
    return np.asarray(np.maximum(np.abs(sums), least))

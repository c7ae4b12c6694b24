"""How far the rule was off on earlier mornings, and the range that follows from it. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.projection.rule import WEEK, WINDOW, Array, expected

COVERAGE = 0.8
"""Four outcomes of five lie within the range."""
MORNINGS = 16
FEWEST = 6
"""With fewer mornings the range is a guess."""
FEWEST_DAYS = 14
"""A morning before which less is known says nothing of how well the rule does."""
GUESS = 0.05
GUESS_A_MONTH = 0.10
"""The guess: a part of what is expected, and more of it for each 30 days ahead."""
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
    size = float(np.abs(net[-WEEK * 4 :]).mean()) if len(net) else 0.0
    scale = _scale(np.cumsum(days[skip:]), size)
    misses = past_misses(net, len(days), skip)
    count = len(misses)
    if count < FEWEST:
        months = (np.arange(len(scale)) + 1 + skip) / 30
        return Range(scale * (GUESS + GUESS_A_MONTH * months), count, None)
    ordered = np.sort(misses, axis=0)
    rank = math.ceil((count + 1) * COVERAGE) - 1
    typical = float(np.median(misses[:, -1]))
    return Range(np.maximum.accumulate(scale * ordered[rank]), count, typical)


def past_misses(net: Array, ahead: int, skip: int = 0) -> Array:
    """Relative misses of the sums of the days ahead, mornings x days, the last morning first."""
    newest = len(net) - ahead
    ends = np.arange(newest, FEWEST_DAYS - 1, -WEEK)[:MORNINGS]
    if not len(ends):
        return np.zeros((0, ahead - skip))
    rows = windows(net, ends)
    foreseen = np.cumsum(expected(rows, ahead)[:, skip:], axis=1)
    came = np.cumsum(net[ends[:, None] + np.arange(skip, ahead)], axis=1)
    size = np.nanmean(np.abs(rows[:, -WEEK * 4 :]), axis=1, keepdims=True)
    scale = _scale(foreseen, size)
    return np.asarray(np.abs(came - foreseen) / np.where(scale > 0, scale, 1.0))


def windows(net: Array, ends: Array) -> Array:
    """The days before each of `ends`, as many as the rule looks at, NaN before the first one."""
    padded = np.concatenate([np.full(WINDOW, np.nan), net])
    rows: Array = padded[ends[:, None] + np.arange(WINDOW)]
    return rows


def _scale(sums: Array, size: Array | float) -> Array:
    """What misses are parts of: what was expected, or where that is little, the usual size of as
    many days."""
    days = np.arange(1, sums.shape[-1] + 1)
    return np.asarray(np.maximum(np.abs(sums), LEAST * days * size))

"""What the days ahead usually cost: weekday shape on a level, with a steady trend. Pure.

Works on many windows at once: a row is one series as it was known on one morning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

WEEK = 7
WEEKS = 10
WINDOW = WEEK * WEEKS
"""Days that the rule looks at."""
LEVEL_WEEKS = 3
IDLE_DAYS = 28
"""Days whose mean is expected of a series that is mostly idle."""
SPREADS = 4
"""Beyond so many spreads a day is a spike."""
STEP_SPREADS = 2
STEP = 0.02
"""A week whose mean is off by this part of the level, and so many spreads besides, is a step."""
TREND_WEEKS = 4
"""Full weeks from which on a trend can be told."""
TREND_DAYS = 31
"""A trend is carried on for as long at most."""
RECENT_WEEKS = 5
"""Those that must have the trend of all weeks for it to go on."""
NOISE = 8
"""How much less of a trend goes on where the changes between weeks differ."""
IDLE = 0.1
"""Of its mean day: a series whose median day is smaller is mostly idle."""
SIGMA = 1.4826
"""Standard deviations in a median absolute deviation."""
Array = np.ndarray


def expected(windows: Array, ahead: int) -> Array:
    """Expected costs of the `ahead` days that follow each window, rows x days.

    `windows` are rows x `WINDOW` days, the last complete day last; NaN before a series begins.
    A series that never was negative is not expected to be, and the other way round.
    """
    weeks = windows.reshape(-1, WEEKS, WEEK)
    fitted = _fit(weeks)
    days = np.arange(ahead)
    trend_days = np.minimum(days + 1, TREND_DAYS) + fitted.age
    shape = fitted.shape[:, days % WEEK]
    found = fitted.level + fitted.size * shape + fitted.slope * trend_days
    found = np.where(_is_idle(windows), _mean(windows[:, -IDLE_DAYS:]), found)
    lowest = np.where((windows < 0).any(axis=1, keepdims=True), -np.inf, 0.0)
    highest = np.where((windows > 0).any(axis=1, keepdims=True), np.inf, 0.0)
    return np.asarray(np.clip(found, lowest, highest))


@dataclass(frozen=True)
class _Fit:
    """What is usual, a row each series."""

    level: Array
    """Mean cost of a day, rows x 1."""
    size: Array
    """Mean absolute cost of a day, rows x 1."""
    shape: Array
    """What each day of the week has above the level, in parts of `size`, rows x 7; sums to 0."""
    slope: Array
    """Expected change of the level a day, rows x 1; 0 after a step."""
    age: Array
    """Days from the middle of those that the level is made from to the last one, rows x 1."""


def _fit(weeks: Array) -> _Fit:
    cleaned, spread = _cleaned(weeks)
    totals = cleaned.mean(axis=2)  # NaN for a week that is not known in full
    sizes = np.abs(cleaned).mean(axis=2)
    relative = (cleaned - totals[:, :, None]) / np.where(sizes > 0, sizes, 1.0)[:, :, None]
    shape = np.nan_to_num(median(np.swapaxes(relative, 1, 2)))
    shape -= shape.mean(axis=1, keepdims=True)
    level, size, full = _level(cleaned, totals, sizes)
    last, last_size = totals[:, -1:], sizes[:, -1:]
    has_step = np.abs(last - level) > STEP_SPREADS * spread / math.sqrt(WEEK) + STEP * np.abs(level)
    slope = np.where(has_step, 0.0, _slope(totals))
    middle = np.where(has_step, 1, full) * WEEK / 2 - 0.5
    return _Fit(
        level=np.where(has_step, last, level),
        size=np.where(has_step, last_size, size),
        shape=shape,
        slope=slope,
        age=middle,
    )


def _cleaned(weeks: Array) -> tuple[Array, Array]:
    """The days without spikes, and the spread of the others about what is usual, rows x 1."""
    usual = median(weeks)[:, :, None]
    size = _mean(np.abs(weeks).reshape(len(weeks), -1))[:, :, None]
    scale = np.maximum(np.abs(usual), IDLE * size)
    scale = np.where(scale > 0, scale, 1.0)
    shape = median(np.swapaxes((weeks - usual) / scale, 1, 2))[:, None, :]
    fit = usual + scale * shape
    misses = np.abs(weeks - fit).reshape(len(weeks), -1)
    spread = SIGMA * np.nan_to_num(median(misses))
    band = SPREADS * spread[:, None, None]
    return np.clip(weeks, fit - band, fit + band), spread[:, None]


def _level(cleaned: Array, totals: Array, sizes: Array) -> tuple[Array, Array, Array]:
    """Mean, mean absolute value, and number of weeks of the last full ones; of a series younger
    than a week all of its days."""
    full = np.isfinite(totals[:, -LEVEL_WEEKS:]).sum(axis=1, keepdims=True)
    days = cleaned.reshape(len(cleaned), -1)
    level = np.where(full > 0, _mean(totals[:, -LEVEL_WEEKS:]), _mean(days))
    size = np.where(full > 0, _mean(sizes[:, -LEVEL_WEEKS:]), _mean(np.abs(days)))
    return level, size, np.maximum(full, 1)


def _slope(totals: Array) -> Array:
    """The change a day that goes on, rows x 1: that of the last weeks, or of all if that is less.

    The more the changes between any two weeks differ, the less of it.
    """
    slope, noise = _median_change(totals)
    power = slope**2
    whole = power + NOISE * noise**2
    steady = slope * power / np.where(whole > 0, whole, 1.0)
    recent, _ = _median_change(totals[:, -RECENT_WEEKS:])
    going_on = np.sign(steady) * np.minimum(np.abs(steady), np.abs(recent))
    enough = np.isfinite(totals).sum(axis=1, keepdims=True) >= TREND_WEEKS
    return np.where(enough & (steady * recent > 0), going_on, 0.0)


def _median_change(totals: Array) -> tuple[Array, Array]:
    """The median change a day between any two weeks, and the spread of these changes, rows x 1."""
    earlier, later = np.triu_indices(totals.shape[1], 1)
    changes = (totals[:, later] - totals[:, earlier]) / (WEEK * (later - earlier))
    typical = np.nan_to_num(median(changes))[:, None]
    spread = np.nan_to_num(median(np.abs(changes - typical)))[:, None]
    return typical, spread


def _is_idle(windows: Array) -> Array:
    """Whether the median day is next to nothing beside the mean one. A single spike does not make
    a series idle."""
    sizes = np.abs(windows)
    typical = np.nan_to_num(median(sizes))[:, None]
    return np.asarray(typical < IDLE * _mean(sizes))


def _mean(values: Array) -> Array:
    """The mean of what is known of each row, rows x 1; 0 of nothing."""
    count = np.isfinite(values).sum(axis=1, keepdims=True)
    return np.asarray(np.nansum(values, axis=1, keepdims=True) / np.maximum(count, 1))


def median(values: Array) -> Array:
    """The median of what is known along the last axis; NaN where nothing is."""
    ordered = np.sort(values, axis=-1)  # NaN last
    count = np.isfinite(ordered).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, ordered.shape[-1] - 1), axis=-1)
    return np.asarray((low + high)[..., 0] / 2)

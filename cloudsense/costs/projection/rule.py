"""Projection rule for daily costs: weekday shape on a level, with a steady trend. Pure.

Computes many windows at once: a row is one series as known on one morning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.projection.robust import Array, count, mean, median, quantile, ratio

WEEK = 7
WEEKS = 10
WINDOW = WEEK * WEEKS
"""Days in a window."""
LEVEL_WEEKS = 3
IDLE_DAYS = 28
"""Days without costs after which a mostly idle series has stopped."""
SPREADS = 4
"""Spreads beyond which a day is a spike."""
STEP_SPREADS = 1
STEP = 0.02
"""Relative change of a week's mean from which it is a step, if it
also exceeds `SPREADS` spreads."""
TREND_WEEKS = 4
"""Full weeks needed for a trend."""
TREND_DAYS = 31
"""Most days that a trend is continued."""
RECENT_WEEKS = 5
"""Recent weeks that must share the trend of all weeks for it to continue."""
NOISE = 8
"""Damping of a trend whose weekly changes differ."""
IDLE = 0.1
"""Share of the mean day: a series with a smaller median day is mostly idle."""
USUAL_PART = 0.8
SIGMA = 1.2816
"""Standard deviations that 80 % of all days stay within. With a smaller share, such as half, costs
of every other day would be spikes."""


def expected(windows: Array, ahead: int) -> Array:
    """Expected costs of the `ahead` days after each window: rows x days.

    `windows` are rows x `WINDOW` days, the last complete day last; NaN before a series begins. A
    series that never was negative is not expected to become negative, and vice versa.
    """
    weeks = windows.reshape(-1, WEEKS, WEEK)
    usual = _fit(_full_weeks(weeks))
    days = np.arange(ahead)
    shape = usual.shape[:, days % WEEK]
    weekday = usual.size * shape
    trend_days = np.minimum(days + 1, TREND_DAYS) + usual.age
    found = usual.level + weekday + usual.slope * trend_days
    found = np.where(_is_idle(windows), _seldom(windows), found)
    return _with_sign(found, windows)


def _with_sign(found: Array, windows: Array) -> Array:
    was_negative = (windows < 0).any(axis=1, keepdims=True)
    was_positive = (windows > 0).any(axis=1, keepdims=True)
    lowest = np.where(was_negative, -np.inf, 0.0)
    highest = np.where(was_positive, np.inf, 0.0)
    return np.asarray(np.clip(found, lowest, highest))


def _full_weeks(weeks: Array) -> Array:
    """Weeks with partly known ones removed, unless nothing else is known: a few days say little
    about a week."""
    is_full = np.isfinite(weeks).all(axis=2, keepdims=True)
    has_full = is_full.any(axis=1, keepdims=True)
    return np.where(is_full | ~has_full, weeks, np.nan)


@dataclass(frozen=True)
class _Fit:
    """Usual costs, one row a series."""

    level: Array
    """Mean cost of a day: rows x 1."""
    size: Array
    """Mean absolute cost of a day: rows x 1."""
    shape: Array
    """Difference of each weekday from the level as a share of `size`: rows x 7; sums to 0."""
    slope: Array
    """Expected daily change of the level: rows x 1; 0 after a step."""
    age: Array
    """Days from the middle of those that make the level to the last one: rows x 1."""


def _fit(weeks: Array) -> _Fit:
    cleaned, spread = _cleaned(weeks)
    totals = cleaned.mean(axis=2)  # NaN for a week that is not known in full
    sizes = np.abs(cleaned).mean(axis=2)
    level, size, full = _level(cleaned, totals, sizes)
    last = totals[:, -1:]
    last_size = sizes[:, -1:]
    noise = STEP_SPREADS * spread / math.sqrt(WEEK)
    least = noise + STEP * np.abs(level)
    has_step = np.abs(last - level) > least
    age_weeks = np.where(has_step, 1, full) / 2
    return _Fit(
        level=np.where(has_step, last, level),
        size=np.where(has_step, last_size, size),
        shape=_shape(cleaned, totals, sizes),
        slope=np.where(has_step, 0.0, _slope(totals)),
        age=age_weeks * WEEK - 0.5,
    )


def _shape(cleaned: Array, totals: Array, sizes: Array) -> Array:
    """Difference of each weekday from its week, as a share of the week's size; sums to 0."""
    above = cleaned - totals[:, :, None]
    relative = ratio(above, sizes[:, :, None])
    shape = np.nan_to_num(_of_weekdays(relative))
    shape -= shape.mean(axis=1, keepdims=True)
    return np.asarray(shape)


def _of_weekdays(weeks: Array) -> Array:
    """Median of each weekday: rows x 7."""
    by_weekday = np.swapaxes(weeks, 1, 2)
    return median(by_weekday)[:, :, 0]


def _cleaned(weeks: Array) -> tuple[Array, Array]:
    """Days without spikes, and the spread of the others: rows x 1."""
    middle = median(weeks)
    size = mean(np.abs(_days(weeks)))
    scale = np.maximum(np.abs(middle), IDLE * size[:, :, None])
    scale = np.where(scale > 0, scale, 1.0)
    shape = _of_weekdays((weeks - middle) / scale)
    usual = middle + scale * shape[:, None, :]
    misses = _days(np.abs(weeks - usual))
    spread = np.nan_to_num(quantile(misses, USUAL_PART)) / SIGMA
    band = SPREADS * spread[:, :, None]
    cleaned = np.clip(weeks, usual - band, usual + band)
    return cleaned, spread


def _days(weeks: Array) -> Array:
    """Weeks as consecutive days: rows x days."""
    return weeks.reshape(len(weeks), -1)


def _level(cleaned: Array, totals: Array, sizes: Array) -> tuple[Array, Array, Array]:
    """Mean, mean absolute value, and number of the last full weeks; for a series younger than a
    week, of all its days."""
    last = totals[:, -LEVEL_WEEKS:]
    last_sizes = sizes[:, -LEVEL_WEEKS:]
    full = count(last)
    has_full = full > 0
    days = _days(cleaned)
    day_sizes = np.abs(days)
    level = np.where(has_full, mean(last), mean(days))
    size = np.where(has_full, mean(last_sizes), mean(day_sizes))
    return level, size, np.maximum(full, 1)


def _slope(totals: Array) -> Array:
    """Daily change that continues: rows x 1; that of the last weeks, or of all if that is less.

    It is damped by how much the changes between weeks differ.
    """
    slope, noise = _median_change(totals)
    power = slope**2
    steadiness = ratio(power, power + NOISE * noise**2)
    steady = slope * steadiness
    last = totals[:, -RECENT_WEEKS:]
    recent, _ = _median_change(last)
    goes_on = steady * recent > 0
    goes_on &= count(totals) >= TREND_WEEKS
    return np.where(goes_on, _nearer_to_zero(steady, recent), 0.0)


def _nearer_to_zero(one: Array, other: Array) -> Array:
    return np.where(np.abs(other) < np.abs(one), other, one)


def _median_change(totals: Array) -> tuple[Array, Array]:
    """Median daily change between any two weeks, and the spread of these changes: rows x 1."""
    earlier, later = np.triu_indices(totals.shape[1], 1)
    days = WEEK * (later - earlier)
    changes = totals[:, later] - totals[:, earlier]
    changes /= days
    typical = np.nan_to_num(median(changes))
    spread = median(np.abs(changes - typical))
    return typical, np.nan_to_num(spread)


def _is_idle(windows: Array) -> Array:
    """Whether the median day is much smaller than the mean one. A single spike does not
    make a series idle."""
    sizes = np.abs(windows)
    typical = np.nan_to_num(median(sizes))
    return np.asarray(typical < IDLE * mean(sizes))


def _seldom(windows: Array) -> Array:
    """Mean of a mostly idle series: rows x 1; of all days, or of the last ones if that is less."""
    recent = windows[:, -IDLE_DAYS:]
    return _nearer_to_zero(mean(windows), mean(recent))

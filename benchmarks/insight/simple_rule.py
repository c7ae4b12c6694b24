"""A simple rule that projects a month: what the present one has to be no worse than.

Weekday shape on a level of three weeks, or of one after a step, with half of the trend of ten
weeks; the range is the miss that four of five earlier mornings did not exceed.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from cloudsense.costs.daily import Daily
from cloudsense.costs.period import Month, Period

WEEK = 7
WEEKS = 10
LEVEL_WEEKS = 3
SPREADS = 4
STEP = 0.02
IDLE = 0.1
"""Of the mean day: a series whose median day is smaller is mostly idle."""
LUMPS = 3
"""Months whose fees on the 1st tell the next one."""
MORNINGS = 16
FEWEST = 6
COVERAGE = 0.8
TO_STANDARD = 1.4826
"""From the median miss to a standard deviation."""


def project(daily: Daily, month: Month, known_to: date) -> tuple[float, float, float]:
    """Point, low and high. `known_to` is the day after the last complete one."""
    daily = daily.without_monthly_fees(known_to)
    days = list(Period(min(daily.usage), known_to).dates)
    costs = np.array([daily.usage.get(day, 0.0) for day in days])
    there = Period(month.first, known_to).dates if known_to > month.first else ()
    so_far = math.fsum(daily.usage[day] + daily.lumps.get(day, 0.0) for day in there)
    skip = max((month.first - known_to).days, 0)
    ahead = (month.period.end - known_to).days
    if ahead <= 0:
        return so_far, so_far, so_far
    fee = _fee(daily, month) if known_to <= month.first else 0.0
    to_come = float(expected(costs, ahead)[skip:].sum())
    band = _likely(costs, ahead, skip) * to_come
    point = so_far + to_come + fee
    return point, point - band, point + band


def expected(costs: np.ndarray, ahead: int) -> np.ndarray:
    """The `ahead` days that follow `costs`."""
    window = costs[-WEEKS * WEEK :]
    weeks = window[len(window) % WEEK :].reshape(-1, WEEK)
    if np.median(weeks) < IDLE * weeks.mean():
        return np.full(ahead, weeks.mean())
    middle = np.median(weeks, axis=1, keepdims=True)
    scale = np.where(middle > 0, middle, 1.0)
    usual = middle * np.median(weeks / scale, axis=0)
    spread = TO_STANDARD * float(np.median(np.abs(weeks - usual)))
    cut = np.clip(weeks, usual - SPREADS * spread, usual + SPREADS * spread)
    means = cut.mean(axis=1, keepdims=True)
    shape = np.median(cut / np.where(means > 0, means, 1.0), axis=0)
    shape = shape / shape.mean() if shape.mean() > 0 else np.ones(WEEK)
    level, slope = _level(means[:, 0], spread)
    days = np.arange(ahead)
    return np.maximum(level + slope * (days + 1), 0.0) * shape[days % WEEK]


def _level(means: np.ndarray, spread: float) -> tuple[float, float]:
    """The level of a day, and half of its change a day."""
    level, last = float(means[-LEVEL_WEEKS:].mean()), float(means[-1])
    if abs(last - level) > SPREADS * spread / math.sqrt(WEEK) + STEP * level:
        return last, 0.0
    earlier, later = np.triu_indices(len(means), 1)
    changes = (means[later] - means[earlier]) / (WEEK * (later - earlier))
    return level, float(np.median(changes)) / 2 if len(changes) else 0.0


def _fee(daily: Daily, month: Month) -> float:
    firsts = [month.plus(-n).first for n in range(1, LUMPS + 1)]
    return float(np.median([daily.lumps.get(day, 0.0) for day in firsts]))


def _likely(costs: np.ndarray, ahead: int, skip: int) -> float:
    """As a part of what is to come."""
    misses = []
    newest = len(costs) - ahead
    for end in range(newest, 2 * WEEK - 1, -WEEK)[:MORNINGS]:
        foreseen = float(expected(costs[:end], ahead)[skip:].sum())
        came = float(costs[end + skip : end + ahead].sum())
        misses.append(abs(came - foreseen) / foreseen if foreseen > 0 else float(came > 0))
    if len(misses) < FEWEST:
        return 0.05 + 0.10 * ahead / 30
    rank = min(math.ceil((len(misses) + 1) * COVERAGE), len(misses))
    return sorted(misses)[rank - 1]

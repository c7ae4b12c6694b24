"""How CloudSense 1.0 projected a month: what `projection` is measured against."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from cloudsense.costs.daily import Daily, usual_cost
from cloudsense.costs.period import Month, Period

LOOK_BACK = timedelta(days=28)
LIKELY = 1.2816
"""Standard deviations to either side that hold four outcomes of five."""


def project(daily: Daily, month: Month, known_to: date) -> tuple[float, float, float]:
    """Point, low and high: the median of each weekday in the last four weeks, and a spread.

    `known_to` is the day after the last complete one. Fees of a 1st come as a month before.
    """
    daily = daily.without_monthly_fees(known_to)
    usage, lumps = daily.usage, daily.lumps
    first = max(known_to - LOOK_BACK, min(usage, default=known_to))
    sample = {day: usage.get(day, 0.0) for day in Period(first, known_to).dates}
    start = max(month.first, known_to)
    unknown = Period(start, month.period.end)
    there = [day for day in month.period.dates if day < start]
    so_far = math.fsum(usage.get(day, 0.0) + lumps.get(day, 0.0) for day in there)
    to_come = math.fsum(usual_cost(sample, day) for day in unknown.dates)
    fee = lumps.get(month.plus(-1).first, 0.0) if start == month.first else 0.0
    point = so_far + to_come + fee
    below, above = _likely(sample, unknown.days)
    least = so_far if min(sample.values(), default=0.0) >= 0 else -math.inf
    return point, min(point, max(point - below, least)), point + above


def _likely(sample: Mapping[date, float], days: int) -> tuple[float, float]:
    """How far below and above its expectation a sum of `days` days likely ends."""
    misses = _misses(sample)
    spread = 1.4826 * float(np.median(np.abs(misses)))
    usual = np.clip(misses, -3 * spread, 3 * spread)
    rare = misses - usual
    power = float(usual @ usual)
    memory = min(max(float(usual[1:] @ usual[:-1]) / power, 0.0), 0.8) if power else 0.0
    variance = days + days**2 / len(sample)
    band = LIKELY * spread * math.sqrt((1 + memory) / (1 - memory) * variance)
    falls = days * float(rare.clip(max=0).mean())
    spikes = days * float(rare.clip(min=0).mean())
    return band - falls, band + spikes


def _misses(sample: Mapping[date, float]) -> np.ndarray:
    """How far each day was off what the others made expect."""
    misses = []
    for day, cost in sample.items():
        others = {other: c for other, c in sample.items() if other != day}
        misses.append(cost - usual_cost(others, day))
    return np.array(misses)

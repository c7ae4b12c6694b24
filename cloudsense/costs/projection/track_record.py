"""Accuracy of the projection in earlier months. Pure."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from cloudsense.costs.calendar import Month, Period, months_before
from cloudsense.costs.daily import Daily
from cloudsense.costs.projection import lumps
from cloudsense.costs.projection.history import History
from cloudsense.costs.projection.misses import windows
from cloudsense.costs.projection.projection import EarlierProjection
from cloudsense.costs.projection.rule import expected

PERIODS = 3
FEWEST_DAYS = 28
"""Days that must be known before the cutoff."""


def earlier(daily: Daily, history: History, period: Period) -> tuple[EarlierProjection, ...]:
    """Projections for the last periods on the same day, from what was known then.

    Only for periods of whole months. A period is left out if it is not known in full, if little is
    known before that day, or if it has no such day.
    """
    if period.start.day > 1 or period.end.day > 1:
        return ()
    known_to = history.end
    first = known_to - timedelta(days=history.days)
    elapsed = known_to - period.start
    cutoffs = []
    for past in _periods_before(period):
        cutoff = past.start + elapsed
        is_known = past.end <= known_to and past.start >= first
        has_history = (cutoff - first).days >= FEWEST_DAYS
        if is_known and has_history and cutoff < past.end:
            cutoffs.append((past, cutoff))
    cutoffs = cutoffs[:PERIODS]
    if not cutoffs:
        return ()
    ends = [(cutoff - first).days for _, cutoff in cutoffs]
    ahead = [(past.end - cutoff).days for past, cutoff in cutoffs]
    days = expected(windows(history.net, np.array(ends)), max(ahead))
    found = []
    for (past, cutoff), row in zip(cutoffs, days, strict=True):
        projected = _projected(daily, past, cutoff, row.tolist())
        found.append(EarlierProjection(past, projected, daily.total(past)))
    return tuple(found)


def _periods_before(period: Period) -> list[Period]:
    """Last periods of as many months, the latest first; the earliest may lack days."""
    month, count = Month.of(period.start), len(period.months)
    found = []
    for _ in range(PERIODS + 1):
        found.append(months_before(month, count))
        month = month.plus(-count)
    return found


def _projected(daily: Daily, period: Period, cutoff: date, days: list[float]) -> float:
    """Projection for `period` from the days up to `cutoff`."""
    so_far = 0.0
    if cutoff > period.start:
        so_far = daily.total(Period(period.start, cutoff))
    skip = max((period.start - cutoff).days, 0)
    left = (period.end - cutoff).days
    to_come = math.fsum(days[skip:left])
    came = {day: daily.lumps[day] for day in daily.lumps if day < cutoff}
    due = lumps.to_come(came, period, cutoff)
    return so_far + to_come + math.fsum(due.values())

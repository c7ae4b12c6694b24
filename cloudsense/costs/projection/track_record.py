"""How far off the same projection was in earlier months. Pure."""

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
"""Known before that day: from fewer nothing was projected as it is today."""


def earlier(daily: Daily, history: History, period: Period) -> tuple[EarlierProjection, ...]:
    """What was projected for the last periods on the same day, with only what was known then.

    For periods of whole months. A period is left out if it is not known in full, if little is known
    before that day, or if it has no such day.
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
    """The last ones of as many months, the latest first; of the very last, days may be missing."""
    month, count = Month.of(period.start), len(period.months)
    found = []
    for _ in range(PERIODS + 1):
        found.append(months_before(month, count))
        month = month.plus(-count)
    return found


def _projected(daily: Daily, period: Period, cutoff: date, days: list[float]) -> float:
    """The end of `period` as it looked when the days up to `cutoff` were known."""
    so_far = 0.0
    if cutoff > period.start:
        so_far = daily.total(Period(period.start, cutoff))
    skip = max((period.start - cutoff).days, 0)
    left = (period.end - cutoff).days
    to_come = math.fsum(days[skip:left])
    came = {day: daily.lumps[day] for day in daily.lumps if day < cutoff}
    due = lumps.to_come(came, period, cutoff)
    return so_far + to_come + math.fsum(due.values())

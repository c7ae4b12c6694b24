"""Freshness of cached months."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from cloudsense.costs.period import Month

SETTLED_ON = 10
"""Day of the following month from which a month without estimates is final."""
SETTLING_FOR = timedelta(days=1)
CLOCK_TOLERANCE = timedelta(minutes=5)
SAME_UPDATE = timedelta(seconds=15)
"""Time after an update in which another request for it is merged with it."""


class MonthState(StrEnum):
    """How final a month was when it was last seen."""

    OPEN = "open"
    SETTLING = "settling"
    SETTLED = "settled"


def state(month: Month, seen: datetime, estimated: bool) -> MonthState:
    """State of `month` at the moment `seen`, given whether AWS marked days as estimated."""
    end, settled_on = _turning_points(month)
    if seen < end:
        return MonthState.OPEN
    if estimated or seen < settled_on:
        return MonthState.SETTLING
    return MonthState.SETTLED


def fresh(
    month: Month, seen: datetime, estimated: bool, now: datetime, open_for: timedelta
) -> bool:
    """Whether an answer about `month`, last confirmed when `seen`, needs no update.

    Data seen while the month was open never counts as settled. A time in the future means that the
    clock was set back, so the data is stale.
    """
    age = now - seen
    if age < -CLOCK_TOLERANCE:
        return False
    match state(month, seen, estimated):
        case MonthState.OPEN:
            return age < open_for
        case MonthState.SETTLING:
            return age < max(open_for, SETTLING_FOR)
        case MonthState.SETTLED:
            return True


@lru_cache(maxsize=4096)
def _turning_points(month: Month) -> tuple[datetime, datetime]:
    """End of the month, and the earliest time that it can be final."""
    first = month.plus(1).first
    return _utc(first), _utc(first.replace(day=SETTLED_ON))


def _utc(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

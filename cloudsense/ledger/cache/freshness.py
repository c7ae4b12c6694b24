"""How long what is known about a month stays good."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from cloudsense.costs.period import Month

SETTLED_ON = 10
"""The day of the following month from which a month without estimates is final."""
SETTLING_FOR = timedelta(days=1)
CLOCK_TOLERANCE = timedelta(minutes=5)
SAME_UPDATE = timedelta(seconds=15)
"""An update requested so soon after the last one is the same update."""


class MonthState(StrEnum):
    """How final a month was when it was last looked at."""

    OPEN = "open"
    SETTLING = "settling"
    SETTLED = "settled"


def state(month: Month, seen: datetime, estimated: bool) -> MonthState:
    """The state of `month` at the moment `seen`, when AWS marked some of its days as estimated or
    not."""
    end, settled_on = _turning_points(month)
    if seen < end:
        return MonthState.OPEN
    if estimated or seen < settled_on:
        return MonthState.SETTLING
    return MonthState.SETTLED


def fresh(
    month: Month, seen: datetime, estimated: bool, now: datetime, open_for: timedelta
) -> bool:
    """Whether an answer about `month`, last confirmed when `seen`, needs no new look at AWS.

    What was seen while the month was open never counts as settled. A moment in the future means
    that the clock was set back since, so nothing can be said of its age.
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
    """When the month ends, and from when it can be final."""
    first = month.plus(1).first
    return _utc(first), _utc(first.replace(day=SETTLED_ON))


def _utc(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

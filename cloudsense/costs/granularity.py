"""Days, weeks and months of a period. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import numpy as np

from cloudsense.costs.hour import Span
from cloudsense.costs.period import Month, Period

DAILY_UP_TO = 120
WEEKLY_UP_TO = 180
"""Days of a period; a longer one is shown by month."""


class Granularity(StrEnum):
    """What costs are added up over: the whole period, hours, days, weeks or calendar months."""

    TOTAL = "total"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


BY_DAY = tuple(each for each in Granularity if each is not Granularity.HOURLY)
"""Those that days add up to."""


def automatic(period: Period) -> Granularity:
    """The one that shows a period of this length best."""
    if period.days <= DAILY_UP_TO:
        return Granularity.DAILY
    return Granularity.WEEKLY if period.days <= WEEKLY_UP_TO else Granularity.MONTHLY


def split(period: Period, granularity: Granularity) -> tuple[Period, ...]:
    """The days, weeks (Monday to Sunday) or months of `period`, cut where it begins and ends. Hours
    are in `costs.hour`."""
    _, *rest = period.dates
    later = [day for day in rest if _begins(day, granularity)]
    starts = [period.start, *later]
    ends = [*later, period.end]
    return tuple(map(Period, starts, ends))


def _begins(day: date, granularity: Granularity) -> bool:
    match granularity:
        case Granularity.TOTAL:
            return False
        case Granularity.DAILY | Granularity.HOURLY:
            return True
        case Granularity.WEEKLY:
            return day.weekday() == 0
        case Granularity.MONTHLY:
            return day.day == 1


def is_whole(span: Span, granularity: Granularity) -> bool:
    """Whether `span` is a day, week or month from its first to its last day."""
    match granularity:
        case Granularity.WEEKLY:
            return span.days == 7
        case Granularity.MONTHLY:
            return span == Month.of(span.start).period
        case _:
            return True


def add_up(daily: np.ndarray, spans: Sequence[Span]) -> np.ndarray:
    """A matrix of names x days as one of names x `spans` of days, which follow each other from the
    first day on."""
    begin = spans[0].start
    firsts = [(span.start - begin).days for span in spans]
    return np.asarray(np.add.reduceat(daily, firsts, axis=1))

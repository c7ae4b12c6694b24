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
"""Longest period, in days, that is shown by week; longer ones are shown by month."""


class Granularity(StrEnum):
    """Time unit of a table or chart: the whole period, hours, days, weeks or calendar months."""

    TOTAL = "total"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


BY_DAY = tuple(each for each in Granularity if each is not Granularity.HOURLY)
"""Granularities that daily costs can be added up to."""


def automatic(period: Period) -> Granularity:
    """Default granularity for a period of this length."""
    if period.days <= DAILY_UP_TO:
        return Granularity.DAILY
    return Granularity.WEEKLY if period.days <= WEEKLY_UP_TO else Granularity.MONTHLY


def split(period: Period, granularity: Granularity) -> tuple[Period, ...]:
    """Days, weeks (Monday to Sunday) or months of `period`, cut at its ends.
    Hours are in `costs.hour`."""
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
    """Whether `span` is a complete day, week or month."""
    match granularity:
        case Granularity.WEEKLY:
            return span.days == 7
        case Granularity.MONTHLY:
            return span == Month.of(span.start).period
        case _:
            return True


def add_up(daily: np.ndarray, spans: Sequence[Span]) -> np.ndarray:
    """Sums of a matrix of names x days by span: names x `spans`. Spans are consecutive from the
    first day on."""
    begin = spans[0].start
    firsts = [(span.start - begin).days for span in spans]
    return np.asarray(np.add.reduceat(daily, firsts, axis=1))

"""An hour of a UTC day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from cloudsense.costs.period import Period

HOURS_A_DAY = 24


@dataclass(frozen=True, order=True)
class Hour:
    """Hour of `day` that begins at `number`:00 UTC."""

    day: date
    number: int

    @property
    def start(self) -> datetime:
        """Start in UTC, without a time zone, as in frames."""
        return datetime.combine(self.day, time(self.number))

    @property
    def end(self) -> datetime:
        """Exclusive end, UTC without a time zone."""
        return self.start + timedelta(hours=1)

    @property
    def last(self) -> date:
        """Day that contains the hour."""
        return self.day

    @property
    def days(self) -> int:
        """Number of days that it is in."""
        return 1

    @property
    def dates(self) -> Iterator[date]:
        return iter((self.day,))


Span: TypeAlias = Period | Hour
"""Period of one column or bar."""


def hours_of(period: Period, now: datetime) -> tuple[Hour, ...]:
    """Hours of the period that have begun at `now` (UTC, without a time zone)."""
    hours = [Hour(day, number) for day in period.dates for number in range(HOURS_A_DAY)]
    return tuple(hour for hour in hours if hour.start <= now)

"""Months, and periods of UTC days. `end` is exclusive everywhere, as in Cost Explorer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
MONTHS_A_QUARTER = 3
MONTHS_A_YEAR = 12


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, printed as `2026-08`."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parses `2026-08`. Raises ValueError for anything else."""
        if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return cls.of(date.fromisoformat(f"{text}-01"))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def plus(self, months: int) -> Month:
        year, index = divmod(self._index + months, MONTHS_A_YEAR)
        return Month(year, index + 1)

    def until(self, last: Month) -> tuple[Month, ...]:
        """Months from this one to `last`."""
        count = last._index - self._index + 1
        return tuple(self.plus(n) for n in range(count))

    @property
    def _index(self) -> int:
        """Months since the year 0."""
        return self.year * MONTHS_A_YEAR + self.number - 1

    def day(self, number: int) -> date:
        """Day of this number, or the last one if the month has fewer."""
        day = self.first + timedelta(days=number - 1)
        return min(day, self.period.last)

    @property
    def quarter(self) -> Month:
        """First month of the calendar quarter."""
        return self.plus(-(self._index % MONTHS_A_QUARTER))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def period(self) -> Period:
        return _period(self)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`; at least one."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period needs at least one day: {self.start}..{self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Last day of the period."""
        return self.end - ONE_DAY

    @property
    def dates(self) -> Iterator[date]:
        for n in range(self.days):
            yield self.start + timedelta(days=n)

    @property
    def months(self) -> tuple[Month, ...]:
        """Calendar months that share a day with the period, in order."""
        return _months(self)

    @property
    def by_month(self) -> list[Period]:
        """The period split by calendar month."""
        parts = [month.period.meet(self) for month in self.months]
        return [part for part in parts if part]

    @property
    def previous(self) -> Period:
        """Period of the same length right before."""
        return days_before(self.start, self.days)

    def meet(self, other: Period) -> Period | None:
        """Days that both periods have; None if they have none."""
        start = max(self.start, other.start)
        end = min(self.end, other.end)
        return Period(start, end) if start < end else None


def months_before(month: Month, count: int) -> Period:
    """Period of the `count` months before `month`."""
    return Period(month.plus(-count).first, month.first)


def days_from(start: date, count: int) -> Period:
    """Period of `count` days from `start` on."""
    return Period(start, start + timedelta(days=count))


def days_before(end: date, count: int) -> Period:
    """Period of the `count` days before `end`."""
    return Period(end - timedelta(days=count), end)


@lru_cache(maxsize=4096)
def _period(month: Month) -> Period:
    return Period(month.first, month.plus(1).first)


@lru_cache(maxsize=4096)
def _months(period: Period) -> tuple[Month, ...]:
    last = Month.of(period.last)
    return Month.of(period.start).until(last)

"""Periods of UTC days. `end` is exclusive everywhere, as in Cost Explorer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from cloudsense.costs.pairing import Pairing
from cloudsense.errors import AddressError

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
        """`2026-08` as a month. Raises ValueError for anything else."""
        if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return cls.of(date.fromisoformat(f"{text}-01"))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def plus(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def day(self, number: int) -> date:
        """Its day of this number, or its last one if it has fewer."""
        return min(self.first + timedelta(days=number - 1), self.period.last)

    @property
    def quarter(self) -> Month:
        """The first month of its calendar quarter."""
        return Month(self.year, self.number - (self.number - 1) % MONTHS_A_QUARTER)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def period(self) -> Period:
        return _period(self)


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`; at least one."""

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
        """The last day inside."""
        return self.end - ONE_DAY

    @property
    def dates(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    @property
    def months(self) -> tuple[Month, ...]:
        """Every calendar month that shares a day with the period, in order."""
        return _months(self)

    @property
    def previous(self) -> Period:
        """The same number of days, right before."""
        return Period(self.start - timedelta(days=self.days), self.start)

    def meet(self, other: Period) -> Period | None:
        """The days that both have, if any."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


@lru_cache(maxsize=4096)
def _period(month: Month) -> Period:
    return Period(month.first, month.plus(1).first)


@lru_cache(maxsize=4096)
def _months(period: Period) -> tuple[Month, ...]:
    first, last = Month.of(period.start), Month.of(period.last)
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    return tuple(first.plus(n) for n in range(count))


class Kind(StrEnum):
    """How a period was chosen; it decides what the period is compared with."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    MONTHS = "months"
    DAY = "day"
    RANGE = "range"


MONTHS_OF = {
    Kind.MONTH: 1,
    Kind.QUARTER: MONTHS_A_QUARTER,
    Kind.YEAR: MONTHS_A_YEAR,
    Kind.MONTHS: MONTHS_A_YEAR,
}
"""Calendar months of the periods that are made of them, also while the last one is open."""


@dataclass(frozen=True)
class PeriodChoice:
    """What a person chose (`text`, as in the address) and the days that it means today."""

    text: str
    kind: Kind
    period: Period
    before: Period
    """What it is compared with: as many days or months before (the same days of these while they
    are open)."""
    ended: bool = True
    """Whether its last day is over (UTC)."""
    earliest: date = date.min
    """The first day of the history."""
    pairing: Pairing = Pairing.BY_KIND

    @property
    def whole_months(self) -> bool:
        """Whether it was chosen as whole calendar months that have ended."""
        if self.pairing not in (Pairing.BY_KIND, Pairing.WHOLE_MONTHS):
            return False
        return self.ended and of_months(self.kind, self.period)

    @property
    def whole_month(self) -> Month | None:
        """The month, if it was chosen as exactly one that has ended."""
        month = Month.of(self.period.start)
        return month if self.whole_months and self.period == month.period else None

    @property
    def comparable(self) -> bool:
        """Whether the history has the days that it is compared with."""
        return self.before.start >= self.earliest

    @property
    def same_days(self) -> bool:
        """Whether each of its days is compared with the same day of another month."""
        if self.pairing is Pairing.BY_KIND:
            return self.kind in MONTHS_OF
        return self.pairing in (Pairing.SAME_DAYS, Pairing.WHOLE_MONTHS)


FILLING = timedelta(days=2)
"""AWS adds charges to today and yesterday (UTC)."""


def complete_through(seen: date) -> date:
    """The last UTC day that AWS was not still filling on the UTC day `seen`."""
    return seen - FILLING


@lru_cache(maxsize=4096)
def choose(text: str, today: date, earliest: date = date.min) -> PeriodChoice:
    """The days that `text` means on the UTC day `today`, where the history begins on `earliest`.

    Raises AddressError for an unknown word, a day that does not exist or lies ahead, and for days
    before the history.
    """
    kind, period = _understand(text, today)
    if period.start < earliest:
        raise AddressError(
            f"The cost history does not reach back to {period.start}.",
            remedy=f"Choose a period that starts on {earliest} or later.",
        )
    if period.last > today:
        raise AddressError(
            f"The period {text} is in the future.",
            f"Today is {today} (UTC).",
            "Choose a period up to today.",
        )
    ended = period.last < today
    return PeriodChoice(text, kind, period, _before(kind, period, ended), ended, earliest)


DAY_COUNTS = (7, 14, 30, 90)
WEEKS_COUNT = 13


@lru_cache(maxsize=64)
def meaning_of_words(today: date) -> dict[str, tuple[Kind, Period]]:
    """Every word and the days that it means."""
    tomorrow, month = today + ONE_DAY, Month.of(today)
    quarter, year = month.quarter, Month(today.year, 1)
    monday = today - timedelta(days=today.weekday())
    words = {
        f"{count}d": (Kind.DAYS, Period(today - timedelta(days=count), today))
        for count in DAY_COUNTS
    }
    return words | {
        f"{WEEKS_COUNT}w": (Kind.WEEKS, Period(monday - timedelta(weeks=WEEKS_COUNT), monday)),
        "this-month": (Kind.MONTH, Period(month.first, tomorrow)),
        "last-month": (Kind.MONTH, month.plus(-1).period),
        "this-quarter": (Kind.QUARTER, Period(quarter.first, tomorrow)),
        "last-quarter": (
            Kind.QUARTER,
            Period(quarter.plus(-MONTHS_A_QUARTER).first, quarter.first),
        ),
        "this-year": (Kind.YEAR, Period(year.first, tomorrow)),
        "12m": (Kind.MONTHS, Period(month.plus(-MONTHS_A_YEAR).first, month.first)),
    }


WORDS = tuple(meaning_of_words(date(2000, 1, 1)))
"""The periods that have a name: `30d`, `last-month`. Days and weeks are full ones; `this-` includes
today."""
PERIOD_WORDS = f"{', '.join(WORDS)}, 2026-08, 2026-08-14 or 2026-08-01..2026-08-14"


def _understand(text: str, today: date) -> tuple[Kind, Period]:
    if text in WORDS:
        return meaning_of_words(today)[text]
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            month, this_month = Month.parse(text), Month.of(today)
            return Kind.MONTH, Period(
                month.first, today + ONE_DAY
            ) if month == this_month else month.period
        first, dots, last = text.partition("..")
        start, final = parse_day(first), parse_day(last if dots else first)
        if start > final:
            raise AddressError(
                f"The period {text} ends before it begins.", remedy=f"Use {last}..{first}."
            )
        return (Kind.RANGE if dots else Kind.DAY), Period(start, final + ONE_DAY)
    except (ValueError, OverflowError):
        raise AddressError(
            f"“{text[:40]}” is not a valid period.", remedy=f"Use {PERIOD_WORDS}."
        ) from None


def parse_day(text: str) -> date:
    """`2026-08-14`. Raises ValueError."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _before(kind: Kind, period: Period, ended: bool) -> Period:
    """As many whole months before whole months; before open ones, the same days of as many
    months."""
    month = Month.of(period.start)
    if ended and of_months(kind, period):
        return Period(month.plus(-len(period.months)).first, period.start)
    if kind not in MONTHS_OF:
        return period.previous
    last = Month.of(period.last).plus(-MONTHS_OF[kind]).day(period.last.day)
    return Period(month.plus(-MONTHS_OF[kind]).first, last + ONE_DAY)


def of_months(kind: Kind, period: Period) -> bool:
    """Days and weeks counted back from today are no months, though they may fall on some."""
    counted_back = kind in (Kind.DAYS, Kind.WEEKS)
    return not counted_back and period.start.day == 1 and period.end.day == 1

"""Periods that a person can choose, and the days that they mean today (UTC)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from cloudsense.costs.calendar import MONTHS_A_QUARTER, MONTHS_A_YEAR, days_before, months_before
from cloudsense.costs.calendar import ONE_DAY as ONE_DAY
from cloudsense.costs.calendar import Month as Month
from cloudsense.costs.calendar import Period as Period
from cloudsense.costs.names import quoted
from cloudsense.errors import AddressError


class Kind(StrEnum):
    """Kind of a chosen period, which decides what it is compared with."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    MONTHS = "months"
    DAY = "day"
    RANGE = "range"


class Pairing(StrEnum):
    """How the days of two compared periods are paired."""

    BY_KIND = "by-kind"
    """Default for the kind of the period, which is compared with the period before."""
    IN_ORDER = "in-order"
    """The n-th day with the n-th day."""
    SAME_DAYS = "same-days"
    """Each day with the same day of another month."""
    WHOLE_MONTHS = "whole-months"
    """All days, even if the months differ in length."""
    PER_DAY = "per-day"
    """Daily means of two periods that differ in length."""


MONTHS_OF = {
    Kind.MONTH: 1,
    Kind.QUARTER: MONTHS_A_QUARTER,
    Kind.YEAR: MONTHS_A_YEAR,
    Kind.MONTHS: MONTHS_A_YEAR,
}
"""Length in calendar months of kinds that consist of them, even while the last one is open."""


@dataclass(frozen=True)
class PeriodChoice:
    """Chosen period: its `text` in the address, and the days that it means today."""

    text: str
    kind: Kind
    period: Period
    before: Period
    """Comparison period: as many days or months before (the same days of these
    while they are open)."""
    ended: bool = True
    """Whether its last day is over (UTC)."""
    earliest: date = date.min
    """The first day of the history."""
    pairing: Pairing = Pairing.BY_KIND

    @property
    def whole_months(self) -> bool:
        """Whether whole, ended calendar months were chosen."""
        if self.pairing not in (Pairing.BY_KIND, Pairing.WHOLE_MONTHS):
            return False
        return self.ended and of_months(self.kind, self.period)

    @property
    def whole_month(self) -> Month | None:
        """The month, if exactly one ended month was chosen."""
        month = Month.of(self.period.start)
        return month if self.whole_months and self.period == month.period else None

    @property
    def comparable(self) -> bool:
        """Whether the history covers the comparison period."""
        return self.before.start >= self.earliest

    @property
    def same_days(self) -> bool:
        """Whether each day is compared with the same day of another month."""
        if self.pairing is Pairing.BY_KIND:
            return self.kind in MONTHS_OF
        return self.pairing in (Pairing.SAME_DAYS, Pairing.WHOLE_MONTHS)


FILLING = timedelta(days=2)
"""AWS adds charges to today and yesterday (UTC)."""


def complete_through(seen: date) -> date:
    """Last complete UTC day, as of the UTC day `seen`."""
    return seen - FILLING


@lru_cache(maxsize=4096)
def choose(text: str, today: date, earliest: date = date.min) -> PeriodChoice:
    """Days that `text` means on the UTC day `today`, where the history begins on `earliest`.

    Raises AddressError for an unknown word, a day that does not exist or is in the future, and for
    days before the history.
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
    before = _before(kind, period, ended)
    return PeriodChoice(text, kind, period, before, ended, earliest)


DAY_COUNTS = (7, 14, 30, 90)
WEEKS_COUNT = 13


@lru_cache(maxsize=64)
def meaning_of_words(today: date) -> dict[str, tuple[Kind, Period]]:
    """Named periods and their days."""
    tomorrow, month = today + ONE_DAY, Month.of(today)
    quarter, year = month.quarter, Month(today.year, 1)
    monday = today - timedelta(days=today.weekday())
    words = {}
    for count in DAY_COUNTS:
        words[f"{count}d"] = Kind.DAYS, days_before(today, count)
    return words | {
        f"{WEEKS_COUNT}w": (Kind.WEEKS, days_before(monday, 7 * WEEKS_COUNT)),
        "this-month": (Kind.MONTH, Period(month.first, tomorrow)),
        "last-month": (Kind.MONTH, month.plus(-1).period),
        "this-quarter": (Kind.QUARTER, Period(quarter.first, tomorrow)),
        "last-quarter": (Kind.QUARTER, months_before(quarter, MONTHS_A_QUARTER)),
        "this-year": (Kind.YEAR, Period(year.first, tomorrow)),
        "12m": (Kind.MONTHS, months_before(month, MONTHS_A_YEAR)),
    }


WORDS = tuple(meaning_of_words(date(2000, 1, 1)))
"""Names of periods, such as `30d`, `last-month`. Days and weeks are complete
ones; `this-` includes today."""
PERIOD_WORDS = f"{', '.join(WORDS)}, 2026-08, 2026-08-14 or 2026-08-01..2026-08-14"


def _understand(text: str, today: date) -> tuple[Kind, Period]:
    if text in WORDS:
        return meaning_of_words(today)[text]
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            return Kind.MONTH, _days_of(Month.parse(text), today)
        first, dots, last = text.partition("..")
        start = parse_day(first)
        final = parse_day(last) if dots else start
        if start > final:
            raise AddressError(
                f"The period {text} ends before it begins.",
                remedy=f"Use {last}..{first}.",
            )
        period = Period(start, final + ONE_DAY)
        return Kind.RANGE if dots else Kind.DAY, period
    except (ValueError, OverflowError):
        said = f"{quoted(text)} is not a valid period."
        raise AddressError(said, remedy=f"Use {PERIOD_WORDS}.") from None


def _days_of(month: Month, today: date) -> Period:
    """Days of a month, up to today if it is open."""
    if month == Month.of(today):
        return Period(month.first, today + ONE_DAY)
    return month.period


def parse_day(text: str) -> date:
    """Parses `2026-08-14`. Raises ValueError."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _before(kind: Kind, period: Period, ended: bool) -> Period:
    """Comparison period: for whole months as many whole months before; for open ones the same days
    of as many months."""
    month = Month.of(period.start)
    if ended and of_months(kind, period):
        return months_before(month, len(period.months))
    if kind not in MONTHS_OF:
        return period.previous
    back = -MONTHS_OF[kind]
    last_month = Month.of(period.last).plus(back)
    last = last_month.day(period.last.day)
    return Period(month.plus(back).first, last + ONE_DAY)


def of_months(kind: Kind, period: Period) -> bool:
    """Whether the period consists of calendar months; days and weeks counted back
    from today do not."""
    if kind in (Kind.DAYS, Kind.WEEKS):
        return False
    return period.start.day == period.end.day == 1

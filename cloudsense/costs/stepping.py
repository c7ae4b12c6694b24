"""Previous and next period."""

from __future__ import annotations

from datetime import date, timedelta

from cloudsense.costs.period import (
    MONTHS_OF,
    Kind,
    Month,
    Period,
    PeriodChoice,
    choose,
    meaning_of_words,
    of_months,
)
from cloudsense.errors import AddressError


def step(text: str, today: date, by: int, earliest: date = date.min) -> str | None:
    """Address text of the period `by` lengths later, or earlier if negative.

    Months, quarters and years step by calendar months, and so do days that are whole months; all
    others step by days. None before `earliest`, the begin of the history, or after today. Raises
    AddressError as `choose` does.
    """
    choice = choose(text, today, earliest)
    found = _stepped(choice, today, by)
    try:
        return choose(found, today, earliest).text if found else None
    except AddressError:
        return None


def _stepped(choice: PeriodChoice, today: date, by: int) -> str | None:
    first = Month.of(choice.period.start)
    if count := MONTHS_OF.get(choice.kind):
        return _months(first.plus(by * count), count, today)
    days = _days(choice, by)
    if days is None:
        return None
    if choice.kind is Kind.DAY:
        return str(days.start)
    if word := _counted_back(days, today):
        return word
    if of_months(choice.kind, choice.period):
        count = len(choice.period.months)
        return _months(first.plus(by * count), count, today)
    return f"{days.start}..{days.last}"


def _days(choice: PeriodChoice, by: int) -> Period | None:
    try:
        period = choice.period
        shift = timedelta(days=period.days * by)
        return Period(period.start + shift, period.end + shift)
    except OverflowError:
        return None


def _counted_back(period: Period, today: date) -> str | None:
    """`30d`, if these are its days."""
    for word, (kind, days) in meaning_of_words(today).items():
        if kind in (Kind.DAYS, Kind.WEEKS) and days == period:
            return word
    return None


def _months(first: Month, count: int, today: date) -> str | None:
    """`count` calendar months; the current one is open, so it needs a period with a name."""
    for word, (kind, days) in meaning_of_words(today).items():
        if word == "last-month":
            continue
        if MONTHS_OF.get(kind) == count and Month.of(days.start) == first:
            return word
    end = first.plus(count)
    if end > Month.of(today):
        return None
    if count == 1:
        return str(first)
    days = Period(first.first, end.first)
    return f"{days.start}..{days.last}"

"""Comparison periods: the one before, the same days of last month or year, or
any other period. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from cloudsense.costs.calendar import MONTHS_A_YEAR
from cloudsense.costs.period import (
    MONTHS_OF,
    ONE_DAY,
    PERIOD_WORDS,
    Month,
    Pairing,
    Period,
    PeriodChoice,
    choose,
    of_months,
)
from cloudsense.errors import AddressError


class Against(StrEnum):
    """Words that `against` accepts; it also accepts any period."""

    BEFORE = "before"
    SAME_DAYS_LAST_MONTH = "same-days-last-month"
    YEAR_AGO = "year-ago"


AGAINST_WORDS = f"{', '.join(Against)}, or a period ({PERIOD_WORDS})"
MONTHS_BACK = {Against.SAME_DAYS_LAST_MONTH: 1, Against.YEAR_AGO: MONTHS_A_YEAR}


def compared_with(choice: PeriodChoice, against: str, today: date) -> PeriodChoice:
    """The choice with the comparison period as its `before`.

    Raises AddressError if `against` is neither a word of Against nor a period, if the periods
    overlap, or if the comparison period begins before the history.
    """
    if against == Against.BEFORE:
        found = choice
    elif against in MONTHS_BACK:
        found = _months_back(choice, MONTHS_BACK[Against(against)])
    else:
        found = _with_period(choice, against, today)
    _check(found)
    return found


def asked_periods(choice: PeriodChoice) -> tuple[Period, ...]:
    """Periods to ask for both sides: one period if their months are adjacent."""
    first, second = sorted((choice.before, choice.period))
    next_month = Month.of(first.last).plus(1)
    if next_month >= Month.of(second.start):
        return (Period(first.start, second.end),)
    return first, second


def check_words(against: str, today: date) -> None:
    """Raises AddressError for what is neither a word of Against nor a period."""
    if against not in tuple(Against):
        _period(against, today)


def _period(text: str, today: date) -> PeriodChoice:
    try:
        return choose(text, today)
    except AddressError as problem:
        remedy = problem.remedy
        if "valid period" in problem.title:
            remedy = f"Use {AGAINST_WORDS}."
        raise AddressError(f"against: {problem.title}", problem.detail, remedy) from None


def _months_back(choice: PeriodChoice, months: int) -> PeriodChoice:
    """The same days of an earlier month; for whole months, the whole months a year ago."""
    period = choice.period
    first_month = Month.of(period.start).plus(-months)
    last_month = Month.of(period.last).plus(-months)
    start = first_month.day(period.start.day)
    last = last_month.day(period.last.day)
    if first_month == last_month and start.day < period.start.day:
        raise AddressError(
            f"{first_month} does not have the days of {_typed(period)}.",
            remedy="Compare with another period.",
        )
    if choice.whole_months and months == MONTHS_A_YEAR:
        before = Period(start, last_month.period.end)
        return replace(choice, before=before, pairing=Pairing.WHOLE_MONTHS)
    before = Period(start, last + ONE_DAY)
    return replace(choice, before=before, pairing=Pairing.SAME_DAYS)


def _with_period(choice: PeriodChoice, against: str, today: date) -> PeriodChoice:
    other = _period(against, today)
    months = MONTHS_OF.get(choice.kind)
    ended = choice.ended and other.ended
    if months and months == MONTHS_OF.get(other.kind) and not ended:
        return _same_days(choice, other)
    pairing = _pairing(choice, other)
    return replace(choice, before=other.period, ended=ended, pairing=pairing)


def _pairing(choice: PeriodChoice, other: PeriodChoice) -> Pairing:
    ours, theirs = choice.period, other.period
    have_same_months = len(ours.months) == len(theirs.months)
    if choice.whole_months and of_months(other.kind, theirs) and other.ended and have_same_months:
        return Pairing.WHOLE_MONTHS
    if ours.days != theirs.days:
        return Pairing.PER_DAY
    if ours.start.day == theirs.start.day and have_same_months:
        return Pairing.SAME_DAYS
    return Pairing.IN_ORDER


def _same_days(choice: PeriodChoice, other: PeriodChoice) -> PeriodChoice:
    """The days that both periods have, where they cover the same number of months
    and one is open."""
    ours, theirs = choice.period, other.period
    months = min(len(ours.months), len(theirs.months))
    day = min(_last_day(ours, months), _last_day(theirs, months))
    return replace(
        choice,
        period=_up_to(ours, months, day),
        before=_up_to(theirs, months, day),
        pairing=Pairing.SAME_DAYS,
    )


def _last_day(period: Period, months: int) -> int:
    """The last day of the month covered in the first `months` of the period; 31 for all days."""
    month = period.months[months - 1]
    last = min(month.period.last, period.last)
    return 31 if last == month.period.last else last.day


def _up_to(period: Period, months: int, day: int) -> Period:
    last = period.months[months - 1].day(day)
    return Period(period.start, last + ONE_DAY)


def _check(choice: PeriodChoice) -> None:
    """Raises AddressError if the periods overlap or the comparison period
    begins before the history."""
    ours, theirs = choice.period, choice.before
    if theirs.start < choice.earliest:
        raise AddressError(
            f"The cost history does not reach back to {theirs.start}, where the period compared "
            "with begins.",
            remedy=f"Compare with a period that starts on {choice.earliest} or later.",
        )
    if ours.meet(theirs):
        raise AddressError(
            f"The periods {_typed(ours)} and {_typed(theirs)} overlap.",
            "Days that are in both would be compared with themselves.",
            "Compare with a period that has none of these days.",
        )


def _typed(period: Period) -> str:
    if period.days == 1:
        return str(period.start)
    return f"{period.start}..{period.last}"

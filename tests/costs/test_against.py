"""What a period can be compared with, at the edges of months and years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.against import Against, asked_periods, compared_with
from cloudsense.costs.compared_days import ComparedDays, compared_days
from cloudsense.costs.period import WORDS, Month, Period, choose, complete_through
from cloudsense.errors import AddressError


def days(period: str, against: str, today: str, earliest: str = "0001-01-01") -> ComparedDays:
    now = date.fromisoformat(today)
    choice = compared_with(choose(period, now, date.fromisoformat(earliest)), against, now)
    return compared_days(choice, complete_through(now))


def span(side: tuple[date, ...]) -> str:
    return f"{side[0]}..{side[-1]}" if side else ""


@pytest.mark.parametrize(
    ("period", "against", "today", "now", "before"),
    [
        ("2026-10", "before", "2026-11-28", "2026-10-01..2026-10-31", "2026-09-01..2026-09-30"),
        ("2026-10", "same-days-last-month", "2026-11-28", "2026-10-01..2026-10-30", "2026-09-01..2026-09-30"),
        ("2026-10", "year-ago", "2026-11-28", "2026-10-01..2026-10-31", "2025-10-01..2025-10-31"),
        ("2024-02", "year-ago", "2024-03-15", "2024-02-01..2024-02-29", "2023-02-01..2023-02-28"),
        ("2026-12-31", "year-ago", "2027-01-15", "2026-12-31..2026-12-31", "2025-12-31..2025-12-31"),
        ("2026-01-01", "before", "2026-01-15", "2026-01-01..2026-01-01", "2025-12-31..2025-12-31"),
        (
            "2026-03-30..2026-04-05",
            "same-days-last-month",
            "2026-04-15",
            "2026-04-01..2026-04-05",
            "2026-03-01..2026-03-05",
        ),
        ("this-month", "before", "2026-03-31", "2026-03-01..2026-03-28", "2026-02-01..2026-02-28"),
        ("this-month", "2026-01", "2026-03-31", "2026-03-01..2026-03-29", "2026-01-01..2026-01-29"),
        ("this-month", "year-ago", "2026-03-31", "2026-03-01..2026-03-29", "2025-03-01..2025-03-29"),
        ("this-month", "before", "2026-03-01", "", ""),
        ("2026-01", "this-month", "2026-03-15", "2026-01-01..2026-01-13", "2026-03-01..2026-03-13"),
        ("last-quarter", "before", "2026-11-28", "2026-07-01..2026-09-30", "2026-04-01..2026-06-30"),
        ("last-quarter", "2026-01-01..2026-03-31", "2026-11-28", "2026-07-01..2026-09-30", "2026-01-01..2026-03-31"),
        ("30d", "year-ago", "2026-11-28", "2026-10-29..2026-11-26", "2025-10-29..2025-11-26"),
        (
            "2026-11-02..2026-11-05",
            "2026-10-12..2026-10-15",
            "2026-11-28",
            "2026-11-02..2026-11-05",
            "2026-10-12..2026-10-15",
        ),
        ("2026-11-02", "2026-11-20", "2026-11-28", "2026-11-02..2026-11-02", "2026-11-20..2026-11-20"),
    ],
)
def test_days_that_are_compared(period: str, against: str, today: str, now: str, before: str) -> None:
    found = days(period, against, today)
    assert (span(found.now), span(found.before)) == (now, before)


def test_days_of_other_lengths_are_all_compared() -> None:
    found = days("2026-11-01..2026-11-10", "2026-10", "2026-11-28")
    assert (len(found.now), len(found.before), found.whole_months, found.per_day) == (10, 31, False, True)
    found = days("2026-10", "last-quarter", "2026-11-28")
    assert (len(found.now), len(found.before), found.whole_months) == (31, 92, False)


@pytest.mark.parametrize(
    ("period", "against", "said"),
    [
        ("30d", "7d", "overlap"),
        ("2026-10-31", "same-days-last-month", "2026-09 does not have the days of 2026-10-31."),
        ("this-month", "this-month", "overlap"),
        ("last-quarter", "same-days-last-month", "overlap"),
        ("12m", "before", "2025-10-01 or later"),
        ("this-year", "year-ago", "2025-10-01 or later"),
        ("30d", "2026-12-01", "in the future"),
        ("30d", "yesterday", "Use before, same-days-last-month, year-ago, or a period"),
        ("30d", "", "Use before"),
        ("30d", "2026-11-05..2026-11-01", "ends before it begins"),
    ],
)
def test_what_is_refused(period: str, against: str, said: str) -> None:
    with pytest.raises(AddressError) as refused:
        days(period, against, "2026-11-28", "2025-10-01")
    assert said in refused.value.sentence


@given(
    today=st.dates(date(2023, 1, 1), date(2029, 1, 1)),
    period=st.sampled_from([*WORDS, "month", "day"]),
    against=st.sampled_from([*Against, *WORDS, "month"]),
    back=st.integers(1, 11),
)
@settings(max_examples=400, deadline=None)
def test_equal_days_complete_and_on_one_side_only(today: date, period: str, against: str, back: int) -> None:
    named = {"month": str(Month.of(today).plus(-back)), "day": str(today - timedelta(days=back))}
    refused = ""
    try:
        choice = compared_with(choose(named.get(period, period), today), named.get(against, against), today)
    except AddressError as problem:
        refused = problem.title
    if refused:
        assert "overlap" in refused or "does not have the days" in refused
        return
    found = compared_days(choice, complete_through(today))
    assert not set(found.now) & set(found.before)
    assert all(day <= complete_through(today) for day in (*found.now, *found.before))
    assert set(found.now) <= set(choice.period.dates)
    assert set(found.before) <= set(choice.before.dates)
    if len(found.now) != len(found.before):
        assert found.whole_months or choice.period.days != choice.before.days
    asked = {day for part in asked_periods(choice) for day in part.dates}
    assert {*choice.period.dates, *choice.before.dates} <= asked
    months = {month for part in asked_periods(choice) for month in part.months}
    assert months == {*choice.period.months, *choice.before.months}


def test_months_between_are_not_asked() -> None:
    choice = compared_with(choose("2026-10", date(2026, 11, 28)), "year-ago", date(2026, 11, 28))
    assert asked_periods(choice) == (
        Period(date(2025, 10, 1), date(2025, 11, 1)),
        Period(date(2026, 10, 1), date(2026, 11, 1)),
    )

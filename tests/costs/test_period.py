"""Periods of UTC days, and what a person's words for them mean on a given day."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.costs.names import visible
from cloudsense.costs.period import MONTHS_OF, ONE_DAY, WORDS, Kind, Month, Period, choose
from cloudsense.errors import AddressError

TODAY = date(2026, 11, 23)

days = st.dates(date(2015, 1, 1), date(2040, 12, 31))
periods = st.builds(lambda start, count: Period(start, start + timedelta(days=count)), days, st.integers(1, 500))


def span(first: str, last: str) -> Period:
    """Both days inside."""
    return Period(date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY)


@pytest.mark.parametrize(
    ("today", "text", "kind", "period", "before"),
    [
        # any day
        ("2026-11-23", "7d", Kind.DAYS, ("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        ("2026-11-23", "14d", Kind.DAYS, ("2026-11-09", "2026-11-22"), ("2026-10-26", "2026-11-08")),
        ("2026-11-23", "30d", Kind.DAYS, ("2026-10-24", "2026-11-22"), ("2026-09-24", "2026-10-23")),
        ("2026-11-23", "90d", Kind.DAYS, ("2026-08-25", "2026-11-22"), ("2026-05-27", "2026-08-24")),
        ("2026-11-23", "this-month", Kind.MONTH, ("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-10-23")),
        ("2026-11-23", "2026-11", Kind.MONTH, ("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-10-23")),
        ("2026-11-23", "last-month", Kind.MONTH, ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("2026-11-23", "2026-08", Kind.MONTH, ("2026-08-01", "2026-08-31"), ("2026-07-01", "2026-07-31")),
        ("2026-11-23", "2026-11-12", Kind.DAY, ("2026-11-12", "2026-11-12"), ("2026-11-11", "2026-11-11")),
        ("2026-11-23", "2026-11-23", Kind.DAY, ("2026-11-23", "2026-11-23"), ("2026-11-22", "2026-11-22")),
        (
            "2026-11-23",
            "2026-08-14..2026-08-20",
            Kind.RANGE,
            ("2026-08-14", "2026-08-20"),
            ("2026-08-07", "2026-08-13"),
        ),
        (
            "2026-11-23",
            "2026-08-14..2026-08-14",
            Kind.RANGE,
            ("2026-08-14", "2026-08-14"),
            ("2026-08-13", "2026-08-13"),
        ),
        (
            "2026-11-23",
            "2025-10-01..2026-11-23",
            Kind.RANGE,
            ("2025-10-01", "2026-11-23"),
            ("2024-08-08", "2025-09-30"),
        ),
        # whole weeks, the last of which has ended
        ("2026-11-23", "13w", Kind.WEEKS, ("2026-08-24", "2026-11-22"), ("2026-05-25", "2026-08-23")),
        ("2026-11-22", "13w", Kind.WEEKS, ("2026-08-17", "2026-11-15"), ("2026-05-18", "2026-08-16")),
        ("2028-03-01", "13w", Kind.WEEKS, ("2027-11-29", "2028-02-27"), ("2027-08-30", "2027-11-28")),
        # quarters: open ones against the same days of the three months before
        ("2026-11-23", "this-quarter", Kind.QUARTER, ("2026-10-01", "2026-11-23"), ("2026-07-01", "2026-08-23")),
        ("2026-05-31", "this-quarter", Kind.QUARTER, ("2026-04-01", "2026-05-31"), ("2026-01-01", "2026-02-28")),
        ("2026-12-31", "this-quarter", Kind.QUARTER, ("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-09-30")),
        ("2027-01-01", "this-quarter", Kind.QUARTER, ("2027-01-01", "2027-01-01"), ("2026-10-01", "2026-10-01")),
        ("2026-11-23", "last-quarter", Kind.QUARTER, ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        ("2027-01-01", "last-quarter", Kind.QUARTER, ("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-09-30")),
        # years, and twelve months that have ended
        ("2026-11-23", "this-year", Kind.YEAR, ("2026-01-01", "2026-11-23"), ("2025-01-01", "2025-11-23")),
        ("2028-02-29", "this-year", Kind.YEAR, ("2028-01-01", "2028-02-29"), ("2027-01-01", "2027-02-28")),
        ("2026-12-31", "this-year", Kind.YEAR, ("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        ("2027-01-01", "this-year", Kind.YEAR, ("2027-01-01", "2027-01-01"), ("2026-01-01", "2026-01-01")),
        ("2026-11-23", "12m", Kind.MONTHS, ("2025-11-01", "2026-10-31"), ("2024-11-01", "2025-10-31")),
        ("2028-03-01", "12m", Kind.MONTHS, ("2027-03-01", "2028-02-29"), ("2026-03-01", "2027-02-28")),
        # the 1st of a month
        ("2026-11-01", "7d", Kind.DAYS, ("2026-10-25", "2026-10-31"), ("2026-10-18", "2026-10-24")),
        ("2026-11-01", "this-month", Kind.MONTH, ("2026-11-01", "2026-11-01"), ("2026-10-01", "2026-10-01")),
        ("2026-11-01", "last-month", Kind.MONTH, ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("2026-01-01", "this-month", Kind.MONTH, ("2026-01-01", "2026-01-01"), ("2025-12-01", "2025-12-01")),
        ("2026-01-01", "last-month", Kind.MONTH, ("2025-12-01", "2025-12-31"), ("2025-11-01", "2025-11-30")),
        # the last day of one: the month has not ended
        ("2026-11-30", "this-month", Kind.MONTH, ("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-30")),
        ("2026-12-31", "this-month", Kind.MONTH, ("2026-12-01", "2026-12-31"), ("2026-11-01", "2026-11-30")),
        ("2026-12-31", "30d", Kind.DAYS, ("2026-12-01", "2026-12-30"), ("2026-11-01", "2026-11-30")),
        # a month before that has fewer days
        ("2026-03-30", "this-month", Kind.MONTH, ("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28")),
        ("2026-03-28", "this-month", Kind.MONTH, ("2026-03-01", "2026-03-28"), ("2026-02-01", "2026-02-28")),
        # days that are calendar months: as many months before
        (
            "2026-11-23",
            "2026-10-01..2026-10-31",
            Kind.RANGE,
            ("2026-10-01", "2026-10-31"),
            ("2026-09-01", "2026-09-30"),
        ),
        (
            "2026-11-23",
            "2026-07-01..2026-09-30",
            Kind.RANGE,
            ("2026-07-01", "2026-09-30"),
            ("2026-04-01", "2026-06-30"),
        ),
        # but not where they are counted back from today
        ("2026-12-01", "30d", Kind.DAYS, ("2026-11-01", "2026-11-30"), ("2026-10-02", "2026-10-31")),
        # 29 February
        ("2028-02-29", "this-month", Kind.MONTH, ("2028-02-01", "2028-02-29"), ("2028-01-01", "2028-01-29")),
        ("2028-02-29", "2028-02-29", Kind.DAY, ("2028-02-29", "2028-02-29"), ("2028-02-28", "2028-02-28")),
        ("2028-03-01", "7d", Kind.DAYS, ("2028-02-23", "2028-02-29"), ("2028-02-16", "2028-02-22")),
        ("2028-03-29", "this-month", Kind.MONTH, ("2028-03-01", "2028-03-29"), ("2028-02-01", "2028-02-29")),
    ],
)
def test_words_mean_days(today: str, text: str, kind: Kind, period: tuple[str, str], before: tuple[str, str]) -> None:
    choice = choose(text, date.fromisoformat(today))
    assert (choice.text, choice.kind) == (text, kind)
    assert choice.period == span(*period)
    assert choice.before == span(*before)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "d", "0d", "1d", "8d", "30", "30D", " 30d", "30d ", "-30d", "+7d", "٣٠d", "3０d", "30d\n"),
        *("this_month", "This-Month", "next-month", "lastmonth", "today", "yesterday", "all", "2026"),
        *("2026-8", "2026-13", "2026-00", "2026-08-", "-2026-08", "26-08", "2026/08", "2026-08\n", "٢٠٢٦-٠٨"),
        *("2026-02-29", "2026-02-30", "2026-11-31", "2026-8-14", "2026-08-1", "20260814", "2026-W33", "2026-W33-1"),
        *("2026-08-14T00:00", "2026-08-14 ", "0000-01-01", "0000-01", "9999-12", "9999-12-31", "10000-01-01"),
        *("..", "2026-08-14..", "..2026-08-14", "2026-08..2026-09", "2026-08-01...2026-08-14", "7d..14d"),
        *("2026-08-01..2026-08-14..2026-08-20", "2026-08-01.2026-08-14", "2026-08-01–2026-08-14"),
        *("2026-08-01..2026-08-32", "<script>", "9" * 5000),
    ],
)
def test_other_words_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(AddressError) as refusal:
        choose(text, TODAY)
    assert refusal.value.sentence == (
        f"“{visible(text[:40])}” is not a valid period. "
        "Use 7d, 14d, 30d, 90d, 13w, this-month, last-month, this-quarter, last-quarter, this-year, 12m, "
        "2026-08, 2026-08-14 or 2026-08-01..2026-08-14."
    )


def test_days_the_wrong_way_round() -> None:
    with pytest.raises(AddressError) as refusal:
        choose("2026-08-20..2026-08-14", TODAY)
    assert refusal.value.sentence == (
        "The period 2026-08-20..2026-08-14 ends before it begins. Use 2026-08-14..2026-08-20."
    )


@pytest.mark.parametrize(("today", "first"), [("2026-11-23", "2025-10-01"), ("2026-11-01", "2024-02-29")])
def test_no_period_begins_before_the_history(today: str, first: str) -> None:
    day, limit = date.fromisoformat(today), date.fromisoformat(first)
    for text in (first, f"{first}..{today}"):
        choice = choose(text, day, limit)
        assert (choice.period.start, choice.earliest) == (limit, limit)
        assert not choice.comparable
    early = limit - ONE_DAY
    for text in (f"{early}", f"{early:%Y-%m}", f"{early}..{today}", "0001-01", "0001-01-01", "1999-12-31"):
        with pytest.raises(AddressError) as refusal:
            choose(text, day, limit)
        assert refusal.value.title.startswith("The cost history does not reach back to ")
        assert refusal.value.remedy == f"Choose a period that starts on {first} or later."


def test_what_the_history_has_can_be_compared() -> None:
    assert choose("last-month", TODAY, date(2026, 9, 1)).comparable
    assert not choose("last-month", TODAY, date(2026, 9, 2)).comparable


@pytest.mark.parametrize("text", ["2026-11-24", "2026-12", "2026-11-01..2026-11-24", "2027-01-01", "9999-11"])
def test_the_future_is_refused(text: str) -> None:
    with pytest.raises(AddressError) as refusal:
        choose(text, TODAY)
    assert refusal.value.sentence == (
        f"The period {text} is in the future. Today is 2026-11-23 (UTC). Choose a period up to today."
    )


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}-[0-9]{1,2}(-[0-9]{1,2})?(\.\.[0-9-]{8,10})?"), days)
@example("2026-11", date(2026, 12, 1))
def test_a_word_is_days_that_can_be_asked_for_or_refused(text: str, today: date) -> None:
    with suppress(AddressError):
        first = COST_EXPLORER.first_day(today)
        choice = choose(text, today, first)
        assert first <= choice.period.start <= choice.period.last <= today


@settings(deadline=None)
@given(days, st.sampled_from(WORDS))
def test_what_is_compared_lies_before_and_is_no_longer(today: date, word: str) -> None:
    choice = choose(word, today)
    assert choice.before.end <= choice.period.start
    if choice.kind is Kind.DAYS:
        assert choice.period.end == today
        assert choice.before == choice.period.previous
        assert choice.before.days == choice.period.days == int(word[:-1])
    elif choice.kind is Kind.WEEKS:
        assert choice.period.start.weekday() == choice.period.end.weekday() == 0
        assert (choice.period.days, today - choice.period.end < timedelta(days=7)) == (7 * int(word[:-1]), True)
        assert choice.before == choice.period.previous
    elif choice.whole_months:
        assert choice.before.end == choice.period.start
        assert len(choice.before.months) == len(choice.period.months) == MONTHS_OF[choice.kind]
    else:
        assert choice.before.start == Month.of(choice.period.start).plus(-MONTHS_OF[choice.kind]).first
        assert choice.before.last == Month.of(today).plus(-MONTHS_OF[choice.kind]).day(today.day)


def test_only_a_month_from_first_to_last_day_is_a_whole_one() -> None:
    assert choose("2026-08", TODAY).whole_month == Month(2026, 8)
    assert choose("2026-08-01..2026-08-31", TODAY).whole_month == Month(2026, 8)
    assert choose("2026-08-01..2026-08-30", TODAY).whole_month is None
    assert choose("2026-08-01..2026-09-30", TODAY).whole_month is None
    assert choose("this-month", TODAY).whole_month is None
    assert choose("this-month", date(2026, 11, 30)).whole_month is None  # its last day is not over
    assert choose("2026-11", date(2026, 12, 1)).whole_month == Month(2026, 11)
    assert choose("30d", date(2026, 12, 1)).whole_month is None
    assert choose("2026-08-01..2026-09-30", TODAY).whole_months


@settings(deadline=None)
@given(periods)
def test_a_period_is_its_days(period: Period) -> None:
    dates = list(period.dates)
    assert len(dates) == period.days
    assert (dates[0], dates[-1]) == (period.start, period.last)
    assert all(day in period for day in dates)
    assert period.start - ONE_DAY not in period
    assert period.end not in period
    assert list(period.months) == sorted({Month.of(day) for day in dates})
    assert (period.previous.end, period.previous.days) == (period.start, period.days)


@settings(deadline=None)
@given(periods, periods)
def test_two_periods_meet_in_the_days_of_both(one: Period, other: Period) -> None:
    both = sorted(set(one.dates) & set(other.dates))
    met = one.meet(other)
    assert met == other.meet(one)
    assert (list(met.dates) if met else []) == both


@settings(deadline=None)
@given(days, st.integers(-200, 200))
def test_months_are_counted_over_years(day: date, count: int) -> None:
    month = Month.of(day)
    later = month.plus(count)
    assert later.plus(-count) == month
    assert (later.year - month.year) * 12 + later.number - month.number == count
    assert later.period.end == later.plus(1).first
    assert Month.parse(str(later)) == later


def test_a_period_needs_a_day() -> None:
    for end in (TODAY, TODAY - ONE_DAY):
        with pytest.raises(ValueError, match="at least one day"):
            Period(TODAY, end)

"""From a period to the one before or after it, as an address has it."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.costs.period import MONTHS_OF, WORDS, Kind, Month, PeriodChoice, choose, meaning_of_words, of_months
from cloudsense.costs.stepping import step as step_within
from cloudsense.errors import AddressError


def step(text: str, today: date, by: int) -> str | None:
    return step_within(text, today, by, COST_EXPLORER.first_day(today))


@pytest.mark.parametrize(
    ("today", "text", "earlier"),
    [
        ("2026-11-23", "30d", "2026-09-24..2026-10-23"),
        ("2026-11-23", "7d", "2026-11-09..2026-11-15"),
        ("2026-11-23", "13w", "2026-05-25..2026-08-23"),
        ("2026-11-23", "this-month", "2026-10"),
        ("2026-11-23", "last-month", "2026-09"),
        ("2026-11-23", "2026-11", "2026-10"),
        ("2026-11-23", "2026-10", "2026-09"),
        ("2026-11-23", "this-quarter", "last-quarter"),
        ("2026-11-23", "last-quarter", "2026-04-01..2026-06-30"),
        ("2026-11-23", "2026-04-01..2026-06-30", "2026-01-01..2026-03-31"),
        ("2026-11-23", "2026-11-23", "2026-11-22"),
        ("2026-03-01", "2026-03-01", "2026-02-28"),
        ("2028-03-01", "2028-03-01", "2028-02-29"),
        ("2027-01-01", "2027-01-01", "2026-12-31"),
        ("2027-01-01", "this-month", "2026-12"),
        ("2027-01-01", "this-quarter", "last-quarter"),
        ("2027-01-01", "this-year", "12m"),
        ("2026-12-31", "this-quarter", "last-quarter"),
        ("2026-11-23", "2026-11-14..2026-11-20", "2026-11-07..2026-11-13"),
        ("2026-11-23", "2026-08-01..2026-08-31", "2026-07"),
        # the history begins on 2025-10-01
        ("2026-11-23", "2025-10-01", None),
        ("2026-11-23", "2025-10", None),
        ("2026-11-23", "12m", None),
        ("2026-11-23", "this-year", None),
        ("2026-11-23", "2025-10-01..2025-12-31", None),
    ],
)
def test_one_step_back(today: str, text: str, earlier: str | None) -> None:
    assert step(text, date.fromisoformat(today), -1) == earlier


@pytest.mark.parametrize(
    ("today", "text", "later"),
    [
        ("2026-11-23", "2026-10-17..2026-10-23", "2026-10-24..2026-10-30"),
        ("2026-11-23", "2026-09-24..2026-10-23", "30d"),
        ("2026-11-23", "2026-05-25..2026-08-23", "13w"),
        ("2026-11-23", "2026-09", "2026-10"),
        ("2026-11-23", "last-month", "this-month"),
        ("2026-11-23", "2026-04-01..2026-06-30", "last-quarter"),
        ("2026-11-23", "last-quarter", "this-quarter"),
        ("2026-02-10", "2025-01-01..2025-12-31", "this-year"),
        ("2026-11-23", "2026-11-22", "2026-11-23"),
        ("2026-12-31", "2026-11-01..2026-11-30", "30d"),
        # beyond today
        ("2026-11-23", "30d", None),
        ("2026-11-23", "2026-11-23", None),
        ("2026-11-23", "this-month", None),
        ("2026-11-23", "this-year", None),
        ("2026-11-23", "2026-08-01..2026-10-31", None),
        ("2026-11-23", "2026-11-10..2026-11-17", None),
    ],
)
def test_one_step_forth(today: str, text: str, later: str | None) -> None:
    assert step(text, date.fromisoformat(today), 1) == later


def test_several_steps() -> None:
    today = date(2026, 11, 23)
    assert step("this-month", today, -3) == "2026-08"
    assert step("7d", today, -2) == "2026-11-02..2026-11-08"
    assert step("30d", today, -(10**9)) is None


def test_a_longer_history_can_be_stepped_through() -> None:
    today = date(2026, 11, 23)
    assert step_within("12m", today, -1) == "2024-11-01..2025-10-31"
    assert step_within("this-year", today, -1) == "2025-01-01..2025-12-31"


def test_a_period_that_cannot_be_is_refused() -> None:
    with pytest.raises(AddressError):
        step("8d", date(2026, 11, 23), -1)


todays = st.dates(date(2016, 1, 1), date(2040, 12, 31)) | st.sampled_from(
    [date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29), date(2028, 3, 1), date(2027, 3, 1), date(2028, 12, 31)]
)


@st.composite
def texts(draw: st.DrawFn, today: date) -> str:
    """Any period of the history as an address has it."""
    first = today - timedelta(days=draw(st.integers(0, 390)))
    last = min(first + timedelta(days=draw(st.integers(0, 200))), today)
    return draw(st.sampled_from([*WORDS, str(first), f"{first:%Y-%m}", f"{first}..{last}"]))


def is_of_months(choice: PeriodChoice) -> bool:
    return choice.kind in MONTHS_OF or of_months(choice.kind, choice.period)


@settings(deadline=None, max_examples=500)
@given(st.data(), todays, st.sampled_from([-1, 1]))
def test_back_and_forth_leads_to_the_same_days(data: st.DataObject, today: date, by: int) -> None:
    text = data.draw(texts(today))
    here = choose(text, today)
    there_text = step(text, today, by)
    assume(there_text)
    there = choose(there_text or "", today)
    # 13 weeks and a quarter of 91 days can lead to the same days; from there the way is that of the weeks.
    assume(all(step(word, today, by) != there_text for word in ("30d", "90d", "13w") if word != text))
    # Days that happen to end up on whole months go on by months.
    assume(is_of_months(there) == is_of_months(here))
    back = step(there.text, today, -by)
    if back is None:
        # The current month is open: only what has a word ends in it.
        assert here.period.last >= today.replace(day=1)
    else:
        assert choose(back, today).period == here.period


@settings(deadline=None, max_examples=500)
@given(st.data(), todays, st.sampled_from([-2, -1, 1]))
def test_a_step_is_as_long_and_follows(data: st.DataObject, today: date, by: int) -> None:
    text = data.draw(texts(today))
    here, there_text = choose(text, today), step(text, today, by)
    assume(there_text)
    there = choose(there_text or "", today)
    assert there.period.last <= today
    if is_of_months(here) and there.kind not in (Kind.DAYS, Kind.WEEKS):
        assert len(there.period.months) == len(here.period.months) or not (here.ended and there.ended)
        assert there.period.start.day == here.period.start.day == 1
    else:
        assert there.period.days == here.period.days
        assert (there.period.start - here.period.start).days == by * here.period.days


COUNTS = {"this-month": 1, "last-month": 1, "this-quarter": 3, "last-quarter": 3, "this-year": 12, "12m": 12}


@settings(deadline=None, max_examples=200)
@given(todays, st.sampled_from(sorted(COUNTS)), st.integers(0, 40))
def test_words_of_months_step_back_to_the_start_of_the_history_and_forth_again(
    today: date, word: str, months: int
) -> None:
    """Over new years, from and to months with a 29 February, and no further."""
    earliest, count = Month.of(today).plus(-months).first, COUNTS[word]
    first = Month.of(meaning_of_words(today)[word][1].start)
    assume(first.first >= earliest)
    path, text = [word], step_within(word, today, -1, earliest)
    while text:
        path.append(text)
        period = choose(text, today, earliest).period
        assert period.months == tuple(first.plus(-count * (len(path) - 1) + n) for n in range(count))
        assert (period.start, period.end) == (period.months[0].first, period.months[-1].period.end)
        text = step_within(text, today, -1, earliest)
    assert first.plus(-count * len(path)).first < earliest
    for earlier, later in itertools.pairwise(reversed(path)):
        forth = step_within(earlier, today, 1, earliest)
        assert choose(forth or "", today).period == choose(later, today).period
    after = {"last-month": "this-month", "last-quarter": "this-quarter"}
    if today.month == 1:
        after["12m"] = "this-year"
    assert step_within(word, today, 1, earliest) == after.get(word)


@settings(deadline=None, max_examples=200)
@given(todays, st.sampled_from(["7d", "14d", "30d", "90d", "13w"]), st.integers(0, 400))
def test_words_of_days_step_by_their_days(today: date, word: str, known: int) -> None:
    period, earliest = meaning_of_words(today)[word][1], today - timedelta(days=known)
    assume(period.start >= earliest)
    assert step_within(word, today, 1, earliest) is None
    back = step_within(word, today, -1, earliest)
    if period.previous.start < earliest:
        assert back is None
        return
    assert choose(back or "", today).period == period.previous
    assert choose(step_within(back or "", today, 1, earliest) or "", today).period == period

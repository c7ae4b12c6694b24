"""The four figures on top, and the sentences that say the same."""

from datetime import date

import pytest
from drawn import by_class, texts
from frames import table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import Table
from cloudsense.costs.period import PeriodChoice, choose
from cloudsense.figures import tiles
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
TODAY = date(2026, 11, 23)


def total(word: str, now: float, then: float | None, today: date = TODAY) -> View:
    """Of a period whose days cost `now` in all, and those compared with `then`."""
    choice = choose(word, today)
    before = None if then is None else table(choice.before, {"EC2": then / choice.before.days})
    return tiles.total(_in_all(choice, now), before, choice, "USD")


def _in_all(choice: PeriodChoice, amount: float) -> Table:
    return table(choice.period, {"EC2": amount / choice.period.days})


@pytest.mark.parametrize(
    ("today", "word", "title", "sentence", "against"),
    [
        (
            *("2026-11-23", "30d", "Total, 30 days"),
            "$120.00 in Oct 24 – Nov 22, 2026, $20.00 (20%) more than in the 30 days before.",
            "the 30 days before",
        ),
        (
            *("2026-11-23", "2026-11-12", "Total, Nov 12"),
            "$120.00 on Nov 12, 2026, $20.00 (20%) more than on the day before.",
            "the day before",
        ),
        (
            *("2026-11-23", "2026-08-14..2026-08-14", "Total, Aug 14"),
            "$120.00 on Aug 14, 2026, $20.00 (20%) more than on the day before.",
            "the day before",
        ),
        (
            *("2026-11-23", "last-month", "Total, October"),
            "$120.00 in Oct 1 – Oct 31, 2026, $20.00 (20%) more than in September.",
            "September",
        ),
        (
            *("2026-11-23", "this-month", "Total, November so far"),
            "$120.00 in Nov 1 – Nov 23, 2026, $20.00 (20%) more than in Oct 1 – Oct 23, 2026.",
            "Oct 1 – Oct 23, 2026",
        ),
        (
            *("2026-11-01", "this-month", "Total, November so far"),
            "$120.00 on Nov 1, 2026, $20.00 (20%) more than on Oct 1, 2026.",
            "Oct 1, 2026",
        ),
        (
            *("2026-12-31", "this-month", "Total, December"),
            "$120.00 in Dec 1 – Dec 31, 2026, $20.00 (20%) more than in November.",
            "November",
        ),
        (
            *("2028-02-29", "2028-02-29", "Total, Feb 29"),
            "$120.00 on Feb 29, 2028, $20.00 (20%) more than on the day before.",
            "the day before",
        ),
        (
            *("2028-03-29", "this-month", "Total, March so far"),
            "$120.00 in Mar 1 – Mar 29, 2028, $20.00 (20%) more than in Feb 1 – Feb 29, 2028.",
            "Feb 1 – Feb 29, 2028",
        ),
    ],
)
def test_a_total_and_its_change(today: str, word: str, title: str, sentence: str, against: str) -> None:
    shown = total(word, 120, 100, date.fromisoformat(today))
    assert (shown.title, shown.sentence) == (title, sentence)
    assert texts(shown, "figure") == ["$120.00"]
    assert texts(shown, "note") == [f"▲ $20.00 · 20% vs {against}"]


@pytest.mark.parametrize(
    ("now", "then", "said", "chip", "role"),
    [
        (80, 100, "$80.00 {}, $20.00 (20%) less than {}.", "▼ $20.00 · 20%", "down"),
        (100, 100, "$100.00 {}, the same as {}.", "no change", ""),
        (100.004, 100, "$100.00 {}, the same as {}.", "no change", ""),
        (0, 0, "$0.00 {}, the same as {}.", "no change", ""),
        (5, 0, "$5.00 {}, $5.00 more than {}.", "▲ $5.00", "up"),
        (5, -5, "$5.00 {}, $10.00 more than {}.", "▲ $10.00", "up"),
        (-30, 10, f"{MINUS}$30.00 {{}}, $40.00 (400%) less than {{}}.", "▼ $40.00 · 400%", "down"),
        (50_000, 1, "$50,000.00 {}, $49,999.00 (over 10,000%) more than {}.", "▲ $49,999.00 · over 10,000%", "up"),
    ],
)
def test_changes_in_words(now: float, then: float, said: str, chip: str, role: str) -> None:
    shown = total("7d", now, then)
    assert shown.sentence == said.format("in Nov 16 – Nov 22, 2026", "in the 7 days before")
    assert texts(shown, "chip") == [chip]
    assert by_class(shown, "chip")[0]["c"].split()[1:] == [role] * bool(role)


def test_without_earlier_days_there_is_no_change() -> None:
    shown = total("2025-10", 120, None)
    assert shown.sentence == "$120.00 in Oct 1 – Oct 31, 2025."
    assert texts(shown, "note") == ["no earlier days to compare with"]


def test_an_average_with_its_lowest_and_highest_day() -> None:
    choice = choose("7d", TODAY)
    made = table(choice.period, {"EC2": [10, 4, 10, 31.5, 10, 10, 1]})
    shown = tiles.average(made, TODAY, "USD")
    assert shown.sentence == "$10.93 a day, from $4.00 on Nov 17 to $31.50 on Nov 19."
    assert texts(shown, "figure") == ["$10.93"]
    assert texts(shown, "note") == ["Lowest Nov 17, highest Nov 19 · $4.00 – $32"]


def test_today_can_be_the_highest_day_but_not_the_lowest() -> None:
    choice = choose("this-month", date(2026, 11, 4))
    made = table(choice.period, {"EC2": [10, 9, 1, 20]})
    assert tiles.average(made, date(2026, 11, 4), "USD").sentence == (
        "$10.00 a day, from $9.00 on Nov 2 to $20.00 on Nov 4."
    )


@pytest.mark.parametrize("word", ["this-month", "2026-11-01"])
def test_the_average_of_one_day(word: str) -> None:
    today = date(2026, 11, 1)
    made = table(choose(word, today).period, {"EC2": 10})
    shown = tiles.average(made, today, "USD")
    assert shown.sentence == "$10.00 a day."
    assert texts(shown, "note") == ["one day"]


def test_the_average_of_nothing_and_of_less() -> None:
    period = choose("7d", TODAY).period
    nothing = tiles.average(table(period, {}), TODAY, "USD")
    assert nothing.sentence == "$0.00 a day."
    assert texts(nothing, "note") == ["no costs in these days"]
    assert tiles.average(table(period, {"Credit": -2}), TODAY, "USD").sentence.startswith(f"{MINUS}$2.00 a day")


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=7, max_size=7).filter(any))
def test_an_average_lies_between_lowest_and_highest(daily: list[float]) -> None:
    made = table(choose("7d", date(2026, 12, 20)).period, {"EC2": daily})
    said = tiles.average(made, date(2026, 12, 31), "USD").sentence
    assert f"from {_money(min(daily))} on" in said
    assert f"to {_money(max(daily))} on" in said
    assert said.startswith(f"{_money(made.total / 7)} a day")


def _money(amount: float) -> str:
    return tiles.words.money(amount, "USD")

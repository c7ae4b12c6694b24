"""The four figures on top, and the sentences that say the same."""

from datetime import date

import pytest
from drawn import by_class, texts
from frames import compared, table
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import breakdown as rows_of
from cloudsense.costs.period import choose, complete_through
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown, changes, tiles
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
TODAY = date(2026, 11, 23)


def total(word: str, now: float, then: float | None, today: date = TODAY) -> View:
    """Of a period each of whose days costs `now`, and each of those compared with `then`."""
    choice = choose(word, today)
    costs = table(choice.period, {"EC2": now})
    if then is None:
        return tiles.total(costs, None, choice, "USD")
    comparison = compared(costs, table(choice.before, {"EC2": then}), choice, complete_through(today))
    return tiles.total(costs, comparison, choice, "USD")


@pytest.mark.parametrize(
    ("today", "word", "title", "sentence", "notes"),
    [
        (
            *("2026-11-23", "14d", "Total, 14 days"),
            "$168.00 in Nov 9 – Nov 22, 2026. Nov 9 – Nov 21: $26.00 (20%) more than Oct 26 – Nov 7. "
            "Nov 22 is incomplete and not compared.",
            ["▲ $26.00 · 20% vs Oct 26 – Nov 7", "13 complete days"],
        ),
        (
            *("2026-11-23", "7d", "Total, 7 days"),
            "$84.00 in Nov 16 – Nov 22, 2026. Nov 16 – Nov 21: $12.00 (20%) more than Nov 9 – Nov 14. "
            "Nov 22 is incomplete and not compared.",
            ["▲ $12.00 · 20% vs Nov 9 – Nov 14", "6 complete days"],
        ),
        (
            *("2026-11-23", "2026-11-12", "Total, Nov 12"),
            "$12.00 on Nov 12, 2026. That is $2.00 (20%) more than the day before.",
            ["▲ $2.00 · 20% vs the day before"],
        ),
        (
            *("2026-11-23", "2026-11-23", "Total, Nov 23"),
            "$12.00 on Nov 23, 2026. Nov 23 is incomplete, so there is nothing to compare yet.",
            ["Nov 23 is incomplete, so there is nothing to compare yet."],
        ),
        (
            *("2026-11-23", "2026-08", "Total, August"),
            "$372.00 in Aug 1 – Aug 31, 2026. That is $62.00 (20%) more than July.",
            ["▲ $62.00 · 20% vs July"],
        ),
        (
            *("2027-03-23", "2027-02", "Total, February"),
            "$336.00 in Feb 1 – Feb 28, 2027. That is $2.00 a day (20%) more than January. "
            "February has 28 days, January has 31: per day +$2.00, 20%.",
            ["▲ $2.00 a day · 20% vs January", "28 against 31 days, per day"],
        ),
        (
            *("2026-11-23", "this-month", "Total, November so far"),
            "$276.00 in Nov 1 – Nov 23, 2026. Nov 1 – Nov 21: $42.00 (20%) more than Oct 1 – Oct 21. "
            "Nov 22 and Nov 23 are incomplete and not compared.",
            ["▲ $42.00 · 20% vs Oct 1 – Oct 21", "21 complete days"],
        ),
        (
            *("2026-11-01", "this-month", "Total, November so far"),
            "$12.00 on Nov 1, 2026. Nov 1 is incomplete, so there is nothing to compare yet.",
            ["Nov 1 is incomplete, so there is nothing to compare yet."],
        ),
        (
            *("2026-11-01", "last-month", "Total, October"),
            "$372.00 in Oct 1 – Oct 31, 2026. Oct 1 – Oct 30: $60.00 (20%) more than Sep 1 – Sep 30. "
            "Oct 31 is incomplete and not compared.",
            ["▲ $60.00 · 20% vs Sep 1 – Sep 30", "30 complete days"],
        ),
        (
            *("2026-12-31", "this-month", "Total, December so far"),
            "$372.00 in Dec 1 – Dec 31, 2026. Dec 1 – Dec 29: $58.00 (20%) more than Nov 1 – Nov 29. "
            "Dec 30 and Dec 31 are incomplete and not compared.",
            ["▲ $58.00 · 20% vs Nov 1 – Nov 29", "29 complete days"],
        ),
        (
            *("2027-02-28", "this-month", "Total, February so far"),
            "$336.00 in Feb 1 – Feb 28, 2027. Feb 1 – Feb 26: $52.00 (20%) more than Jan 1 – Jan 26. "
            "Feb 27 and Feb 28 are incomplete and not compared.",
            ["▲ $52.00 · 20% vs Jan 1 – Jan 26", "26 complete days"],
        ),
        (
            *("2027-03-31", "this-month", "Total, March so far"),
            "$372.00 in Mar 1 – Mar 31, 2027. Mar 1 – Mar 28: $56.00 (20%) more than Feb 1 – Feb 28. "
            "Mar 30 and Mar 31 are incomplete and not compared. "
            "Mar 29: not compared, February has 28 days.",
            ["▲ $56.00 · 20% vs Feb 1 – Feb 28", "28 complete days"],
        ),
        (
            *("2028-03-10", "2028-02-29", "Total, Feb 29"),
            "$12.00 on Feb 29, 2028. That is $2.00 (20%) more than the day before.",
            ["▲ $2.00 · 20% vs the day before"],
        ),
    ],
)
def test_a_total_and_its_change(today: str, word: str, title: str, sentence: str, notes: list[str]) -> None:
    shown = total(word, 12, 10, date.fromisoformat(today))
    assert (shown.title, shown.sentence) == (title, sentence)
    assert texts(shown, "note") == notes


@pytest.mark.parametrize(
    ("now", "then", "said", "chip", "role"),
    [
        (80, 100, "$20.00 (20%) less than", "▼ $20.00 · 20%", "down"),
        (100, 100, "the same as", "no change", ""),
        (100.004, 100, "the same as", "no change", ""),
        (0, 0, "the same as", "no change", ""),
        (50_001, 50_000, "$1.00 (under 0.1%) more than", "▲ $1.00 · under 0.1%", ""),
        (5, 0, "$5.00 more than", "▲ $5.00", "up"),
        (5, -5, "$10.00 more than", "▲ $10.00", "up"),
        (-30, 10, "$40.00 (400%) less than", "▼ $40.00 · 400%", "down"),
        (50_000, 1, "$49,999.00 (over 10,000%) more than", "▲ $49,999.00 · over 10,000%", "up"),
    ],
)
def test_changes_in_words(now: float, then: float, said: str, chip: str, role: str) -> None:
    shown = total("2026-11-12", now, then)
    assert shown.sentence.endswith(f" That is {said} the day before.")
    assert texts(shown, "chip") == [chip]
    assert by_class(shown, "chip")[0]["c"].split()[1:] == [role] * bool(role)


def test_without_earlier_days_there_is_no_change() -> None:
    shown = total("2025-10", 4, None)
    assert shown.sentence == "$124.00 in Oct 1 – Oct 31, 2025."
    assert texts(shown, "note") == ["no days to compare with"]


def test_an_average_with_its_lowest_and_highest_day() -> None:
    choice = choose("7d", TODAY)
    made = table(choice.period, {"EC2": [10, 4, 10, 31.5, 10, 10, 1]})
    shown = tiles.average(made, date(2026, 11, 21), "USD")
    assert shown.sentence == "$10.93 a day, from $4.00 on Nov 17 to $31.50 on Nov 19."
    assert texts(shown, "figure") == ["$10.93"]
    assert texts(shown, "note") == ["Lowest $4.00 on Nov 17, highest $32 on Nov 19"]


def test_today_can_be_the_highest_day_but_not_the_lowest() -> None:
    choice = choose("this-month", date(2026, 11, 4))
    made = table(choice.period, {"EC2": [10, 9, 1, 20]})
    assert tiles.average(made, date(2026, 11, 2), "USD").sentence == (
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
    assert texts(nothing, "note") == ["no costs in this period"]
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
    return tiles.formatting.money(amount, "USD")


@given(st.floats(0, 1e6), st.floats(-0.03, 0.03) | st.floats(-1, 1), st.sampled_from([0.0, 0.02]))
@example(100.0, 0.0099, 0.0)
@example(100.0, 0.0101, 0.0)
@example(100.0, -0.0099, 0.0)
@example(0.0, 0.0, 0.0)
def test_a_change_has_one_colour_wherever_it_is_shown(before: float, by: float, more: float) -> None:
    choice = choose("2026-11-12", TODAY)
    now = table(choice.period, {"EC2": before * (1 + by) + more})
    comparison = compared(now, table(choice.before, {"EC2": before}), choice, complete_through(TODAY))
    rows = rows_of(now, comparison.changes)
    shown = breakdown.table(rows, now, comparison, Dimension.SERVICE, RowStyle("USD", str)).total
    if not shown:
        return
    colour = shown["cells"]["change"].get("role", "same")
    chips = by_class(tiles.total(now, comparison, choice, "USD"), "chip")
    assert [chip["c"] for chip in chips] == ["chip" if colour == "same" else f"chip {colour}"]
    amounts = by_class(changes.view(rows, comparison, "USD", str, lambda _name: None), "amount")
    assert {amount["c"] for amount in amounts} <= {f"amount {colour}"}


def test_the_days_of_a_comparison_stay_on_one_line() -> None:
    assert texts(total("7d", 12, 10), "unbroken") == ["vs Nov 9 – Nov 14"]

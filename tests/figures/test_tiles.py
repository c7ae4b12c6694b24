"""The four figures on top, and the sentences that say the same."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from drawn import by_class, texts
from frames import table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import Table
from cloudsense.costs.budget import BudgetStatus
from cloudsense.costs.forecast import Daily, Projection, project
from cloudsense.costs.period import Month, PeriodChoice, choose
from cloudsense.figures import tiles
from cloudsense.figures.nodes import text
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
TODAY = date(2026, 11, 23)
NOVEMBER = Month(2026, 11)


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
    return tiles.words.money(amount, "USD")


def projection(today: date, daily: float, spread: float = 0.0) -> Projection:
    """Of an account that costs `daily`, more on odd and less on even days."""
    days = [Month.of(today).plus(-1).first + timedelta(days=n) for n in range(62)]
    usage = {day: daily + spread * (day.toordinal() % 2 * 2 - 1) for day in days if day <= today}
    return project(Daily(usage, {}, {}), today)


def test_a_month_to_date_and_its_end() -> None:
    known = projection(date(2026, 11, 21), 100, 10)
    shown = tiles.month(known, "USD", whole_account=False)
    assert shown.title == "November, projected"
    assert shown.sentence.startswith("November: $2,110.00 so far, projected $3,0")
    assert f", likely {tiles.words.short_money(known.low)} – {tiles.words.short_money(known.high)}." in shown.sentence
    assert "Uncertain" not in shown.sentence
    assert by_class(shown, "chip") == []
    assert tiles.month(known, "USD", whole_account=True).title == "November, projected · whole account"


def test_a_month_that_is_sure() -> None:
    shown = tiles.month(projection(date(2026, 11, 20), 0.5), "EUR", whole_account=False)
    assert shown.sentence == "November: €10.00 so far, projected €15.00, likely €15.00 – €15.00."
    assert texts(shown, "figure") == ["€15.00"]
    assert texts(shown, "note") == ["€10.00 so far · likely €15.00 – €15.00"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (18_000, 19_000, "$18.0k – $19.0k"),
        (19_001.2, 19_044, "$19,001 – $19,044"),
        (19_001.2, 19_001.4, "$19,001.20 – $19,001.40"),
        (-20, 30, f"{MINUS}$20 – $30"),
    ],
)
def test_both_ends_of_an_interval_can_be_told_apart(low: float, high: float, said: str) -> None:
    end = Projection(NOVEMBER, 10.0, (low + high) / 2, low, high, 20, {})
    assert f", likely {said}." in tiles.month(end, "USD", whole_account=False).sentence


@pytest.mark.parametrize(("day", "days"), [(1, "0 complete days"), (3, "1 complete day"), (6, "4 complete days")])
def test_a_month_with_few_days_is_said_to_be_uncertain(day: int, days: str) -> None:
    shown = tiles.month(projection(date(2026, 11, day), 100), "USD", whole_account=False)
    assert shown.sentence.startswith(f"November: ${day * 100:,}.00 so far, projected $3,000, likely ")
    assert shown.sentence.endswith(f". Uncertain: {days} so far.")
    assert texts(shown, "chip") == [f" Uncertain: {days} so far"]


def test_a_month_without_costs() -> None:
    assert tiles.month(None, "USD", whole_account=False).sentence == "No costs this month yet."


def status(spent: float, projected: float | None = None, crosses: date | None = None) -> View:
    return tiles.budget(BudgetStatus(1000.0, spent, NOVEMBER, projected, crosses), "USD")


def test_a_budget_that_holds() -> None:
    shown = status(300, 900)
    assert shown.sentence == ("30% of the November budget of $1,000 is used ($300.00). Projected: 90%, $100.00 left.")
    assert text(by_class(shown, "used")[0]) == "30% used"
    assert texts(shown, "chip") == []
    assert texts(shown, "note") == ["Projected 90% of $1,000, $100.00 left"]


def test_a_budget_that_will_not_hold() -> None:
    shown = status(820, 1240.5, date(2026, 11, 27))
    assert shown.sentence == (
        "82% of the November budget of $1,000 is used ($820.00). Projected: 124%, $240.50 over."
        " The limit will be crossed on Nov 27."
    )
    assert texts(shown, "chip") == ["80% reached", "Crosses on Nov 27"]


def test_a_budget_that_did_not_hold() -> None:
    shown = status(1250, 1500, date(2026, 11, 20))
    assert shown.sentence.endswith("Projected: 150%, $500.00 over. The limit was crossed on Nov 20.")
    assert texts(shown, "chip") == ["Over budget"]
    assert texts(status(1000), "chip") == ["100% reached"]


@pytest.mark.parametrize(
    ("spent", "chips"),
    [
        (499.99, []),
        (500, ["50% reached"]),
        (799.99, ["50% reached"]),
        (800, ["80% reached"]),
        (1000.01, ["Over budget"]),
    ],
)
def test_alerts(spent: float, chips: list[str]) -> None:
    assert texts(status(spent), "chip") == chips


def test_a_month_that_is_over_has_no_projection() -> None:
    shown = status(871.2)
    assert shown.sentence == "87.1% of the November budget of $1,000 is used ($871.20)."
    assert texts(shown, "note") == ["$871.20 of $1,000 in November"]


def test_no_budget() -> None:
    shown = tiles.budget(None, "USD")
    assert shown.sentence == "No budget is set."
    assert by_class(shown, "meter") == []


amounts = st.floats(-1e6, 1e6)


@settings(deadline=None)
@given(st.floats(0.01, 1e6), amounts, st.none() | amounts)
def test_a_meter_shows_what_is_used_foreseen_and_the_limit(limit: float, spent: float, projected: float | None) -> None:
    shown = tiles.budget(BudgetStatus(limit, spent, NOVEMBER, projected), "USD")
    (meter,) = by_class(shown, "meter")
    foreseen, used, mark = (_percent(part) for part in meter["x"])
    full = max(limit, spent, projected or 0)
    assert meter["a"]["aria-label"] == shown.sentence
    assert used == pytest.approx(max(spent, 0) / full * 100, abs=0.006)
    assert foreseen == pytest.approx(max(projected or 0, 0) / full * 100, abs=0.006)
    assert mark == pytest.approx(limit / full * 100, abs=0.006)
    assert max(used, foreseen, mark) == 100
    assert ("over" in meter["x"][1]["c"].split()) == (round(spent / limit, 9) > 1)


def _percent(part: dict[str, dict[str, str]]) -> float:
    width = part["a"].get("w") or part["a"]["at"]
    assert width.endswith("%")
    return float(Decimal(width.removesuffix("%")))

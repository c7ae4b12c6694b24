"""Where the month ends and what of its budget is used: figures, and sentences that say the same and of what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from drawn import by_class, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.budget import BudgetStatus
from cloudsense.costs.daily import Daily
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.projection.projection import EarlierProjection, Projection
from cloudsense.figures import budget_tile, tiles
from cloudsense.figures.nodes import text
from cloudsense.figures.scope import ACCOUNT, Scope
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
NOVEMBER = Month(2026, 11)
SELECTION = Scope(filtered=True)
AMORTIZED = Scope(counted=("amortized", "usage only"))


def projection(today: date, daily: float, spread: float = 0.0, since: date = date.min) -> Projection:
    """Of an account that costs `daily`, more on odd and less on even days."""
    days = Period(Month.of(today).plus(-7).first, today + ONE_DAY).dates
    usage = {day: daily + spread * (day.toordinal() % 2 * 2 - 1) for day in days if since <= day}
    return project_month(Daily(usage, {}, {}), today)


def ending(low: float, high: float) -> Projection:
    return Projection(NOVEMBER.period, min(low, 10.0), (low + high) / 2, low, high, 20, {})


def test_a_month_to_date_and_its_end() -> None:
    known = projection(date(2026, 11, 21), 100, 10)
    shown = tiles.month(known, "USD")
    assert shown.title == "November, projected"
    assert shown.sentence.startswith("November: $2,110.00 so far, projected $3,0")
    span = f"{tiles.formatting.short_money(known.low)} – {tiles.formatting.short_money(known.high)}"
    assert f", range {span}." in shown.sentence
    assert texts(shown, "unbroken") == [f"range {span}"]
    assert by_class(shown, "chip") == []


def test_a_month_of_a_selection_says_so() -> None:
    shown = tiles.month(projection(date(2026, 11, 20), 0.5), "USD", SELECTION)
    assert shown.title == "November, projected · this selection"
    assert shown.sentence == f"November, this selection: $10.00 so far, projected $15.00.{PAST}"


def test_what_is_counted_is_said_where_it_is_not_the_usual() -> None:
    shown = tiles.month(projection(date(2026, 11, 20), 0.5), "USD", AMORTIZED)
    assert shown.sentence == f"November, amortized, usage only: $10.00 so far, projected $15.00.{PAST}"
    assert texts(shown, "note") == ["$10.00 so far · amortized · usage only", PAST_NOTE]


def test_a_range_with_equal_ends_is_none() -> None:
    shown = tiles.month(projection(date(2026, 11, 20), 0.5), "EUR")
    assert shown.sentence == f"November: €10.00 so far, projected €15.00.{PAST}"
    assert texts(shown, "figure") == ["€15.00"]
    assert texts(shown, "note") == ["€10.00 so far", PAST_NOTE]
    assert "range" not in tiles.month(ending(-21.471, -21.469), "USD").sentence


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (18_000, 19_000, "$18.0k – $19.0k"),
        (19_001.2, 19_044, "$19,001 – $19,044"),
        (19_001.2, 19_001.4, "$19,001.20 – $19,001.40"),
        (-20, 30, f"{MINUS}$20 – $30"),
        (-0.65, 0.35, f"{MINUS}$0.65 – $0.35"),
    ],
)
def test_both_ends_of_a_range_can_be_told_apart_and_stay_together(low: float, high: float, said: str) -> None:
    shown = tiles.month(ending(low, high), "USD")
    assert f", range {said}." in shown.sentence
    assert texts(shown, "unbroken") == [f"range {said}"]


def test_a_range_without_enough_history_is_said_to_be_a_guess() -> None:
    shown = tiles.month(projection(date(2026, 11, 20), 100, since=date(2026, 10, 1)), "USD")
    assert shown.sentence == "November: $2,000.00 so far, projected $3,000, range $2,892 – $3,108. " + GUESS
    assert texts(shown, "chip") == ["The range is a guess"]


GUESS = "The range is a guess: too little history."
PAST_NOTE = "Past 3 months: off by 0%, 0%, 0%"
PAST = " In the last 3 months the projection on this day was off by 0%, 0% and 0%."
EDGES: Mapping[date, str] = {
    date(2026, 11, 1): f"November: $10.00 so far, projected $300.{PAST}",
    date(2026, 11, 30): f"November: $300.00 so far, projected $300.{PAST}",
    date(2026, 12, 31): f"December: $310.00 so far, projected $310.{PAST}",
    date(2027, 1, 1): f"January: $10.00 so far, projected $310.{PAST}",
    date(2028, 2, 29): f"February: $290.00 so far, projected $290.{PAST}",
    date(2028, 3, 1): f"March: $10.00 so far, projected $310.{PAST}",
}


def test_how_far_off_earlier_months_were_is_said_where_it_is_known() -> None:
    october, september, august = (NOVEMBER.plus(-n).period for n in (1, 2, 3))
    past = (
        EarlierProjection(october, 98.0, 100.0),
        EarlierProjection(september, 101.04, 100.0),
        EarlierProjection(august, 40.0, 0.0),
    )
    end = replace(ending(100, 110), past=past)
    shown = tiles.month(end, "USD")
    assert shown.sentence.endswith(" In the last 2 months the projection on this day was off by 2% and 1%.")
    one = tiles.month(replace(end, past=past[:1]), "USD")
    assert one.sentence.endswith(" In the last month the projection on this day was off by 2%.")
    assert "on this day" not in tiles.month(replace(end, past=()), "USD").sentence


@pytest.mark.parametrize(("today", "sentence"), EDGES.items())
def test_months_at_their_edges(today: date, sentence: str) -> None:
    assert tiles.month(projection(today, 10), "USD").sentence == sentence


@pytest.mark.parametrize(("today", "sentence"), EDGES.items())
def test_months_below_zero(today: date, sentence: str) -> None:
    shown = tiles.month(projection(today, -10), "USD")
    assert shown.sentence == sentence.replace("$", f"{MINUS}$")


def test_an_account_of_one_day_has_no_projection() -> None:
    today = date(2026, 11, 20)
    shown = tiles.month(projection(today, 7, since=today), "USD")
    assert shown.title == "November so far"
    assert shown.sentence == "November: $7.00 so far. No projection: no complete day yet."
    assert texts(shown, "figure") == ["$7.00"]


def test_a_month_without_costs() -> None:
    assert tiles.month(None, "USD").sentence == "No costs this month yet."
    assert tiles.month(None, "USD", SELECTION).sentence == "No costs in this selection this month yet."


def test_a_month_that_credits_pay_is_nothing_net_of_them() -> None:
    days = {date(2026, 10, 1) + timedelta(days=n): 10.0 for n in range(41)}
    credits = {day: -cost for day, cost in days.items()}
    end = project_month(Daily(days, {}, {}, (credits,)), date(2026, 11, 10))
    shown = tiles.month(end, "USD")
    assert shown.sentence == "November: $0.00 so far, projected $0.00. Assumes that daily credits continue."
    assert texts(shown, "note") == ["$0.00 so far", "Assumes that daily credits continue"]


def test_old_answers_say_how_far_they_go() -> None:
    end = replace(projection(date(2026, 11, 20), 10), data_through=date(2026, 11, 12))
    assert tiles.month(end, "USD").sentence.endswith(f" Data through Nov 12.{PAST}")


def test_what_was_never_fetched_leads_to_where_it_is() -> None:
    shown = tiles.unknown("This month, projected", "?period=this-month&account=1", SELECTION)
    assert shown.title == "This month, projected · this selection"
    assert shown.sentence == "Not cached for this selection: open This month."
    assert by_class(shown, "inline")[0]["a"]["href"] == "?period=this-month&account=1"


def status(spent: float, projected: float | None = None, crosses: date | None = None, scope: Scope = ACCOUNT) -> View:
    return budget_tile.view(BudgetStatus(1000.0, spent, NOVEMBER, projected, crosses), "USD", scope)


def test_a_budget_that_holds() -> None:
    shown = status(300, 900)
    assert shown.title == "Monthly budget"
    assert shown.sentence == (
        "30% of the November budget of $1,000 is used ($300.00). Projected: 90%, $100 under budget."
    )
    assert text(by_class(shown, "used")[0]) == "30% used"
    assert texts(shown, "chip") == []
    assert texts(shown, "note") == ["Projected 90% of $1,000, $100 under budget"]


def test_a_budget_that_will_not_hold() -> None:
    shown = status(820, 1240.5, date(2026, 11, 27))
    assert shown.sentence == (
        "82% of the November budget of $1,000 is used ($820.00). Projected: 124%, $240 over budget."
        " The limit will be exceeded on Nov 27."
    )
    assert texts(shown, "chip") == ["80% reached", "Will exceed on Nov 27"]


def test_a_budget_that_did_not_hold() -> None:
    shown = status(1250, 1500, date(2026, 11, 20))
    assert shown.sentence.endswith("Projected: 150%, $500 over budget. The limit was exceeded on Nov 20.")
    assert texts(shown, "chip") == ["Over budget"]
    assert texts(status(1000), "chip") == ["100% reached"]


def test_a_budget_that_is_met_to_the_cent() -> None:
    assert status(500, 1000).sentence.endswith(" Projected: 100%, on budget.")


def test_a_budget_of_a_selection_says_so() -> None:
    shown = status(300, 900, scope=Scope(True, ("net amortized",)))
    assert shown.title == "Monthly budget · this selection"
    assert shown.sentence.startswith(
        "30% of the November budget of $1,000 for this selection is used ($300.00, net amortized)."
    )
    assert texts(shown, "note") == ["Projected 90% of $1,000, $100 under budget · net amortized"]


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


def test_a_month_that_has_just_ended_says_how_far_it_is_known() -> None:
    running = BudgetStatus(1000.0, 500.0, NOVEMBER, projected=900.0, data_through=date(2026, 11, 12))
    shown = budget_tile.view(running, "USD")
    assert shown.sentence.endswith("$100 under budget. Data through Nov 12.")
    assert texts(shown, "note") == ["Projected 90% of $1,000, $100 under budget · data through Nov 12"]
    ended = BudgetStatus(1000.0, 871.2, NOVEMBER, data_through=date(2026, 11, 29))
    shown = budget_tile.view(ended, "USD")
    assert shown.sentence.endswith(" Data through Nov 29.")
    assert texts(shown, "note") == ["$871.20 of $1,000 in November · data through Nov 29"]


def test_where_credits_exceed_costs_nothing_of_a_budget_is_used() -> None:
    shown = status(-1997, -2500)
    assert shown.sentence == (
        "0% of the November budget of $1,000 is used: credits exceed costs by $1,997.00."
        " Projected: 0%, $3,500 under budget."
    )
    assert text(by_class(shown, "used")[0]) == "0% used"
    assert texts(shown, "note") == ["Projected 0% of $1,000, $3,500 under budget · credits exceed costs by $1,997.00"]
    assert texts(status(-1997), "note") == ["credits exceed costs by $1,997.00 in November"]


def test_no_budget() -> None:
    shown = budget_tile.unset()
    assert (shown.title, shown.sentence) == ("Monthly budget", "No budget is set.")
    assert by_class(shown, "meter") == []


def test_the_budget_of_the_account_is_not_that_of_a_selection() -> None:
    shown = budget_tile.unset(SELECTION, "$18,000")
    assert shown.title == "Monthly budget · this selection"
    assert shown.sentence == "No budget for this selection. The account's budget is $18,000."
    assert texts(shown, "note") == [
        "No budget for this selection. Enter a monthly amount to set one.",
        "Account budget: $18,000",
    ]
    assert budget_tile.unset(SELECTION).sentence == "No budget for this selection."


amounts = st.floats(-1e6, 1e6)


@settings(deadline=None)
@given(st.floats(0.01, 1e6), amounts, st.none() | amounts)
def test_a_meter_shows_what_is_used_foreseen_and_the_limit(limit: float, spent: float, projected: float | None) -> None:
    shown = budget_tile.view(BudgetStatus(limit, spent, NOVEMBER, projected), "USD")
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

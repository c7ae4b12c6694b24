"""What goes on every day, what falls on the 1st, and what nobody can foresee."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from cloudsense.costs.daily import Daily
from cloudsense.costs.period import ONE_DAY, Month, Period, complete_through
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.projection.projection import Projection

NOVEMBER = Month(2026, 11)
OCTOBER = Month(2026, 10)
Costs = Mapping[str, Callable[[date], float]]


def projected(today: date, costs: Costs, since: date | None = None) -> Projection:
    """Of charge types; today has half of its costs, yesterday nine tenths."""
    first = max(since or date.min, Month.of(today).plus(-7).first)
    part = {today: 0.5, today - ONE_DAY: 0.9}
    known = {
        name: {day: cost(day) * part.get(day, 1) for day in Period(first, today + ONE_DAY).dates}
        for name, cost in costs.items()
    }
    return project_month(Daily.of_charge_types(known, complete_through(today)), today)


def ten(_day: date) -> float:
    return 10.0


def credit(_day: date) -> float:
    return -10.0


@pytest.mark.parametrize("today", [date(2026, 11, n) for n in (1, 2, 3, 10, 29, 30)] + [date(2028, 2, 29)])
def test_credits_that_pay_usage_every_day_go_on(today: date) -> None:
    projection = projected(today, {"Usage": ten, "Credit": credit})
    assert projection.amount == pytest.approx(0)
    assert (projection.low, projection.high) == (pytest.approx(0), pytest.approx(0))
    to_come = (Month.of(today).period.end - today).days - 1 + 0.5 + 0.1 * (today.day > 1)
    assert projection.credits == pytest.approx(-10 * to_come)


@pytest.mark.parametrize("name", ["Credit", "Refund", "Other out-of-cycle charges", "Tax", "SavingsPlanRecurringFee"])
def test_whatever_it_is_called_it_goes_on_if_it_comes_every_day(name: str) -> None:
    projection = projected(date(2026, 11, 10), {"Usage": ten, name: lambda _: -4.0})
    assert projection.amount == pytest.approx(30 * 6)


def test_credits_of_a_new_account_that_has_had_no_day_without_them() -> None:
    projection = projected(date(2026, 11, 10), {"Usage": ten, "Credit": credit}, since=date(2026, 11, 1))
    assert projection.amount == pytest.approx(0)


def test_two_days_are_not_every_day() -> None:
    projection = projected(date(2026, 11, 10), {"Usage": ten, "Credit": credit}, since=date(2026, 11, 7))
    assert projection.credits == 0
    assert projection.amount == pytest.approx(240 - 20 - 10 * 1.4)


def test_credits_follow_the_weekday() -> None:
    def office(day: date) -> float:
        return 100.0 if day.weekday() < 5 else 30.0

    projection = projected(date(2026, 11, 10), {"Usage": office, "Credit": lambda day: -office(day) / 2})
    assert projection.amount == pytest.approx(sum(map(office, NOVEMBER.period.dates)) / 2)


def test_credits_that_have_run_out_do_not_go_on() -> None:
    ended = date(2026, 11, 5)
    projection = projected(date(2026, 11, 10), {"Usage": ten, "Credit": lambda day: -10.0 if day < ended else 0.0})
    assert projection.credits == 0
    assert projection.amount == pytest.approx(300 - 40)


def test_credits_that_began_a_week_ago_go_on() -> None:
    begun = date(2026, 11, 2)
    projection = projected(date(2026, 11, 10), {"Usage": ten, "Credit": lambda day: -10.0 if day >= begun else 0.0})
    assert projection.amount == pytest.approx(10)


def test_one_large_credit_is_not_expected_again() -> None:
    gift = date(2026, 11, 3)
    projection = projected(date(2026, 11, 10), {"Usage": ten, "Credit": lambda day: -500.0 * (day == gift)})
    assert projection.amount == pytest.approx(300 - 500)
    assert projection.credits == 0


def fee(amount: float) -> Callable[[date], float]:
    return lambda day: 10.0 + amount * (day.day == 1)


@pytest.mark.parametrize("divided", [True, False])
@pytest.mark.parametrize("day", [1, 2, 3, 4, 10, 30])
def test_a_fee_that_is_booked_as_usage_on_the_1st_is_counted_once(day: int, divided: bool) -> None:
    today = date(2026, 11, day)
    costs: Costs = {"Usage": fee(300)}
    known = {d: fee(300)(d) for d in Period(NOVEMBER.plus(-7).first, today + ONE_DAY).dates}
    undivided = project_month(Daily(known, {}, {}), today)
    projection = projected(today, costs) if divided else undivided
    assert projection.amount == pytest.approx(600, rel=0.06)  # a tenth of yesterday's may be missing
    assert projection.high - projection.low == pytest.approx(0, abs=1e-6)


def test_a_fee_of_the_1st_that_has_not_come_yet_is_expected() -> None:
    today = date(2026, 11, 1)
    known = {d: fee(300)(d) for d in OCTOBER.period.dates} | {today: 4.0}
    assert project_month(Daily(known, {}, {}), today).amount == pytest.approx(600)


def test_a_1st_of_a_month_that_is_a_little_dearer_has_no_fee() -> None:
    known = {d: fee(2)(d) for d in OCTOBER.period.dates} | {NOVEMBER.first: 5.0}
    assert project_month(Daily(known, {}, {}), NOVEMBER.first).amount == pytest.approx(300)


def test_undivided_costs_net_of_credits_stay_nothing() -> None:
    today = date(2026, 11, 10)
    known = dict.fromkeys(Period(OCTOBER.first, today + ONE_DAY).dates, 0.0)
    projection = project_month(Daily(known, {}, {}), today)
    assert (projection.amount, projection.low, projection.high) == (0, 0, 0)


def test_what_is_known_ends_with_the_last_complete_day() -> None:
    today = date(2026, 11, 20)
    seen = dict.fromkeys(Period(OCTOBER.first, date(2026, 11, 13)).dates, 10.0) | {date(2026, 11, 13): 1.0}
    projection = project_month(Daily(seen, {}, {}), today, complete_to=date(2026, 11, 12))
    assert projection.amount == pytest.approx(300)
    assert projection.so_far == pytest.approx(121)
    assert (projection.data_through, projection.complete_days) == (date(2026, 11, 12), 12)


def test_an_answer_of_this_hour_needs_no_word_about_its_age() -> None:
    today = date(2026, 11, 20)
    known = dict.fromkeys(Period(OCTOBER.first, today + ONE_DAY).dates, 10.0)
    assert project_month(Daily(known, {}, {}), today, today - timedelta(days=2)).data_through is None
    assert project_month(Daily(known, {}, {}), today).data_through is None

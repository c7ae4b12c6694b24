"""How a month stands against its budget."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.budget import BudgetStatus, ended, nothing, running
from cloudsense.costs.daily import Daily
from cloudsense.costs.period import Month
from cloudsense.costs.projection.project import project_month

NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize(
    ("spent", "step"),
    [(0, 0), (49.99, 0), (50, 50), (79.99, 50), (80, 80), (99.99, 80), (100, 100), (100.01, 100), (250, 100), (-20, 0)],
)
def test_alert_steps(spent: float, step: int) -> None:
    status = ended(Decimal(100), spent, NOVEMBER, NOVEMBER.period.last)
    assert status.step == step
    assert status.used == pytest.approx(max(spent, 0) / 100)
    assert (status.projected, status.crosses, status.projected_over) == (None, None, 0.0)


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from([50, 80, 100]))
def test_a_step_is_reached_at_exactly_that_percentage(cents: int, step: int) -> None:
    limit = Decimal(cents) / 100
    assert ended(limit, float(limit * step / 100), NOVEMBER, NOVEMBER.period.last).step == step


def test_tenths_that_add_up_to_a_limit_reach_it_and_do_not_exceed_it() -> None:
    assert ended(Decimal(1), sum([0.1] * 10), NOVEMBER, NOVEMBER.period.last).step == 100
    assert ended(Decimal("0.3"), sum([0.1] * 3), NOVEMBER, NOVEMBER.period.last).used == 1


def status_on(today: date, daily: float, limit: int) -> BudgetStatus:
    """Of an account that has cost the same every day since the month before."""
    days = [Month.of(today).plus(-1).first + timedelta(days=n) for n in range(62)]
    usage = {day: daily for day in days if day <= today}
    return running(Decimal(limit), project_month(Daily(usage, {}, {}), today))


def test_a_running_month() -> None:
    status = status_on(date(2026, 11, 10), 10, 200)
    assert (status.month, status.limit, status.spent) == (NOVEMBER, 200.0, pytest.approx(100))
    assert status.projected == pytest.approx(300)
    assert (status.used, status.step, status.projected_over) == (0.5, 50, pytest.approx(100))
    assert status.crosses == date(2026, 11, 21)


def test_a_running_month_of_old_data_says_how_far_it_reaches() -> None:
    known = Daily({date(2026, 11, 1) + timedelta(days=n): 10.0 for n in range(20)}, {}, {})
    today, through = date(2026, 11, 25), date(2026, 11, 18)
    assert running(Decimal(400), project_month(known, today, through)).data_through == through
    assert running(Decimal(400), project_month(known, today, date(2026, 11, 23))).data_through is None


def test_a_limit_that_is_met_to_the_cent_is_not_crossed() -> None:
    status = status_on(date(2026, 11, 10), 10, 300)
    assert (status.crosses, status.projected_over) == (None, 0.0)


def test_a_limit_that_was_crossed_long_ago() -> None:
    status = status_on(date(2026, 11, 30), 10, 45)
    assert (status.crosses, status.step) == (date(2026, 11, 5), 100)


def test_where_credits_exceed_costs_nothing_is_used() -> None:
    status = status_on(date(2026, 11, 10), -10, 200)
    assert (status.spent, status.used, status.step) == (pytest.approx(-100), 0, 0)
    assert (status.crosses, status.projected_over) == (None, 0.0)
    assert replace(status, projected=None).projected_over == 0.0


@pytest.mark.parametrize(
    ("complete_to", "said"),
    [(date(2026, 11, 29), date(2026, 11, 29)), (date(2026, 11, 30), None), (date(2026, 12, 5), None)],
)
def test_a_month_that_has_just_ended_may_lack_its_last_days(complete_to: date, said: date | None) -> None:
    assert ended(Decimal(100), 50, NOVEMBER, complete_to).data_through == said


def test_a_month_without_costs_uses_nothing_of_its_budget() -> None:
    status = nothing(Decimal(100), NOVEMBER)
    assert (status.limit, status.spent, status.used, status.projected) == (100.0, 0.0, 0.0, None)


def test_without_a_complete_day_nothing_is_projected() -> None:
    today = date(2026, 11, 10)
    status = running(Decimal(100), project_month(Daily({today: 150.0}, {}, {}), today))
    assert (status.spent, status.used) == (150.0, 1.5)
    assert (status.projected, status.crosses) == (None, None)

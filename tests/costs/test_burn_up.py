"""Cumulative lines of a month, a quarter and a year, and where they cross a budget."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.daily import Daily
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.projection.burn_up import BurnUp, burn_up
from cloudsense.costs.projection.project import project
from cloudsense.costs.projection.projection import Projection

TODAY = date(2026, 11, 20)
QUARTER = Period(date(2026, 10, 1), date(2027, 1, 1))
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def daily(amount: float = 10.0, days: int = 400, today: date = TODAY) -> Daily:
    first = today - timedelta(days=days)
    usage = {}
    for day in Period(first, today + ONE_DAY).dates:
        usage[day] = amount * (1.2 if day.toordinal() % 3 else 0.6)
    return Daily(usage, {}, {})


def lines(period: Period, limit: float | None = None, today: date = TODAY) -> tuple[Projection, BurnUp]:
    projection = project(daily(today=today), period, today)
    return projection, burn_up(projection, limit)


@pytest.mark.parametrize("period", [Month(2026, 11).period, QUARTER, YEAR])
def test_the_lines_meet_on_the_last_complete_day(period: Period) -> None:
    projection, chart = lines(period)
    assert chart.actual[0][0] == period.start
    assert chart.actual[-1][0] == TODAY - 2 * ONE_DAY
    assert chart.projected[0] == chart.low[0] == chart.high[0] == chart.actual[-1]
    assert chart.projected[-1] == (period.last, projection.amount)
    assert len(chart.actual) + len(chart.projected) - 1 == period.days
    assert chart.low[-1][1] < chart.projected[-1][1] < chart.high[-1][1]
    assert (chart.crossing, chart.crossed) == (None, False)


def test_the_range_widens_with_the_days_ahead() -> None:
    _, chart = lines(QUARTER)
    widths = [high - low for (_, low), (_, high) in zip(chart.low, chart.high, strict=True)]
    assert widths[0] == 0
    assert widths[1] < widths[-1]


def test_a_year_that_ends_too_far_ahead_has_a_point_but_no_range_there() -> None:
    today = date(2026, 6, 10)
    projection, chart = lines(YEAR, today=today)
    assert projection.amount == pytest.approx(3650, rel=0.03)
    assert (projection.low, projection.high) == (None, None)
    assert chart.high[-1][0] == today - ONE_DAY + timedelta(days=91)
    assert chart.projected[-1][0] == YEAR.last


def test_a_crossing_that_is_past_and_one_to_come() -> None:
    _, past = lines(QUARTER, 200.0)
    assert past.crossed
    assert past.crossing is not None
    assert past.crossing < date(2026, 10, 25)
    _, ahead = lines(QUARTER, 700.0)
    assert not ahead.crossed
    assert ahead.crossing is not None
    assert ahead.crossing > TODAY
    _, never = lines(QUARTER, 2000.0)
    assert (never.crossing, never.crossed) == (None, False)


def test_a_period_that_has_ended_is_known() -> None:
    projection, chart = lines(Month(2026, 9).period, 100.0)
    assert projection.ended
    assert not projection.guessed
    assert projection.low == projection.high == projection.amount == chart.actual[-1][1]
    assert (chart.projected, chart.low, chart.high) == ((), (), ())
    assert chart.crossed


def test_a_period_ahead_has_no_actual_costs() -> None:
    projection, chart = lines(Month(2026, 12).period)
    assert projection.so_far == 0
    assert chart.actual == ()
    assert projection.amount == pytest.approx(310, rel=0.05)
    assert len(chart.projected) == 31


@settings(max_examples=40, deadline=None)
@given(
    today=st.dates(date(2026, 1, 1), date(2028, 3, 2)),
    kind=st.sampled_from(["month", "quarter", "year"]),
    days=st.integers(0, 420),
    amount=st.floats(-1e5, 1e5),
)
def test_lines_of_any_period_on_any_day(today: date, kind: str, days: int, amount: float) -> None:
    month = Month.of(today)
    first, count = {"month": (month, 1), "quarter": (month.quarter, 3), "year": (Month(today.year, 1), 12)}[kind]
    period = Period(first.first, first.plus(count).first)
    projection = project(daily(amount, days, today), period, today)
    chart = burn_up(projection, 1.0)
    assert list(projection.path) == list(period.dates)
    for low, middle, high in zip(chart.low, chart.projected, chart.high, strict=False):
        assert low[0] == middle[0] == high[0]
        assert low[1] <= middle[1] + 1e-6
        assert middle[1] <= high[1] + 1e-6
    assert projection.amount == projection.path[period.last]
    if amount >= 0:
        assert projection.amount >= projection.so_far - 1e-6

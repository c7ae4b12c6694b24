"""A year ahead as two lines: exact where the past is regular, and none from a few months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.period import Month
from cloudsense.costs.projection.year_ahead import year_ahead

FIRST = Month(2025, 11)


def months(*per_day: float) -> dict[Month, float]:
    found = {}
    for n, amount in enumerate(per_day):
        month = FIRST.plus(n)
        found[month] = amount * month.period.days
    return found


def test_what_stays_the_same_makes_one_line() -> None:
    found = year_ahead(months(*[10.0] * 12))
    assert found is not None
    assert found.months == tuple(Month(2026, 11).plus(n) for n in range(12))
    assert found.as_now == pytest.approx([10 * month.period.days for month in found.months])
    assert found.growth_goes_on == pytest.approx(found.as_now)
    assert found.totals == pytest.approx((3650, 3650))
    assert found.change == 0


def test_growth_goes_on_from_where_it_is() -> None:
    found = year_ahead(months(*range(1, 13)))
    assert found is not None
    assert found.change == pytest.approx(1)
    days = [month.period.days for month in found.months]
    assert [total / n for total, n in zip(found.growth_goes_on, days, strict=True)] == pytest.approx(
        range(13, 25), rel=0.002
    )
    assert [total / n for total, n in zip(found.as_now, days, strict=True)] == pytest.approx([11] * 12, rel=0.002)


def test_one_dear_month_is_no_growth() -> None:
    found = year_ahead(months(10, 10, 10, 90, 10, 10, 10, 10, 10))
    assert found is not None
    assert found.change == 0


def test_costs_that_fall_end_at_nothing() -> None:
    found = year_ahead(months(*range(12, 0, -1)))
    assert found is not None
    assert min(found.growth_goes_on) == 0
    assert min(found.as_now) > 0


@pytest.mark.parametrize("count", range(6))
def test_a_few_months_tell_nothing(count: int) -> None:
    assert year_ahead(months(*[10.0] * count)) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=13))
def test_both_lines_have_twelve_months_in_a_row(per_day: list[float]) -> None:
    found = year_ahead(months(*per_day))
    assert found is not None
    assert len(found.months) == len(found.as_now) == len(found.growth_goes_on) == 12
    assert found.months[0] == FIRST.plus(len(per_day))
    assert found.months[-1].first - found.months[0].first < timedelta(days=340)
    assert found.months[0].first > date(2025, 1, 1)

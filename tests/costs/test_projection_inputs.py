"""From an answer to daily costs: charge types, charges of one day a month, and the days before."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from frames import Row, frame

from cloudsense.costs.daily import Daily
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.projection.inputs import by_day, daily_costs
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.query import Dimension, Metric

TODAY = date(2026, 11, 10)
COMPLETE = date(2026, 11, 8)
KNOWN = Period(date(2026, 8, 1), TODAY + ONE_DAY)
BOTH = (Dimension.SERVICE, Dimension.CHARGE_TYPE)


def rows(costs: Mapping[tuple[str, str], Mapping[int, float] | float]) -> list[Row]:
    """A cost of every day, or by day of the month."""
    found: list[Row] = []
    for key, amounts in costs.items():
        for day in KNOWN.dates:
            amount = amounts if isinstance(amounts, float) else amounts.get(day.day, 0.0)
            if amount:
                found.append((day, key, amount))
    return found


def daily(costs: Mapping[tuple[str, str], Mapping[int, float] | float]) -> Daily:
    found = daily_costs(frame(BOTH, rows(costs)), Metric.UNBLENDED, KNOWN, COMPLETE)
    assert found is not None
    return found


def test_usage_of_one_day_a_month_is_expected_on_its_day() -> None:
    market = ("Datadog", "Usage")
    end = project_month(daily({("EC2", "Usage"): 10.0, market: {15: 500.0}}), TODAY, COMPLETE)
    assert end.amount == pytest.approx(300 + 500)
    assert end.path[date(2026, 11, 15)] - end.path[date(2026, 11, 14)] == pytest.approx(510)


def test_it_is_counted_once() -> None:
    end = project_month(daily({("EC2", "Usage"): 10.0, ("Datadog", "Usage"): {4: 500.0}}), TODAY, COMPLETE)
    assert end.amount == pytest.approx(300 + 500)


def test_what_usage_came_to_on_a_single_day_is_not_expected_again() -> None:
    costs = rows({("EC2", "Usage"): 10.0})
    costs.append((date(2026, 10, 15), ("Snowball", "Usage"), 900.0))
    found = daily_costs(frame(BOTH, costs), Metric.UNBLENDED, KNOWN, COMPLETE)
    assert found is not None
    assert project_month(found, TODAY, COMPLETE).amount == pytest.approx(300, rel=0.01)


def test_taxes_support_and_credits_of_charge_types() -> None:
    end = project_month(
        daily(
            {("EC2", "Usage"): 10.0, ("Tax", "Tax"): {3: 80.0}, ("EC2", "Credit"): -4.0, ("Gift", "Refund"): {5: -7.0}}
        ),
        TODAY,
        COMPLETE,
    )
    assert end.amount == pytest.approx(300 + 80 - 120 - 7)
    assert end.credits < 0


def test_the_metric_counts() -> None:
    found = daily_costs(frame(BOTH, rows({("EC2", "Usage"): 10.0})), Metric.AMORTIZED, KNOWN, COMPLETE)
    assert found is not None
    assert found.usage[KNOWN.start] == pytest.approx(20)


@pytest.mark.parametrize("dimensions", [(Dimension.SERVICE,), (Dimension.REGION,), ()])
def test_without_charge_types_all_of_it_is_usage(dimensions: tuple[Dimension, ...]) -> None:
    costs = [(day, ("x",) * len(dimensions), 10.0) for day in KNOWN.dates]
    found = daily_costs(frame(dimensions, costs), Metric.UNBLENDED, KNOWN, COMPLETE)
    assert found is not None
    assert project_month(found, TODAY, COMPLETE).amount == pytest.approx(300)


def test_no_rows_are_no_costs() -> None:
    assert daily_costs(frame(BOTH, []), Metric.UNBLENDED, KNOWN, COMPLETE) is None


def test_days_before_give_the_range_its_mornings() -> None:
    before = [(KNOWN.start - timedelta(days=n), (), 10.0 + (n % 5)) for n in range(1, 200)]
    now = frame(BOTH, rows({("EC2", "Usage"): 12.0}))
    alone = daily_costs(now, Metric.UNBLENDED, KNOWN, COMPLETE)
    longer = daily_costs(now, Metric.UNBLENDED, KNOWN, COMPLETE, frame((), before))
    assert alone is not None
    assert longer is not None
    short, long = project_month(alone, TODAY, COMPLETE), project_month(longer, TODAY, COMPLETE)
    assert short.mornings < long.mornings == 16
    assert len(short.past) < len(long.past) == 3
    assert long.amount == pytest.approx(short.amount, rel=0.01)
    assert long.so_far == short.so_far


@pytest.mark.parametrize("age", [0, 1, 9, 40])
def test_zeros_before_an_account_began_are_no_history(age: int) -> None:
    """AWS reports them for days on which there was no account yet."""
    since = COMPLETE - age * ONE_DAY + ONE_DAY
    costs = [row for row in rows({("EC2", "Usage"): 10.0}) if row[0] >= since]
    before = Period(KNOWN.start - timedelta(days=300), KNOWN.start)
    zeros = [(day, (), 0.0) for day in before.dates]
    shown = frame(BOTH, costs)
    young, told = (daily_costs(shown, Metric.UNBLENDED, KNOWN, COMPLETE, frame((), earlier)) for earlier in ([], zeros))
    assert young
    assert told
    assert project_month(told, TODAY, COMPLETE) == project_month(young, TODAY, COMPLETE)
    assert project_month(told, TODAY, COMPLETE).sample_days == age


def test_sums_by_day() -> None:
    found = by_day(frame((), [(TODAY, (), 1.0), (TODAY, (), 2.0), (KNOWN.start, (), 4.0)]), Metric.UNBLENDED)
    assert found == {KNOWN.start: 4.0, TODAY: 3.0}

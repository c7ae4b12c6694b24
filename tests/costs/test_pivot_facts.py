"""What is said of a pivot: equal columns compared, growth that is news, costs without a tag, quantities of one unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.period import Period
from cloudsense.costs.pivot_facts import comparable_columns, grew_most, untagged_of
from cloudsense.costs.pivot_rows import PivotRows
from cloudsense.costs.quantities import units_of, usage_of

TEAM = Dimension.tag("team")


def weeks(first: date, count: int) -> tuple[Period, ...]:
    return split(Period(first, first + timedelta(days=7 * count)), Granularity.WEEKLY)


def rows(**amounts: Sequence[float]) -> PivotRows:
    names = tuple(name.replace("untagged", ABSENT) for name in amounts)
    values = np.array(list(amounts.values()), dtype=float)
    return PivotRows(names, ExactSums(values, np.zeros_like(values)))


@pytest.mark.parametrize(("adjacent", "before"), [(True, 7), (False, 1)])
def test_weeks_with_a_first_of_a_month_are_not_compared_with_others(adjacent: bool, before: int) -> None:
    """From Aug 31: weeks 0 (Sep 1), 4 (Oct 1) and 8 (Nov 1) have the fees of a month."""
    spans = weeks(date(2026, 8, 31), 10)
    found = comparable_columns(spans, Granularity.WEEKLY, spans[-1].last, adjacent=adjacent)
    assert found == ((7, 9) if adjacent else (1, 9))
    assert found[0] == before
    of_fees = comparable_columns(spans[:9], Granularity.WEEKLY, spans[8].last, adjacent=adjacent)
    assert of_fees == ((4, 8) if adjacent else (0, 8))


def test_incomplete_columns_and_parts_of_weeks_are_not_compared() -> None:
    spans = split(Period(date(2026, 11, 4), date(2026, 11, 23)), Granularity.WEEKLY)
    assert comparable_columns(spans, Granularity.WEEKLY, date(2026, 11, 22), adjacent=True) == (1, 2)
    assert comparable_columns(spans, Granularity.WEEKLY, date(2026, 11, 21), adjacent=True) is None
    assert comparable_columns((), Granularity.WEEKLY, date(2026, 11, 21), adjacent=True) is None


@pytest.mark.parametrize(("days", "growth"), [(7, None), (8, (0, 7)), (14, (6, 13)), (18, (3, 17))])
def test_a_day_grew_since_the_first_one_of_its_weekday(days: int, growth: tuple[int, int] | None) -> None:
    """From Monday, Nov 2; day 29 would be a first of a month."""
    period = Period(date(2026, 11, 2), date(2026, 11, 2) + timedelta(days=days))
    spans = split(period, Granularity.DAILY)
    assert comparable_columns(spans, Granularity.DAILY, period.last, adjacent=False) == growth
    assert comparable_columns(spans, Granularity.DAILY, period.last, adjacent=True) == (days - 2, days - 1)


def test_growth_of_less_than_five_dollars_or_four_percent_is_no_news() -> None:
    large = rows(web=[1000, 1039], ml=[10, 14.9], data=[90, 80], untagged=[0, 500])
    assert grew_most(large, (0, 1), TEAM) is None
    found = grew_most(rows(web=[1000, 1040], ml=[10, 100], new=[0, 60]), (0, 1), TEAM)
    assert found is not None
    assert (found.name, found.before, found.now) == ("ml", 10, 100)


def test_costs_without_a_tag_name_the_services_that_can_have_one() -> None:
    services = rows(**{"Tax": [90], "Amazon S3": [40], "AWS Support (Business)": [30], "AWS Lambda": [0], "VPC": [-5]})
    found = untagged_of(rows(web=[40, 20], untagged=[30, 10]), TEAM, services)
    assert found is not None
    assert (found.amount, found.share, found.first) == (40, 0.4, (("Amazon S3", 40.0),))
    assert untagged_of(rows(web=[1]), TEAM, None) is None
    credited = untagged_of(rows(web=[40], untagged=[-30]), TEAM, None)
    assert credited is not None
    assert credited.share is None


def frame(units: Sequence[str], charges: Sequence[str], quantities: Sequence[float]) -> CostFrame:
    days = [date(2026, 11, 1)] * len(units)
    metrics = dict.fromkeys(METRICS, [1.0] * len(units))
    return CostFrame.build((Dimension.CHARGE_TYPE,), days, {Dimension.CHARGE_TYPE: charges}, metrics, quantities, units)


@pytest.mark.parametrize(
    ("units", "quantities", "found"),
    [
        (["Hrs", "Hrs"], [1, 2], ("Hrs",)),
        (["Hrs", "GB"], [1, 2], ("GB", "Hrs")),
        (["Hrs", "GB"], [1, 0], ("Hrs",)),
        (["Hrs", "N/A"], [1, 2], ("", "Hrs")),
        (["Hrs"], [0], ()),
    ],
)
def test_units_are_those_of_what_was_used(
    units: Sequence[str], quantities: Sequence[float], found: tuple[str, ...]
) -> None:
    assert units_of(frame(units, ["Usage"] * len(units), quantities)) == found


def test_quantities_of_fees_and_credits_are_no_usage() -> None:
    made = frame(
        ["Hrs", "GB", "Hrs", "Hrs"],
        ["Usage", "Credit", "SavingsPlanNegation", "SavingsPlanCoveredUsage"],
        [1, 2, 3, 4],
    )
    used = usage_of(made)
    assert units_of(used) == ("Hrs",)
    assert used.data["quantity"].sum() == 5

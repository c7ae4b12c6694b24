"""Where the month will end: exact where the past is regular, unmoved by a spike, honest about what it does not know."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.daily import Daily, charge_kind
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.projection.projection import Projection

NOVEMBER = Month(2026, 11)
EDGES = [
    *(date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 15), date(2026, 11, 30)),
    *(date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 31)),
]

todays = st.dates(date(2025, 1, 1), date(2029, 12, 31))


def known(today: date, cost: Callable[[date], float], since: date | None = None) -> dict[date, float]:
    """Eight months up to today; of today half, of yesterday nine tenths."""
    first = max(since or date.min, Month.of(today).plus(-7).first)
    days = Period(first, today + ONE_DAY).dates
    return {day: cost(day) * {today: 0.5, today - ONE_DAY: 0.9}.get(day, 1) for day in days}


def projected(today: date, cost: Callable[[date], float], since: date | None = None) -> Projection:
    return project_month(Daily(known(today, cost, since), {}, {}), today)


def truth(month: Month, cost: Callable[[date], float]) -> float:
    return sum(cost(day) for day in month.period.dates)


def office(day: date) -> float:
    return 100.0 if day.weekday() < 5 else 30.0


@settings(deadline=None)
@given(todays, st.floats(0.001, 1e6) | st.floats(-1e6, -0.001))
def test_what_costs_the_same_every_day_ends_exactly(today: date, cost: float) -> None:
    month, projection = Month.of(today), projected(today, lambda _: cost)
    assert projection.amount == pytest.approx(cost * month.period.days)
    assert projection.low == pytest.approx(projection.amount)
    assert projection.high == pytest.approx(projection.amount)
    for n, (day, total) in enumerate(projection.path.items()):
        assert day == month.first + timedelta(days=n)
        assert total == pytest.approx(cost * (n + 1))
    assert len(projection.path) == month.period.days


@settings(deadline=None)
@given(todays)
def test_weekends_are_cheaper(today: date) -> None:
    projection = projected(today, office)
    assert projection.amount == pytest.approx(truth(Month.of(today), office))
    assert projection.high - projection.low < 1e-6


@pytest.mark.parametrize("today", EDGES)
def test_one_spike_last_week_does_not_come_back(today: date) -> None:
    spike = today - timedelta(days=9)

    def cost(day: date) -> float:
        return office(day) * (20 if day == spike else 1)

    projection, month = projected(today, cost), Month.of(today)
    assert projection.amount == pytest.approx(truth(month, cost))
    assert projection.low <= projection.amount <= projection.high


def test_a_spike_of_today_counts_as_it_is() -> None:
    today = date(2026, 11, 15)
    daily = known(today, lambda _: 10.0) | {today: 500.0, today - ONE_DAY: 70.0}
    assert project_month(Daily(daily, {}, {}), today).amount == pytest.approx(28 * 10 + 570)


def test_incomplete_days_are_no_measure() -> None:
    today = date(2026, 11, 1)
    for part in (0.0, 0.5, 0.999):
        daily = dict.fromkeys(Period(date(2026, 4, 1), today).dates, 10.0)
        daily |= {today - ONE_DAY: 10 * part, today: 10 * part}
        projection = project_month(Daily(daily, {}, {}), today)
        assert (projection.amount, projection.low, projection.high) == pytest.approx((300.0,) * 3)
        assert projection.so_far == pytest.approx(10 * part)


@pytest.mark.parametrize("booked", [1, 6])
@pytest.mark.parametrize("day", [1, 2, 3, 5, 6, 7, 8, 15, 30])
def test_what_is_booked_once_a_month_is_counted_once(booked: int, day: int) -> None:
    today = NOVEMBER.first.replace(day=day)
    lumps = {Month(2026, 10).first.replace(day=booked): 900.0, today - timedelta(days=70): 5.0, today: 0.0}
    if day >= booked:
        lumps[NOVEMBER.first.replace(day=booked)] = 1000.0
    projection = project_month(Daily(known(today, lambda _: 10.0), lumps, {}), today)
    lump = 1000 if day >= booked else 900
    assert projection.amount == pytest.approx(300 + lump)
    before = projection.path[date(2026, 11, 5)] if booked == 6 else 0.0
    assert projection.path[date(2026, 11, booked)] - before == pytest.approx(10 + lump)


def test_a_lump_that_came_on_another_day_has_come() -> None:
    lumps = {date(2026, 10, 6): 900.0, date(2026, 11, 4): 950.0}
    assert project_month(Daily({}, lumps, {}), date(2026, 11, 5)).amount == pytest.approx(950)
    small = {date(2026, 10, 6): 900.0, date(2026, 11, 4): 5.0}
    assert project_month(Daily({}, small, {}), date(2026, 11, 5)).amount == pytest.approx(905)


def test_a_lump_that_did_not_come_in_time_is_not_waited_for() -> None:
    lumps = {date(2026, 10, 6): 900.0}
    assert project_month(Daily({}, lumps, {}), date(2026, 11, 7)).amount == pytest.approx(900)
    assert project_month(Daily({}, lumps, {}), date(2026, 11, 8)).amount == 0


def test_a_lump_of_the_31st_comes_on_the_last_day() -> None:
    lumps = {date(2028, 1, 31): 70.0, date(2028, 1, 30): 7.0}
    projection = project_month(Daily({}, lumps, {}), date(2028, 2, 10))
    assert projection.amount == pytest.approx(77)
    assert projection.path[date(2028, 2, 28)] == 0


def test_credits_count_when_they_are_there() -> None:
    today, month = date(2026, 11, 15), NOVEMBER
    gifts = dict.fromkeys(Month(2026, 10).period.dates, -50.0) | {month.first: -40.0, today: -60.0}
    projection = project_month(Daily(known(today, lambda _: 10.0), {}, gifts), today)
    assert projection.amount == pytest.approx(300 - 100)
    assert projection.so_far == pytest.approx(13 * 10 + 9 + 5 - 100)


@pytest.mark.parametrize(
    ("charge_type", "kind"),
    [
        *[
            (name, "usage")
            for name in ("Usage", "DiscountedUsage", "SavingsPlanNegation", "Bundled Discount", "New", "")
        ],
        *[(name, "lumps") for name in ("Tax", "tax", "Support", "Recurring", "Savings Plan Recurring Fee", "RIFee")],
        *[(name, "unforeseeable") for name in ("Credit", "Refund", "Upfront", "Other out-of-cycle charges")],
    ],
)
def test_kinds_of_charges(charge_type: str, kind: str) -> None:
    assert charge_kind(charge_type) == kind


@pytest.mark.parametrize(
    ("day", "complete"), [(1, 0), (2, 0), (3, 1), (4, 2), (5, 3), (6, 4), (7, 5), (8, 6), (15, 13), (30, 28)]
)
def test_complete_days_are_those_before_yesterday(day: int, complete: int) -> None:
    assert projected(date(2026, 11, day), office).complete_days == complete


@pytest.mark.parametrize(("age", "complete"), [(1, 0), (2, 0), (3, 1), (6, 4), (7, 5)])
def test_the_range_of_a_young_account_is_a_guess(age: int, complete: int) -> None:
    today = date(2026, 11, 20)
    projection = projected(today, lambda _: 10.0, since=today - timedelta(days=age - 1))
    assert projection.complete_days == complete
    assert (projection.guessed, projection.mornings, projection.typical_miss) == (True, 0, None)
    expected = 5 if age == 1 else 14 if age == 2 else 10 * (age + 10)
    assert projection.amount == pytest.approx(expected)
    assert projection.low is not None
    assert projection.high is not None
    assert projection.low <= projection.amount <= projection.high


@pytest.mark.parametrize(("days", "mornings"), [(60, 5), (61, 6), (68, 7), (400, 16)])
def test_a_guess_ends_with_the_sixth_morning(days: int, mornings: int) -> None:
    """Of the 20th 12 days are to come, and before a morning two weeks have to be known."""
    today = date(2026, 11, 20)
    since = today - timedelta(days=days + 1)
    usage = dict.fromkeys(Period(since, today + ONE_DAY).dates, 10.0)
    projection = project_month(Daily(usage, {}, {}), today)
    assert projection.mornings == mornings
    assert projection.guessed == (mornings < 6)
    assert projection.amount == pytest.approx(300)
    band = 0.0 if mornings >= 6 else 120 * (0.05 + 0.1 * 12 / 30)
    assert projection.high == pytest.approx(300 + band)
    assert projection.low == pytest.approx(300 - band)


@pytest.mark.parametrize("today", EDGES)
@pytest.mark.parametrize("usage", [{}, {date(2020, 1, 1): 0.0}])  # unknown, and known to be nothing
def test_nothing_costs_nothing(today: date, usage: Mapping[date, float]) -> None:
    projection = project_month(Daily(usage, {}, {}), today)
    assert (projection.so_far, projection.amount, projection.low, projection.high) == (0, 0, 0, 0)
    assert projection.sample_days == (70 if usage else 0)
    assert projection.crosses(0.01) is None


def test_what_stopped_does_not_go_on() -> None:
    today = date(2026, 11, 25)
    projection = projected(today, lambda day: 10.0 if day < date(2026, 11, 3) else 0.0)
    assert projection.amount == pytest.approx(20)


@settings(deadline=None)
@given(todays, st.integers(0, 10**9))
def test_a_projection_is_consistent(today: date, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost = dict(zip(Period(today - timedelta(days=70), today + ONE_DAY).dates, rng.gamma(1.0, 50.0, 71), strict=True))
    projection = projected(today, cost.__getitem__, since=min(cost))
    assert projection.so_far - 1e-6 <= projection.low <= projection.amount <= projection.high
    assert list(projection.path.values()) == sorted(projection.path.values())
    assert projection.path[Month.of(today).period.last] == projection.amount


def crossing(daily: Mapping[int, float], limit: float) -> date | None:
    """Of a month that is known in full but for its last day."""
    usage = {NOVEMBER.first.replace(day=n): amount for n, amount in daily.items()}
    return project_month(Daily({}, {}, usage), date(2026, 11, 30)).crosses(limit)


def test_the_day_on_which_a_limit_is_crossed() -> None:
    assert crossing({3: 10, 5: 10}, 10) == date(2026, 11, 5)
    assert crossing({3: 10, 5: 10}, 9.99) == date(2026, 11, 3)
    assert crossing({1: 10}, 5) == date(2026, 11, 1)
    assert crossing({3: 10, 5: 10}, 20) is None


def test_a_limit_that_a_credit_undid_is_not_crossed_until_it_is_again() -> None:
    assert crossing({3: 30, 5: -20}, 20) is None
    assert crossing({3: 30, 5: -20, 9: 30}, 20) == date(2026, 11, 9)


def noisy(rng: np.random.Generator) -> Callable[[date], float]:
    """Weekends cheaper, and 8 % up or down from one day to another."""
    memo: dict[date, float] = {}
    return lambda day: memo.setdefault(day, office(day) * (1 + 0.08 * float(rng.standard_normal())))


def sticky(rng: np.random.Generator) -> Callable[[date], float]:
    """A level that today shares with yesterday."""
    levels = {date(2025, 6, 1): 0.0}

    def cost(day: date) -> float:
        while day not in levels:
            last = max(levels)
            levels[last + ONE_DAY] = 0.7 * levels[last] + 0.06 * float(rng.standard_normal())
        return 100 * (1 + levels[day])

    return cost


@pytest.mark.parametrize("kind", [noisy, sticky])
@pytest.mark.parametrize("day", [3, 12, 21])
def test_four_months_of_five_end_within_the_interval(
    kind: Callable[[np.random.Generator], Callable[[date], float]], day: int
) -> None:
    rng, hits, off = np.random.default_rng(20261123), 0, []
    for n in range(120):
        month, cost = Month(2026, 2).plus(n % 11), kind(rng)
        end = truth(month, cost)
        projection = projected(month.first.replace(day=day), cost)
        hits += projection.low <= end <= projection.high
        off.append(projection.amount / end - 1)
    assert 0.68 <= hits / 120 <= 0.94
    assert abs(np.mean(off)) < 0.012


def test_earlier_months_are_projected_from_what_was_known_then() -> None:
    today = date(2026, 11, 20)
    lumps = {month.day(25): 500.0 for month in map(NOVEMBER.plus, range(-7, 0))}
    costs = known(today, lambda day: 10.0 if day < date(2026, 10, 20) else 20.0)
    past = project_month(Daily(costs, lumps, {}), today).past
    assert [each.period for each in past] == [NOVEMBER.plus(-n).period for n in (1, 2, 3)]
    assert [each.projected for each in past] == pytest.approx([310 + 500, 300 + 500, 310 + 500])
    assert [each.actual for each in past] == pytest.approx([310 + 120 + 500, 300 + 500, 310 + 500])
    assert past[0].miss == pytest.approx(120 / 930)


def test_a_day_that_an_earlier_month_does_not_have_is_left_out() -> None:
    past = projected(date(2026, 3, 31), office).past
    assert [each.period.start.month for each in past] == [1, 12, 11]

"""How a budget stands: exact sums of what it counts, and states that follow from them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.amounts import Amount
from cloudsense.costs.budget_standing import Standing, State, stand
from cloudsense.costs.budgets import Budget, Every
from cloudsense.costs.frame import METRICS, CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.projection.inputs import daily_costs
from cloudsense.costs.projection.project import project
from cloudsense.costs.query import OVERVIEW, Dimension, Filter, Metric
from cloudsense.errors import AddressError

TODAY = date(2026, 11, 23)
FIRST = date(2026, 1, 1)
IDENTITY = Identity("111122223333", "arn:aws:iam::111122223333:user/x", "aws")


def snapshot(costs: dict[tuple[str, str], list[float]], currency: str = "USD") -> Snapshot:
    """Costs by service and charge type on each day of the year; amortized is twice the rest."""
    period = Period(FIRST, TODAY + ONE_DAY)
    rows = [(day, key, cost) for key, days in costs.items() for day, cost in zip(period.dates, days, strict=False)]
    amounts = np.array([cost for *_, cost in rows])
    metrics = {name: amounts * (2 if name == Metric.AMORTIZED else 1) for name in METRICS}
    keys = {
        Dimension.SERVICE: [service for _, (service, _), _ in rows],
        Dimension.CHARGE_TYPE: [kind for _, (_, kind), _ in rows],
    }
    days = [day for day, *_ in rows]
    frame = CostFrame.build(OVERVIEW.group_by, days, keys, metrics, amounts, ["Hrs"] * len(rows))
    seen = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Snapshot(OVERVIEW, period, frame, currency, IDENTITY, seen, TODAY - timedelta(days=2))


def budget(amount: float, **more: object) -> Budget:
    return Budget("b", Amount(Decimal(str(amount))), **more)  # type: ignore[arg-type]


def standing(amount: float, daily: float = 10.0, **more: object) -> Standing:
    return stand(budget(amount, **more), snapshot({("EC2", "Usage"): [daily] * 400}), TODAY)


@pytest.mark.parametrize(
    ("amount", "state", "crosses"),
    [
        (301, State.WITHIN, None),
        (300, State.WITHIN, None),
        (299, State.PROJECTED_OVER, date(2026, 11, 30)),
        (231, State.PROJECTED_OVER, date(2026, 11, 24)),
        (230, State.PROJECTED_OVER, date(2026, 11, 24)),
        (229, State.EXCEEDED, date(2026, 11, 23)),
        (95, State.EXCEEDED, date(2026, 11, 10)),
    ],
)
def test_states_and_the_day_on_which_the_amount_is_crossed(amount: float, state: State, crosses: date | None) -> None:
    found = standing(amount)
    assert (found.spent, found.state, found.crosses) == (230, state, crosses)


@pytest.mark.parametrize(
    ("every", "period", "spent"),
    [
        (Every.MONTH, Period(date(2026, 11, 1), date(2026, 12, 1)), 230),
        (Every.QUARTER, Period(date(2026, 10, 1), date(2027, 1, 1)), 540),
        (Every.YEAR, Period(date(2026, 1, 1), date(2027, 1, 1)), 3270),
    ],
)
def test_a_quarter_and_a_year_are_added_up_from_their_own_first_day(every: Every, period: Period, spent: float) -> None:
    found = standing(1e6, every=every)
    assert (found.period, found.spent) == (period, spent)
    assert found.projected == pytest.approx(period.days * 10)


def test_filters_charges_and_metric_count() -> None:
    answer = snapshot({("EC2", "Usage"): [10] * 400, ("EC2", "Tax"): [1] * 400, ("RDS", "Usage"): [100] * 400})
    only = (Filter(Dimension.SERVICE, ("EC2",)),)
    but = (Filter(Dimension.SERVICE, ("EC2",), exclude=True),)
    assert stand(budget(1, filters=only), answer, TODAY).spent == 23 * 11
    assert stand(budget(1, filters=but), answer, TODAY).spent == 23 * 100
    assert stand(budget(1, filters=only, charges=Charges.USAGE), answer, TODAY).spent == 23 * 10
    assert stand(budget(1, filters=only, metric=Metric.AMORTIZED), answer, TODAY).spent == 23 * 22


def test_the_highest_threshold_that_is_reached() -> None:
    assert standing(460).step == 50
    assert standing(461).step == 0
    assert standing(230).step == 100
    assert standing(460, thresholds=(10, 49, 51)).step == 49
    assert standing(1, thresholds=()).step == 0


def test_without_costs_nothing_is_projected_and_that_can_be_said() -> None:
    found = stand(
        budget(1, filters=(Filter(Dimension.SERVICE, ("no",)),)), snapshot({("a", "Usage"): [1] * 400}), TODAY
    )
    assert (found.spent, found.state, found.has_costs, found.used) == (0, State.WITHIN, False, 0)


def test_credits_above_the_costs_use_nothing() -> None:
    answer = snapshot({("EC2", "Usage"): [1] * 400, ("EC2", "Credit"): [-2] * 400})
    found = stand(budget(10), answer, TODAY)
    assert (found.used, found.state, found.step) == (0, State.WITHIN, 0)


def test_another_currency_is_refused() -> None:
    euros = Budget("b", Amount(Decimal(1), "€"))
    with pytest.raises(AddressError, match="not in USD"):
        stand(euros, snapshot({("a", "Usage"): [1] * 400}), TODAY)
    assert stand(euros, snapshot({("a", "Usage"): [1] * 400}, "EUR"), TODAY).currency == "EUR"


CENTS = st.integers(-(10**9), 10**12)


@given(st.lists(CENTS, min_size=327, max_size=327), st.sampled_from(Every))
def test_spent_is_the_exact_sum(cents: list[int], every: Every) -> None:
    answer = snapshot({("EC2", "Usage"): [amount / 100 for amount in cents]})
    found = stand(budget(1, every=every), answer, TODAY)
    days = [n for n in range(327) if FIRST + timedelta(days=n) in found.period]
    assert found.spent == pytest.approx(sum(cents[n] for n in days) / 100, abs=1e-2 * 1e-4, rel=1e-15)


def test_a_budget_is_projected_as_the_overview_is() -> None:
    """A fee that is billed as usage on one day of each month is foreseen."""
    period = Period(FIRST, TODAY + ONE_DAY)
    fee = [180.0 if day.day == 28 else 0.0 for day in period.dates]
    found = snapshot({("EC2", "Usage"): [10.0] * 400, ("Monitoring", "Usage"): fee})
    month = Period(date(2026, 11, 1), date(2026, 12, 1))
    through = found.complete_to
    daily = daily_costs(found.frame, Metric.UNBLENDED, found.period, through)
    assert daily
    shown = project(daily, month, TODAY, through)
    assert stand(budget(1000), found, TODAY).projected == shown.amount == pytest.approx(480)


def test_credits_that_cover_all_costs_are_costs() -> None:
    covered = snapshot({("EC2", "Usage"): [10.0] * 400, ("EC2", "Credit"): [-10.0] * 400})
    filtered = budget(100, filters=(Filter(Dimension.SERVICE, ("EC2",)),))
    found = stand(filtered, covered, TODAY)
    assert (found.spent, found.has_costs, found.matches_nothing) == (0, True, False)


def test_only_a_filter_matches_nothing() -> None:
    nothing = snapshot({})
    misspelled = budget(100, filters=(Filter(Dimension.SERVICE, ("EC3",)),))
    assert stand(misspelled, nothing, TODAY).matches_nothing
    assert not stand(budget(100), nothing, TODAY).matches_nothing

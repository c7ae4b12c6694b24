"""How few accounts make most of the costs, which are small, which changed; and budgets of single accounts."""

from datetime import date

import pytest
from frames import compared, frame, table
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.account_budgets import of_single_accounts, spent_by
from cloudsense.costs.account_units import OUTSIDE, by_unit
from cloudsense.costs.accounts import AccountCosts, fewest
from cloudsense.costs.amounts import parse_amount
from cloudsense.costs.budget_standing import State
from cloudsense.costs.budgets import Budget, Every
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import CostQuery, Dimension, Filter, Metric

TODAY = date(2026, 11, 23)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 24))
WEEK = choose("7d", TODAY)


@given(st.lists(st.floats(-1e6, 1e6), max_size=60), st.floats(0.01, 1))
def test_no_fewer_of_the_largest_reach_a_part(costs: list[float], part: float) -> None:
    count = fewest(costs, part)
    positive = sorted((cost for cost in costs if cost > 0), reverse=True)
    wanted = part * sum(positive)
    assert count <= len(positive)
    assert (count == 0) == (not positive)
    if positive:
        assert count == len(positive) or sum(positive[:count]) >= wanted - 1e-6
        assert sum(positive[: count - 1]) < wanted


def costs_of(now: dict[str, float], before: dict[str, float]) -> AccountCosts:
    return AccountCosts.of(table(WEEK.period, now), compared(table(WEEK.period, now), table(WEEK.before, before), WEEK))


def test_small_negative_gone_and_changed() -> None:
    now = {"large": 90.0, "middle": 8.0, "small": 0.5, "smaller": 0.25, "credited": -3.0}
    costs = costs_of(now, {"large": 80.0, "gone": 2.0, "small": 0.5, "smaller": 0.25, "credited": -3.0})
    assert costs.largest == 1
    assert costs.total == pytest.approx(7 * sum(now.values()))
    assert [row.name for row in costs.small] == ["small", "smaller"]
    assert [row.name for row in costs.negative] == ["credited"]
    assert [row.name for row in costs.changed] == ["large", "middle", "gone"]
    assert len(costs.billed) == 5
    assert len(costs.listed) == 6, "what is no longer billed changed, too"
    changes = sum(row.change or 0 for row in costs.listed)
    assert costs.comparison
    assert changes == pytest.approx(costs.comparison.change)


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(-1e5, 1e5)), max_size=40), st.integers(1, 6))
def test_units_hold_every_account_once_and_add_up(given_costs: list[tuple[int, float]], count: int) -> None:
    now = {f"{number}": cost for number, cost in given_costs}
    costs = costs_of(now, {name: cost / 2 for name, cost in now.items()} | {"gone": 5.0})
    units = {name: f"unit {int(name) % count}" for name in now if int(name) % 7}
    found = by_unit(costs.listed, units)
    assert sorted(name for unit in found for name in unit.accounts) == sorted(row.name for row in costs.listed)
    for unit in found:
        assert {units.get(name, OUTSIDE) for name in unit.accounts} == {unit.name}
    assert sum(unit.cost for unit in found) == pytest.approx(sum(row.cost for row in costs.listed), abs=1e-6)
    changes = sum(unit.compared.amount for unit in found if unit.compared)
    assert changes == pytest.approx(sum(row.change or 0 for row in costs.listed), abs=1e-6)
    assert [unit.cost for unit in found] == sorted((unit.cost for unit in found), reverse=True)


def budget(name: str, *filters: Filter, **given: object) -> Budget:
    return Budget(name, parse_amount("100"), filters=filters, **given)  # type: ignore[arg-type]


def account(*ids: str, exclude: bool = False) -> Filter:
    return Filter(Dimension.ACCOUNT, ids, exclude)


def test_only_monthly_budgets_of_exactly_one_account_are_shown_beside_it() -> None:
    first = budget("first", account("1"))
    others = [
        budget("all"),
        budget("two", account("1", "2")),
        budget("others", account("2", exclude=True)),
        budget("service", account("2"), Filter(Dimension.SERVICE, ("RDS",))),
        budget("quarter", account("2"), every=Every.QUARTER),
        budget("region", Filter(Dimension.REGION, ("us-east-1",))),
    ]
    assert of_single_accounts([*others, first, budget("second", account("1"))]) == {"1": first}


def by_account(currency: str = "USD") -> Snapshot:
    query = CostQuery((Dimension.ACCOUNT,))
    rows = [(day, (name,), amount) for day in NOVEMBER.dates for name, amount in (("1", 5.0), ("2", 50.0))]
    held = frame(query.group_by, rows)
    identity = Identity("1", "arn:aws:iam::1:root")
    return Snapshot(query, NOVEMBER, held, currency, identity, None, TODAY)  # type: ignore[arg-type]


def test_what_is_used_is_told_by_the_answer_about_all_accounts() -> None:
    used = spent_by(budget("one", account("1")), by_account())
    assert used
    assert (used.spent, used.limit, used.state, used.projected) == (115.0, 100.0, State.EXCEEDED, None)
    assert used.used == 1.15
    amortized = spent_by(budget("one", account("1"), metric=Metric.AMORTIZED), by_account())
    assert amortized
    assert amortized.spent == 230.0
    in_euros = Budget("one", parse_amount("€100"), filters=(account("1"),))
    assert spent_by(in_euros, by_account()) is None
    assert spent_by(budget("none", account("3"), charges=Charges.ALL), by_account()).used == 0  # type: ignore[union-attr]

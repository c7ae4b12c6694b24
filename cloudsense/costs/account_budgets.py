"""Monthly budgets of single accounts, and how much of them is used. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cloudsense.costs.analysis import tabulate
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.costs.budgets import Budget, Every
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus


@dataclass(frozen=True)
class AccountBudget:
    """An account's budget in the current month, in the bill's currency."""

    name: str
    limit: float
    spent: float
    projected: float | None
    """Projected cost at the month's end; None if unknown."""
    state: State

    @property
    def used(self) -> float:
        """Used part of the budget as a ratio: 0.5 is half. 0 where credits exceed costs."""
        return max(0.0, round(self.spent / self.limit, 9))

    @classmethod
    def of(cls, standing: Standing) -> AccountBudget:
        name, state = standing.budget.name, standing.state
        return cls(name, standing.limit, standing.spent, standing.projected, state)


def of_single_accounts(budgets: Iterable[Budget]) -> dict[str, Budget]:
    """Monthly budget of each account that has its own; the first one if there are several."""
    found: dict[str, Budget] = {}
    for budget in budgets:
        account = _account(budget)
        if account and budget.every is Every.MONTH:
            found.setdefault(account, budget)
    return found


def _account(budget: Budget) -> str | None:
    """The account whose costs it counts in full, if there is exactly one."""
    if len(budget.filters) != 1:
        return None
    (rule,) = budget.filters
    if rule.dimension is not Dimension.ACCOUNT or not rule.is_one_value:
        return None
    return rule.values[0]


def spent_by(budget: Budget, by_account: Snapshot) -> AccountBudget | None:
    """What `budget` has used so far this month; None if its amount is in another currency than the
    bill. `by_account` is a snapshot grouped by account."""
    if not budget.amount.is_in(by_account.currency):
        return None
    focus = Focus(Dimension.ACCOUNT, budget.filters, budget.focus.usage_only)
    frame = focus.within(by_account.frame)
    table = tabulate(frame, Dimension.ACCOUNT, budget.metric, by_account.period)
    limit = float(budget.amount.value)
    state = State.EXCEEDED if table.total > limit else State.WITHIN
    return AccountBudget(budget.name, limit, table.total, None, state)

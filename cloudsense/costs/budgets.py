"""Budgets: the costs and months that each one counts, and the question that judges it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cloudsense.costs.amounts import Amount
from cloudsense.costs.budget import STEPS
from cloudsense.costs.calendar import MONTHS_A_QUARTER, MONTHS_A_YEAR
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, Dimension, Filter, Metric
from cloudsense.costs.questions import Focus

LEAST_PERCENT, MOST_PERCENT = 1, 1000
MOST_THRESHOLDS = 10
LONGEST_NAME = 100
TYPED = "Monthly budget"
"""Name of the budget set with --budget."""


class Every(StrEnum):
    """Length of a budget's period: a calendar month, quarter or year (UTC)."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        match self:
            case Every.MONTH:
                return 1
            case Every.QUARTER:
                return MONTHS_A_QUARTER
            case Every.YEAR:
                return MONTHS_A_YEAR

    def around(self, day: date) -> Period:
        """Whole month, quarter or year that contains `day`."""
        month = Month.of(day)
        first = month
        if self is Every.QUARTER:
            first = month.quarter
        elif self is Every.YEAR:
            first = Month(month.year, 1)
        return Period(first.first, first.plus(self.months).first)


@dataclass(frozen=True)
class Budget:
    """Budget for the costs that match `filters`; for all costs of the account without filters."""

    name: str
    amount: Amount
    every: Every = Every.MONTH
    filters: tuple[Filter, ...] = ()
    charges: Charges = Charges.ALL
    metric: Metric = Metric.UNBLENDED
    thresholds: tuple[int, ...] = STEPS
    """Percentages of the amount that raise an alert, in rising order."""

    @property
    def focus(self) -> Focus:
        """Focus on its costs by charge type: fees and credits are projected apart from usage."""
        return Focus(Dimension.CHARGE_TYPE, self.filters, self.charges is Charges.USAGE)

    @property
    def in_overview(self) -> bool:
        """Whether the overview has every dimension that it filters by."""
        return {rule.dimension for rule in self.filters} <= {*OVERVIEW.group_by}

    def own_days(self, today: date, earliest: date) -> Period:
        """Days from the first one of its month, quarter or year up to today."""
        first = self.every.around(today).start
        return Period(max(first, earliest), today + ONE_DAY)

    def asked(self, today: date, earliest: date) -> Period:
        """Days that judge it: from its own first day, or last month's, up to today.

        Last month shows fees that are still to come. A history that begins later gives fewer days.
        """
        last_month = Month.of(today).plus(-1).first
        first = min(self.every.around(today).start, last_month)
        return Period(max(first, earliest), today + ONE_DAY)


def of_account(budgets: Iterable[Budget], metric: Metric, charges: Charges) -> Budget | None:
    """Monthly budget for all costs of the account by `metric` and `charges`, if
    there is exactly one."""
    found = [
        budget
        for budget in budgets
        if budget.every is Every.MONTH
        and not budget.filters
        and (budget.metric, budget.charges) == (metric, charges)
    ]
    return found[0] if len(found) == 1 else None


def with_typed(budgets: Iterable[Budget], amount: Amount | None) -> tuple[Budget, ...]:
    """Budgets plus the monthly `amount` of --budget for the whole account, which replaces
    one of a file."""
    found = tuple(budgets)
    if amount is None:
        return found
    replaced = of_account(found, Metric.UNBLENDED, Charges.ALL)
    if replaced:
        return tuple(
            replace(budget, amount=amount) if budget is replaced else budget for budget in found
        )
    names = {budget.name for budget in found}
    name = TYPED
    while name in names:
        name += " *"
    return (Budget(name, amount), *found)


@dataclass(frozen=True)
class AwsBudget:
    """Cost budget of AWS Budgets: read-only here."""

    name: str
    limit: float
    currency: str
    every: str
    """`day`, `month`, `quarter`, `year`, or `custom`."""
    actual: float
    forecast: float | None = None
    filtered: bool = False
    """Whether it counts only a part of the costs."""

    @property
    def used(self) -> float:
        """Used part as a ratio: 0.5 is half."""
        if not self.limit:
            return 0.0
        return max(0.0, self.actual / self.limit)

"""A monthly budget and its use. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cloudsense.costs.period import Month
from cloudsense.costs.projection.projection import Projection

STEPS = (50, 80, 100)
"""Used percentages at which an alert is shown."""


@dataclass(frozen=True)
class BudgetStatus:
    """Costs of one month and its limit.

    `projected` and `crosses` are set only for the running month; `data_through` only if days are
    missing that AWS has: the last ones of an ended month, or newer ones of the running month.
    """

    limit: float
    spent: float
    month: Month
    projected: float | None = None
    crosses: date | None = None
    data_through: date | None = None

    @property
    def used(self) -> float:
        """Used part as a ratio: 0.5 is half. 0 where credits exceed costs."""
        return max(0.0, round(self.spent / self.limit, 9))

    @property
    def step(self) -> int:
        """The highest alert step reached, 0 if none."""
        return highest_reached(STEPS, self.used)

    @property
    def projected_over(self) -> float:
        """Amount by which the projection exceeds the limit, at least 0."""
        return max(0.0, (self.projected or 0.0) - self.limit)


def highest_reached(steps: Iterable[int], used: float) -> int:
    """Highest of `steps` (percent) that `used` (a ratio) has reached; 0 if none."""
    percent = used * 100
    return max((step for step in steps if percent >= step), default=0)


def running(limit: Decimal, projection: Projection) -> BudgetStatus:
    """Status of the running month, with its projection once a day is complete."""
    known = projection.sample_days > 0
    return BudgetStatus(
        limit=float(limit),
        spent=projection.so_far,
        month=projection.month,
        projected=projection.amount if known else None,
        crosses=projection.crosses(float(limit)) if known else None,
        data_through=projection.data_through,
    )


def nothing(limit: Decimal, month: Month) -> BudgetStatus:
    """Status of a running month without any costs."""
    return BudgetStatus(float(limit), 0.0, month)


def ended(limit: Decimal, spent: float, month: Month, complete_to: date) -> BudgetStatus:
    """Status of an ended month."""
    data_through = complete_to if complete_to < month.period.last else None
    return BudgetStatus(float(limit), spent, month, data_through=data_through)

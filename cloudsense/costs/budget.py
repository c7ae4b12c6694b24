"""A monthly budget and how a month stands against it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cloudsense.costs.forecast import Projection
from cloudsense.costs.period import Month
from cloudsense.errors import AddressError

STEPS = (50, 80, 100)
"""Percent used at which an alert is shown."""
MOST = Decimal(10) ** 12


@dataclass(frozen=True)
class BudgetStatus:
    """One month against its limit; `projected` and `crosses` only while the month runs."""

    limit: float
    spent: float
    month: Month
    projected: float | None = None
    crosses: date | None = None

    @property
    def used(self) -> float:
        """A ratio: 0.5 is half used."""
        return self.spent / self.limit

    @property
    def step(self) -> int:
        """The highest alert step reached, 0 if none."""
        return max((step for step in STEPS if self.used * 100 >= step), default=0)

    @property
    def projected_over(self) -> float:
        """By how much the projection exceeds the limit; 0 if it does not."""
        return max(0.0, (self.projected or 0.0) - self.limit)


def parse_budget(text: str) -> Decimal:
    """`18000`, `18,000` or `$18,000.50` as an amount above zero. Raises AddressError."""
    plain = re.sub(r"[\s,_]|^[^\d.+-]", "", text.strip())
    if not re.fullmatch(r"[+-]?\d{1,20}(\.\d{0,10})?|[+-]?\.\d{1,10}", plain, re.ASCII):
        raise _refused(f"“{text[:40]}” is no amount of money.")
    amount = Decimal(plain)
    if amount <= 0:
        raise _refused("A budget must be above zero.")
    if amount > MOST:
        raise _refused("A budget above a trillion is too much for CloudSense.")
    return amount


def running(limit: Decimal, projection: Projection) -> BudgetStatus:
    """The running month, with where it is heading."""
    return BudgetStatus(
        limit=float(limit),
        spent=projection.so_far,
        month=projection.month,
        projected=projection.amount,
        crosses=projection.crosses(float(limit)),
    )


def ended(limit: Decimal, spent: float, month: Month) -> BudgetStatus:
    """A month that is over."""
    return BudgetStatus(limit=float(limit), spent=spent, month=month)


def _refused(why: str) -> AddressError:
    return AddressError(why, remedy="Enter a monthly amount such as 18000.")

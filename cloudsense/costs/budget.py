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
LEAST, MOST = Decimal("0.01"), Decimal(10) ** 12
AMOUNT = re.compile(r"[+-]?(\d+|\d{1,3}([ ,_]\d{3})+)(\.\d{0,10})?|[+-]?\.\d{1,10}", re.ASCII)
"""A number, its thousands apart or not."""


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
        return round(self.spent / self.limit, 9)

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
    plain = re.sub(r"^[$€£¥]\s*", "", text.strip().replace("−", "-"))
    if not AMOUNT.fullmatch(plain):
        raise _refused(f"“{text[:40]}” is no amount of money.")
    amount = Decimal(re.sub("[ ,_]", "", plain))
    if amount <= 0:
        raise _refused("A budget must be above zero.")
    if amount < LEAST:
        raise _refused("A budget of less than a cent is too little for CloudSense.")
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

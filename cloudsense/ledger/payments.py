"""Payments: every paid page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import uuid4

from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery

PAGE_PRICE = Decimal("0.01")
"""Dollars for one successful request, that is one page, to the Cost Explorer API."""
PartMonth = tuple[CostQuery, Month]
"""A month of one part of a question."""


@dataclass(frozen=True)
class Payment:
    """One paid page."""

    at: str
    """UTC time, ISO 8601."""
    account: str
    question: str
    period: str
    asked_by: str = "page"
    """Requester: a command, `page` or `update`."""
    dollars: str = str(PAGE_PRICE)
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def day(self) -> tuple[str, str]:
        """Account and UTC day that it counts for."""
        return self.account, self.at[:10]

    def items(self) -> Sequence[PartMonth]:
        """Months of parts that it paid for; empty if it is not about costs, or damaged."""
        return _items(self.question, self.period)


@lru_cache(maxsize=2**15)
def _items(question: str, days: str) -> Sequence[PartMonth]:
    """Cached: all payments are read again after every purchase."""
    first, _, last = days.partition("..")
    try:
        query = CostQuery.parse(question)
        end = date.fromisoformat(last) + ONE_DAY
        period = Period(date.fromisoformat(first), end)
    except (ValueError, OverflowError):
        return ()
    return tuple((part, month) for part in query.parts for month in period.months)


def last_paid(payments: Iterable[Payment], months: Collection[Month]) -> dict[PartMonth, str]:
    """Last payment of each part and month, for `months`."""
    found: dict[PartMonth, str] = {}
    for payment in payments:
        for item in payment.items():
            _, month = item
            if month in months:
                found[item] = max(found.get(item, ""), payment.at)
    return found

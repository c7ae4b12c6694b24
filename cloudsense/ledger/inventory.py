"""Inventory of cached months: price, age, freshness. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import PAGE_PRICE, Progress
from cloudsense.ledger.cache.entry import Outline
from cloudsense.ledger.cache.freshness import MonthState
from cloudsense.ledger.cache.restatements import Restatement
from cloudsense.ledger.payments import PartMonth, Payment
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.purchasing.command_results import Outcome

DAYS = 14
"""Number of days whose requests are listed."""


@dataclass(frozen=True)
class CachedMonth:
    """A cached month of a question."""

    query: CostQuery
    """Part of a question that is cached by itself."""
    month: Month
    seen: datetime
    """UTC time at which AWS last returned or confirmed it."""
    pages: float
    """Share of the pages that were paid when it was bought."""
    state: MonthState
    good: bool
    """Whether it is fresh."""
    renewal: int
    """Estimated number of pages to buy it again."""
    bought: str = ""
    """Time of its last payment (UTC, ISO 8601); "" if not recorded."""

    @property
    def dollars(self) -> Decimal:
        return PAGE_PRICE * Decimal(self.pages)

    @property
    def price(self) -> Decimal:
        """Estimated price of buying it again."""
        return PAGE_PRICE * self.renewal


@dataclass(frozen=True)
class Day:
    """Pages of a day by requester."""

    day: date
    pages: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.pages.values())


@dataclass(frozen=True)
class Inventory:
    """Cached data of an account."""

    months: tuple[Month, ...]
    """All months that Cost Explorer still has, in order."""
    cached: tuple[CachedMonth, ...]
    """Cached months by question and month; the overview first, then the total."""
    days: tuple[Day, ...]
    """Last days, in order."""
    history: int
    """Estimated number of pages for the total of all history."""
    restated: tuple[Restatement, ...] = ()
    """Days that changed after they were first seen, the latest first."""
    progress: Progress | None = None
    """Running purchases."""
    problem: CloudSenseError | None = field(default=None, compare=False)
    """A recent failure."""
    outcomes: tuple[Outcome, ...] = ()
    """Results of recent commands."""

    @property
    def questions(self) -> dict[CostQuery, list[CachedMonth]]:
        found: dict[CostQuery, list[CachedMonth]] = {}
        for one in self.cached:
            found.setdefault(one.query, []).append(one)
        return found

    def find(
        self, question: str, month: str, name: Callable[[CostQuery], str] = attrgetter("name")
    ) -> CachedMonth | None:
        """Cached month by the `name` of its question and a month such as `2026-08`."""
        for one in self.cached:
            if (name(one.query), str(one.month)) == (question, month):
                return one
        return None


def list_order(entry: Outline) -> tuple[bool, bool, str, Month]:
    """Sort key: the overview first, then the total, then others by name and month."""
    query = entry.query
    return query != OVERVIEW, query != TOTAL, query.name, entry.month


def cached_month(entry: Outline, good: bool, paid: Mapping[PartMonth, str]) -> CachedMonth:
    """Cached month of an entry; `paid` has the last payments."""
    return CachedMonth(
        query=entry.query,
        month=entry.month,
        seen=entry.seen,
        pages=entry.pages,
        state=entry.state,
        good=good,
        renewal=page_estimate.share(entry.month.period, [entry]),
        bought=paid.get((entry.query, entry.month), ""),
    )


def days(payments: Iterable[Payment], today: date) -> tuple[Day, ...]:
    """Pages of the last days, today included, by requester."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for payment in payments:
        counts[payment.at[:10]][payment.asked_by] += 1
    found = []
    for ago in reversed(range(DAYS)):
        day = today - timedelta(ago)
        by_asker = counts[day.isoformat()]
        found.append(Day(day, dict(by_asker)))
    return tuple(found)

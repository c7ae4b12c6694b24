"""Inventory of cached months: price, age, freshness, and which were bought or deleted."""

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
from cloudsense.ledger.answers import Question
from cloudsense.ledger.api_spend import PAGE_PRICE, Progress
from cloudsense.ledger.cache.entry import Outline
from cloudsense.ledger.cache.freshness import MonthState
from cloudsense.ledger.cache.restatements import Restatement, restatements
from cloudsense.ledger.payments import PartMonth, Payment, last_paid
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import days_so_far, parts_by_month
from cloudsense.ledger.purchasing.account_session import IDENTITY
from cloudsense.ledger.purchasing.command_results import Outcome
from cloudsense.ledger.purchasing.runner import PurchaseRunner

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


class CachedMonths(PurchaseRunner):
    """Reads the cache and the list of payments without asking AWS. Thread-safe."""

    def inventory(self) -> Inventory | None:
        """Cached data of this account with its price, without asking AWS; None while
        the account is unknown."""
        identity = self.session.identity
        if identity is None:
            return None
        today = self.clock().date()
        history = self.capabilities.history(today)
        payments = self._shared.spending.payments(identity.account, history.start)
        paid = last_paid(payments, history.months)
        within = [item for item in self._items(paid) if item[1] in history.months]
        listed = self._shared.cached.listed(identity, within)
        listed.sort(key=lambda pair: _list_order(pair[0]))
        overviews = self._shared.memory.all(identity, OVERVIEW, history).values()
        restated = [day for entry in overviews for day in restatements(entry)]
        total = [entry for entry, _ in listed if entry.query == TOTAL]
        return Inventory(
            months=history.months,
            cached=tuple(_cached_month(entry, good, paid) for entry, good in listed),
            days=days(payments, today),
            history=page_estimate.share(history, total),
            restated=tuple(sorted(restated, key=attrgetter("day"), reverse=True)),
            progress=self._purchases_under_way(),
            problem=self._first_failure(entry.query for entry, _ in listed),
            outcomes=self._shared.outcomes.lately,
        )

    def last_seen(self) -> datetime | None:
        """Time at which AWS last returned or confirmed the overview of the running
        month; None if unknown."""
        identity = self.session.identity
        if identity is None:
            return None
        now = self.clock()
        month = Month.of(now.date())
        entry = self._shared.cached.get(identity, OVERVIEW, month, days_so_far(month, now))
        return entry.seen if entry else None

    def bought(self) -> frozenset[PartMonth]:
        """Parts and months that were bought for this account, or are in memory; they may
        have been deleted since."""
        identity = self.session.identity
        if identity is None:
            return frozenset()
        history = self.capabilities.history(self.clock().date())
        payments = self._shared.spending.payments(identity.account, history.start)
        return self._items(last_paid(payments, history.months))

    def deleted_since(self, moment: datetime, questions: Iterable[Question]) -> list[Month]:
        """Months of `questions` that a person deleted after `moment`, and
        that are still missing."""
        identity = self.session.identity
        found: set[Month] = set()
        if identity is None:
            return []
        for query, period in questions:
            for part, month in parts_by_month(query, period):
                deleted = self._shared.memory.deleted(identity, part, month)
                if deleted and deleted > moment:
                    found.add(month)
        return sorted(found)

    def _items(self, paid: Mapping[PartMonth, str]) -> frozenset[PartMonth]:
        """Parts and months that were paid for, or are in memory."""
        return frozenset(paid.keys() | self._shared.memory.known())

    def _purchases_under_way(self) -> Progress | None:
        running = [job for job in self._shared.jobs.under_way if job.key != IDENTITY]
        if not running:
            return None
        return Progress(sum(job.pages for job in running))

    def _first_failure(self, queries: Iterable[CostQuery]) -> CloudSenseError | None:
        """First recent failure."""
        keys = (IDENTITY, TOTAL, OVERVIEW, *dict.fromkeys(queries))
        failures = map(self._shared.jobs.failure, keys)
        return next(filter(None, failures), None)


def _list_order(entry: Outline) -> tuple[bool, bool, str, Month]:
    """Sort key: the overview first, then the total, then others by name and month."""
    query = entry.query
    return query != OVERVIEW, query != TOTAL, query.name, entry.month


def _cached_month(entry: Outline, good: bool, paid: Mapping[PartMonth, str]) -> CachedMonth:
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

"""Cached months of the account: which exist, which were bought, which were deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from cloudsense.clock import Clock
from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.costs.source import Capabilities
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.answers import Question
from cloudsense.ledger.api_spend import Progress, Spending
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.restatements import restatements
from cloudsense.ledger.inventory import Inventory, take_stock
from cloudsense.ledger.payments import PartMonth, Payment, last_paid
from cloudsense.ledger.planning.requests import days_so_far, parts_by_month
from cloudsense.ledger.purchasing.account_session import IDENTITY, AccountSession
from cloudsense.ledger.purchasing.command_results import Outcomes
from cloudsense.ledger.purchasing.jobs import Jobs


@dataclass(frozen=True)
class CachedMonths:
    """Reads the cache and the list of payments without asking AWS. Thread-safe."""

    cached: CachedEntries
    memory: MemoryCache
    session: AccountSession
    jobs: Jobs
    spending: Spending
    outcomes: Outcomes
    capabilities: Capabilities
    clock: Clock

    def inventory(self) -> Inventory | None:
        """See `Ledger.inventory`."""
        identity = self.session.identity
        if identity is None:
            return None
        now = self.clock()
        history = self.capabilities.history(now.date())
        payments = self.spending.payments(identity.account, history.start)
        items = self._items(payments, history.months)
        within = [item for item in items if item[1] in history.months]
        listed = self.cached.listed(identity, within)
        overviews = self.memory.all(identity, OVERVIEW, history).values()
        restated = [day for entry in overviews for day in restatements(entry)]
        problem = self._problem(entry.query for entry, _ in listed)
        outcomes = self.outcomes.lately
        return take_stock(
            listed, payments, history, now, restated, self._progress(), problem, outcomes
        )

    def last_seen(self) -> datetime | None:
        """See `Ledger.last_seen`."""
        identity = self.session.identity
        if identity is None:
            return None
        now = self.clock()
        month = Month.of(now.date())
        entry = self.cached.get(identity, OVERVIEW, month, days_so_far(month, now))
        return entry.seen if entry else None

    def bought(self) -> frozenset[PartMonth]:
        """See `Ledger.bought`."""
        identity = self.session.identity
        if identity is None:
            return frozenset()
        history = self.capabilities.history(self.clock().date())
        payments = self.spending.payments(identity.account, history.start)
        return self._items(payments, history.months)

    def deleted_since(self, moment: datetime, questions: Iterable[Question]) -> list[Month]:
        """See `Ledger.deleted_since`."""
        identity = self.session.identity
        found: set[Month] = set()
        if identity is None:
            return []
        for query, period in questions:
            for part, month in parts_by_month(query, period):
                deleted = self.memory.deleted(identity, part, month)
                if deleted and deleted > moment:
                    found.add(month)
        return sorted(found)

    def _items(
        self, payments: Iterable[Payment], months: Collection[Month]
    ) -> frozenset[PartMonth]:
        """Parts and months that were paid for, or are in memory."""
        paid = last_paid(payments, months)
        return frozenset(paid.keys() | self.memory.known())

    def _progress(self) -> Progress | None:
        running = [job for job in self.jobs.under_way if job.key != IDENTITY]
        if not running:
            return None
        return Progress(sum(job.pages for job in running))

    def _problem(self, queries: Iterable[CostQuery]) -> CloudSenseError | None:
        """First recent failure."""
        keys = (IDENTITY, TOTAL, OVERVIEW, *dict.fromkeys(queries))
        failures = map(self.jobs.failure, keys)
        return next(filter(None, failures), None)

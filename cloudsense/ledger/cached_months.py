"""Cached months of the account: which exist, which were bought, which were deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter

from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.answers import Question
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.cache.restatements import restatements
from cloudsense.ledger.inventory import Inventory, cached_month, days, list_order
from cloudsense.ledger.payments import PartMonth, last_paid
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import days_so_far, parts_by_month
from cloudsense.ledger.purchasing.account_session import IDENTITY
from cloudsense.ledger.purchasing.runner import PurchaseRunner


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
        listed.sort(key=lambda pair: list_order(pair[0]))
        overviews = self._shared.memory.all(identity, OVERVIEW, history).values()
        restated = [day for entry in overviews for day in restatements(entry)]
        total = [entry for entry, _ in listed if entry.query == TOTAL]
        return Inventory(
            months=history.months,
            cached=tuple(cached_month(entry, good, paid) for entry, good in listed),
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

"""About how many pages a purchase takes, by whatever is cached; AWS is not asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.cache.cached_entries import CachedEntries
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate, days_to_buy, share
from cloudsense.ledger.planning.requests import Need, requests
from cloudsense.ledger.planning.row_rates import RowRates, rows_a_day

MOST_REMEMBERED = 50_000

Found = dict[CostQuery, dict[Month, Entry | None]]
"""Entries by part and month."""


@dataclass(frozen=True)
class Remembered:
    """An estimate, and when it holds."""

    estimate: Estimate
    versions: tuple[int, ...]
    """Of the parts of the question."""
    minute: datetime | None
    """Entries grow old; None if there are none."""


@dataclass(frozen=True)
class Known:
    """What is in memory of one account."""

    state: object
    rates: RowRates
    estimates: dict[tuple[CostQuery, Period], Remembered] = field(default_factory=dict)


class Estimator:
    """Remembers each estimate as long as nothing else is known about its question. Safe for
    threads."""

    def __init__(self, memory: MemoryCache, cached: CachedEntries, clock: Clock) -> None:
        self._memory = memory
        self._cached = cached
        self._clock = clock
        self._known: Known | None = None

    def pages(self, identity: Identity, query: CostQuery, period: Period) -> Estimate:
        """To make every month of `period` answer, for every part of `query`."""
        known = self._at_hand(identity)
        versions = tuple(self._memory.versions[part] for part in (*query.parts, OVERVIEW))
        minute = self._clock().replace(second=0, microsecond=0)
        remembered = known.estimates.get((query, period))
        if remembered and remembered.versions == versions and remembered.minute in (None, minute):
            return remembered.estimate
        found = self._find(identity, query, period)
        estimate = self._estimate(identity, query, period, found, known.rates)
        ages = any(entry for months in found.values() for entry in months.values())
        known.estimates[query, period] = Remembered(estimate, versions, minute if ages else None)
        return estimate

    def knows(self, identity: Identity, query: CostQuery, period: Period) -> bool:
        """Whether any month of any part is cached."""
        found = self._find(identity, query, period)
        return any(any(months.values()) for months in found.values())

    def of_request(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """To buy all of `period`, as the same days took before, or similar answers; one where
        nothing is known."""
        found = self._find(identity, query, period)
        entries = [entry for months in found.values() for entry in months.values() if entry]
        if entries:
            return share(period, entries)
        known = self._at_hand(identity).rates
        rates = [known.of(part) for part in query.parts]
        if None in rates:
            return 1
        rows = sum(filter(None, rates)) * period.days
        return known.page_size(query).pages(rows)

    def _estimate(
        self, identity: Identity, query: CostQuery, period: Period, found: Found, known: RowRates
    ) -> Estimate:
        rows: dict[tuple[CostQuery, Month], float] = {}
        certain = True
        now = self._clock()
        for part, months in found.items():
            cached = [entry for entry in months.values() if entry]
            rate = rows_a_day(cached, part) if cached else known.of(part)
            for month, entry in months.items():
                if not self._cached.answers(identity, entry, period):
                    days = days_to_buy(month, entry, now)
                    rows[part, month] = (rate or 0.0) * days
                    certain = certain and rate is not None
        if not rows:
            return NOTHING
        size = known.page_size(query)
        pages = 0
        needs = [Need(part, month.period) for part, month in rows]
        for asked, run in requests(query, needs):
            items = product(asked.parts, run.months)
            pages += size.pages(sum(rows[item] for item in items))
        return Estimate(pages, certain)

    def _find(self, identity: Identity, query: CostQuery, period: Period) -> Found:
        months = period.months
        found: Found = {}
        for part in query.parts:
            entries = self._memory.glance(identity, part, months)
            found[part] = dict(zip(months, entries, strict=True))
        return found

    def _at_hand(self, identity: Identity) -> Known:
        state = identity, self._memory.variety, self._clock().date()
        known = self._known
        if known is None or known.state != state or len(known.estimates) > MOST_REMEMBERED:
            known = Known(state, RowRates(self._memory.of(identity)))
            self._known = known
        return known

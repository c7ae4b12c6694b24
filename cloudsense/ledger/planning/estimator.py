"""Estimates of the pages of a purchase, from cached answers, without asking AWS."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

from cloudsense.clock import Clock
from cloudsense.costs.hour import HOURS_A_DAY
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.cache.entry import Outline
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate, days_to_buy, share
from cloudsense.ledger.planning.requests import Need, requests
from cloudsense.ledger.planning.rows_per_day import Rate, RowsPerDay

FULL_PAGE = 5000
"""Most rows on a page of Cost Explorer."""
EntriesByPart = Mapping[CostQuery, Sequence[Outline | None]]
"""Entries of each month, by part."""


class Estimator:
    """Estimates from entries in memory and in the store. Thread-safe."""

    def __init__(self, memory: MemoryCache, cached: CachedEntries, clock: Clock) -> None:
        self._memory = memory
        self._cached = cached
        self._clock = clock
        self._known: Memo[Identity, RowsPerDay] = Memo()

    def pages(self, identity: Identity, query: CostQuery, period: Period) -> Estimate:
        """Pages to make every month of `period` fresh, for every part of `query`."""
        found = self._find(identity, query, period)
        rates = self._rates(identity)  # entries just read from the store count, too
        rows: dict[tuple[CostQuery, Month], Rate] = {}
        now = self._clock()
        for part, entries in found.items():
            for month, entry in zip(period.months, entries, strict=True):
                if not self._cached.answers(identity, entry, period):
                    days = days_to_buy(month, entry, now)
                    rate = rates.of(part)
                    rows[part, month] = Rate(rate.low * days, rate.high * days)
        if not rows:
            return NOTHING
        at_least, at_most = 0, 0.0
        size = rates.page_size_of(query)
        needs = [Need(part, month.period) for part, month in rows]
        for asked, run in requests(query, needs):
            bought = [rows[item] for item in product(asked.parts, run.months)]
            at_least += size.fewest(sum(rate.low for rate in bought))
            at_most += size.most(sum(rate.high for rate in bought))
        return Estimate(at_least, at_most)

    def of_hours(self, identity: Identity, query: CostQuery, period: Period) -> Estimate:
        """Pages to buy every hour of `period`, if each row of a day has a row in
        each of its hours."""
        rates = self._rates(identity)
        found = [rates.of(part) for part in query.parts]
        rows_a_page = min(FULL_PAGE, rates.page_size_of(query).high)

        def pages(rows_a_day: float) -> float:
            rows = rows_a_day * period.days * HOURS_A_DAY
            if math.isinf(rows):
                return math.inf
            return max(1, math.ceil(rows / rows_a_page))

        most = pages(sum(rate.high for rate in found))
        are_known = all(rate.low == rate.high for rate in found)
        return Estimate(int(most) if are_known else 1, most)

    def knows(self, identity: Identity, query: CostQuery, period: Period) -> bool:
        """Whether any month of any part is cached."""
        found = self._find(identity, query, period)
        return any(any(entries) for entries in found.values())

    def takes_several_pages(self, identity: Identity) -> bool:
        """Whether any cached answer took more than one page."""
        return self._rates(identity).page_size.several

    def of_request(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """Pages to buy all of `period`, as many as the same days took before, or at most by similar
        answers; one if nothing is known."""
        found = self._find(identity, query, period)
        entries = [entry for months in found.values() for entry in months if entry]
        if entries:
            return share(period, entries)
        rates = self._rates(identity)
        rows_a_day = sum(rates.of(part).high for part in query.parts)
        pages = rates.page_size_of(query).most(rows_a_day * period.days)
        return int(pages) if math.isfinite(pages) else 1

    def _find(self, identity: Identity, query: CostQuery, period: Period) -> EntriesByPart:
        found = {}
        for part in query.parts:
            found[part] = [
                self._memory.get_for_estimate(identity, part, month) for month in period.months
            ]
        return found

    def _rates(self, identity: Identity) -> RowsPerDay:
        """Row rates, computed again when an answer is added or removed."""
        return self._known.of(
            self._memory.version, identity, lambda: RowsPerDay(self._memory.entries_of(identity))
        )

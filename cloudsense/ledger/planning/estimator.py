"""About how many pages a purchase takes, by what is cached; AWS is not asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.cache.cached_entries import CachedEntries
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import (
    NOTHING,
    Estimate,
    PageSize,
    days_to_buy,
    share,
)
from cloudsense.ledger.planning.requests import Need, requests
from cloudsense.ledger.planning.row_rates import (
    NO_GROUP,
    Group,
    GroupRates,
    Rate,
    group,
    rates_by_group,
)

MOST_REMEMBERED = 50_000

Found = Mapping[CostQuery, Sequence[Entry | None]]
"""The entry of each month of each part."""


class Basis(NamedTuple):
    """What an estimate is made from."""

    rates: list[Rate]
    versions: list[int]
    """Of the entries of each part of the question."""
    page_size: PageSize


class Remembered(NamedTuple):
    """An estimate, and how long it holds."""

    estimate: Estimate
    basis: Basis
    moment: date
    """The minute, as entries grow old; the day if there are none."""


class Estimator:
    """Remembers an estimate until something new is known about its question. Safe for threads."""

    def __init__(self, memory: MemoryCache, cached: CachedEntries, clock: Clock) -> None:
        self._memory = memory
        self._cached = cached
        self._clock = clock
        self._rates: Memo[Identity, Mapping[Group, GroupRates]] = Memo()
        self._estimates: dict[object, Remembered] = {}

    def pages(self, identity: Identity, query: CostQuery, period: Period) -> Estimate:
        """To make every month of `period` answer, for every part of `query`."""
        key = identity, query, period
        now = self._clock()
        minute = now.replace(second=0, microsecond=0)
        last = self._estimates.get(key)
        is_recent = last and last.moment in (minute, now.date())
        if last and is_recent and last.basis == self._basis(identity, query):
            return last.estimate
        found = self._find(identity, query, period)
        basis = self._basis(identity, query)  # what was read from the store counts, too
        estimate = self._estimate(identity, query, period, found, basis)
        has_entries = any(any(entries) for entries in found.values())
        moment = minute if has_entries else now.date()
        if len(self._estimates) >= MOST_REMEMBERED:
            self._estimates.clear()
        self._estimates[key] = Remembered(estimate, basis, moment)
        return estimate

    def knows(self, identity: Identity, query: CostQuery, period: Period) -> bool:
        """Whether any month of any part is cached."""
        found = self._find(identity, query, period)
        return any(any(entries) for entries in found.values())

    def takes_several_pages(self, identity: Identity) -> bool:
        """Whether any cached answer took more than one page."""
        return self._at_hand(identity)[NO_GROUP].page_size.several

    def of_request(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """To buy all of `period`, as the same days took before, or at most by similar answers; one
        where nothing is known."""
        found = self._find(identity, query, period)
        entries = [entry for months in found.values() for entry in months if entry]
        if entries:
            return share(period, entries)
        rates = self._group(identity, query)
        rows = sum(rates.of(part).high for part in query.parts) * period.days
        pages = rates.page_size.most(rows)
        return int(pages) if math.isfinite(pages) else 1

    def _estimate(
        self, identity: Identity, query: CostQuery, period: Period, found: Found, basis: Basis
    ) -> Estimate:
        rows: dict[tuple[CostQuery, Month], Rate] = {}
        now = self._clock()
        for (part, entries), rate in zip(found.items(), basis.rates, strict=True):
            for month, entry in zip(period.months, entries, strict=True):
                if not self._cached.answers(identity, entry, period):
                    days = days_to_buy(month, entry, now)
                    rows[part, month] = Rate(rate.low * days, rate.high * days)
        if not rows:
            return NOTHING
        at_least = 0
        at_most = 0.0
        needs = [Need(part, month.period) for part, month in rows]
        for asked, run in requests(query, needs):
            bought = [rows[item] for item in product(asked.parts, run.months)]
            at_least += basis.page_size.fewest(sum(rate.low for rate in bought))
            at_most += basis.page_size.most(sum(rate.high for rate in bought))
        return Estimate(at_least, at_most)

    def _find(self, identity: Identity, query: CostQuery, period: Period) -> Found:
        months = period.months
        return {part: self._memory.glance(identity, part, months) for part in query.parts}

    def _basis(self, identity: Identity, query: CostQuery) -> Basis:
        known = self._group(identity, query)
        rates = [known.of(part) for part in query.parts]
        versions = [self._memory.versions[part] for part in (*query.parts, OVERVIEW)]
        return Basis(rates, versions, known.page_size)

    def _group(self, identity: Identity, query: CostQuery) -> GroupRates:
        known = self._at_hand(identity)
        return known.get(group(query)) or known[NO_GROUP]

    def _at_hand(self, identity: Identity) -> Mapping[Group, GroupRates]:
        """Anew when the first answer to a question comes."""
        return self._rates.of(
            self._memory.variety, identity, lambda: rates_by_group(self._memory.of(identity))
        )

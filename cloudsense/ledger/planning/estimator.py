"""About how many pages a purchase takes, by what is cached; AWS is not asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from typing import NamedTuple

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.cache.cached_entries import CachedEntries
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate, days_to_buy, share
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

    rates: GroupRates
    versions: list[int]
    """Of the parts of the question."""


class Remembered(NamedTuple):
    """An estimate, and how long it holds."""

    estimate: Estimate
    basis: Basis
    minute: datetime | None
    """Entries grow old; None if there are none."""


@dataclass(frozen=True)
class Known:
    """What the answers in memory tell about an account."""

    account: tuple[Identity, date]
    variety: int
    """Of the memory."""
    rates: Mapping[Group, GroupRates]
    estimates: dict[tuple[CostQuery, Period], Remembered] = field(default_factory=dict)


class Estimator:
    """Remembers an estimate until something new is known about its question. Safe for threads."""

    def __init__(self, memory: MemoryCache, cached: CachedEntries, clock: Clock) -> None:
        self._memory = memory
        self._cached = cached
        self._clock = clock
        self._known: Known | None = None

    def pages(self, identity: Identity, query: CostQuery, period: Period) -> Estimate:
        """To make every month of `period` answer, for every part of `query`."""
        last = self._at_hand(identity).estimates.get((query, period))
        if (
            last
            and last.basis == self._basis(identity, query)
            and last.minute in (None, self._minute)
        ):
            return last.estimate
        found = self._find(identity, query, period)
        basis = self._basis(identity, query)  # what was read from the store counts, too
        estimate = self._estimate(identity, query, period, found, basis.rates)
        has_entries = any(any(entries) for entries in found.values())
        made = Remembered(estimate, basis, self._minute if has_entries else None)
        self._at_hand(identity).estimates[query, period] = made
        return estimate

    def knows(self, identity: Identity, query: CostQuery, period: Period) -> bool:
        """Whether any month of any part is cached."""
        found = self._find(identity, query, period)
        return any(any(entries) for entries in found.values())

    def takes_several_pages(self, identity: Identity) -> bool:
        """Whether any cached answer took more than one page."""
        return self._at_hand(identity).rates[NO_GROUP].page_size.several

    def of_request(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """To buy all of `period`, as the same days took before, or at most by similar answers; one
        where nothing is known."""
        found = self._find(identity, query, period)
        entries = [entry for months in found.values() for entry in months if entry]
        if entries:
            return share(period, entries)
        rates = self._rates(identity, query)
        rows = sum(rates.of(part).high for part in query.parts) * period.days
        pages = rates.page_size.most(rows)
        return int(pages) if math.isfinite(pages) else 1

    def _estimate(
        self, identity: Identity, query: CostQuery, period: Period, found: Found, rates: GroupRates
    ) -> Estimate:
        rows: dict[tuple[CostQuery, Month], Rate] = {}
        now = self._clock()
        for part, entries in found.items():
            rate = rates.of(part)
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
            at_least += rates.page_size.fewest(sum(rate.low for rate in bought))
            at_most += rates.page_size.most(sum(rate.high for rate in bought))
        return Estimate(at_least, at_most)

    def _find(self, identity: Identity, query: CostQuery, period: Period) -> Found:
        months = period.months
        return {part: self._memory.glance(identity, part, months) for part in query.parts}

    @property
    def _minute(self) -> datetime:
        return self._clock().replace(second=0, microsecond=0)

    def _basis(self, identity: Identity, query: CostQuery) -> Basis:
        versions = [self._memory.versions[part] for part in (*query.parts, OVERVIEW)]
        return Basis(self._rates(identity, query), versions)

    def _rates(self, identity: Identity, query: CostQuery) -> GroupRates:
        rates = self._at_hand(identity).rates
        return rates.get(group(query)) or rates[NO_GROUP]

    def _at_hand(self, identity: Identity) -> Known:
        """Estimates of groupings that the change is not about stay good."""
        account = identity, self._clock().date()
        variety = self._memory.variety
        last = self._known
        if last and last.account == account and last.variety == variety:
            return last
        rates = rates_by_group(self._memory.of(identity))
        known = Known(account, variety, rates)
        if last and last.account == account and len(last.estimates) < MOST_REMEMBERED:
            for name, found in rates.items():
                if last.rates.get(name) == found:
                    rates[name] = last.rates[name]
            known = Known(account, variety, rates, last.estimates)
        self._known = known
        return known

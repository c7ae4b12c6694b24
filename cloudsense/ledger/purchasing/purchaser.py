"""Buys missing data with as few pages as possible, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.errors import CloudSenseError, NoDataError
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.freshness import SAME_UPDATE
from cloudsense.ledger.cache.query_parts import reference_query, split_by_month, without_services
from cloudsense.ledger.cache.reference import Reference
from cloudsense.ledger.payments import PartMonth
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import (
    days_of_total,
    days_so_far,
    join_parts,
    merge_adjacent,
    parts_by_month,
    parts_share_request,
    requests,
)
from cloudsense.ledger.purchasing.context import NEVER, PurchaseContext, Resources
from cloudsense.ledger.purchasing.entry_updates import EntryUpdates, References
from cloudsense.ledger.purchasing.fetcher import Fetcher
from cloudsense.ledger.purchasing.jobs import REFUSALS

TOTAL_RETRY_AFTER = timedelta(hours=1)
"""Time for which the overview is bought without the total after that has failed."""


class Purchaser:
    """Updates entries. Purchases of one question are serialized, so nothing is bought twice."""

    def __init__(self, shared: Resources) -> None:
        self._fetcher = Fetcher(shared)
        self._updates = EntryUpdates(shared)
        self._history = shared.source.capabilities.history
        self._memory = shared.memory
        self._cached = shared.cached
        self._clock = shared.clock
        self._locks = shared.locks
        self._no_total_at: dict[Identity, datetime] = {}
        self._asked: defaultdict[CostQuery, set[CostQuery]] = defaultdict(set)
        """Parts that were bought, by their question without a service filter."""

    def fetch_missing(self, context: PurchaseContext, query: CostQuery, period: Period) -> None:
        """Makes every month of `period` fresh, for every part of `query`.
        Raises the source's errors."""
        with self._begun(context, query) as begun:
            lacking = self._lacking(begun, query, period)
            references = self._references(begun, query, lacking)
            self._buy(begun, query, lacking, references)

    def recheck(self, context: PurchaseContext, query: CostQuery, period: Period) -> None:
        """Updates as `fetch_missing` does, and final months too: the changed ones by the account
        total, or all if they fit on one page."""
        months = parts_by_month(query, period)
        known = self._known(context.identity, months)
        if page_estimate.share(period, known) <= 1:
            self._buy_again(context, query, months)
            return
        final = [entry for entry in known if not entry.unsettled]
        if final:
            self.audit(context)
        for entry in final:
            if self._memory.get(context.identity, OVERVIEW, entry.month) is None:
                self.renew(context, entry.query, entry.month)
        self.fetch_missing(context, query, period)

    def audit(self, context: PurchaseContext) -> int:
        """Asks for the total of all history, and buys changed closed months
        again; returns their number."""
        with self._begun(context, OVERVIEW) as begun:
            found = self._totals(begun, self._history(begun.started.date()))
            restated = self._restated(begun.identity, found)
            self._buy(begun, OVERVIEW, restated, found)
        return len(restated)

    def renew(self, context: PurchaseContext, part: CostQuery, month: Month) -> int:
        """Buys every day of `month` again, unless that was done since the request; returns the
        number of months bought."""
        with self._begun(context, part) as begun:
            if self._just_seen(begun, part, month):
                return 0
            references: dict[Month, Reference] = {}
            overview = self._memory.get(begun.identity, OVERVIEW, month)
            if overview and reference_query(part) == OVERVIEW:
                references[month] = Reference(overview)
            self._fetch(begun, part, days_so_far(month, begun.started), references)
        return 1

    @contextmanager
    def _begun(self, context: PurchaseContext, query: CostQuery) -> Iterator[PurchaseContext]:
        """The context, begun under the lock of the question. Its holder may take only the lock of
        its reference, the overview or the total."""
        identity, question = context.identity, without_services(query).name
        with self._locks.hold(f"{identity.partition}:{identity.account}:{question}"):
            yield replace(context, started=self._clock())

    def _known(self, identity: Identity, items: Iterable[PartMonth]) -> list[Entry]:
        found = [self._memory.get(identity, part, month) for part, month in items]
        return [entry for entry in found if entry]

    def _lacking(
        self, context: PurchaseContext, query: CostQuery, period: Period
    ) -> list[PartMonth]:
        identity = context.identity
        lacking = []
        for part, month in parts_by_month(query, period):
            entry = self._cached.get(identity, part, month, period)
            if not self._cached.answers(identity, entry, period, context.newer_than):
                lacking.append((part, month))
        return lacking

    def _just_seen(self, context: PurchaseContext, part: CostQuery, month: Month) -> bool:
        """Whether it was bought since the request."""
        known = self._memory.get(context.identity, part, month, reread=True)
        since = (context.newer_than or context.started) - SAME_UPDATE
        return known is not None and since <= known.seen <= context.started

    def _buy_again(
        self, context: PurchaseContext, query: CostQuery, months: list[PartMonth]
    ) -> None:
        with self._begun(context, query) as begun:
            old = [one for one in months if not self._just_seen(begun, *one)]
            self._buy(begun, query, old, {})

    def _buy(
        self,
        context: PurchaseContext,
        query: CostQuery,
        lacking: list[PartMonth],
        references: References,
    ) -> None:
        """Buys missing months, together with parts of earlier questions that changed on the same
        days: they cost nothing extra in the same request."""
        identity = context.identity
        shared = without_services(query)
        others: set[CostQuery] = set()
        if parts_share_request(query):
            others = self._asked[shared] - set(query.parts)
        needs = [
            self._updates.need(identity, part, month, references.get(month))
            for part, month in lacking
        ]
        for wanted, run in requests(query, [need for need in needs if need]):
            joining = [
                part
                for part in others
                if self._updates.changed_within(identity, part, run, references)
            ]
            joint = join_parts([*wanted.parts, *joining])
            self._fetch(context, joint, run, references)
        if parts_share_request(query):
            self._asked[shared].update(query.parts)

    def _fetch(
        self, context: PurchaseContext, query: CostQuery, period: Period, references: References
    ) -> None:
        fetched = self._fetched(context, query, period, references)
        for entry in split_by_month(fetched, query, context.started):
            reference = references.get(entry.month)
            self._updates.store(context.identity, entry, reference)

    def _fetched(
        self, context: PurchaseContext, query: CostQuery, period: Period, references: References
    ) -> Fetched:
        """Fetched answer. For accounts new to Cost Explorer, AWS may have this month before the
        earlier ones: it is kept then, and the others are missing."""
        last = period.by_month[-1]
        if context.optional or last == period:
            return self._fetcher.fetch(context, query, period)
        before = context.job.pages
        try:
            return self._fetcher.fetch(replace(context, optional=True), query, period)
        except REFUSALS as problem:
            if isinstance(problem, NoDataError):
                self._fetch(context, query, last, references)
            raise context.job.failed(problem, context.job.pages - before) from problem

    def _references(
        self, context: PurchaseContext, query: CostQuery, lacking: list[PartMonth]
    ) -> References:
        """References by month that show which days of an entry changed; bought if needed."""
        wanted = reference_query(query)
        if not lacking or wanted is None:
            return {}
        if wanted == TOTAL:
            return self._total_references(context, lacking)
        identity = context.identity
        comparable = [entry for entry in self._known(identity, lacking) if entry.fingerprints]
        for run in merge_adjacent(days_so_far(entry.month, self._clock()) for entry in comparable):
            self.fetch_missing(context, OVERVIEW, run)
        months = dict.fromkeys(month for _, month in lacking)
        with self._begun(context, OVERVIEW):
            overviews = self._known(identity, [(OVERVIEW, month) for month in months])
        return {
            entry.month: Reference(entry)
            for entry in overviews
            if self._cached.answers(identity, entry, entry.month.period, context.newer_than)
        }

    def _total_references(self, context: PurchaseContext, lacking: list[PartMonth]) -> References:
        """New totals for the overview: with the first purchase of a UTC day, and where they save
        pages.

        Closed months that changed are added to `lacking`. A total that AWS refuses is skipped;
        after another failure it is retried later.
        """
        identity, started = context.identity, context.started
        history = self._history(started.date())
        known = self._memory.all(identity, TOTAL, history)
        overviews = self._memory.all(identity, OVERVIEW, history)
        large = page_estimate.needs_several_pages(lacking, list(overviews.values()))
        if not large and not self._cached.total_is_due(identity):
            return {}
        since = started - self._no_total_at.get(identity, NEVER)
        if abs(since) < TOTAL_RETRY_AFTER:
            return {}
        first = min(month for _, month in lacking)
        try:
            span = days_of_total(history, known.values(), first, started)
            found = self._totals(replace(context, optional=True), span)
        except CloudSenseError as problem:
            self._no_total_at[identity] = started
            if isinstance(problem, REFUSALS):
                return {}
            raise
        restated = [one for one in self._restated(identity, found) if one not in lacking]
        lacking += restated
        if large:
            return found
        return {month: found[month] for _, month in restated}

    def _totals(self, context: PurchaseContext, span: Period) -> References:
        self.fetch_missing(replace(context, newer_than=context.started), TOTAL, span)
        found = self._memory.all(context.identity, TOTAL, span)
        return {month: Reference(entry) for month, entry in found.items()}

    def _restated(self, identity: Identity, found: References) -> list[PartMonth]:
        """Closed months whose overview differs from their totals."""
        restated: list[PartMonth] = []
        for month, total in found.items():
            entry = self._memory.get(identity, OVERVIEW, month)
            if entry and not entry.unsettled and total.changed_days(entry):
                restated.append((OVERVIEW, month))
        return restated

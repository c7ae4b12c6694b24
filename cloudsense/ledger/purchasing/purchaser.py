"""What has to be bought, and buying it: as little as will do, each thing once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError, SpendingLimitError
from cloudsense.ledger.api_spend import Payment, Register, Spending, last_paid
from cloudsense.ledger.cache.delta import (
    confirmed,
    fingerprints,
    laid_over,
    mends,
    moved,
    pieces,
    question,
    sworn,
    witness,
)
from cloudsense.ledger.cache.entry import Entry, Fingerprints
from cloudsense.ledger.cache.freshness import fresh
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.restatements import remembering
from cloudsense.ledger.planning import history as totals
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.estimator import Estimator, Lacking
from cloudsense.ledger.planning.requests import Need, divisible, every, requests, runs, so_far, together
from cloudsense.ledger.purchasing.context import REFUSALS, PurchaseContext
from cloudsense.ledger.storage.locks import Locks

CLICK_PATIENCE = timedelta(seconds=15)
"""An update asked for so soon after the last one is the same update."""
A_WHILE = timedelta(hours=1)

Witnesses = Mapping[Month, Entry]


class Purchaser:
    """Brings entries up to date. Purchases of one question follow one another, so nothing is bought twice."""

    def __init__(
        self,
        source: CostSource,
        memory: MemoryCache,
        spending: Spending,
        clock: Callable[[], datetime],
        open_for: timedelta,
        locks: Locks,
    ) -> None:
        self._source = source
        self._memory = memory
        self._spending = spending
        self._clock = clock
        self._open_for = open_for
        self._locks = locks
        self.estimator = Estimator(memory, clock, self.good)
        self._no_total_at: dict[Identity, datetime] = {}
        self._cut_off: dict[tuple[Identity, CostQuery], float] = {}
        """Pages a day that were not enough."""
        self._asked: defaultdict[CostQuery, set[CostQuery]] = defaultdict(set)

    def good(self, identity: Identity, entry: Entry | None, period: Period, newer_than: datetime | None = None) -> bool:
        """Whether `entry` answers for its share of `period`, as far as there is any yet, without a new look at AWS."""
        share = entry.month.period.meet(period) if entry else None
        if entry is None or share is None or entry.covered.start != entry.month.first:
            return False
        now = self._clock()
        if entry.covered.end < min(share.end, now.date() + ONE_DAY):
            return False
        if entry.query == TOTAL:
            return newer_than is None or entry.seen >= newer_than - CLICK_PATIENCE
        if not entry.unsettled:
            return not self._overtaken(identity, entry)
        if newer_than and entry.seen < newer_than - CLICK_PATIENCE:
            return False
        return fresh(entry.month, entry.seen, bool(entry.estimated), now, self._open_for)

    def kept(self, identity: Identity, part: CostQuery, month: Month, period: Period) -> Entry | None:
        """The entry at hand; the store is asked again only if that one is not good."""
        entry = self._memory.get(identity, part, month)
        return entry if self.good(identity, entry, period) else self._memory.get(identity, part, month, again=True)

    def bring(self, context: PurchaseContext, query: CostQuery, period: Period) -> None:
        """Make every month of `period` good, for every part of `query`. Raises what the source raises."""
        with self._alone(context.identity, question(query)):
            started, identity, since = self._clock(), context.identity, context.newer_than
            lacking = [
                (part, month)
                for part, month in every(query, period)
                if not self.good(identity, self.kept(identity, part, month, period), period, since)
            ]
            self._buy(context, query, lacking, self._witnesses(context, query, lacking, started), started)

    def recheck(self, context: PurchaseContext, query: CostQuery, period: Period) -> None:
        """As `bring`, and final months too: those that the account's total tells apart, or all where one page does."""
        months = every(query, period)
        known = [entry for one in months if (entry := self._memory.get(context.identity, *one))]
        if page_estimate.share(period, known) <= 1:
            with self._alone(context.identity, question(query)):
                started = self._clock()
                old = [one for one in months if not self._just_seen(context, *one, started)]
                self._buy(context, query, old, {}, started)
            return
        if final := [entry for entry in known if not entry.unsettled]:
            self.audit(context)
        for entry in final:
            if self._memory.get(context.identity, OVERVIEW, entry.month) is None:
                self.renew(context, entry.query, entry.month)
        self.bring(context, query, period)

    def audit(self, context: PurchaseContext) -> int:
        """Ask for the total of all history, and buy the closed months again that have changed; how many those are."""
        with self._alone(context.identity, OVERVIEW):
            started = self._clock()
            found = self._totals(context, totals.history(started.date()), started)
            restated = self._restated(context.identity, found)
            self._buy(context, OVERVIEW, restated, found, started)
        return len(restated)

    def renew(self, context: PurchaseContext, part: CostQuery, month: Month) -> int:
        """Buy every day of `month` again, unless it was done since it was asked for; the number of months bought."""
        with self._alone(context.identity, question(part)):
            started = self._clock()
            if self._just_seen(context, part, month, started):
                return 0
            tells = self._memory.get(context.identity, OVERVIEW, month) if witness(part) == OVERVIEW else None
            for new in pieces(self._fetch(context, part, so_far(month, started)), part, started):
                self._keep(context.identity, new, tells)
        return 1

    def _just_seen(self, context: PurchaseContext, part: CostQuery, month: Month, started: datetime) -> bool:
        """Whether it was bought since it was asked for."""
        known = self._memory.get(context.identity, part, month, again=True)
        since = (context.newer_than or started) - CLICK_PATIENCE
        return known is not None and since <= known.seen <= started

    def stock(self, identity: Identity, payments: Iterable[Payment]) -> list[tuple[Entry, bool]]:
        """The entries that were paid for or are at hand, and whether each needs no new look at AWS."""
        whole = totals.history(self._clock().date())
        names = last_paid(payments, whole.months).keys() | self._memory.at_hand()
        found = (self.kept(identity, part, month, month.period) for part, month in names if month in whole.months)
        return [(entry, self._new_enough(identity, entry)) for entry in found if entry]

    def _new_enough(self, identity: Identity, entry: Entry) -> bool:
        """Good; and, though a total is never too old to compare with, not older than it would be otherwise."""
        is_fresh = fresh(entry.month, entry.seen, bool(entry.estimated), self._clock(), self._open_for)
        return is_fresh and self.good(identity, entry, entry.month.period)

    def unchecked(self, identity: Identity) -> bool:
        """Whether the account's total was not asked for today."""
        today = self._clock().date()
        looks = (self._memory.get(identity, TOTAL, Month.of(today), again) for again in (False, True))
        return not any(known and known.seen.date() == today for known in looks)

    def _buy(
        self, context: PurchaseContext, query: CostQuery, lacking: list[Lacking], witnesses: Witnesses, since: datetime
    ) -> None:
        others = self._asked[question(query)] - set(query.parts) if divisible(query) else set()
        found = [self._need(context.identity, part, month, witnesses.get(month)) for part, month in lacking]
        for lacked, run in requests(query, [need for need in found if need]):
            asked = together([*lacked.parts, *self._joining(context.identity, others, run, witnesses)])
            for new in pieces(self._fetch(context, asked, run), asked, since):
                self._keep(context.identity, new, witnesses.get(new.month))
        self._asked[question(query)].update(query.parts if divisible(query) else ())

    def _alone(self, identity: Identity, shared: CostQuery) -> AbstractContextManager[None]:
        """The lock of a question; its holder may only ask for that of the witness, the overview or the total."""
        return self._locks.hold(f"{identity.partition}:{identity.account}:{shared.name}")

    def _witnesses(
        self, context: PurchaseContext, query: CostQuery, lacking: list[Lacking], started: datetime
    ) -> Witnesses:
        """What can tell, by month, which days of a kept entry moved; bought where it is needed."""
        if not lacking or not (asked := witness(query)):
            return {}
        if asked == TOTAL:
            return self._checked(context, lacking, started)
        kept = [entry for part, month in lacking if (entry := self._memory.get(context.identity, part, month))]
        for run in runs(so_far(entry.month, self._clock()) for entry in kept if entry.fingerprints):
            self.bring(context, OVERVIEW, run)
        with self._alone(context.identity, OVERVIEW):
            found = {month: self._memory.get(context.identity, OVERVIEW, month) for _, month in lacking}
        new_enough = context.newer_than
        return {m: e for m, e in found.items() if e and self.good(context.identity, e, m.period, new_enough)}

    def _checked(self, context: PurchaseContext, lacking: list[Lacking], started: datetime) -> Witnesses:
        """New totals for the overview: with the first purchase of a UTC day, and where they can spare pages.

        Closed months that turn out to have changed become lacking, too. To be checked is worth less than to be there: a
        total that AWS refuses is done without at once, one that fails otherwise (AWS is not to be pressed then) with
        the next try.
        """
        identity, history = context.identity, totals.history(started.date())
        kept = self._memory.all(identity, OVERVIEW, history)
        large = page_estimate.many(lacking, list(kept.values()))
        known = self._memory.all(identity, TOTAL, history)
        if not large and not self.unchecked(identity):
            return {}
        if abs(started - self._no_total_at.get(identity, datetime.min.replace(tzinfo=UTC))) < A_WHILE:
            return {}
        span = totals.span(history, known.values(), min(month for _, month in lacking), started)
        try:
            found = self._totals(context.dispensable, span, started)
        except CloudSenseError as problem:
            self._no_total_at[identity] = started
            if isinstance(problem, REFUSALS):
                return {}
            raise
        lacking += (restated := [lacked for lacked in self._restated(identity, found) if lacked not in lacking])
        return {m: entry for m, entry in found.items() if large or (OVERVIEW, m) in restated}

    def _totals(self, context: PurchaseContext, span: Period, now: datetime) -> dict[Month, Entry]:
        self.bring(replace(context, newer_than=now), TOTAL, span)
        return self._memory.all(context.identity, TOTAL, span)

    def _restated(self, identity: Identity, found: Witnesses) -> list[Lacking]:
        """The closed months of which the overview no longer says what their totals say."""
        kept = {month: self._memory.get(identity, OVERVIEW, month) for month in found}
        return [
            (OVERVIEW, month)
            for month, entry in kept.items()
            if entry and not entry.unsettled and moved(entry, found[month])
        ]

    def _overtaken(self, identity: Identity, entry: Entry) -> bool:
        """Whether the overview has found that a day of this final month changed since the entry was seen."""
        (overview,) = self._memory.glance(identity, OVERVIEW, (entry.month,))
        return bool(overview and overview.changed and overview.changed > entry.seen)

    def _need(self, identity: Identity, part: CostQuery, month: Month, witness: Entry | None) -> Need | None:
        """What has to be bought of a month that is not good: all of it, the days that moved, or nothing.

        A month that has become final since it was last seen is bought whole one last time.
        """
        entry = self._memory.get(identity, part, month)
        if entry is None or witness is None or (entry.unsettled and not witness.unsettled):
            return Need(part, so_far(month, self._clock()))
        if days := moved(entry, witness):
            return Need(part, days)
        self._memory.put(identity, confirmed(entry, witness))
        return None

    def _joining(
        self, identity: Identity, others: Iterable[CostQuery], run: Period, witnesses: Witnesses
    ) -> list[CostQuery]:
        """Those of `others` that moved on days of `run` only: in its request they cost nothing, later a page each."""

        def moved_within(part: CostQuery, month: Month) -> bool:
            entry, found = self._memory.get(identity, part, month), witnesses.get(month)
            days = moved(entry, found) if entry and found else None
            return days is not None and days.meet(run) == days

        return [part for part in others if all(moved_within(part, month) for month in run.months)]

    def _fetch(self, context: PurchaseContext, query: CostQuery, period: Period) -> Fetched:
        account, span = context.identity.account, f"{period.start}..{period.last}"
        if self._source.paid:
            self._spending.allow(account, self._clock().date(), self._likely(context.identity, query, period))
        read: list[Payment] = []

        def payment() -> Payment:
            read.append(Payment(self._clock().isoformat(), account, query.name, span, context.asked_by))
            return read[-1]

        meter = Register(self._spending, payment, context.on_page)
        with context.turn(query):
            try:
                return self._source.fetch(context.identity, query, period, meter)
            except SpendingLimitError:
                self._cut_off[context.identity, query] = len(read) / period.days
                raise

    def _likely(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """About how many pages a request takes; more than there were when the limit cut it off."""
        known = math.ceil(self._cut_off.get((identity, query), 0) * period.days)
        return max(known, self.estimator.of_request(identity, query, period))

    def _keep(self, identity: Identity, new: Entry, witness: Entry | None) -> None:
        older = self._memory.get(identity, new.query, new.month)
        if (whole := so_far(new.month, new.seen)).meet(new.covered) == whole:
            kept = replace(new, fingerprints=self._sworn(new, witness)) if witness else new
        elif older and witness and mends(older, new, witness):
            laid = laid_over(older, new, witness)
            kept = replace(laid, fingerprints=self._sworn(laid, witness))
        else:
            return
        self._memory.put(identity, remembering(older, kept) if new.query == OVERVIEW else kept)

    def _sworn(self, entry: Entry, witness: Entry) -> Fingerprints:
        """Where a final total never agrees with its parts, they are not bought again until it says something else."""
        final = entry.query == OVERVIEW and not entry.unsettled
        return fingerprints(witness, entry.query) if final else sworn(entry, witness)

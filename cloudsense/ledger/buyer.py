"""What has to be bought, and buying it: as little as will do, each thing once."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.costs.source import CostSource, OnPage
from cloudsense.ledger.entries import Entry
from cloudsense.ledger.months import MonthState, fresh, state
from cloudsense.ledger.needs import Need, divisible, requests, runs, so_far, together
from cloudsense.ledger.patches import (
    confirmed,
    laid_over,
    mends,
    moved,
    pieces,
    question,
    sworn,
    witnessed,
)
from cloudsense.ledger.shelf import Shelf
from cloudsense.ledger.spending import Payment, Spending

CLICK_PATIENCE = timedelta(seconds=15)
"""An update asked for so soon after the last one is the same update."""

Lacking = tuple[CostQuery, Month]
"""A month of one part that is not good."""


@dataclass(frozen=True)
class Errand:
    """On whose behalf entries are brought up to date, how new they must be, and who wants to hear of each page."""

    identity: Identity
    on_page: OnPage
    newer_than: datetime | None = None
    turn: Callable[[CostQuery], AbstractContextManager[None]] = lambda _asked: nullcontext()
    """Entered to put a question to AWS; raises the CloudSenseError because of which that is not to be done now."""


class Buyer:
    """Brings entries up to date. Purchases of one question follow one another, so nothing is bought twice."""

    def __init__(
        self, source: CostSource, shelf: Shelf, spending: Spending, clock: Callable[[], datetime], open_for: timedelta
    ) -> None:
        self._source = source
        self._shelf = shelf
        self._spending = spending
        self._clock = clock
        self._open_for = open_for
        self._locks: defaultdict[CostQuery, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()
        self._asked: defaultdict[CostQuery, set[CostQuery]] = defaultdict(set)

    def good(self, entry: Entry | None, period: Period, newer_than: datetime | None = None) -> bool:
        """Whether `entry` answers for its share of `period`, as far as there is any yet, without a new look at AWS."""
        share = entry.month.period.meet(period) if entry else None
        if entry is None or share is None or entry.covered.start != entry.month.first:
            return False
        now = self._clock()
        if entry.covered.end < min(share.end, now.date() + ONE_DAY):
            return False
        if newer_than and self.unsettled(entry) and entry.seen < newer_than - CLICK_PATIENCE:
            return False
        return fresh(entry.month, entry.seen, bool(entry.estimated), now, self._open_for)

    def unsettled(self, entry: Entry) -> bool:
        """Whether AWS could still change the month when it was last seen."""
        return state(entry.month, entry.seen, bool(entry.estimated)) is not MonthState.SETTLED

    def kept(self, identity: Identity, part: CostQuery, month: Month, period: Period) -> Entry | None:
        """The entry at hand; the store is asked again only if that one is not good."""
        entry = self._shelf.get(identity, part, month)
        return entry if self.good(entry, period) else self._shelf.get(identity, part, month, again=True)

    def bring(self, errand: Errand, query: CostQuery, period: Period) -> None:
        """Make every month of `period` good, for every part of `query`. Raises what the source raises."""
        with self._alone(question(query)):
            started = self._clock()
            others = self._asked[question(query)] - set(query.parts) if divisible(query) else set()
            lacking = [
                (part, month)
                for part in query.parts
                for month in period.months
                if not self.good(self.kept(errand.identity, part, month, period), period, errand.newer_than)
            ]
            overviews = self._overviews(errand, query, lacking)
            found = [self._need(errand.identity, part, month, overviews.get(month)) for part, month in lacking]
            for lacked, run in requests(query, [need for need in found if need]):
                asked = together([*lacked.parts, *self._joining(errand.identity, others, run, overviews)])
                for new in pieces(self._fetch(errand, asked, run), asked, started):
                    self._keep(errand.identity, new, overviews.get(new.month))
            self._asked[question(query)].update(query.parts if divisible(query) else ())

    def _alone(self, shared: CostQuery) -> threading.Lock:
        """The lock of a question; who holds another one may only ask for the overview's."""
        with self._guard:
            return self._locks[shared]

    def _overviews(self, errand: Errand, query: CostQuery, lacking: list[Lacking]) -> dict[Month, Entry]:
        """The good overviews of the months; bought where they can tell which days of a kept entry moved."""
        if not witnessed(query):
            return {}
        kept = [entry for part, month in lacking if (entry := self._shelf.get(errand.identity, part, month))]
        for run in runs(so_far(entry.month, self._clock()) for entry in kept if entry.fingerprints):
            self.bring(errand, OVERVIEW, run)
        with self._alone(OVERVIEW):
            overviews = {month: self._shelf.get(errand.identity, OVERVIEW, month) for _, month in lacking}
        return {m: entry for m, entry in overviews.items() if entry and self.good(entry, m.period)}

    def _need(self, identity: Identity, part: CostQuery, month: Month, overview: Entry | None) -> Need | None:
        """What has to be bought of a month that is not good: all of it, the days that moved, or nothing."""
        entry = self._shelf.get(identity, part, month)
        if entry is None or overview is None or not entry.fingerprints:
            return Need(part, so_far(month, self._clock()))
        if days := moved(entry, overview):
            return Need(part, days)
        self._shelf.put(identity, confirmed(entry, overview))
        return None

    def _joining(
        self, identity: Identity, others: Iterable[CostQuery], run: Period, overviews: Mapping[Month, Entry]
    ) -> list[CostQuery]:
        """Those of `others` that moved on days of `run` only: in its request they cost nothing, later a page each."""

        def moved_within(part: CostQuery, month: Month) -> bool:
            entry, overview = self._shelf.get(identity, part, month), overviews.get(month)
            days = moved(entry, overview) if entry and entry.fingerprints and overview else None
            return days is not None and days.meet(run) == days

        return [part for part in others if all(moved_within(part, month) for month in run.months)]

    def _fetch(self, errand: Errand, query: CostQuery, period: Period) -> Fetched:
        def paid(page: int) -> None:
            if self._source.paid:
                span = f"{period.start}..{period.last}"
                payment = Payment(self._clock().isoformat(), errand.identity.account, query.name, span)
                self._spending.pay(payment)
                errand.on_page(page)

        with errand.turn(query):
            return self._source.fetch(errand.identity, query, period, paid)

    def _keep(self, identity: Identity, new: Entry, overview: Entry | None) -> None:
        older = self._shelf.get(identity, new.query, new.month)
        if (whole := so_far(new.month, new.seen)).meet(new.covered) == whole:
            self._shelf.put(identity, replace(new, fingerprints=sworn(new, overview)) if overview else new)
        elif older and overview and mends(older, new, overview):
            self._shelf.put(identity, laid_over(older, new, overview))

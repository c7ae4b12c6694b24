"""What has to be bought, and buying it: as little as will do, each thing once."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.costs.source import CostSource, OnPage
from cloudsense.ledger.entries import Entry
from cloudsense.ledger.months import MonthState, fresh, state
from cloudsense.ledger.patches import confirmed, fingerprints, laid_over, moved, pieces, question, splittable, witnessed
from cloudsense.ledger.shelf import Shelf
from cloudsense.ledger.spending import Payment, Spending

CLICK_PATIENCE = timedelta(seconds=15)
"""An update asked for so soon after the last one is the same update."""


@dataclass(frozen=True)
class Need:
    """Days of one part of a question that have to be bought."""

    part: CostQuery
    period: Period


@dataclass(frozen=True)
class Errand:
    """On whose behalf entries are brought up to date, how new they must be, and who wants to hear of each page."""

    identity: Identity
    on_page: OnPage
    newer_than: datetime | None = None


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
        self._asked: defaultdict[CostQuery, set[CostQuery]] = defaultdict(set)

    def good(self, entry: Entry | None, period: Period, newer_than: datetime | None = None) -> bool:
        """Whether `entry` answers for its share of `period` without a new look at AWS."""
        if entry is None:
            return False
        share = entry.month.period.meet(period)
        if share and not (entry.covered.start == entry.month.first and share.end <= entry.covered.end):
            return False
        if newer_than and self.unsettled(entry):
            return entry.seen >= newer_than - CLICK_PATIENCE
        return fresh(entry.month, entry.seen, bool(entry.estimated), self._clock(), self._open_for)

    def unsettled(self, entry: Entry) -> bool:
        """Whether AWS could still change the month when it was last seen."""
        return state(entry.month, entry.seen, bool(entry.estimated)) is not MonthState.SETTLED

    def kept(self, identity: Identity, part: CostQuery, month: Month, period: Period) -> Entry | None:
        """The entry at hand; the store is asked again only if that one is not good."""
        entry = self._shelf.get(identity, part, month)
        return entry if self.good(entry, period) else self._shelf.get(identity, part, month, again=True)

    def bring(self, errand: Errand, query: CostQuery, period: Period) -> None:
        """Make every month of `period` good, for every part of `query`. Raises what the source raises."""
        shared = question(query)
        with self._locks[shared]:
            siblings = self._asked[shared] - set(query.parts)
            self._asked[shared].update(query.parts)
            needs = [need for part in query.parts for need in self._needs(errand, part, period)]
            if needs and splittable(query):
                needs += self._moved_along(errand.identity, siblings, needs)
            for run in _runs(need.period for need in needs):
                for bundle in _bundles(query, {need.part for need in needs if need.period.meet(run)}):
                    self._buy(errand, bundle, run)

    def _needs(self, errand: Errand, part: CostQuery, period: Period) -> Iterable[Need]:
        for month in period.months:
            entry = self.kept(errand.identity, part, month, period)
            if self.good(entry, period, errand.newer_than):
                continue
            overview = self._overview(errand, entry) if entry else None
            if entry is None or overview is None:
                yield Need(part, self._so_far(month))
            elif days := moved(entry, overview):
                yield Need(part, days)
            else:
                self._shelf.put(errand.identity, confirmed(entry, overview))

    def _overview(self, errand: Errand, entry: Entry) -> Entry | None:
        """A good overview of the entry's month, bought if need be, if it can tell which of the entry's days moved."""
        if not entry.fingerprints or not witnessed(entry.query):
            return None
        self.bring(errand, OVERVIEW, self._so_far(entry.month))
        return self._shelf.get(errand.identity, OVERVIEW, entry.month)

    def _moved_along(self, identity: Identity, siblings: Iterable[CostQuery], needs: list[Need]) -> list[Need]:
        """Days of other parts that moved as well: in the same request they cost nothing, later a page each."""
        bought = _runs(need.period for need in needs)
        found = []
        for part in siblings:
            for month in {month for run in bought for month in run.months}:
                entry, overview = self._shelf.get(identity, part, month), self._shelf.get(identity, OVERVIEW, month)
                if entry and entry.fingerprints and overview and self.good(overview, overview.covered):
                    days = moved(entry, overview)
                    if days and any(days.meet(run) == days for run in bought):
                        found.append(Need(part, days))
        return found

    def _so_far(self, month: Month) -> Period:
        """The month, up to and including today."""
        return Period(month.first, min(month.period.end, self._clock().date() + ONE_DAY))

    def _buy(self, errand: Errand, query: CostQuery, period: Period) -> None:
        overviews = self._overviews(errand.identity, period) if witnessed(query) else {}
        started = self._clock()
        for new in pieces(self._fetch(errand, query, period), query, started):
            self._keep(errand.identity, new, overviews.get(new.month))

    def _overviews(self, identity: Identity, period: Period) -> dict[Month, Entry]:
        """The good overviews of the months; if they are being bought right now, after that."""
        with self._locks[OVERVIEW]:
            entries = {month: self._shelf.get(identity, OVERVIEW, month) for month in period.months}
        return {m: entry for m, entry in entries.items() if entry and self.good(entry, period)}

    def _fetch(self, errand: Errand, query: CostQuery, period: Period) -> Fetched:
        def paid(page: int) -> None:
            if self._source.paid:
                span = f"{period.start}..{period.last}"
                payment = Payment(self._clock().isoformat(), errand.identity.account, query.name, span)
                self._spending.pay(payment)
                errand.on_page(page)

        return self._source.fetch(errand.identity, query, period, paid)

    def _keep(self, identity: Identity, new: Entry, overview: Entry | None) -> None:
        older = self._shelf.get(identity, new.query, new.month)
        whole = new.covered == self._so_far(new.month)
        if overview and (whole or older):
            new = replace(new, fingerprints=fingerprints(overview, new.query))
            self._shelf.put(identity, new if whole or older is None else laid_over(older, new, overview))
        elif whole:
            self._shelf.put(identity, new)


def _bundles(query: CostQuery, parts: Iterable[CostQuery]) -> list[CostQuery]:
    """The fewest questions that ask for all `parts`."""
    listed = sorted(parts, key=lambda part: part.name)
    if not query.services or not splittable(query):
        return listed
    return [query.about(tuple(service for part in listed for service in part.services))]


def _runs(periods: Iterable[Period]) -> list[Period]:
    """The fewest periods that cover all of `periods` and no day between them."""
    runs: list[Period] = []
    for period in sorted(periods):
        if runs and period.start <= runs[-1].end:
            runs[-1] = Period(runs[-1].start, max(runs[-1].end, period.end))
        else:
            runs.append(period)
    return runs

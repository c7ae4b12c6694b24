"""Look-up of cached entries that answer without another request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.ledger.cache.entry import Entry, Outline
from cloudsense.ledger.cache.freshness import SAME_UPDATE, fresh
from cloudsense.ledger.cache.memory_cache import MemoryCache


class CachedEntries:
    """Looks up entries and judges their freshness. Thread-safe."""

    def __init__(self, memory: MemoryCache, clock: Clock, open_for: timedelta) -> None:
        self._memory = memory
        self._clock = clock
        self._open_for = open_for

    def get(
        self, identity: Identity, part: CostQuery, month: Month, period: Period
    ) -> Entry | None:
        """The entry; the store is read only if the one in memory does not answer."""
        entry = self._memory.get(identity, part, month)
        if self.answers(identity, entry, period):
            return entry
        return self._memory.get(identity, part, month, reread=True)

    def answers(
        self,
        identity: Identity,
        entry: Outline | None,
        period: Period,
        newer_than: datetime | None = None,
    ) -> bool:
        """Whether `entry` needs no request for its days of `period` that have begun."""
        if entry is None or not self._reaches(entry, period):
            return False
        too_old = newer_than is not None and entry.seen < newer_than - SAME_UPDATE
        if entry.query == TOTAL:
            return not too_old
        if not entry.unsettled:
            return not self._restated(identity, entry)
        return not too_old and self._fresh(entry)

    def is_new(self, identity: Identity, entry: Outline) -> bool:
        """Whether it is fresh. A total, which is always good enough to compare with, is
        judged by age, too."""
        month = entry.month.period
        return self._fresh(entry) and self.answers(identity, entry, month)

    def listed(
        self, identity: Identity, items: Iterable[tuple[CostQuery, Month]]
    ) -> list[tuple[Outline, bool]]:
        """Outlines of `items`, and whether each is fresh."""
        found = (self._newest(identity, part, month) for part, month in items)
        return [(entry, self.is_new(identity, entry)) for entry in found if entry]

    def _newest(self, identity: Identity, part: CostQuery, month: Month) -> Outline | None:
        """Outline of the newest entry; the store is read only if the one in
        memory does not answer."""
        known = self._memory.get_for_estimate(identity, part, month)
        if self.answers(identity, known, month.period):
            return known
        return self._memory.get(identity, part, month, reread=True)

    def total_is_due(self, identity: Identity) -> bool:
        """Whether the account's total was not requested today."""
        today = self._clock().date()
        for again in (False, True):
            known = self._memory.get(identity, TOTAL, Month.of(today), again)
            if known and known.seen.date() == today:
                return False
        return True

    def _reaches(self, entry: Outline, period: Period) -> bool:
        share = entry.month.period.meet(period)
        if share is None or entry.covered.start != entry.month.first:
            return False
        tomorrow = self._clock().date() + ONE_DAY
        return entry.covered.end >= min(share.end, tomorrow)

    def _fresh(self, entry: Outline) -> bool:
        is_estimated = bool(entry.estimated)
        return fresh(entry.month, entry.seen, is_estimated, self._clock(), self._open_for)

    def _restated(self, identity: Identity, entry: Outline) -> bool:
        """Whether the overview has found a change in this final month since the entry was seen."""
        overview = self._memory.get_for_estimate(identity, OVERVIEW, entry.month)
        return bool(overview and overview.changed and overview.changed > entry.seen)

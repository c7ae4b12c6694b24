"""Entries in memory as frames: read from the store once; the least recently
used are evicted first."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from cachetools import Cache, LRUCache, TTLCache

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.errors import StoreError
from cloudsense.ledger.cache.account_names import AccountNames
from cloudsense.ledger.cache.entry import (
    Entry,
    Outline,
    from_json,
    key,
    moment,
    of_account,
    to_json,
)
from cloudsense.ledger.storage.store import Store

log = logging.getLogger(__name__)

MAX_ROWS = 2_000_000
"""About 150 MB of frames."""
MOST_OUTLINES = 20_000
"""Half a kilobyte each."""
MOST_MISSED = 200_000
RECHECK_SECONDS = 5.0
"""Seconds between two looks for deletions and purchases of other processes."""
MISS_TTL_SECONDS = 60.0
"""Seconds for which a missing entry is not looked for again."""
DELETED = "deleted:"
"""Prefix of the key that records when a person deleted an entry."""
SKEW = timedelta(hours=1)
"""Possible difference between clocks of machines that share a store."""


class MemoryCache:
    """Entries by account, question and month. Thread-safe.

    After a deletion by another process everything is read from the store again.
    """

    def __init__(
        self,
        store: Store,
        max_rows: int = MAX_ROWS,
        on_deleted: Callable[[], None] = lambda: None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_deleted = on_deleted
        self.account_names = AccountNames(store)
        self._generation: object = None
        """Generation of the store at the last look."""
        self._looked = -math.inf
        self._looked_again = -math.inf
        self._deletions = 0
        self._recent: LRUCache[str, Entry] = LRUCache(
            max_rows, lambda entry: min(len(entry.frame), max_rows)
        )
        self._in_use: WeakValueDictionary[str, Entry] = WeakValueDictionary()
        """Evicted entries that a snapshot still references. Reusing them saves memory
        and keeps the snapshot."""
        self._outlines: LRUCache[str, Outline] = LRUCache(MOST_OUTLINES)
        """Outlines, also of evicted entries: estimates need no rows."""
        self.version = 0
        self.versions: Counter[CostQuery] = Counter()
        """Version by question part; increases whenever an entry is added or removed."""
        self._missed: TTLCache[str, None] = TTLCache(MOST_MISSED, MISS_TTL_SECONDS, time.monotonic)
        """Keys that the store recently did not have."""
        self._lock = threading.Lock()

    def get(
        self, identity: Identity, query: CostQuery, month: Month, reread: bool = False
    ) -> Entry | None:
        """The entry, if there is one; with `reread` read from the store, as another process
        may have updated it."""
        name = key(identity, query, month)
        self._drop_if_deleted_elsewhere()
        with self._lock:
            known = self._in_memory(name)
            deletions = self._deletions
        if known and not reread:
            return known
        stored = self._stored(name, query)
        if stored is None or stored.month != month:
            if known is None:
                self._lost(name)
            return known
        self.account_names.learn(identity, stored)
        with self._lock:
            if deletions == self._deletions:
                return self._take_newer(name, stored)
        return self.get(
            identity, query, month, reread
        )  # it may have been deleted while it was read

    def _stored(self, name: str, query: CostQuery) -> Entry | None:
        """Entry in the store. Entries from the future are ignored, as they would
        stay fresh until then."""
        value = self._store.get(name)
        entry = from_json(value, query) if value else None
        if entry and entry.latest > self._clock() + SKEW:
            log.warning(
                "an entry of the cache is ignored: it is from %s. Is the clock right?",
                entry.latest.date(),
            )
            return None
        return entry

    def get_for_estimate(
        self, identity: Identity, query: CostQuery, month: Month
    ) -> Outline | None:
        """Outline for estimates; a recently missing entry is not looked for again."""
        name = key(identity, query, month)
        self._drop_if_deleted_elsewhere()
        with self._lock:
            known = self._outlines.get(name)
            is_at_hand = name in self._recent
            if name in self._missed:
                return None
        if known and (is_at_hand or self._store.has(name)):
            return known
        found = self.get(identity, query, month)
        if found is None:
            with self._lock:
                self._missed[name] = None
        return found

    def notice_other_processes(self) -> None:
        """Lets `get_for_estimate` look for recently missing entries: another process may have
        bought them."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked_again < RECHECK_SECONDS or not self._missed:
                return
            self._looked_again = now
            self._missed.clear()
            self.version += 1

    def all(self, identity: Identity, query: CostQuery, period: Period) -> dict[Month, Entry]:
        """Cached entries of all months."""
        found = {}
        for month in period.months:
            if entry := self.get(identity, query, month):
                found[month] = entry
        return found

    def entries_of(self, identity: Identity) -> list[Outline]:
        """Outlines of all entries of an account that are or were in memory."""
        account = of_account(identity)
        with self._lock:
            return [known for name, known in self._outlined() if name.startswith(account)]

    def put(self, identity: Identity, entry: Entry, made_from: Entry | None = None) -> None:
        """Caches `entry`; one derived from another entry only if that was not deleted meanwhile."""
        query, month = entry.query, entry.month
        name = key(identity, query, month)
        self._drop_if_deleted_elsewhere(at_once=True)
        if made_from and self.get(identity, query, month) is None:
            return
        self._store.set(name, to_json(entry))
        with self._lock:
            self._take(name, entry)
        self.account_names.learn(identity, entry, bought=True)

    def known(self) -> set[tuple[CostQuery, Month]]:
        """Parts and months that are or were in memory, of any account."""
        with self._lock:
            return {(known.query, known.month) for _, known in self._outlined()}

    def forget(self, identity: Identity, query: CostQuery, month: Month) -> None:
        """Deletes the entry from the memory of all processes and from the store. Raises StoreError
        if that is unreachable."""
        name = key(identity, query, month)
        note = {"at": self._clock().isoformat()}
        self._store.set(f"{DELETED}{name}", note)
        self._store.forget(name)
        self._drop_if_deleted_elsewhere(at_once=True)
        self._drop_all()  # the new generation may not have reached other processes

    def deleted(self, identity: Identity, query: CostQuery, month: Month) -> datetime | None:
        """Time at which a person deleted the entry; None if there is one, or never was."""
        if self.get(identity, query, month) or self._generation is None:
            return None
        name = key(identity, query, month)
        note = self._store.get(f"{DELETED}{name}") or {}
        with suppress(KeyError, TypeError, ValueError):
            return moment(note["at"])
        return None

    def _drop_if_deleted_elsewhere(self, at_once: bool = False) -> None:
        """Drops everything if another process has deleted something; the store has the rest."""
        now = time.monotonic()
        if now - self._looked < RECHECK_SECONDS and not at_once:
            return
        self._looked = now
        with suppress(StoreError):
            found = self._store.generation()
            # None: the store was emptied without a deletion.
            if found not in (None, self._generation):
                self._generation = found
                self._drop_all()

    def _drop_all(self) -> None:
        with self._lock:
            self.versions.update({known.query for _, known in self._outlined()})
            self._outlines.clear()
            self._recent.clear()
            self._in_use.clear()
            self._missed.clear()
            self._deletions += 1
            self.version += 1
        self._on_deleted()

    def _outlined(self) -> Iterator[tuple[str, Outline]]:
        """Outlines by name. Does not count as a use."""
        return ((name, Cache.__getitem__(self._outlines, name)) for name in self._outlines)

    def _lost(self, name: str) -> None:
        """Drops an entry that the store no longer has."""
        with self._lock:
            if self._outlines.pop(name, None):
                self.version += 1

    def _in_memory(self, name: str) -> Entry | None:
        return self._recent.get(name) or self._in_use.get(name)

    def _take(self, name: str, entry: Entry) -> None:
        self._missed.pop(name, None)
        self._outlines[name] = entry.outline
        self._recent[name] = self._in_use[name] = entry
        self.version += 1
        self.versions[entry.query] += 1

    def _take_newer(self, name: str, stored: Entry) -> Entry:
        """The newer one of the entry in memory and the one in the store."""
        known = self._in_memory(name)
        if known and known.seen >= stored.seen:
            return known
        self._take(name, stored)
        return stored

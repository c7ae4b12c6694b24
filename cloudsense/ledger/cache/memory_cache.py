"""Entries at hand: read from the store once, then kept in memory as frames, the least used put back first."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cachetools import Cache, LRUCache, TTLCache

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.cache.account_names import AccountNames
from cloudsense.ledger.cache.entry import Entry, from_json, key, of_account, to_json
from cloudsense.ledger.storage.store import Store
from cloudsense.ledger.storage.tombstones import Forgotten

log = logging.getLogger(__name__)

MAX_ROWS = 2_000_000
"""About 150 MB of frames."""
MOST_MISSED = 200_000
A_MOMENT = 60.0
"""Seconds."""
SKEW = timedelta(hours=1)
"""By which clocks of machines that share a store may differ."""


class MemoryCache:
    """Entries by account, question and month. Safe for threads.

    What another process forgets is gone here a few seconds later; what the store loses is written back from here.
    """

    def __init__(
        self,
        store: Store,
        max_rows: int = MAX_ROWS,
        on_gone: Callable[[Entry], None] = lambda _entry: None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_gone = on_gone
        """Told of each entry at hand that is forgotten."""
        self.account_names = AccountNames(store)
        self._forgotten = Forgotten(store.forgotten)
        self._at_hand: LRUCache[str, Entry] = LRUCache(max_rows, lambda entry: min(len(entry.frame), max_rows))
        self.version = 0
        self.versions: Counter[CostQuery] = Counter()
        """By question part: another one whenever an entry comes or goes."""
        self.variety = 0
        """Another one whenever the first entry about a question part comes, or any is forgotten."""
        self._missed: TTLCache[str, None] = TTLCache(MOST_MISSED, A_MOMENT, time.monotonic)
        """Names that the store did not have a moment ago."""
        self._lock = threading.Lock()
        store.backed_by(self._at_hand_as_json)

    def get(self, identity: Identity, query: CostQuery, month: Month, again: bool = False) -> Entry | None:
        """The entry, if there is one; with `again` as the store has it now, another process may have renewed it."""
        name = key(identity, query, month)
        self._heed()
        with self._lock:
            known = self._at_hand.get(name)
        if known and not again:
            return known
        stored = self._stored(name, query)
        if stored is None or stored.month != month or self._is_forgotten(name):
            return known
        self.account_names.learn(identity, stored)
        return self._take(name, stored, from_store=True)

    def _stored(self, name: str, query: CostQuery) -> Entry | None:
        """What the store has; nothing from the future, which would stay fresh until then."""
        value = self._store.get(name)
        entry = from_json(value, query) if value else None
        if entry and entry.latest > self._clock() + SKEW:
            log.warning("an entry of the cache is ignored: it is from %s. Is the clock right?", entry.latest.date())
            return None
        return entry

    def glance(self, identity: Identity, query: CostQuery, months: Sequence[Month]) -> list[Entry | None]:
        """The entries; one that was not there a moment ago is not looked for again. Good enough for an estimate."""
        names = [key(identity, query, month) for month in months]
        with self._lock:
            found = [self._at_hand.get(name) for name in names]
            unknown = [n for n, name in enumerate(names) if found[n] is None and name not in self._missed]
        for n in unknown:
            found[n] = self.get(identity, query, months[n])
            if found[n] is None:
                with self._lock:
                    self._missed[names[n]] = None
        return found

    def all(self, identity: Identity, query: CostQuery, period: Period) -> dict[Month, Entry]:
        """What is kept of every month."""
        return {month: entry for month in period.months if (entry := self.get(identity, query, month))}

    def of(self, identity: Identity) -> list[Entry]:
        """What is in memory of an account."""
        account = of_account(identity)
        with self._lock:
            return [self._peek(name) for name in self._at_hand if name.startswith(account)]

    def put(self, identity: Identity, entry: Entry) -> None:
        name = key(identity, entry.query, entry.month)
        self._heed(at_once=True)
        self._store.set(name, to_json(entry))
        self._forgotten.lift(name)
        self._take(name, entry)
        self.account_names.learn(identity, entry, bought=True)

    def at_hand(self) -> set[tuple[CostQuery, Month]]:
        """What is in memory, of whichever account."""
        with self._lock:
            entries = [self._peek(name) for name in self._at_hand]
        return {(entry.query, entry.month) for entry in entries}

    def forget(self, identity: Identity, query: CostQuery, month: Month) -> None:
        """Remove the entry from all memories and from the store. Raises StoreError if others would not hear of it."""
        name = key(identity, query, month)
        self._forgotten.add(name)
        self._drop(name)
        self._store.forget(name)

    def _heed(self, at_once: bool = False) -> None:
        """Drop what others have forgotten."""
        for name in self._forgotten.news(at_once):
            self._drop(name)

    def _is_forgotten(self, name: str) -> bool:
        """Whether what lies in the store was forgotten, as far as it is known at this moment."""
        if name in self._forgotten:
            self._heed(at_once=True)
        return name in self._forgotten

    def _drop(self, name: str) -> None:
        with self._lock:
            gone = self._at_hand.pop(name, None)
            self.version += 1
            if gone:
                self.variety += 1
                self.versions[gone.query] += 1
        if gone:
            self._on_gone(gone)

    def _at_hand_as_json(self) -> Iterator[tuple[str, dict[str, Any]]]:
        self._heed(at_once=True)
        with self._lock:
            names = list(self._at_hand)
        for name in names:
            with self._lock:
                entry = self._at_hand.get(name)
            if entry:
                yield name, to_json(entry)

    def _peek(self, name: str) -> Entry:
        """Not a use: who looks at all entries must not change which is used least."""
        return Cache.__getitem__(self._at_hand, name)

    def _take(self, name: str, entry: Entry, from_store: bool = False) -> Entry | None:
        """The entry that is at hand from now on; none if what the store had was forgotten meanwhile."""
        with self._lock:
            replaced = self._at_hand.get(name)
            self._missed.pop(name, None)
            if from_store and name in self._forgotten:
                return None
            if from_store and replaced and replaced.seen >= entry.seen:
                return replaced
            self._at_hand[name] = entry
            self.version += 1
            self.variety += entry.query not in self.versions
            self.versions[entry.query] += 1
            return entry

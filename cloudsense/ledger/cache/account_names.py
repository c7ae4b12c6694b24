"""Names of accounts. They come with answers that list accounts, and are cached for all pages."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from cloudsense.costs.identity import Identity
from cloudsense.costs.query import Dimension
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.storage.store import Store

Names = Mapping[str, str]
"""Account names by id."""


class AccountNames:
    """Names by the account that sees them; cached with the answers. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Names] = {}
        self._lock = threading.Lock()

    def of(self, identity: Identity) -> Names:
        """Names for an account; the same object until a name is added."""
        place = _place(identity)
        with self._lock:
            if place not in self._known:
                self._known[place] = _names(self._store.get(place))
            return self._known[place]

    def learn(self, identity: Identity, entry: Entry, *, bought: bool = False) -> None:
        """Adds the names of an entry; only a newly `bought` one replaces cached names."""
        if not entry.account_names or Dimension.ACCOUNT not in entry.query.group_by:
            return
        known = self.of(identity)
        names = {**known, **entry.account_names} if bought else {**entry.account_names, **known}
        if names != known:
            with self._lock:
                self._known[_place(identity)] = names
            self._store.set(_place(identity), names)


def _place(identity: Identity) -> str:
    return f"account-names:{identity.partition}:{identity.account}"


def _names(stored: Mapping[str, object] | None) -> Names:
    items = (stored or {}).items()
    return {number: name for number, name in items if isinstance(name, str)}

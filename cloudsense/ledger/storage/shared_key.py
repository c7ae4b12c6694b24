"""A random key stored with the answers: the same for all processes, and after a restart."""

from __future__ import annotations

import math
import secrets
import threading
import time
from contextlib import suppress

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.locks import Locks
from cloudsense.ledger.storage.store import Store

NAME = "secret"
BYTES = 32
RETRY_AFTER = 60.0
"""Seconds between two tries if the store does not work; until then each process has its own key."""


class Secret:
    """Returns the key when called. Thread-safe."""

    def __init__(self, store: Store, locks: Locks) -> None:
        self._store = store
        self._locks = locks
        self._key = secrets.token_bytes(BYTES)
        self._retry_at = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> bytes:
        with self._lock:
            if time.monotonic() >= self._retry_at:
                self._share()
            return self._key

    def _share(self) -> None:
        """Loads the stored key, or stores this one."""
        self._retry_at = time.monotonic() + RETRY_AFTER
        with suppress(StoreError), self._locks.hold(NAME):
            # A failing store looks empty, and writing a key to it later would replace the existing
            # one.
            if not self._store.works():
                return
            self._key = _key(self._store.get(NAME)) or self._key
            self._store.set(NAME, {"key": self._key.hex()})
            self._retry_at = math.inf


def _key(stored: dict[str, object] | None) -> bytes | None:
    try:
        key = bytes.fromhex(str(stored["key"])) if stored else b""
    except (KeyError, ValueError):
        return None
    return key if len(key) == BYTES else None

"""Store in Redis, as JSON; an entry is never replaced by an older one."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from flask_caching.backends.base import BaseCache

from cloudsense.clock import utc_now
from cloudsense.errors import StoreError
from cloudsense.ledger.storage.redis.connection import PREFIX, RedisServer, unreachable
from cloudsense.ledger.storage.redis.locks import holding
from cloudsense.ledger.storage.store import KEEP_FOR, Store

SKEW = timedelta(minutes=5)
"""Largest difference between clocks. Entries seen later than that were written
with a wrong clock."""


class SharedStore(Store):
    """Store in Redis. Thread-safe. While Redis is unavailable it is empty, and writes wait until it
    is back.

    Threads that hold a lock then get no other one, and so buy nothing that may be stored already.
    """

    def __init__(self, server: RedisServer) -> None:
        super().__init__(SharedCache(server))
        self._lock = RLock()
        self._unwritten: dict[str, dict[str, Any]] = {}
        server.on_return.append(self._write)

    def get(self, name: str) -> dict[str, Any] | None:
        try:
            return super().get(name)
        except StoreError:
            if held := holding():
                held.problem = unreachable
            return None

    def has(self, name: str) -> bool:
        try:
            return super().has(name)
        except StoreError:
            return False

    def set(self, name: str, value: dict[str, Any]) -> None:
        with self._lock:
            self._unwritten[name] = value
        with suppress(StoreError):
            self._write()

    def _write(self) -> None:
        with self._lock:
            for name, value in list(self._unwritten.items()):
                super().set(name, value)
                self._unwritten.pop(name, None)


class SharedCache(BaseCache):  # type: ignore[misc, unused-ignore]
    """Cache in Redis, as JSON. Methods raise StoreError."""

    def __init__(self, server: RedisServer) -> None:
        super().__init__()
        self._server = server

    def get(self, key: str) -> Any:
        with self._server.reached():
            found: Any = self._server.client.get(f"{PREFIX}{key}")
        return json.loads(found or "null")

    def has(self, key: str) -> Any:
        with self._server.reached():
            return self._server.client.exists(f"{PREFIX}{key}")

    def set(self, key: str, value: dict[str, Any], timeout: Any = KEEP_FOR) -> Any:
        """Stores an entry in a transaction, unless there is a newer one: a suspended process must
        not overwrite it."""
        name = f"{PREFIX}{key}"
        text = json.dumps(value)

        def write(pipe: Any) -> None:
            there = pipe.get(name)
            pipe.multi()
            if not _is_later(there, text):
                pipe.set(name, text, ex=timeout)

        with self._server.reached():
            self._server.client.transaction(write, name)
        return True

    def delete(self, key: str) -> Any:
        with self._server.reached():
            return self._server.client.delete(f"{PREFIX}{key}")


def _is_later(there: bytes | str | None, text: str) -> bool:
    """Whether an entry was seen after another one, and not in the future."""
    seen = _seen(there)
    own = _seen(text)
    if seen is None or own is None:
        return False
    return own < seen < utc_now() + SKEW


def _seen(text: bytes | str | None) -> datetime | None:
    """Time at which a stored entry was seen; None without a valid one."""
    try:
        return datetime.fromisoformat(json.loads(text or "{}")["seen"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return None

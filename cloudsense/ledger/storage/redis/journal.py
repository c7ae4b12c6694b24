"""Journal as a list in Redis."""

from __future__ import annotations

from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from cloudsense.ledger.storage.journal import LOCK_NAME
from cloudsense.ledger.storage.redis.connection import PREFIX, RedisServer
from cloudsense.ledger.storage.redis.locks import RedisLocks

NAME = f"{PREFIX}spending"


class RedisJournal:
    """Journal in Redis. Methods raise StoreError."""

    def __init__(
        self, server: RedisServer, locks: RedisLocks, name: str = NAME, lock: str = LOCK_NAME
    ) -> None:
        self._server = server
        self._name = name
        self._alone = lock
        self._locks = locks
        self._read = 0
        """Number of lines read."""
        self._last = b""
        """Last of these lines."""
        self._lock = Lock()

    def alone(self) -> AbstractContextManager[None]:
        return self._locks.hold(self._alone)

    def add(self, line: str) -> None:
        with self._server.reached():
            self._server.client.rpush(self._name, line)

    def news(self) -> list[str]:
        """New lines. They may be repeated: if Redis was emptied, the list is
        read from its beginning."""
        with self._lock:
            new = self._lines()
            self._read += len(new)
            self._last = new[-1] if new else self._last
        return [line.decode("utf-8", "replace") for line in new]

    def _lines(self) -> list[bytes]:
        with self._server.reached():
            if self._read:
                found = self._from(self._read - 1)
                if found[:1] == [self._last]:
                    return found[1:]
                self._read = 0
            return self._from(0)

    def _from(self, start: int) -> list[bytes]:
        lines: list[Any] = self._server.client.lrange(self._name, start, -1)
        return lines

"""The journal as a list in Redis."""

from __future__ import annotations

from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from cloudsense.ledger.storage.journal import ALONE
from cloudsense.ledger.storage.redis.connection import PREFIX, Server
from cloudsense.ledger.storage.redis.locks import RedisLocks

NAME = f"{PREFIX}spending"


class RedisJournal:
    """Its methods raise StoreError. Lines that Redis lost are written back by whoever still knows them."""

    def __init__(self, server: Server, locks: RedisLocks, name: str = NAME) -> None:
        self._server = server
        self._locks = locks
        self._name = name
        self._known: list[bytes] = []
        """As in Redis, as far as it was read."""
        self._added: set[bytes] = set()
        """Not read back yet."""
        self._untold: list[bytes] = []
        """Read while nobody had asked."""
        self._lock = Lock()
        server.on_loss.append(self._write_back)

    def alone(self) -> AbstractContextManager[None]:
        return self._locks.hold(ALONE)

    def add(self, line: str) -> None:
        with self._lock:
            with self._server.reached():
                self._server.client.rpush(self._name, line)
            self._added.add(line.encode())

    def news(self) -> list[str]:
        """A line may come twice, and out of order, after Redis lost some."""
        with self._lock:
            new = self._untold + self._new()
            self._untold = []
        return [line.decode("utf-8", "replace") for line in new]

    def _write_back(self) -> None:
        with self._lock:
            self._untold += self._new()

    def _new(self) -> list[bytes]:
        with self._server.reached():
            found = self._lines(max(len(self._known) - 1, 0))
            whole = found[:1] == self._known[-1:] or not self._known
            new = found[1:] if self._known else found
            if whole and self._added <= set(new):
                self._known += new
            else:
                new = self._restored()
        self._added.clear()
        return new

    def _restored(self) -> list[bytes]:
        """Everything after what is known is there again."""
        found, known = self._lines(0), set(self._known)
        there = set(found)
        missing = [line for line in (*self._known, *self._added) if line not in there]
        if missing:
            self._server.client.rpush(self._name, *missing)
        self._known = found + missing
        return [line for line in found if line not in known]

    def _lines(self, start: int) -> list[bytes]:
        lines: list[Any] = self._server.client.lrange(self._name, start, -1)
        return lines

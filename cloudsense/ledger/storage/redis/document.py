"""Small text in Redis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.redis.connection import PREFIX, RedisServer
from cloudsense.ledger.storage.redis.locks import RedisLocks


class RedisDocument:
    """Document in Redis. Methods raise StoreError, in which `shown` replaces the key."""

    def __init__(self, server: RedisServer, locks: RedisLocks, name: str, shown: str = "") -> None:
        self._server = server
        self._locks = locks
        self._name = f"{PREFIX}{name}"
        self._shown = f"{PREFIX}{shown or name}"

    def read(self) -> str:
        with self._server.reached():
            found: Any = self._server.client.get(self._name)
        try:
            if isinstance(found, bytes):
                return found.decode()
            return str(found or "")
        except UnicodeDecodeError:
            raise StoreError(
                "A document in Redis is not UTF-8 text.",
                "Nothing was changed.",
                f"Repair the value of the key {self._shown}, or delete it.",
            ) from None

    def change(self, changed: Callable[[str], str]) -> None:
        with self._locks.hold(f"document {self._name}"):
            text = changed(self.read())
            with self._server.reached():
                self._server.client.set(self._name, text)

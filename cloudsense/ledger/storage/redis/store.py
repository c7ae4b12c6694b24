"""The store in Redis: flask-caching's, always as JSON, and nobody overwrites what a later holder of a lock wrote."""

from __future__ import annotations

from contextlib import suppress
from threading import RLock
from typing import Any, cast

from cachelib.serializers import JSONSerializer
from flask import Flask
from flask_caching.backends.rediscache import RedisCache

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.redis.connection import PREFIX, Server, unreachable
from cloudsense.ledger.storage.redis.journal import RedisJournal
from cloudsense.ledger.storage.redis.locks import Held, RedisLocks, as_holder, holding
from cloudsense.ledger.storage.store import KEEP_FOR, Known, Store

FORGOTTEN = f"{PREFIX}forgotten"

WRITE = """
if (tonumber(redis.call('GET', KEYS[2]) or '') or 0) > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[3])
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
"""KEYS: entry, fence of whoever wrote it; ARGV: own fence, JSON, seconds."""


class SharedStore(Store):
    """Safe for threads. While Redis is away there is nothing in it, and what is to be written waits until it is back.

    Whoever holds a lock then gets no other one under it, and so buys nothing that may be there.
    """

    def __init__(self, server: Server) -> None:
        options = {"CACHE_KEY_PREFIX": PREFIX, "CACHE_OPTIONS": {"server": server}}
        forgotten = RedisJournal(server, RedisLocks(server), FORGOTTEN)
        super().__init__({"CACHE_TYPE": f"{__name__}.FencedCache"} | options, forgotten)
        self._server = server
        self._lock = RLock()
        self._owed: dict[str, tuple[dict[str, Any], Held | None]] = {}
        server.on_return.append(self._settle)

    def get(self, name: str) -> dict[str, Any] | None:
        try:
            return super().get(name)
        except StoreError:
            if held := holding():
                held.problem = unreachable
            return None

    def set(self, name: str, value: dict[str, Any]) -> None:
        with self._lock:
            self._owed[name] = value, holding()
        with suppress(StoreError):
            self._settle()

    def backed_by(self, known: Known) -> None:
        self._server.on_loss.append(lambda: self._write_back(known))

    def _write_back(self, known: Known) -> None:
        cache = cast("FencedCache", self._cache.cache)
        for name, value in known():
            cache.restore(name, value)

    def _settle(self) -> None:
        with self._lock:
            for name, (value, held) in list(self._owed.items()):
                with as_holder(held):
                    super().set(name, value)
                self._owed.pop(name, None)


class _Json(JSONSerializer):
    def loads(self, bvalue: Any, *args: Any, **kwargs: Any) -> Any:
        return None if bvalue is None else super().loads(bvalue, *args, **kwargs)


class FencedCache(RedisCache):
    """Raises StoreError."""

    serializer: Any = _Json()

    def __init__(self, server: Server, **options: Any) -> None:
        super().__init__(server.client, **options)
        self._server = server
        self._write = server.client.register_script(WRITE)

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> FencedCache:  # noqa: ARG003
        return cls(*args, key_prefix=config["CACHE_KEY_PREFIX"], **kwargs)

    def get(self, key: str) -> Any:
        with self._server.reached():
            return super().get(key)

    def set(self, key: str, value: Any, timeout: Any = None) -> Any:
        with self._server.reached():
            held = holding()
            if held is None:
                return super().set(key, value, timeout)
            names = f"{PREFIX}{key}", f"{PREFIX}fence:{key}"
            self._write(keys=names, args=[held.fence, self.serializer.dumps(value), timeout or KEEP_FOR])
            return True

    def restore(self, key: str, value: dict[str, Any]) -> None:
        """Write down an entry again, unless one is there that was seen as late, or later."""
        name = f"{PREFIX}{key}"

        def write(pipe: Any) -> None:
            there = self.serializer.loads(pipe.get(name))
            pipe.multi()
            if not (isinstance(there, dict) and str(there.get("seen")) >= value["seen"]):
                pipe.set(name, self.serializer.dumps(value), ex=KEEP_FOR)

        with self._server.reached():
            self._server.client.transaction(write, name)

    def delete(self, key: str) -> Any:
        with self._server.reached():
            return super().delete(key)

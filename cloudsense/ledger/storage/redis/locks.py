"""Locks among all processes that share a Redis. They expire, and their holders renew them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

from redis.exceptions import LockError
from redis.lock import Lock

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.locks import ThreadLocks
from cloudsense.ledger.storage.redis.connection import PREFIX, Problem, RedisServer

log = logging.getLogger(__name__)

EXPIRY = 20.0
"""Seconds after which the lock of a crashed or disconnected holder expires."""
PAUSE = 0.05
"""Seconds between two tries to get a lock."""


@dataclass
class Held:
    """A lock held by this thread, as far as it knows."""

    lock: Lock
    problem: Problem | None = None
    """Why nothing may be bought under it: the lock was lost, or Redis could not be read."""


_held: ContextVar[Held | None] = ContextVar("held", default=None)


def holding() -> Held | None:
    """Lock that this thread took last and still holds."""
    return _held.get()


class RedisLocks:
    """Locks in Redis. Those of a process that dies expire within `expiry` seconds.
    `hold` raises StoreError, too."""

    def __init__(self, server: RedisServer, expiry: float = EXPIRY) -> None:
        self._server = server
        self._expiry = expiry
        self._threads = ThreadLocks()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Holds a lock. After a problem with one lock the thread gets no other,
        not even for payments."""
        if outer := holding():
            self._still(outer)
        with self._threads.hold(name):
            lock = self._server.client.lock(
                f"{PREFIX}lock:{name}", timeout=self._expiry, thread_local=False
            )
            self._take(lock)
            held, over = Held(lock), threading.Event()
            keep = partial(self._keep, held, over)
            threading.Thread(target=keep, daemon=True).start()
            token = _held.set(held)
            try:
                yield
            finally:
                _held.reset(token)
                over.set()
                with suppress(StoreError, LockError), self._server.reached():
                    lock.release()

    def _take(self, lock: Lock) -> None:
        while True:
            with self._server.reached():
                if lock.acquire(blocking=False):
                    return
            time.sleep(PAUSE)

    def _still(self, held: Held) -> None:
        with self._server.reached():
            if not held.lock.owned():
                held.problem = held.problem or _overtaken
        if held.problem:
            raise held.problem()

    def _keep(self, held: Held, over: threading.Event) -> None:
        while not over.wait(self._expiry / 4):
            try:
                with self._server.reached():
                    held.lock.reacquire()
            except StoreError:
                continue
            except LockError:
                held.problem = _overtaken
                if not over.is_set():
                    log.warning("a lock expired before its work was done")
                return


def _overtaken() -> StoreError:
    return StoreError(
        "The connection to Redis was lost during a purchase.",
        "Another CloudSense process may be making the same requests, so this one stopped. "
        "The page shows cached data.",
        "Try again in a moment.",
    )

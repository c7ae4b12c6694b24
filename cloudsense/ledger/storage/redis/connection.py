"""Connection to a Redis shared by processes and machines, and its behavior
while that is unreachable."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    ConnectionError,
    LockError,
    RedisError,
    TimeoutError,
)
from redis.retry import Retry

from cloudsense.errors import SettingsError, StoreError

log = logging.getLogger(__name__)

PREFIX = "cloudsense:"
"""Prefix of all keys."""
WAIT = 0.8
"""Seconds for a connection, and for an answer."""
BACKOFF = 3.0
"""Seconds before an unreachable server is tried again; meanwhile everything fails at once."""

STILL = "Until Redis is back, the page shows cached data and CloudSense makes no paid requests."

Problem = Callable[[], StoreError]


@dataclass(frozen=True)
class Facts:
    """Configuration of a server."""

    version: str
    persistent: bool
    """Whether it writes each change to disk (`appendonly`)."""
    evicts: bool
    """Whether it evicts data when its memory is full."""


class RedisServer:
    """A Redis server; connects on first use. Thread-safe. Raises SettingsError
    for an invalid `url`."""

    def __init__(self, url: str, wait: float = WAIT, backoff: float = BACKOFF) -> None:
        once = Retry(NoBackoff(), 0)
        try:
            self.client = Redis.from_url(
                url, socket_connect_timeout=wait, socket_timeout=wait, retry=once
            )
            pool = self.client.connection_pool
            pool.connection_class(
                **pool.connection_kwargs
            )  # validates the options now, and connects later
        except (ValueError, TypeError, RedisError):
            raise SettingsError(
                "--cache: the value is not valid.",
                remedy="Use an address such as redis://host:6379.",
            ) from None
        self.on_return: list[Callable[[], None]] = []
        """Callbacks for when the server is available again; may raise StoreError."""
        self._backoff = backoff
        self._lock = Lock()
        self._gone: tuple[float, Problem] | None = None
        """End of the back-off, and its reason."""

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Context of short, non-blocking requests. Raises StoreError."""
        if problem := self._problem():
            raise problem()
        try:
            yield
        except LockError:
            raise
        except AuthenticationError:
            raise self._lose(locked_out)() from None
        except (ConnectionError, TimeoutError):
            raise self._lose(unreachable)() from None
        except RedisError as problem:
            if "protected mode" in str(problem):
                raise self._lose(protected)() from None
            raise refused() from None

    def facts(self) -> Facts:
        """Configuration of the server. Raises StoreError."""
        with self.reached():
            info: dict[str, Any] = self.client.info()
        return Facts(
            str(info.get("redis_version", "unknown version")),
            bool(info.get("aof_enabled")),
            str(info.get("maxmemory_policy", "")).startswith("allkeys"),
        )

    def _problem(self) -> Problem | None:
        """Reason not to use the server now. After the back-off one thread tries, and the others
        wait for its result."""
        with self._lock:
            if self._gone is None:
                return None
            until, problem = self._gone
            if monotonic() < until or not self._answers():
                return problem
        log.warning("Redis is available again")
        for make_up in self.on_return:
            with suppress(StoreError):
                make_up()
        return None

    def _answers(self) -> bool:
        try:
            self.client.ping()
        except RedisError:
            if self._gone:
                self._gone = monotonic() + self._backoff, self._gone[1]
            return False
        self._gone = None
        return True

    def _lose(self, problem: Problem) -> Problem:
        with self._lock:
            news = self._gone is None
            self._gone = monotonic() + self._backoff, problem
        if news:
            log.warning("%s No paid requests until Redis is available.", problem().title)
        return problem


def unreachable() -> StoreError:
    return StoreError(
        "Redis cannot be reached.",
        STILL,
        "Check that Redis is running and that `--cache` has its address. CloudSense "
        "reconnects automatically.",
    )


def locked_out() -> StoreError:
    return StoreError(
        "Redis refused the login.",
        STILL,
        "Set the user and password in `--cache`.",
    )


def protected() -> StoreError:
    return StoreError(
        "Redis accepts connections from its own machine only (protected mode).",
        STILL,
        "Set a password in Redis and in `--cache`, or turn off protected mode if nobody else "
        "can reach Redis.",
    )


def refused() -> StoreError:
    return StoreError(
        "Redis rejected a command.",
        STILL,
        "See the log of Redis. It may be out of memory or disk space, or be a read-only replica.",
    )

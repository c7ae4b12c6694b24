"""The Redis that processes and machines share, and what holds while it cannot be reached."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, ConnectionError, LockError, RedisError, TimeoutError
from redis.retry import Retry

from cloudsense.errors import SettingsError, StoreError

log = logging.getLogger(__name__)

PREFIX = "cloudsense:"
"""Before the name of whatever is kept there."""
WAIT = 0.8
"""Seconds for a connection, and for an answer."""
REST = 3.0
"""Seconds before a server that was not reached is tried again; meanwhile everything fails at once."""
LOOK = 2.0
"""Seconds between two looks at whether it still holds what it held."""
GENERATION = f"{PREFIX}generation"
"""Something that is gone when everything is gone."""

STILL = "Until Redis is back, the page shows cached data and CloudSense makes no paid requests."

Problem = Callable[[], StoreError]


@dataclass(frozen=True)
class Facts:
    """What a server says of itself; None where it does not say."""

    version: str
    persistent: bool | None
    """Whether it writes to disk what it holds."""
    evicts: bool
    """Whether it throws away anything it holds when its memory is full."""


class Server:
    """Safe for threads. It connects when it is first asked for something. Raises SettingsError for a wrong `url`."""

    def __init__(self, url: str, wait: float = WAIT, rest: float = REST) -> None:
        once = Retry(NoBackoff(), 0)
        try:
            self.client = Redis.from_url(url, socket_connect_timeout=wait, socket_timeout=wait, retry=once)
            pool = self.client.connection_pool
            pool.connection_class(**pool.connection_kwargs)  # it looks at the options now, and connects later
        except (ValueError, TypeError, RedisError):
            raise SettingsError(
                "--cache: the value is not valid.", remedy="Use an address such as redis://host:6379."
            ) from None
        self.on_return: list[Callable[[], None]] = []
        """What is made up for when the server answers again; may raise StoreError."""
        self.on_loss: list[Callable[[], None]] = []
        """What is written back, in this order, when the server lost what it held; may raise StoreError."""
        self._generation = ""
        self._rest = rest
        self._lock = Lock()
        self._gone: tuple[float, Problem] | None = None
        """Until when it is left alone, and why."""

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Around what is asked of Redis; short, and nothing that waits. Raises StoreError."""
        if problem := self._rests():
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
            raise self._lose(protected)() if "protected mode" in str(problem) else refused() from None

    def facts(self) -> Facts:
        """Raises StoreError."""
        with self.reached():
            info: dict[str, Any] = self.client.info()
        return Facts(
            str(info.get("redis_version", "unknown version")),
            bool(info.get("aof_enabled")) or self._snapshots(),
            str(info.get("maxmemory_policy", "")).startswith("allkeys"),
        )

    def watch(self, every: float = LOOK) -> None:
        """Look from now on whether it lost anything, whoever asks or not."""
        Thread(target=self._watch, args=(every,), name="watch-redis", daemon=True).start()

    def look(self) -> None:
        """What is known here is written back if the server was started anew or emptied. Raises StoreError."""
        found = self._mark()
        if self._generation not in ("", found):
            for write_back in self.on_loss:
                write_back()
            log.warning("Redis was restarted or emptied: missing data was restored from memory")
        self._generation = found

    def _watch(self, every: float) -> None:
        while True:
            with suppress(StoreError):
                self.look()
            sleep(every)

    def _mark(self) -> str:
        """Another one after a start, which may have brought back an older state, and after a loss of everything."""
        run = ""
        with suppress(StoreError), self.reached():  # it may not be allowed
            run = str(self.client.info("server").get("run_id", ""))
        with self.reached():
            if not self.client.exists(GENERATION):
                self.client.set(GENERATION, uuid4().hex, nx=True)
            return f"{run} {self.client.get(GENERATION)!r}"

    def _snapshots(self) -> bool | None:
        try:
            with self.reached():
                return bool(self.client.config_get("save").get("save"))
        except StoreError:
            return None

    def _rests(self) -> Problem | None:
        """Why it is not to be asked. When its rest is over one thread tries, and the others wait for what it finds."""
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
                self._gone = monotonic() + self._rest, self._gone[1]
            return False
        self._gone = None
        return True

    def _lose(self, problem: Problem) -> Problem:
        with self._lock:
            news, self._gone = self._gone is None, (monotonic() + self._rest, problem)
        if news:
            log.warning("%s No paid requests until Redis is available.", problem().title)
        return problem


def unreachable() -> StoreError:
    return StoreError(
        "Redis cannot be reached.",
        STILL,
        "Check that Redis is running and that `--cache` has its address. CloudSense reconnects automatically.",
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
        "Set a password in Redis and in `--cache`, or turn off protected mode if nobody else can reach Redis.",
    )


def refused() -> StoreError:
    return StoreError(
        "Redis rejected a command.",
        STILL,
        "See the log of Redis. It may be out of memory or disk space, or be a read-only replica.",
    )

"""The Redis that processes and machines share, and what holds while it cannot be reached."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

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
        except (ValueError, TypeError):
            raise SettingsError("--cache cannot be used.", remedy="Use an address such as redis://host:6379.") from None
        self._rest = rest
        self._lock = Lock()
        self._again: float | None = None

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Around what is asked of Redis; short, and nothing that waits. Raises StoreError."""
        if self._rests():
            raise unreachable()
        try:
            yield
        except LockError:
            raise
        except AuthenticationError:
            self._gone()
            raise refused("It does not take the user or password in --cache.") from None
        except (ConnectionError, TimeoutError):
            self._gone()
            raise unreachable() from None
        except RedisError:
            raise refused() from None
        self._back()

    def facts(self) -> Facts:
        """Raises StoreError."""
        with self.reached():
            info: dict[str, Any] = self.client.info()
        return Facts(
            str(info.get("redis_version", "of an unknown version")),
            bool(info.get("aof_enabled")) or self._snapshots(),
            str(info.get("maxmemory_policy", "")).startswith("allkeys"),
        )

    def _snapshots(self) -> bool | None:
        try:
            with self.reached():
                return bool(self.client.config_get("save").get("save"))
        except StoreError:
            return None

    def _rests(self) -> bool:
        """Whether it is too early to try again; of several that come later, one tries."""
        with self._lock:
            if self._again is None:
                return False
            now = monotonic()
            early = now < self._again
            if not early:
                self._again = now + self._rest
            return early

    def _gone(self) -> None:
        with self._lock:
            news, self._again = self._again is None, monotonic() + self._rest
        if news:
            log.warning("Redis cannot be reached: nothing is bought until it answers again")

    def _back(self) -> None:
        with self._lock:
            news, self._again = self._again is not None, None
        if news:
            log.warning("Redis answers again")


def unreachable() -> StoreError:
    return StoreError(
        "What CloudSense shares with its other processes (Redis) cannot be reached.",
        "Nothing is bought meanwhile, so that nothing is paid twice; what stands here is as it was.",
        "See whether Redis runs and whether --cache names it; CloudSense goes on by itself when it answers.",
    )


def refused(why: str = "Its own log may say why: it is out of memory, say, or only a copy to be read.") -> StoreError:
    return StoreError(
        "Redis, which CloudSense shares with its other processes, refuses to work.",
        "Nothing is bought meanwhile, so that nothing is paid twice; what stands here is as it was.",
        why,
    )

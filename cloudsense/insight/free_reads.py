"""Free reads from AWS, made in the background when a page needs them, and cached for a while."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from cloudsense.clock import Clock
from cloudsense.errors import AccessError, CloudSenseError

log = logging.getLogger(__name__)

AGE = timedelta(minutes=10)
PATIENCE = 0.5
"""Seconds that a page waits for AWS."""

T = TypeVar("T")


@dataclass(frozen=True)
class LastRead(Generic[T]):
    """Last result of a read."""

    at: datetime
    found: T | None = None
    problem: str = ""
    """Why it failed, as a sentence."""


class FreeReader(Generic[T]):
    """Reader that runs in the background. Thread-safe. Without `read` it has no results.

    `read` raises CloudSenseError; `name` begins the sentence about it, and `not_allowed` is the
    sentence for a missing permission.
    """

    def __init__(
        self,
        read: Callable[[], T] | None,
        clock: Clock,
        name: str,
        not_allowed: str,
        age: timedelta = AGE,
    ) -> None:
        self._read = read
        self._clock = clock
        self._name = name
        self._not_allowed = not_allowed
        self._age = age
        self._lock = threading.Lock()
        self._running: threading.Thread | None = None
        self._seen: LastRead[T] | None = None

    def look(self, patience: float = PATIENCE) -> LastRead[T] | None:
        """Last result, waiting up to `patience` seconds for the first one. Starts a new read
        if it is old."""
        if self._read is None:
            return None
        with self._lock:
            if self._is_old and self._running is None:
                work = partial(self._ask, self._read)
                self._running = threading.Thread(target=work, daemon=True)
                self._running.start()
            running = self._running
        if running and self._seen is None:
            running.join(patience)
        return self._seen

    @property
    def _is_old(self) -> bool:
        return self._seen is None or self._clock() - self._seen.at >= self._age

    def _ask(self, read: Callable[[], T]) -> None:
        now = self._clock()
        unread = f"{self._name} could not be read"
        seen = LastRead[T](now, problem=f"{unread}.")
        try:
            seen = LastRead(now, read())
        except AccessError:
            seen = LastRead(now, problem=self._not_allowed)
        except CloudSenseError as problem:
            seen = LastRead(now, problem=f"{unread}: {problem.title}")
        except Exception as unexpected:  # otherwise pages would wait for it forever
            with_traceback = log.isEnabledFor(logging.DEBUG)
            name = type(unexpected).__name__
            log.warning("%s: %s", unread, name, exc_info=with_traceback)
        finally:
            with self._lock:
                self._seen = seen
                self._running = None

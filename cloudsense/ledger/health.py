"""Whether CloudSense could answer now: looked into at most once a minute, however many ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from cloudsense.clock import Clock
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.storage.store import Store

EVERY = timedelta(minutes=1)
HOLDS_FOR = timedelta(minutes=2)
"""So long a good answer counts while the next one is not there: AWS may be slow once."""


class Readiness:
    """Whether the source takes our credentials and the store keeps things. Safe for threads.

    A look is made on a thread of its own. Only whoever sets it off waits for it; others get what is
    known, so that nobody can keep all threads of a server waiting.
    """

    def __init__(self, source: CostSource, store: Store, clock: Clock) -> None:
        self._looks: dict[str, Callable[[], None]] = {
            "credentials": lambda: source.check(),
            "store": lambda: _try_out(store),
        }
        self._clock = clock
        self._jobs = Jobs(clock)
        self._lock = threading.Lock()
        self._looked: dict[str, datetime] = {}
        self._good: dict[str, datetime] = {}

    def lacking(self, patience: float) -> tuple[str, ...]:
        """What is not as it should be, `credentials` or `store`; known after `patience` seconds at
        the latest."""
        with self._lock:
            now = self._clock()
            due = self._older(self._looked, EVERY)
            self._looked |= dict.fromkeys(due, now)
        until = time.monotonic() + patience
        for job in [self._jobs.start(name, name, self._look) for name in due]:
            with suppress(CloudSenseError):
                left = until - time.monotonic()
                job.wait(max(0.0, left))
        return tuple(self._older(self._good, HOLDS_FOR))

    def _older(self, times: Mapping[str, datetime], age: timedelta) -> list[str]:
        """What was never, or so long ago."""
        now = self._clock()
        return [name for name in self._looks if _is_older(times.get(name), age, now)]

    def _look(self, job: Job) -> None:
        name = str(job.key)
        try:
            self._looks[name]()
        except Exception:
            self._good.pop(name, None)
            raise
        self._good[name] = self._clock()


def _try_out(store: Store) -> None:
    if not store.works():
        raise CloudSenseError("The cache cannot be written or read.")


def _is_older(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    return moment is None or abs(now - moment) >= span

"""Readiness of CloudSense, checked at most once a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from cloudsense.clock import Clock
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.instrumentation import Watch
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.storage.store import Store

CHECK_INTERVAL = timedelta(minutes=1)
HOLDS_FOR = timedelta(minutes=2)
"""Time that a good result counts while the next one is late: AWS may be slow once."""


class Readiness:
    """Readiness: whether AWS accepts the credentials and the store works. Thread-safe.

    Checks run on their own thread. Only the caller that starts one waits for it; others get the
    last result, so that checks cannot occupy all threads of a server.
    """

    def __init__(self, source: CostSource, store: Store, clock: Clock, watch: Watch) -> None:
        self._source = source
        self._store = store
        self._watch = watch
        self._looks = {"credentials": self._check_credentials, "store": self._check_store}
        self._clock = clock
        self._jobs = Jobs(clock)
        self._lock = threading.Lock()
        self._looked: dict[str, datetime] = {}
        self._good: dict[str, datetime] = {}

    def lacking(self, patience: float) -> tuple[str, ...]:
        """Failed parts, `credentials` or `store`; waits up to `patience` seconds."""
        with self._lock:
            now = self._clock()
            due = self._older(self._looked, CHECK_INTERVAL)
            self._looked |= dict.fromkeys(due, now)
        until = time.monotonic() + patience
        for job in [self._jobs.start(name, name, self._look) for name in due]:
            with suppress(CloudSenseError):
                left = until - time.monotonic()
                job.wait(max(0.0, left))
        return tuple(self._older(self._good, HOLDS_FOR))

    def _older(self, times: Mapping[str, datetime], age: timedelta) -> list[str]:
        """Parts that were never checked successfully, or not within `age`."""
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

    def _check_credentials(self) -> None:
        with self._watch.request("identity"):
            self._source.check()

    def _check_store(self) -> None:
        if not self._store.works():
            raise CloudSenseError("The cache cannot be written or read.")


def _is_older(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    return moment is None or abs(now - moment) >= span

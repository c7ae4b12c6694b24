"""Work that asks AWS: on a few threads of its own, each piece once however many wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Impatient
from contextvars import copy_context
from datetime import datetime, timedelta

from cloudsense.errors import CloudSenseError

log = logging.getLogger(__name__)

THREADS = 3
"""Cost Explorer dislikes more than two to four requests at once."""
REST = timedelta(seconds=30)
"""After a failure the same topic is not put to AWS again for so long, unless a person asks for it."""


class Job:
    """One piece of work under way, or ended."""

    def __init__(self, topic: Hashable) -> None:
        self.topic = topic
        self.pages = 0
        self.future: Future[None] = Future()

    def on_page(self) -> None:
        self.pages += 1

    def wait(self, patience: float | None) -> bool:
        """Whether it ended within `patience` seconds (None: however long). Raises CloudSenseError if it failed."""
        try:
            self.future.result(patience)
        except Impatient:
            return False
        return True


class Jobs:
    """Named jobs, each about a topic; the failures of late by topic. Safe for threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ledger")
        self._lock = threading.Lock()
        self._running: dict[Hashable, Job] = {}
        self._failures: dict[Hashable, tuple[CloudSenseError, datetime]] = {}

    def start(self, name: Hashable, topic: Hashable, work: Callable[[Job], object]) -> Job:
        """The job of this name that is under way, or a new one that does `work`."""
        with self._lock:
            job = self._running.get(name)
            if job is None:
                job = Job(topic)
                self._pool.submit(copy_context().run, self._run, name, job, work)
                self._running[name] = job
            return job

    def about(self, topic: Hashable) -> Job | None:
        """A job under way about `topic`."""
        with self._lock:
            return next((job for job in self._running.values() if job.topic == topic), None)

    def failure(self, topic: Hashable) -> CloudSenseError | None:
        """How the last job about `topic` failed, if it did so just now."""
        with self._lock:
            problem, at = self._failures.get(topic, (None, None))
        return problem if at and abs(self._clock() - at) < REST else None

    def forgive(self, *topics: Hashable) -> None:
        """Forget the failures about `topics`; all of them if none is named."""
        with self._lock:
            for topic in topics or tuple(self._failures):
                self._failures.pop(topic, None)

    def _run(self, name: Hashable, job: Job, work: Callable[[Job], object]) -> None:
        problem: CloudSenseError | None = None
        try:
            work(job)
        except CloudSenseError as known:
            problem = known
        except Exception as unforeseen:
            more = log.isEnabledFor(logging.DEBUG)
            log.error("a purchase failed in an unforeseen way: %s", type(unforeseen).__name__, exc_info=more)
            problem = CloudSenseError(
                "Something in CloudSense went wrong.", "What was kept is untouched.", "Try again; the log says more."
            )
        with self._lock:
            del self._running[name]
            self._failures.pop(job.topic, None)
            if problem:
                self._failures[job.topic] = problem, self._clock()
        if problem:
            job.future.set_exception(problem)
        else:
            job.future.set_result(None)

"""Work that asks AWS: on a few threads of its own, each piece once however many wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Impatient
from contextlib import contextmanager
from contextvars import copy_context
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cloudsense.errors import CloudSenseError, SpendingLimitError

log = logging.getLogger(__name__)

THREADS = 3
"""Cost Explorer dislikes more than two to four requests at once."""
REST = timedelta(seconds=30)
"""After a failure the same topic is not put to AWS again for so long, and twice as long after each further one."""
LONGEST_REST = timedelta(minutes=30)
REST_A_PAGE = timedelta(minutes=7)
"""Every page but the first that was paid for in vain makes the rest so long at least: the dearest failure, an answer of
200 pages that never ends, is bought about once a day."""


def rest(tries: int, pages: int) -> timedelta:
    """How long a topic rests that failed `tries` times in a row, the last time after `pages` paid pages."""
    doubled: timedelta = min(REST * 2 ** min(tries - 1, 16), LONGEST_REST)
    return max(doubled, REST_A_PAGE * (pages - 1))


@dataclass(frozen=True)
class Failure:
    """How the last job about a topic failed, when, and how often in a row."""

    problem: CloudSenseError
    at: datetime
    tries: int
    rest: timedelta

    def holds(self, now: datetime) -> bool:
        return abs(now - self.at) < self.rest


class Job:
    """One piece of work under way, or ended."""

    def __init__(self, topic: Hashable) -> None:
        self.topic = topic
        self.pages = 0
        self.vain = 0
        """Pages of an answer that failed in the end."""
        self.future: Future[None] = Future()
        self.spared: CloudSenseError | None = None
        """How this job failed, or another one about the same topic while this one waited for its turn."""

    def on_page(self) -> None:
        self.pages += 1

    def wait(self, patience: float | None) -> bool:
        """Whether it ended within `patience` seconds (None: however long). Raises CloudSenseError if it failed."""
        try:
            self.future.result(patience)
        except Impatient:
            return False
        return True

    def outcome(self, patience: float | None) -> tuple[bool, CloudSenseError | None]:
        """Whether it ended well within `patience` seconds, and how it failed if it did."""
        try:
            return self.wait(patience), None
        except CloudSenseError as problem:
            return False, problem


class Jobs:
    """Named jobs, each about a topic; the failures of late by topic. Safe for threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ledger")
        self._lock = threading.Lock()
        self._running: dict[Hashable, Job] = {}
        self._failures: dict[Hashable, Failure] = {}

    def start(self, name: Hashable, topic: Hashable, work: Callable[[Job], object]) -> Job:
        """The job of this name that is under way, or a new one that does `work`.

        While `topic` rests, one that failed.
        """
        with self._lock:
            job = self._running.get(name)
            if job is None:
                job = Job(topic)
                if problem := self._held(topic):
                    job.future.set_exception(problem)
                    return job
                self._pool.submit(copy_context().run, self._run, name, job, work)
                self._running[name] = job
            return job

    def about(self, topic: Hashable) -> Job | None:
        """A job under way about `topic`."""
        with self._lock:
            return next((job for job in self._running.values() if job.topic == topic), None)

    @property
    def under_way(self) -> list[Job]:
        """Every job that has not ended."""
        with self._lock:
            return list(self._running.values())

    def failure(self, topic: Hashable) -> CloudSenseError | None:
        """How the last job about `topic` failed, as long as the topic rests."""
        with self._lock:
            return self._held(topic)

    @contextmanager
    def turn(self, job: Job, asked: Hashable) -> Iterator[None]:
        """Around a question that `job` puts to AWS. Raises the CloudSenseError because of which it is not to be.

        What failed while the job waited, or rests, is not paid for once more on its behalf.
        """
        if problem := job.spared or (self.failure(asked) if asked != job.topic else None):
            raise problem
        begun = job.pages
        try:
            yield
        except CloudSenseError as failed:  # known to all who wait before the next in line has its turn
            job.vain = job.pages - begun
            raise self.failed(job, failed) from failed

    def failed(self, job: Job, problem: CloudSenseError) -> CloudSenseError:
        """Remember how `job` failed, for all who wait, before it ends; what it is to end with."""
        with self._lock:
            return self._remember(job, problem)

    def forgive(self, *topics: Hashable) -> None:
        """End the rest of `topics`; of all of them if none is named.

        How often they failed is forgotten on success only: who presses a button twenty times asks AWS twenty times, but
        CloudSense does not begin to ask more often by itself.
        """
        with self._lock:
            for topic in topics or tuple(self._failures):
                if failure := self._failures.get(topic):
                    self._failures[topic] = replace(failure, rest=timedelta())

    def _held(self, topic: Hashable) -> CloudSenseError | None:
        """A copy: one that is raised again and again would keep every frame that it passed."""
        failure = self._failures.get(topic)
        return copy(failure.problem) if failure and failure.holds(self._clock()) else None

    def _run(self, name: Hashable, job: Job, work: Callable[[Job], object]) -> None:
        problem: CloudSenseError | None = None
        try:
            work(job)
        except CloudSenseError as known:
            problem = known
        except Exception as unforeseen:
            more = log.isEnabledFor(logging.DEBUG)
            log.error("a purchase failed unexpectedly: %s", type(unforeseen).__name__, exc_info=more)
            problem = CloudSenseError(
                "Something in CloudSense went wrong.",
                "The cached data is unchanged.",
                "Try again, or see the log for the reason.",
            )
        with self._lock:
            del self._running[name]
            if problem is None:
                self._failures.pop(job.topic, None)
            elif problem is not job.spared:
                problem = self._remember(job, problem)
        if problem:
            job.future.set_exception(problem)
        else:
            job.future.set_result(None)

    def _remember(self, job: Job, problem: CloudSenseError) -> CloudSenseError:
        """The problem with what it cost and when the topic is tried again; all jobs about the topic share it."""
        known, now = self._failures.get(job.topic), self._clock()
        tries = known.tries + 1 if known else 1
        problem, length = copy(problem), REST if isinstance(problem, SpendingLimitError) else rest(tries, job.vain)
        problem.pages = job.vain
        problem.again = None if isinstance(problem, SpendingLimitError) else now + length
        self._failures[job.topic] = Failure(copy(problem), now, tries, length)
        for other in self._running.values():
            if other.topic == job.topic:
                other.spared = problem
        return problem

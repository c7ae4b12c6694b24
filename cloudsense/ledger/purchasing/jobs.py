"""Background jobs: each runs once for all that wait, with a back-off after failures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cloudsense.clock import Clock
from cloudsense.errors import (
    AccessError,
    CloudSenseError,
    HoursOffError,
    MemberAccountError,
    NoDataError,
    SpendingLimitError,
    UsageError,
)

log = logging.getLogger(__name__)

THREADS = 3
"""Cost Explorer throttles more than two to four concurrent requests."""
BACKOFF = timedelta(seconds=30)
"""Delay after the first failure; doubles with each consecutive one."""
LONGEST_BACKOFF = timedelta(minutes=30)
KEPT_FROM_MEMBERS = timedelta(days=1)
"""Delay after a refusal that only another account's owner can lift."""
BACKOFF_A_PAGE = timedelta(minutes=7)
"""Least delay for every wasted page but the first: the most expensive failure, an answer of 200
pages that never ends, is bought about once a day."""
REFUSALS = (AccessError, NoDataError, UsageError)
"""Refusals that AWS does not charge for, and that say nothing about other questions."""


def backoff(tries: int, pages: int) -> timedelta:
    """Delay after `tries` consecutive failures, the last of which wasted `pages` paid pages."""
    doublings = min(tries - 1, 16)
    doubled: timedelta = min(BACKOFF * 2**doublings, LONGEST_BACKOFF)
    return max(doubled, BACKOFF_A_PAGE * (pages - 1))


@dataclass(frozen=True)
class Failure:
    """Last failure of a key: error, time, and number of consecutive failures."""

    problem: CloudSenseError
    at: datetime
    tries: int
    backoff: timedelta

    def is_backing_off(self, now: datetime) -> bool:
        return abs(now - self.at) < self.backoff


class Job:
    """A running or finished job. Failures are recorded by `key`."""

    def __init__(self, key: Hashable, jobs: Jobs) -> None:
        self.key = key
        self.began = jobs.clock()
        self.pages = 0
        self.wasted_pages = 0
        """Pages of an answer that failed in the end."""
        self.future: Future[None] = Future()
        self.preempted_by: CloudSenseError | None = None
        """Failure of this job, or of another one with the same key while this one waited."""
        self._jobs = jobs

    def on_page(self) -> None:
        self.pages += 1

    @contextmanager
    def request(self, key: Hashable, optional: bool = False) -> Iterator[None]:
        """Context of a request to AWS for `key`. Raises CloudSenseError instead if it failed a
        moment ago.

        A refusal of an `optional` one starts no back-off.
        """
        other = self._jobs.failure(key) if key != self.key else None
        if problem := self.preempted_by or other:
            raise problem
        before = self.pages
        try:
            yield
        except CloudSenseError as problem:
            if optional and isinstance(problem, REFUSALS):
                raise
            # All waiting jobs must know before the next one runs.
            raise self.failed(problem, self.pages - before) from problem

    def failed(self, problem: CloudSenseError, wasted_pages: int) -> CloudSenseError:
        """Records that a request of this job failed; returns the error for the job."""
        self.wasted_pages = wasted_pages
        return self._jobs.failed(self.key, problem, wasted_pages)

    def wait(self, timeout: float | None) -> bool:
        """Whether it ended within `timeout` seconds (None: no limit). Raises
        CloudSenseError if it failed."""
        try:
            self.future.result(timeout)
        except TimeoutError:
            return False
        return True

    def outcome(self, timeout: float | None) -> tuple[bool, CloudSenseError | None]:
        """Whether it succeeded within `timeout` seconds, and its error if it failed."""
        try:
            return self.wait(timeout), None
        except CloudSenseError as problem:
            return False, problem


class Jobs:
    """Named jobs, and the last failures by key. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ledger")
        self._lock = threading.Lock()
        self._running: dict[Hashable, Job] = {}
        self._failures: dict[Hashable, Failure] = {}

    def start(self, name: Hashable, key: Hashable, work: Callable[[Job], object]) -> Job:
        """Running job of this name, or a new one that calls `work`.

        While `key` backs off, a failed one.
        """
        with self._lock:
            if running := self._running.get(name):
                return running
            job = Job(key, self)
            if problem := self._current(key):
                job.future.set_exception(problem)
                return job
            self._pool.submit(copy_context().run, self._run, name, job, work)
            self._running[name] = job
            return job

    def is_running(self, name: Hashable) -> bool:
        """Whether a job of this name is running."""
        with self._lock:
            return name in self._running

    def about(self, key: Hashable) -> Job | None:
        """Running job with this key."""
        return next((job for job in self.under_way if job.key == key), None)

    @property
    def under_way(self) -> list[Job]:
        """Every running job."""
        with self._lock:
            return list(self._running.values())

    def failure(self, key: Hashable) -> CloudSenseError | None:
        """Last failure of `key`, while it backs off."""
        with self._lock:
            return self._current(key)

    def failed(
        self, key: Hashable, problem: CloudSenseError, wasted_pages: int = 0
    ) -> CloudSenseError:
        """Records a failure for all that wait; returns the error for the job."""
        with self._lock:
            return self._remember(key, problem, wasted_pages)

    def clear_backoff(self, *keys: Hashable) -> None:
        """Ends the back-off of `keys`, or of all.

        The failure count is reset by success only, so repeated clicks do not shorten the automatic
        back-off.
        """
        with self._lock:
            for key in keys or tuple(self._failures):
                if failure := self._failures.get(key):
                    self._failures[key] = replace(failure, backoff=timedelta())

    def _current(self, key: Hashable) -> CloudSenseError | None:
        """Copy of the failure: an error raised repeatedly would accumulate tracebacks."""
        failure = self._failures.get(key)
        if failure is None or not failure.is_backing_off(self.clock()):
            return None
        return copy(failure.problem)

    def _run(self, name: Hashable, job: Job, work: Callable[[Job], object]) -> None:
        problem = _problem_of(work, job)
        with self._lock:
            del self._running[name]
            if problem is None:
                self._failures.pop(job.key, None)
            elif problem is not job.preempted_by:
                problem = self._remember(job.key, problem, job.wasted_pages)
        if problem:
            job.future.set_exception(problem)
        else:
            job.future.set_result(None)

    def _remember(
        self, key: Hashable, problem: CloudSenseError, wasted_pages: int
    ) -> CloudSenseError:
        """The error with its wasted pages and the time of the next attempt; all jobs of
        the key share it."""
        now = self.clock()
        known = self._failures.get(key)
        tries = known.tries + 1 if known else 1
        over_limit = isinstance(problem, SpendingLimitError)
        delay = _delay(problem, tries, wasted_pages)
        problem = copy(problem)
        problem.pages = wasted_pages
        is_final = over_limit or problem.needs_restart
        problem.retry_at = None if is_final else now + delay
        self._failures[key] = Failure(copy(problem), now, tries, delay)
        for job in self._running.values():
            if job.key == key:
                job.preempted_by = problem
        return problem


def _delay(problem: CloudSenseError, tries: int, wasted_pages: int) -> timedelta:
    """Delay until the same request is made again."""
    if isinstance(problem, SpendingLimitError):
        return BACKOFF
    if isinstance(problem, (MemberAccountError, HoursOffError)):
        return KEPT_FROM_MEMBERS
    return backoff(tries, wasted_pages)


def _problem_of(work: Callable[[Job], object], job: Job) -> CloudSenseError | None:
    """Error of `work`, if it fails."""
    try:
        work(job)
    except CloudSenseError as problem:
        return problem
    except Exception as unforeseen:
        more = log.isEnabledFor(logging.DEBUG)
        log.error("a purchase failed unexpectedly: %s", type(unforeseen).__name__, exc_info=more)
        return CloudSenseError(
            "Something in CloudSense went wrong.",
            "The cached data is unchanged.",
            "Try again, or see the log for the reason.",
        )
    return None

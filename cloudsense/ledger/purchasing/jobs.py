"""Purchases in the background: on a few threads, each once however many wait, with a back-off after
failures."""

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
"""Cost Explorer dislikes more than two to four requests at once."""
BACKOFF = timedelta(seconds=30)
"""Delay after the first failure; doubles with each consecutive one."""
LONGEST_BACKOFF = timedelta(minutes=30)
KEPT_FROM_MEMBERS = timedelta(days=1)
"""Delay after a refusal that another account's owner has to lift."""
BACKOFF_A_PAGE = timedelta(minutes=7)
"""At least so long for every wasted page but the first: the dearest failure, an answer of 200 pages
that never ends, is bought about once a day."""
REFUSALS = (AccessError, NoDataError, UsageError)
"""AWS refused this question and charged nothing; it may well answer another one at once."""


def backoff(tries: int, pages: int) -> timedelta:
    """The delay after `tries` consecutive failures, the last of which wasted `pages` paid pages."""
    doublings = min(tries - 1, 16)
    doubled: timedelta = min(BACKOFF * 2**doublings, LONGEST_BACKOFF)
    return max(doubled, BACKOFF_A_PAGE * (pages - 1))


@dataclass(frozen=True)
class Failure:
    """How the last job of a key failed, when, and how often in a row."""

    problem: CloudSenseError
    at: datetime
    tries: int
    backoff: timedelta

    def holds(self, now: datetime) -> bool:
        return abs(now - self.at) < self.backoff


class Job:
    """One piece of work under way, or ended. `key` is what failures are remembered by."""

    def __init__(self, key: Hashable, jobs: Jobs) -> None:
        self.key = key
        self.began = jobs.clock()
        self.pages = 0
        self.wasted_pages = 0
        """Pages of an answer that failed in the end."""
        self.future: Future[None] = Future()
        self.preempted_by: CloudSenseError | None = None
        """How this job failed, or another one of the same key while this one waited."""
        self._jobs = jobs

    def on_page(self) -> None:
        self.pages += 1

    @contextmanager
    def request(self, key: Hashable, optional: bool = False) -> Iterator[None]:
        """Around a request to AWS about `key`. Raises CloudSenseError instead if that failed a
        moment ago.

        If AWS refuses an `optional` one, nothing backs off.
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
            # All who wait have to know before the next one has its turn.
            raise self.failed(problem, self.pages - before) from problem

    def failed(self, problem: CloudSenseError, wasted_pages: int) -> CloudSenseError:
        """Remember that a request of this job failed; what the job is to end with."""
        self.wasted_pages = wasted_pages
        return self._jobs.failed(self.key, problem, wasted_pages)

    def wait(self, timeout: float | None) -> bool:
        """Whether it ended within `timeout` seconds (None: however long). Raises CloudSenseError if
        it failed."""
        try:
            self.future.result(timeout)
        except TimeoutError:
            return False
        return True

    def outcome(self, timeout: float | None) -> tuple[bool, CloudSenseError | None]:
        """Whether it ended well within `timeout` seconds, and how it failed if it did."""
        try:
            return self.wait(timeout), None
        except CloudSenseError as problem:
            return False, problem


class Jobs:
    """Named jobs, and the last failures by key. Safe for threads."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ledger")
        self._lock = threading.Lock()
        self._running: dict[Hashable, Job] = {}
        self._failures: dict[Hashable, Failure] = {}

    def start(self, name: Hashable, key: Hashable, work: Callable[[Job], object]) -> Job:
        """The job of this name that is under way, or a new one that does `work`.

        While `key` backs off, one that failed.
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

    def about(self, key: Hashable) -> Job | None:
        """A job of this key that is under way."""
        return next((job for job in self.under_way if job.key == key), None)

    @property
    def under_way(self) -> list[Job]:
        """Every job that has not ended."""
        with self._lock:
            return list(self._running.values())

    def failure(self, key: Hashable) -> CloudSenseError | None:
        """How the last job of `key` failed, as long as the key backs off."""
        with self._lock:
            return self._current(key)

    def failed(
        self, key: Hashable, problem: CloudSenseError, wasted_pages: int = 0
    ) -> CloudSenseError:
        """Remember a failure, for all who wait; what its job is to end with."""
        with self._lock:
            return self._remember(key, problem, wasted_pages)

    def forgive(self, *keys: Hashable) -> None:
        """End the back-off of `keys`; of all if none is named.

        How often they failed is forgotten on success only: who presses a button twenty times asks
        AWS twenty times, but CloudSense does not begin to ask more often by itself.
        """
        with self._lock:
            for key in keys or tuple(self._failures):
                if failure := self._failures.get(key):
                    self._failures[key] = replace(failure, backoff=timedelta())

    def _current(self, key: Hashable) -> CloudSenseError | None:
        """A copy: one that is raised again and again would keep every frame that it passed."""
        failure = self._failures.get(key)
        if failure is None or not failure.holds(self.clock()):
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
        """The problem with what it cost and when the key is tried again; all jobs of the key share
        it."""
        now = self.clock()
        known = self._failures.get(key)
        tries = known.tries + 1 if known else 1
        over_limit = isinstance(problem, SpendingLimitError)
        delay = _delay(problem, tries, wasted_pages)
        problem = copy(problem)
        problem.pages = wasted_pages
        is_final = over_limit or problem.needs_restart
        problem.again = None if is_final else now + delay
        self._failures[key] = Failure(copy(problem), now, tries, delay)
        for job in self._running.values():
            if job.key == key:
                job.preempted_by = problem
        return problem


def _delay(problem: CloudSenseError, tries: int, wasted_pages: int) -> timedelta:
    """Until the same is asked again."""
    if isinstance(problem, SpendingLimitError):
        return BACKOFF
    if isinstance(problem, (MemberAccountError, HoursOffError)):
        return KEPT_FROM_MEMBERS
    return backoff(tries, wasted_pages)


def _problem_of(work: Callable[[Job], object], job: Job) -> CloudSenseError | None:
    """How `work` fails, if it does."""
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

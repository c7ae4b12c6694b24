"""Answers to questions: from cached entries, after a purchase of missing or stale ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TypeVar

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.errors import CloudSenseError, NoDataError
from cloudsense.ledger.api_spend import PAGE_PRICE, Progress
from cloudsense.ledger.cache.entry import Entry, Outline
from cloudsense.ledger.cache.snapshots import reaches
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import parts_by_month
from cloudsense.ledger.purchasing.jobs import Job
from cloudsense.ledger.purchasing.runner import PurchaseRunner

PATIENCE = 0.7
"""Seconds that a reader waits for AWS before it is asked to come back: most answers of
one page take less."""
Question = tuple[CostQuery, Period]
Found = TypeVar("Found", bound=Outline)
COSTS = "costs"
"""Start of the names of jobs that buy answers; a question follows."""


@dataclass(frozen=True)
class Answer:
    """Cached data, and whether newer data is being loaded."""

    snapshot: Snapshot | None
    progress: Progress | None = None


class AnswerService(PurchaseRunner):
    """Answers questions from cached entries; buys missing or stale ones. Thread-safe."""

    def costs(
        self,
        query: CostQuery,
        period: Period,
        patience: float | None = PATIENCE,
        asked_by: str = "",
    ) -> Answer:
        """Answer to `query` over `period`; missing or stale data is bought. `asked_by` overrides
        the ledger's default requester.

        The snapshot is always complete. If newer data could not be loaded it is the last complete
        one, with the `problem`. Raises CloudSenseError if there is none.
        """
        asked_at = self.clock()
        identity = self.session.wait(patience)
        if identity is None:
            return Answer(None, Progress(0))
        # read first, so that a job that ends meanwhile is in the entries
        progress = self._progress(query)
        entries = self._entries(identity, query, period)
        problem = self._problem(query)
        if self._are_good(identity, entries, period):
            self._shared.watch.signals.hit.send(self)
            if isinstance(problem, NoDataError):
                problem = None  # even if only earlier months are cached: AWS has these
            return Answer(
                self._shared.snapshots.of(identity, query, period, entries, problem), progress
            )
        ended: Job | None = None
        if not problem:
            purchase = self._purchaser.fetch_missing
            payer = asked_by or self._asked_by
            job = self._start_purchase(COSTS, query, period, purchase, payer)
            done, problem = job.outcome(patience)
            ended = job if done else None
        if identity != self.session.identity:
            return self.costs(query, period, patience, asked_by)
        entries = self._entries(identity, query, period)
        was_under_way = ended is not None and ended.began < asked_at
        if was_under_way and not self._are_good(identity, entries, period):
            # The job looked before these entries became stale.
            return self.costs(query, period, patience, asked_by)
        if problem and not entries:
            raise problem
        snapshot = None
        if entries:
            snapshot = self._shared.snapshots.of(identity, query, period, entries, problem)
        if ended or problem:
            return Answer(snapshot)
        return Answer(snapshot, self._progress(query) or Progress(0))

    def is_loading(self, query: CostQuery, period: Period) -> bool:
        """Whether exactly this question is being bought."""
        return self._shared.jobs.is_running((COSTS, query, period))

    def cached(self, query: CostQuery, period: Period) -> Answer:
        """Cached answer to `query` over `period`, at any age, without asking AWS. Raises
        CloudSenseError if nothing is cached and AWS failed just now."""
        identity = self.session.identity
        problem = self._problem(query)
        if identity and (entries := self._entries(identity, query, period)):
            return Answer(self._shared.snapshots.of(identity, query, period, entries, problem))
        if problem:
            raise problem
        return Answer(None)

    def snapshot(self, query: CostQuery, period: Period) -> Snapshot | None:
        """Cached snapshot at any age; None where `cached` has none. Asks AWS nothing."""
        with suppress(CloudSenseError):
            return self.cached(query, period).snapshot
        return None

    def cached_part(self, query: CostQuery, period: Period) -> Period | None:
        """Longest part of `period` that ends with it and has every month cached."""
        identity = self.session.identity
        start = period.end
        for month in reversed(period.months):
            share = month.period.meet(period)
            if share is None or identity is None:
                break
            if not self._entries(identity, query, share):
                break
            start = share.start
        return Period(start, period.end) if start < period.end else None

    def update_price(self, questions: Iterable[Question]) -> Decimal:
        """Estimated price of an update of `questions` in dollars, from the pages that the
        same days took last."""
        identity = self.session.identity
        if not self.is_priced or identity is None:
            return Decimal(0)
        memory = self._shared.memory
        shown: list[Outline] = []
        for query, period in questions:
            shown += _complete(query, period, partial(memory.get_for_estimate, identity))
        total_is_due = self._shared.cached.total_is_due(identity)
        return PAGE_PRICE * page_estimate.update_pages(shown, total_is_due)

    def _entries(self, identity: Identity, query: CostQuery, period: Period) -> list[Entry]:
        """Entries of every month of every part, at any age; empty if one is missing
        or ends too early."""
        cached = self._shared.cached
        return _complete(
            query, period, lambda part, month: cached.get(identity, part, month, period)
        )

    def _are_good(self, identity: Identity, entries: list[Entry], period: Period) -> bool:
        """Whether the entries answer without another request."""
        if not entries:
            return False
        return all(self._shared.cached.answers(identity, entry, period) for entry in entries)

    def _problem(self, query: CostQuery) -> CloudSenseError | None:
        return self._shared.jobs.failure(query) or self.session.problem

    def _progress(self, query: CostQuery) -> Progress | None:
        job = self._shared.jobs.about(query)
        return Progress(job.pages) if job else None


def _complete(
    query: CostQuery, period: Period, find: Callable[[CostQuery, Month], Found | None]
) -> list[Found]:
    """What `find` has of every month of every part; empty if one is missing or ends too early."""
    found: list[Found] = []
    for part, month in parts_by_month(query, period):
        entry = find(part, month)
        if entry is None or not reaches(entry, period):
            return []
        found.append(entry)
    return found

"""Answers to questions: from cached entries, after a purchase of missing or stale ones."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from cloudsense.clock import Clock
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.errors import CloudSenseError, NoDataError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.cache.entry import Entry, Outline
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.snapshots import Snapshots, reaches
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import parts_by_month
from cloudsense.ledger.purchasing.account_session import AccountSession
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.purchasing.runner import Purchase, PurchaseRunner

Question = tuple[CostQuery, Period]
COSTS = "costs"
"""Start of the names of jobs that buy answers; a question follows."""


@dataclass(frozen=True)
class Answer:
    """Cached data, and whether newer data is being loaded."""

    snapshot: Snapshot | None
    progress: Progress | None = None


@dataclass(frozen=True)
class AnswerService:
    """Answers questions from cached entries; buys missing or stale ones. Thread-safe."""

    cached: CachedEntries
    snapshots: Snapshots
    session: AccountSession
    jobs: Jobs
    runner: PurchaseRunner
    purchase: Purchase
    """Buys the missing or stale entries of a question."""
    asked_by: str
    signals: Signals
    clock: Clock

    def costs(
        self, query: CostQuery, period: Period, patience: float | None, asked_by: str = ""
    ) -> Answer:
        """See `Ledger.costs`."""
        asked_at = self.clock()
        identity = self.session.wait(patience)
        if identity is None:
            return Answer(None, Progress(0))
        # read first, so that a job that ends meanwhile is in the entries
        progress = self._progress(query)
        entries = self.entries(identity, query, period)
        problem = self._problem(query)
        if self._are_good(identity, entries, period):
            self.signals.hit.send(self)
            if isinstance(problem, NoDataError):
                problem = None  # even if only earlier months are cached: AWS has these
            return Answer(self.snapshots.of(identity, query, period, entries, problem), progress)
        ended: Job | None = None
        if not problem:
            payer = asked_by or self.asked_by
            job = self.runner.start_purchase(COSTS, query, period, self.purchase, payer)
            done, problem = job.outcome(patience)
            ended = job if done else None
        if identity != self.session.identity:
            return self.costs(query, period, patience, asked_by)
        entries = self.entries(identity, query, period)
        was_under_way = ended is not None and ended.began < asked_at
        if was_under_way and not self._are_good(identity, entries, period):
            # The job looked before these entries became stale.
            return self.costs(query, period, patience, asked_by)
        if problem and not entries:
            raise problem
        snapshot = None
        if entries:
            snapshot = self.snapshots.of(identity, query, period, entries, problem)
        if ended or problem:
            return Answer(snapshot)
        return Answer(snapshot, self._progress(query) or Progress(0))

    def is_loading(self, query: CostQuery, period: Period) -> bool:
        """Whether exactly this question is being bought."""
        return self.jobs.is_running((COSTS, query, period))

    def cached_answer(self, query: CostQuery, period: Period) -> Answer:
        """See `Ledger.cached`."""
        identity = self.session.identity
        problem = self._problem(query)
        if identity and (entries := self.entries(identity, query, period)):
            return Answer(self.snapshots.of(identity, query, period, entries, problem))
        if problem:
            raise problem
        return Answer(None)

    def snapshot(self, query: CostQuery, period: Period) -> Snapshot | None:
        """See `Ledger.snapshot`."""
        with suppress(CloudSenseError):
            return self.cached_answer(query, period).snapshot
        return None

    def cached_part(self, query: CostQuery, period: Period) -> Period | None:
        """See `Ledger.cached_part`."""
        identity = self.session.identity
        start = period.end
        for month in reversed(period.months):
            share = month.period.meet(period)
            if share is None or identity is None:
                break
            if not self.entries(identity, query, share):
                break
            start = share.start
        return Period(start, period.end) if start < period.end else None

    def services(self, period: Period) -> list[str]:
        """See `Ledger.services`."""
        snapshot = self.snapshot(OVERVIEW, period)
        if snapshot is None:
            return []
        services = snapshot.frame.data[Dimension.SERVICE.value]
        return services.unique().tolist()

    def update_pages(self, identity: Identity, questions: Iterable[Question]) -> int:
        """Estimated number of pages to update what AWS may still change."""
        shown: list[Outline] = []
        for query, period in questions:
            shown += self._outlines(identity, query, period)
        return page_estimate.update_pages(shown, self.cached.total_is_due(identity))

    def entries(self, identity: Identity, query: CostQuery, period: Period) -> list[Entry]:
        """Entries of every month of every part, at any age; empty if one is missing
        or ends too early."""
        entries: list[Entry] = []
        for part, month in parts_by_month(query, period):
            entry = self.cached.get(identity, part, month, period)
            if entry is None or not reaches(entry, period):
                return []
            entries.append(entry)
        return entries

    def _outlines(self, identity: Identity, query: CostQuery, period: Period) -> list[Outline]:
        """Outlines of these entries."""
        outlines: list[Outline] = []
        for part, month in parts_by_month(query, period):
            outline = self.cached.outline(identity, part, month)
            if outline is None or not reaches(outline, period):
                return []
            outlines.append(outline)
        return outlines

    def _are_good(self, identity: Identity, entries: list[Entry], period: Period) -> bool:
        """Whether the entries answer without another request."""
        if not entries:
            return False
        return all(self.cached.answers(identity, entry, period) for entry in entries)

    def _problem(self, query: CostQuery) -> CloudSenseError | None:
        return self.jobs.failure(query) or self.session.problem

    def _progress(self, query: CostQuery) -> Progress | None:
        job = self.jobs.about(query)
        return Progress(job.pages) if job else None

"""Answers to questions: from cached entries, after a purchase of what is missing or too old."""

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
from cloudsense.ledger.cache.cached_entries import CachedEntries
from cloudsense.ledger.cache.entry import Entry, Outline
from cloudsense.ledger.cache.snapshots import Snapshots, reaches
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import every
from cloudsense.ledger.purchasing.account_session import AccountSession
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.purchasing.runner import Purchase, PurchaseRunner

Question = tuple[CostQuery, Period]


@dataclass(frozen=True)
class Answer:
    """What is known, and whether more is on its way."""

    snapshot: Snapshot | None
    progress: Progress | None = None


@dataclass(frozen=True)
class CachedAnswers:
    """Makes answers of cached entries, which it has bought where they do not do. Safe for
    threads."""

    cached: CachedEntries
    snapshots: Snapshots
    session: AccountSession
    jobs: Jobs
    runner: PurchaseRunner
    purchase: Purchase
    """Brings the entries of a question up to date."""
    asked_by: str
    signals: Signals
    clock: Clock

    def current(
        self, query: CostQuery, period: Period, patience: float | None, asked_by: str = ""
    ) -> Answer:
        """As `Ledger.costs`."""
        asked_at = self.clock()
        identity = self.session.wait(patience)
        if identity is None:
            return Answer(None, Progress(0))
        progress = self._progress(query)  # first: what ends in between is among the entries
        entries = self.entries(identity, query, period)
        problem = self._problem(query)
        if self._are_good(identity, entries, period):
            self.signals.hit.send(self)
            if isinstance(problem, NoDataError):
                problem = None  # of months before these: AWS has these
            return Answer(self.snapshots.of(identity, query, period, entries, problem), progress)
        ended: Job | None = None
        if not problem:
            payer = asked_by or self.asked_by
            job = self.runner.answer("costs", query, period, self.purchase, payer)
            done, problem = job.outcome(patience)
            ended = job if done else None
        if identity != self.session.identity:
            return self.current(query, period, patience, asked_by)
        entries = self.entries(identity, query, period)
        was_under_way = ended is not None and ended.began < asked_at
        if was_under_way and not self._are_good(identity, entries, period):
            # It looked before these entries grew old.
            return self.current(query, period, patience, asked_by)
        if problem and not entries:
            raise problem
        snapshot = None
        if entries:
            snapshot = self.snapshots.of(identity, query, period, entries, problem)
        if ended or problem:
            return Answer(snapshot)
        return Answer(snapshot, self._progress(query) or Progress(0))

    def known(self, query: CostQuery, period: Period) -> Answer:
        """As `Ledger.cached`."""
        identity = self.session.identity
        problem = self._problem(query)
        if identity and (entries := self.entries(identity, query, period)):
            return Answer(self.snapshots.of(identity, query, period, entries, problem))
        if problem:
            raise problem
        return Answer(None)

    def snapshot(self, query: CostQuery, period: Period) -> Snapshot | None:
        """As `Ledger.snapshot`."""
        with suppress(CloudSenseError):
            return self.known(query, period).snapshot
        return None

    def known_part(self, query: CostQuery, period: Period) -> Period | None:
        """As `Ledger.cached_part`."""
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
        """As `Ledger.services`."""
        snapshot = self.snapshot(OVERVIEW, period)
        if snapshot is None:
            return []
        services = snapshot.frame.data[Dimension.SERVICE.value]
        return services.unique().tolist()

    def update_pages(self, identity: Identity, questions: Iterable[Question]) -> int:
        """About how many pages it takes to look again at what AWS may still change."""
        shown: list[Outline] = []
        for query, period in questions:
            shown += self._outlines(identity, query, period)
        return page_estimate.update_pages(shown, self.cached.total_is_due(identity))

    def entries(self, identity: Identity, query: CostQuery, period: Period) -> list[Entry]:
        """Every month of every part, however old; nothing if one is not there at all or ends too
        early."""
        entries: list[Entry] = []
        for part, month in every(query, period):
            entry = self.cached.get(identity, part, month, period)
            if entry is None or not reaches(entry, period):
                return []
            entries.append(entry)
        return entries

    def _outlines(self, identity: Identity, query: CostQuery, period: Period) -> list[Outline]:
        """The same without their rows."""
        outlines: list[Outline] = []
        for part, month in every(query, period):
            outline = self.cached.outline(identity, part, month)
            if outline is None or not reaches(outline, period):
                return []
            outlines.append(outline)
        return outlines

    def _are_good(self, identity: Identity, entries: list[Entry], period: Period) -> bool:
        """Whether they answer without another request."""
        if not entries:
            return False
        return all(self.cached.answers(identity, entry, period) for entry in entries)

    def _problem(self, query: CostQuery) -> CloudSenseError | None:
        return self.jobs.failure(query) or self.session.problem

    def _progress(self, query: CostQuery) -> Progress | None:
        job = self.jobs.about(query)
        return Progress(job.pages) if job else None

"""The ledger: what we already paid to know, and the only way to know more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period, earliest
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.costs.source import CostSource
from cloudsense.errors import CredentialsError, StoreError
from cloudsense.ledger.api_spend import PRICE, Progress, Spending, Spent
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.snapshots import Snapshots, reaches
from cloudsense.ledger.health import Readiness
from cloudsense.ledger.instrumentation import Watcher
from cloudsense.ledger.inventory import Inventory, Kept, take_stock
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.requests import every, so_far
from cloudsense.ledger.purchasing.command_results import Name, Outcomes
from cloudsense.ledger.purchasing.context import PurchaseContext
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.purchasing.purchaser import Purchaser
from cloudsense.ledger.storage.locks import Locks, ThreadLocks
from cloudsense.ledger.storage.secret import Secret
from cloudsense.ledger.storage.store import Store

PATIENCE = 0.7
"""Seconds that a reader waits for AWS before it is told to come back: most answers of one page take less."""
READY_PATIENCE = 2.0
"""Seconds that a probe waits for AWS."""
IDENTITY = "identity"

Question = tuple[CostQuery, Period]
Look = Callable[[PurchaseContext, CostQuery, Period], None]
Work = Callable[[PurchaseContext], int | None]


@dataclass(frozen=True)
class Answer:
    """What is known, and whether more is on its way."""

    snapshot: Snapshot | None
    progress: Progress | None = None


class Ledger:
    """Answers questions from entries already paid for, and buys what is missing: once, whoever asks.

    Safe for threads. Purchases run on threads of the ledger's own; a reader waits as long as it has patience.
    """

    def __init__(
        self,
        source: CostSource,
        store: Store,
        spending: Spending,
        clock: Callable[[], datetime],
        open_for: timedelta = timedelta(hours=1),
        locks: Locks | None = None,
        asked_by: str = "page",
        watcher: Watcher | None = None,
    ) -> None:
        self.clock = clock
        self.open_for = open_for
        self.paid = source.paid
        self._source = source
        self._spending = spending
        self._snapshots = Snapshots()
        self._memory = MemoryCache(store, on_gone=self._snapshots.forget, clock=clock)
        self.account_names = self._memory.account_names.of
        self._purchaser = Purchaser(source, self._memory, spending, clock, open_for, locks := locks or ThreadLocks())
        self.secret = Secret(store, locks)
        self._jobs = Jobs(clock)
        self._outcomes = Outcomes(clock)
        self._asked_by = asked_by
        self._updater = "update" if asked_by == "page" else asked_by
        self._readiness = Readiness(source, store, clock)
        self._watcher = watcher or Watcher()
        self._identity: Identity | None = None
        self._validated = False
        self._renewals = self._answered = 0
        """The renewal of credentials after which the source last said, or failed to say, whose they are."""

    def identity(self, patience: float | None = PATIENCE) -> Identity | None:
        """Whose costs these are; None while AWS is still being asked. Raises CloudSenseError if AWS does not say.

        An account that was validated once stays known, so that its numbers can be shown after its credentials expire.
        """
        if not self._validated and not self._jobs.failure(IDENTITY):
            self._jobs.start((IDENTITY, self._renewals), IDENTITY, self._validate).outcome(patience)
        problem = self._jobs.failure(IDENTITY)
        if problem and self._identity is None:
            raise problem
        return self._identity if problem or self._answered == self._renewals else None

    def costs(self, query: CostQuery, period: Period, patience: float | None = PATIENCE) -> Answer:
        """What is known about `query` over `period`; what is missing or too old is bought.

        Never part of an answer: a snapshot is complete, if need be an older one with the `problem` that kept newer
        numbers away. Raises CloudSenseError if there is none.
        """
        identity = self.identity(patience)
        if identity is None:
            return Answer(None, Progress(0))
        progress = self._progress(query)  # first, so that what ends in between is among the entries
        entries = self._entries(identity, query, period)
        problem = self._jobs.failure(query) or self._jobs.failure(IDENTITY)
        if entries and all(self._purchaser.good(identity, entry, period) for entry in entries):
            self._watcher.hit()
            return Answer(self._snapshots.of(identity, query, period, entries, problem), progress)
        done = False
        if not problem:
            work = partial(self._bring, wish=(query, period), look=self._purchaser.bring, asked_by=self._asked_by)
            job = self._jobs.start((query, period), query, work)
            done, problem = job.outcome(patience)
        if identity != self._identity:
            return self.costs(query, period, patience)
        entries = self._entries(identity, query, period)
        if problem and not entries:
            raise problem
        snapshot = self._snapshots.of(identity, query, period, entries, problem) if entries else None
        return Answer(snapshot, None if done or problem else self._progress(query) or Progress(0))

    def kept(self, query: CostQuery, period: Period) -> Answer:
        """What is known about `query` over `period` without asking AWS, however old it is; it may be nothing.

        Raises CloudSenseError if there is nothing because AWS failed just now.
        """
        entries = self._entries(self._identity, query, period) if self._identity else []
        problem = self._jobs.failure(query) or self._jobs.failure(IDENTITY)
        if entries and self._identity:
            return Answer(self._snapshots.of(self._identity, query, period, entries, problem))
        if problem:
            raise problem
        return Answer(None)

    def update(self, wishes: Iterable[Question], patience: float | None = 0) -> None:
        """Look at AWS again for every month of `wishes` that is not settled.

        What is kept is replaced on success only; `costs` tells of the progress and of a failure.
        """
        self._look_again("update", self._purchaser.bring, wishes, patience)

    def refresh(self, wishes: Iterable[Question], patience: float | None = 0) -> None:
        """The same for final months too: AWS may have restated them."""
        self._look_again("refresh", self._purchaser.recheck, wishes, patience)

    def _look_again(self, name: str, look: Look, wishes: Iterable[Question], patience: float | None) -> None:
        jobs, bring = [], partial(self._bring, look=look, asked_by=self._updater, newer_than=self.clock())
        for wish in wishes:
            self._jobs.forgive(wish[0], IDENTITY)
            jobs.append(self._jobs.start((name, *wish), wish[0], partial(bring, wish=wish)))
        for job in jobs:
            job.outcome(patience)

    def inventory(self) -> Inventory | None:
        """What is kept for this account and what it cost, without asking AWS; None while nobody knows whose it is."""
        if self._identity is None:
            return None
        payments = self._spending.payments(self._identity.account, earliest(self.clock().date()))
        kept = self._purchaser.stock(self._identity, payments)
        topics = (IDENTITY, TOTAL, OVERVIEW, *dict.fromkeys(entry.query for entry, _ in kept))
        running = [job for job in self._jobs.under_way if job.topic != IDENTITY]
        return take_stock(
            kept,
            payments,
            self.clock(),
            Progress(sum(job.pages for job in running)) if running else None,
            next(filter(None, map(self._jobs.failure, topics)), None),
            self._outcomes.lately,
        )

    def renew(self, kept: Kept, patience: float | None = 0) -> None:
        """Buy a month of a question again, settled or not; what is kept is replaced on success only."""
        whose = self._identity

        def work(context: PurchaseContext) -> int | None:
            return self._purchaser.renew(context, kept.query, kept.month) if context.identity == whose else None

        self._command(("renew", kept.query, kept.month), work, patience)

    def update_history(self, patience: float | None = 0) -> None:
        """Ask for the total of all history, and buy the closed months again that have changed."""
        self._command(("history", OVERVIEW, None), self._purchaser.audit, patience)

    def forget(self, kept: Kept) -> None:
        """Remove a month of a question from all places where it is kept. What was paid for it stays in the books.

        If other processes would not hear of it nothing is forgotten, and `inventory` tells why.
        """
        try:
            if self._identity:
                self._memory.forget(self._identity, kept.query, kept.month)
                self._outcomes.ended(("forget", kept.query, kept.month), months=1)
        except StoreError as problem:
            self._jobs.failed(Job(kept.query), problem)

    def _command(self, name: Name, work: Work, patience: float | None) -> None:
        """`work`, which says how many months it found to do something about, unless it did nothing at all."""
        now, (_, topic, _) = self.clock(), name

        def carry_out(job: Job) -> None:
            self._outcomes.begun(name)
            months = self._do(job, work, self._updater, now)
            if months is not None:
                self._outcomes.ended(name, months, job.pages)

        self._jobs.forgive(topic, IDENTITY)
        self._jobs.start(name, topic, carry_out).outcome(patience)

    def price(self, wishes: Iterable[Question]) -> Decimal:
        """About what an update of `wishes` costs, in dollars, going by the pages that the same days took last."""
        if not self.paid or not self._identity:
            return Decimal(0)
        shown = (entry for query, period in wishes for entry in self._entries(self._identity, query, period))
        return PRICE * page_estimate.again(shown, self._purchaser.unchecked(self._identity))

    @property
    def revision(self) -> object:
        """Another one whenever something else is kept, and every minute, as what is fresh becomes old."""
        return self._memory.version, self._identity, self.clock().replace(second=0, microsecond=0)

    def to_pay(self, query: CostQuery, period: Period) -> page_estimate.Estimate:
        """About how many pages it costs to ask `query` over `period` now."""
        if not self.paid or not self._identity:
            return page_estimate.NOTHING
        return self._purchaser.estimator.pages(self._identity, query, period)

    @property
    def unchecked(self) -> bool:
        """Whether the account's total will be asked for, once a day, with the next purchase of the overview."""
        return self.paid and self._identity is not None and self._purchaser.unchecked(self._identity)

    def knows(self, query: CostQuery, period: Period) -> bool:
        """Whether anything that was bought tells of `query` in the months of `period`, however old it is."""
        return self._identity is not None and self._purchaser.estimator.knows(self._identity, query, period)

    def spent(self) -> Spent:
        """What CloudSense paid for this account today and this month."""
        account = self._identity.account if self._identity else ""
        return self._spending.spent(account, self.clock().date())

    def lacking(self, patience: float = READY_PATIENCE) -> tuple[str, ...]:
        """What keeps it from answering: `credentials`, `store`. Looked into at most once a minute, at no cost."""
        return self._readiness.lacking(patience)

    def last_seen(self) -> datetime | None:
        """When AWS last gave or confirmed the overview of the running month; None if it is not known."""
        now = self.clock()
        month = Month.of(now.date())
        entry = self._purchaser.kept(self._identity, OVERVIEW, month, so_far(month, now)) if self._identity else None
        return entry.seen if entry else None

    def retry(self) -> None:
        """Forget failures and credentials, so that the next question tries everything afresh."""
        self._source.renew()
        self._renewals += 1
        self._validated = False
        self._jobs.forgive()

    def _validate(self, _job: Job) -> Identity:
        """Whose costs these are; what was asked before a renewal says nothing about the time after it."""
        renewals = self._renewals
        try:
            identity = self._source.identity()
        finally:
            self._answered = max(self._answered, renewals)
        if renewals == self._renewals:
            self._identity, self._validated = identity, True
        return identity

    def _bring(self, job: Job, wish: Question, look: Look, asked_by: str, newer_than: datetime | None = None) -> None:
        self._watcher.miss()
        self._do(job, lambda context: look(context, *wish), asked_by, newer_than)

    def _do(self, job: Job, work: Work, asked_by: str, newer_than: datetime | None) -> int | None:
        """`work` on behalf of `job`."""
        try:
            identity = self._validate(job)
            return work(PurchaseContext(identity, job.on_page, newer_than, asked_by, partial(self._jobs.turn, job)))
        except CredentialsError:
            self._validated = False
            raise

    def _progress(self, query: CostQuery) -> Progress | None:
        job = self._jobs.about(query)
        return Progress(job.pages) if job else None

    def _entries(self, identity: Identity, query: CostQuery, period: Period) -> list[Entry]:
        """Every month of every part, good or not; nothing if one is not there at all or ends too early."""
        kept = [self._purchaser.kept(identity, *one, period) for one in every(query, period)]
        entries = [entry for entry in kept if entry and reaches(entry, period)]
        return entries if len(entries) == len(kept) else []

"""The ledger: the answers that were paid for, and the only way to more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from cloudsense.clock import Clock
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError, StoreError
from cloudsense.ledger.api_spend import PRICE, Progress, Spending, Spent, last_paid
from cloudsense.ledger.cache.cached_entries import CachedEntries
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.snapshots import Snapshots, reaches
from cloudsense.ledger.health import Readiness
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.inventory import Inventory, Kept, take_stock
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.estimator import Estimator
from cloudsense.ledger.planning.requests import every, so_far
from cloudsense.ledger.planning.strategy import Route, Routes
from cloudsense.ledger.purchasing.account_session import IDENTITY, AccountSession
from cloudsense.ledger.purchasing.command_results import Outcomes
from cloudsense.ledger.purchasing.context import PurchaseContext
from cloudsense.ledger.purchasing.fetcher import Fetcher
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.purchasing.purchaser import Purchaser
from cloudsense.ledger.purchasing.runner import Purchase, PurchaseRunner
from cloudsense.ledger.storage.document import Document, MemoryDocument
from cloudsense.ledger.storage.locks import Locks, ThreadLocks
from cloudsense.ledger.storage.secret import Secret
from cloudsense.ledger.storage.store import Store

PATIENCE = 0.7
"""Seconds that a reader waits for AWS before it is told to come back: most answers of one page take
less."""
READY_PATIENCE = 2.0
"""Seconds that a probe waits for AWS."""

Question = tuple[CostQuery, Period]


@dataclass(frozen=True)
class Answer:
    """What is known, and whether more is on its way."""

    snapshot: Snapshot | None
    progress: Progress | None = None


class Ledger:
    """Answers questions from entries already paid for, and buys what is missing: once, whoever
    asks.

    Safe for threads. Purchases run on threads of the ledger's own; a reader waits as long as it has
    patience.
    """

    def __init__(
        self,
        source: CostSource,
        store: Store,
        spending: Spending,
        clock: Clock,
        open_for: timedelta = timedelta(hours=1),
        locks: Locks | None = None,
        asked_by: str = "page",
        signals: Signals | None = None,
        remarks: Document | None = None,
    ) -> None:
        locks = locks or ThreadLocks()
        self.clock = clock
        self.open_for = open_for
        self.capabilities = source.capabilities
        self.paid = self.capabilities.priced
        self.secret = Secret(store, locks)
        self.remarks = remarks or MemoryDocument()
        """Mutes and notes about anomalies, kept where the answers are."""
        self.attached: object = None
        """What the dashboard keeps with it: budgets and alerts."""
        self._spending = spending
        self._snapshots = Snapshots()
        self._memory = MemoryCache(store, on_deleted=self._snapshots.clear, clock=clock)
        self.account_names = self._memory.account_names.of
        self._cached = CachedEntries(self._memory, clock, open_for)
        self._estimator = Estimator(self._memory, self._cached, clock)
        fetcher = Fetcher(source, spending, clock, self._estimator)
        self._purchaser = Purchaser(fetcher, self._memory, self._cached, clock, locks)
        self._jobs = Jobs(clock)
        self._session = AccountSession(source, self._jobs)
        self._outcomes = Outcomes(clock)
        self._asked_by = asked_by
        self._updater = "update" if asked_by == "page" else asked_by
        self._routes = Routes(self)
        self._readiness = Readiness(source, store, clock)
        self._signals = signals or Signals()
        self._runner = PurchaseRunner(self._jobs, self._session, self._outcomes, self._signals)

    def identity(self, patience: float | None = PATIENCE) -> Identity | None:
        """Whose costs these are; None while AWS is still being asked. Raises CloudSenseError if AWS
        does not say."""
        return self._session.wait(patience)

    def costs(
        self,
        query: CostQuery,
        period: Period,
        patience: float | None = PATIENCE,
        asked_by: str = "",
    ) -> Answer:
        """What is known about `query` over `period`; what is missing or too old is bought, on
        behalf of `asked_by` if that is not whoever else the ledger buys for.

        Never part of an answer: a snapshot is complete, if need be an older one with the `problem`
        that kept newer
        numbers away. Raises CloudSenseError if there is none.
        """
        identity = self._session.wait(patience)
        if identity is None:
            return Answer(None, Progress(0))
        progress = self._progress(query)  # first: what ends in between is among the entries
        entries = self._entries(identity, query, period)
        problem = self._problem(query)
        if entries and all(self._cached.answers(identity, entry, period) for entry in entries):
            self._signals.hit.send(self)
            return Answer(self._snapshots.of(identity, query, period, entries, problem), progress)
        done = False
        if not problem:
            payer = asked_by or self._asked_by
            job = self._runner.answer("costs", query, period, self._purchaser.bring, payer)
            done, problem = job.outcome(patience)
        if identity != self._session.identity:
            return self.costs(query, period, patience, asked_by)
        entries = self._entries(identity, query, period)
        if problem and not entries:
            raise problem
        snapshot = (
            self._snapshots.of(identity, query, period, entries, problem) if entries else None
        )
        if done or problem:
            return Answer(snapshot)
        return Answer(snapshot, self._progress(query) or Progress(0))

    def kept(self, query: CostQuery, period: Period) -> Answer:
        """What is known about `query` over `period` without asking AWS, however old it is; it may
        be nothing.

        Raises CloudSenseError if there is nothing because AWS failed just now.
        """
        identity = self._session.identity
        problem = self._problem(query)
        if identity and (entries := self._entries(identity, query, period)):
            return Answer(self._snapshots.of(identity, query, period, entries, problem))
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

    def inventory(self) -> Inventory | None:
        """What is kept for this account and what it cost, without asking AWS; None while nobody
        knows whose it is."""
        identity = self._session.identity
        if identity is None:
            return None
        now = self.clock()
        history = self.capabilities.history(now.date())
        months = history.months
        payments = self._spending.payments(identity.account, history.start)
        items = last_paid(payments, months).keys() | self._memory.at_hand()
        listed = self._cached.listed(identity, (item for item in items if item[1] in months))
        keys = (IDENTITY, TOTAL, OVERVIEW, *dict.fromkeys(entry.query for entry, _ in listed))
        problems = filter(None, map(self._jobs.failure, keys))
        running = [job for job in self._jobs.under_way if job.key != IDENTITY]
        progress = Progress(sum(job.pages for job in running)) if running else None
        problem = next(problems, None)
        return take_stock(listed, payments, history, now, progress, problem, self._outcomes.lately)

    def bought(self) -> frozenset[tuple[CostQuery, Month]]:
        """Each month of a part of a question that was bought for this account, or is in memory; it
        may have been deleted since."""
        identity = self._session.identity
        if identity is None:
            return frozenset()
        history = self.capabilities.history(self.clock().date())
        payments = self._spending.payments(identity.account, history.start)
        return frozenset(last_paid(payments, history.months).keys() | self._memory.at_hand())

    def renew(self, kept: Kept, patience: float | None = 0) -> None:
        """Buy a month of a question again, settled or not; what is kept is replaced on success
        only."""
        account = self._session.identity

        def work(context: PurchaseContext) -> int | None:
            if context.identity != account:
                return None
            return self._purchaser.renew(context, kept.query, kept.month)

        name = "renew", kept.query, kept.month
        self._runner.command(name, work, self._updater, self.clock()).outcome(patience)

    def update_history(self, patience: float | None = 0) -> None:
        """Ask for the total of all history, and buy the closed months again that have changed."""
        name = "history", OVERVIEW, None
        self._runner.command(name, self._purchaser.audit, self._updater, self.clock()).outcome(
            patience
        )

    def forget(self, kept: Kept) -> None:
        """Remove a month of a question from all places where it is kept. What was paid for it stays
        in the books.

        If other processes would not hear of it nothing is forgotten, and `inventory` tells why.
        """
        if self._session.identity is None:
            return
        try:
            self._memory.forget(self._session.identity, kept.query, kept.month)
        except StoreError as problem:
            self._jobs.failed(kept.query, problem)
        else:
            self._outcomes.ended(("forget", kept.query, kept.month), months=1)

    def price(self, wishes: Iterable[Question]) -> Decimal:
        """About what an update of `wishes` costs, in dollars, going by the pages that the same days
        took last."""
        identity = self._session.identity
        if not self.paid or identity is None:
            return Decimal(0)
        shown = [
            entry for query, period in wishes for entry in self._entries(identity, query, period)
        ]
        return PRICE * page_estimate.update_pages(shown, self._cached.total_is_due(identity))

    @property
    def revision(self) -> object:
        """Another one whenever something else is kept, and every minute, as what is fresh becomes
        old."""
        minute = self.clock().replace(second=0, microsecond=0)
        return self._memory.version, self._session.identity, minute

    def to_pay(self, query: CostQuery, period: Period) -> page_estimate.Estimate:
        """About how many pages it costs to ask `query` over `period` now."""
        identity = self._session.identity
        if not self.paid or identity is None:
            return page_estimate.NOTHING
        return self._estimator.pages(identity, query, period)

    @property
    def unchecked(self) -> bool:
        """Whether the account's total will be asked for, once a day, with the next purchase of the
        overview."""
        identity = self._session.identity
        return self.paid and identity is not None and self._cached.total_is_due(identity)

    def knows(self, query: CostQuery, period: Period) -> bool:
        """Whether anything that was bought tells of `query` in the months of `period`, however old
        it is."""
        identity = self._session.identity
        return identity is not None and self._estimator.knows(identity, query, period)

    def route(self, focus: Focus, period: Period) -> Route:
        """The questions that show `focus` over `period`, in the form that takes few pages."""
        return self._routes.of(focus, period, self.revision)

    def services(self, period: Period) -> list[str]:
        """All services of `period` as AWS spells them, as far as the overview is cached."""
        with suppress(CloudSenseError):
            if snapshot := self.kept(OVERVIEW, period).snapshot:
                return snapshot.frame.data[Dimension.SERVICE.value].unique().tolist()
        return []

    def spent(self) -> Spent:
        """What CloudSense paid for this account today and this month."""
        identity = self._session.identity
        return self._spending.spent(identity.account if identity else "", self.clock().date())

    def lacking(self, patience: float = READY_PATIENCE) -> tuple[str, ...]:
        """What keeps it from answering: `credentials`, `store`. Looked into at most once a minute,
        at no cost."""
        return self._readiness.lacking(patience)

    def last_seen(self) -> datetime | None:
        """When AWS last gave or confirmed the overview of the running month; None if it is not
        known."""
        identity = self._session.identity
        if identity is None:
            return None
        now = self.clock()
        month = Month.of(now.date())
        entry = self._cached.get(identity, OVERVIEW, month, so_far(month, now))
        return entry.seen if entry else None

    def retry(self) -> None:
        """Forget failures and credentials, so that the next question tries everything afresh."""
        self._session.renew()
        self._jobs.forgive()

    def _look_again(
        self, name: str, purchase: Purchase, wishes: Iterable[Question], patience: float | None
    ) -> None:
        now = self.clock()
        jobs: list[Job] = []
        for query, period in wishes:
            self._jobs.forgive(query, IDENTITY)
            jobs.append(self._runner.answer(name, query, period, purchase, self._updater, now))
        for job in jobs:
            job.outcome(patience)

    def _problem(self, query: CostQuery) -> CloudSenseError | None:
        return self._jobs.failure(query) or self._session.problem

    def _progress(self, query: CostQuery) -> Progress | None:
        job = self._jobs.about(query)
        return Progress(job.pages) if job else None

    def _entries(self, identity: Identity, query: CostQuery, period: Period) -> list[Entry]:
        """Every month of every part, however old; nothing if one is not there at all or ends too
        early."""
        entries: list[Entry] = []
        for part, month in every(query, period):
            entry = self._cached.get(identity, part, month, period)
            if entry is None or not reaches(entry, period):
                return []
            entries.append(entry)
        return entries

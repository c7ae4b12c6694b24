"""The ledger: cached answers, and the only way to buy more."""

from __future__ import annotations

from datetime import timedelta

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import CostSource
from cloudsense.ledger.answers import PATIENCE, Answer, AnswerService, Question
from cloudsense.ledger.api_spend import Spending, Spent
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.snapshots import Snapshots
from cloudsense.ledger.commands import Commands
from cloudsense.ledger.health import Readiness
from cloudsense.ledger.instrumentation import Signals, Watch
from cloudsense.ledger.inventory import CachedMonths
from cloudsense.ledger.planning import page_estimate, strategy
from cloudsense.ledger.planning.estimator import Estimator
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.strategy import Route
from cloudsense.ledger.purchasing.account_session import AccountSession
from cloudsense.ledger.purchasing.command_results import Outcomes
from cloudsense.ledger.purchasing.context import Resources
from cloudsense.ledger.purchasing.jobs import Jobs
from cloudsense.ledger.purchasing.other_answers import (
    anomaly_reports,
    forecasts,
    hourly_costs,
    value_lists,
)
from cloudsense.ledger.storage.locks import Locks, ThreadLocks
from cloudsense.ledger.storage.shared_key import Secret
from cloudsense.ledger.storage.store import Store
from cloudsense.ledger.storage.text_document import Document, MemoryDocument

__all__ = ["PATIENCE", "READY_PATIENCE", "Answer", "Ledger", "Question"]

READY_PATIENCE = 2.0
"""Seconds that a readiness probe waits for AWS."""


class Ledger(AnswerService, CachedMonths, Commands):
    """Answers questions from cached entries, and buys missing ones once.

    Thread-safe. Purchases run on threads of their own; readers wait up to their patience.
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
        views: Document | None = None,
    ) -> None:
        snapshots = Snapshots()
        memory = MemoryCache(store, on_deleted=snapshots.clear, clock=clock)
        cached = CachedEntries(memory, clock, open_for)
        watch = Watch(signals)
        jobs = Jobs(clock)
        shared = Resources(
            source=source,
            store=store,
            spending=spending,
            clock=clock,
            locks=locks or ThreadLocks(),
            watch=watch,
            memory=memory,
            snapshots=snapshots,
            cached=cached,
            estimator=Estimator(memory, cached, clock),
            jobs=jobs,
            session=AccountSession(source, jobs, watch),
            outcomes=Outcomes(clock),
        )
        super().__init__(shared, asked_by)
        self.open_for = open_for
        self.remarks = remarks or MemoryDocument()
        self.views = views or MemoryDocument()
        """Mutes and notes, and saved views, stored with the answers."""
        self.secret = Secret(store, shared.locks)
        self.estimator = shared.estimator
        self.account_names = memory.account_names.of
        self.forecasts = forecasts(shared)
        self.anomaly_reports = anomaly_reports(shared)
        self.value_lists = value_lists(shared)
        self.hourly_costs = hourly_costs(shared)
        self._readiness = Readiness(source, store, clock, watch)
        self._routes: Memo[tuple[Focus, Period], Route] = Memo()
        self._estimates: Memo[Question, page_estimate.Estimate] = Memo()
        self._services: Memo[Period, list[str]] = Memo()

    def identity(self, patience: float | None = PATIENCE) -> Identity | None:
        """Account of the costs; None while AWS is still being asked. Raises CloudSenseError if AWS
        does not return it."""
        return self.session.wait(patience)

    @property
    def revision(self) -> tuple[object, ...]:
        """Changes whenever an entry is added or removed, and every minute, as
        fresh data becomes stale."""
        minute = self.clock().replace(second=0, microsecond=0)
        return self._shared.memory.version, self.session.identity, minute

    def version(self, query: CostQuery) -> object:
        """Changes whenever a month of an answer to `query` is added or
        removed, and every minute."""
        versions = map(self._shared.memory.versions.__getitem__, query.parts)
        return *versions, *self.revision[1:]

    @property
    def is_asking(self) -> bool:
        """Whether AWS is being asked for anything."""
        return bool(self._shared.jobs.under_way)

    def estimate(self, query: CostQuery, period: Period) -> page_estimate.Estimate:
        """Estimated number of pages for `query` over `period` now."""
        identity = self.session.identity
        if not self.is_priced or identity is None:
            return page_estimate.NOTHING
        key = query, period
        return self._estimates.of(self.revision, key, lambda: self.estimator.pages(identity, *key))

    @property
    def total_is_due(self) -> bool:
        """Whether the next purchase of the overview will include the account's total, which is due
        once a day."""
        identity = self.session.identity
        return (
            self.is_priced and identity is not None and self._shared.cached.total_is_due(identity)
        )

    def notice_other_processes(self) -> None:
        """Lets estimates and routes notice purchases of other processes."""
        if self._shared.spending.others_paid():
            self._shared.memory.notice_other_processes()

    def knows(self, query: CostQuery, period: Period) -> bool:
        """Whether any month of `query` in `period` is cached, at any age."""
        identity = self.session.identity
        return identity is not None and self.estimator.knows(identity, query, period)

    @property
    def takes_several_pages(self) -> bool:
        """Whether any cached answer took more than one page."""
        identity = self.session.identity
        return identity is not None and self.estimator.takes_several_pages(identity)

    def route(self, focus: Focus, period: Period) -> Route:
        """Questions that show `focus` over `period` with few pages."""
        key = focus, period
        return self._routes.of(self.revision, key, lambda: strategy.route(self, *key))

    def services(self, period: Period) -> list[str]:
        """Services of `period` in AWS's spelling, as far as the overview is cached."""
        return self._services.of(self.revision, period, lambda: self._service_names(period))

    def _service_names(self, period: Period) -> list[str]:
        snapshot = self.snapshot(OVERVIEW, period)
        if snapshot is None:
            return []
        services = snapshot.frame.data[Dimension.SERVICE.value]
        return services.unique().tolist()

    def spent(self) -> Spent:
        """Payments for this account today and this month."""
        identity = self.session.identity
        account = identity.account if identity else ""
        return self._shared.spending.spent(account, self.clock().date())

    def pages_left(self) -> float:
        """Paid requests within today's limit; infinite without one."""
        return self._shared.spending.pages_left(self.spent())

    def lacking(self, patience: float = READY_PATIENCE) -> tuple[str, ...]:
        """What prevents answers: `credentials`, `store`. Checked at most once a
        minute, free of charge."""
        return self._readiness.lacking(patience)

    def retry(self) -> None:
        """Clears failures and credentials, so that the next question tries everything again."""
        self.session.reset_credentials()
        self._shared.jobs.clear_backoff()

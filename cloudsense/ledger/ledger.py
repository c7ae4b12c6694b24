"""The ledger: cached answers, and the only way to buy more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from cloudsense.clock import Clock
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import CostSource
from cloudsense.ledger.answers import Answer, AnswerService, Question
from cloudsense.ledger.api_spend import PAGE_PRICE, Spending, Spent
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.snapshots import Snapshots
from cloudsense.ledger.cached_months import CachedMonths
from cloudsense.ledger.commands import Commands
from cloudsense.ledger.health import Readiness
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.inventory import CachedMonth, Inventory
from cloudsense.ledger.planning import page_estimate
from cloudsense.ledger.planning.estimator import Estimator
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.strategy import Route, Routes
from cloudsense.ledger.purchasing.account_session import AccountSession
from cloudsense.ledger.purchasing.anomaly_reports import anomaly_reports
from cloudsense.ledger.purchasing.command_results import Outcomes
from cloudsense.ledger.purchasing.daily_answers import Dependencies
from cloudsense.ledger.purchasing.fetcher import Fetcher
from cloudsense.ledger.purchasing.forecasts import forecasts
from cloudsense.ledger.purchasing.hourly_costs import hourly_costs
from cloudsense.ledger.purchasing.jobs import Jobs
from cloudsense.ledger.purchasing.purchaser import Purchaser
from cloudsense.ledger.purchasing.runner import PurchaseRunner
from cloudsense.ledger.purchasing.value_lists import value_lists
from cloudsense.ledger.storage.locks import Locks, ThreadLocks
from cloudsense.ledger.storage.shared_key import Secret
from cloudsense.ledger.storage.store import Store
from cloudsense.ledger.storage.text_document import Document, MemoryDocument

__all__ = ["PATIENCE", "READY_PATIENCE", "Answer", "Ledger", "Question"]

PATIENCE = 0.7
"""Seconds that a reader waits for AWS before it is asked to come back: most answers of
one page take less."""
READY_PATIENCE = 2.0
"""Seconds that a readiness probe waits for AWS."""


class Ledger:
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
        locks = locks or ThreadLocks()
        self.clock = clock
        self.open_for = open_for
        self.capabilities = source.capabilities
        self.is_priced = self.capabilities.priced
        self.secret = Secret(store, locks)
        self.remarks = remarks or MemoryDocument()
        self.views = views or MemoryDocument()
        """Mutes and notes, and saved views, stored with the answers."""
        self._spending = spending
        self._snapshots = Snapshots()
        self._memory = MemoryCache(store, on_deleted=self._snapshots.clear, clock=clock)
        self.account_names = self._memory.account_names.of
        self._cached = CachedEntries(self._memory, clock, open_for)
        self.estimator = Estimator(self._memory, self._cached, clock)
        fetcher = Fetcher(source, spending, clock, self.estimator)
        self._purchaser = Purchaser(fetcher, self._memory, self._cached, clock, locks)
        self._jobs = Jobs(clock)
        self.session = AccountSession(source, self._jobs)
        shared = Dependencies(store, spending, clock, self._jobs, self.session, locks)
        self.forecasts = forecasts(source, shared)
        self.anomaly_reports = anomaly_reports(source, shared)
        self.value_lists = value_lists(source, shared)
        self.hourly_costs = hourly_costs(source, shared, self.estimator)
        self._outcomes = Outcomes(clock)
        self._estimates: Memo[Question, page_estimate.Estimate] = Memo()
        self._services: Memo[Period, list[str]] = Memo()
        self._readiness = Readiness(source, store, clock)
        self._signals = signals or Signals()
        self._runner = PurchaseRunner(self._jobs, self.session, self._outcomes, self._signals)
        self._answers = AnswerService(
            cached=self._cached,
            snapshots=self._snapshots,
            session=self.session,
            jobs=self._jobs,
            runner=self._runner,
            purchase=self._purchaser.fetch_missing,
            asked_by=asked_by,
            signals=self._signals,
            clock=clock,
        )
        self._routes = Routes(self, self._answers.is_loading)
        self._months = CachedMonths(
            cached=self._cached,
            memory=self._memory,
            session=self.session,
            jobs=self._jobs,
            spending=spending,
            outcomes=self._outcomes,
            capabilities=self.capabilities,
            clock=clock,
        )
        self._commands = Commands(
            purchaser=self._purchaser,
            runner=self._runner,
            jobs=self._jobs,
            session=self.session,
            memory=self._memory,
            outcomes=self._outcomes,
            asked_by="update" if asked_by == "page" else asked_by,
            clock=clock,
        )

    def identity(self, patience: float | None = PATIENCE) -> Identity | None:
        """Account of the costs; None while AWS is still being asked. Raises CloudSenseError if AWS
        does not return it."""
        return self.session.wait(patience)

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
        return self._answers.costs(query, period, patience, asked_by)

    def cached(self, query: CostQuery, period: Period) -> Answer:
        """Cached answer to `query` over `period`, at any age, without asking AWS. Raises
        CloudSenseError if nothing is cached and AWS failed just now."""
        return self._answers.cached_answer(query, period)

    def snapshot(self, query: CostQuery, period: Period) -> Snapshot | None:
        """Cached snapshot at any age; None where `cached` has none. Asks AWS nothing."""
        return self._answers.snapshot(query, period)

    def cached_part(self, query: CostQuery, period: Period) -> Period | None:
        """Longest part of `period` that ends with it and has every month cached."""
        return self._answers.cached_part(query, period)

    def update(self, questions: Iterable[Question], patience: float | None = 0) -> None:
        """Updates every month of `questions` that is not settled.

        Cached data is replaced on success only; `costs` reports the progress and a failure.
        """
        self._commands.update(questions, patience)

    def refresh(self, questions: Iterable[Question], patience: float | None = 0) -> None:
        """Updates every month of `questions`, also final ones: AWS may have restated them."""
        self._commands.refresh(questions, patience)

    def inventory(self) -> Inventory | None:
        """Cached data of this account with its price, without asking AWS; None while
        the account is unknown."""
        return self._months.inventory()

    def bought(self) -> frozenset[tuple[CostQuery, Month]]:
        """Parts and months that were bought for this account, or are in memory; they may
        have been deleted since."""
        return self._months.bought()

    def reload_month(self, cached: CachedMonth, patience: float | None = 0) -> None:
        """Buys a month of a question again, settled or not; cached data is
        replaced on success only."""
        self._commands.renew(cached.query, cached.month, patience)

    def update_history(self, patience: float | None = 0) -> None:
        """Asks for the total of all history, and buys changed closed months again."""
        self._commands.update_history(patience)

    def forget(self, cached: CachedMonth) -> None:
        """Deletes a month of a question from all caches. Its payments stay in the list.

        If other processes would not notice, nothing is deleted, and `inventory` has the problem.
        """
        self._commands.forget(cached.query, cached.month)

    def deleted_since(self, moment: datetime, questions: Iterable[Question]) -> list[Month]:
        """Months of `questions` that a person deleted after `moment`, and
        that are still missing."""
        return self._months.deleted_since(moment, questions)

    def update_price(self, questions: Iterable[Question]) -> Decimal:
        """Estimated price of an update of `questions` in dollars, from the pages that the
        same days took last."""
        identity = self.session.identity
        if not self.is_priced or identity is None:
            return Decimal(0)
        return PAGE_PRICE * self._answers.update_pages(identity, questions)

    @property
    def revision(self) -> tuple[object, ...]:
        """Changes whenever an entry is added or removed, and every minute, as
        fresh data becomes stale."""
        minute = self.clock().replace(second=0, microsecond=0)
        return self._memory.version, self.session.identity, minute

    def version(self, query: CostQuery) -> object:
        """Changes whenever a month of an answer to `query` is added or
        removed, and every minute."""
        versions = map(self._memory.versions.__getitem__, query.parts)
        return *versions, *self.revision[1:]

    @property
    def is_asking(self) -> bool:
        """Whether AWS is being asked for anything."""
        return bool(self._jobs.under_way)

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
        return self.is_priced and identity is not None and self._cached.total_is_due(identity)

    def notice_other_processes(self) -> None:
        """Lets estimates and routes notice purchases of other processes."""
        if self._spending.others_paid():
            self._memory.notice_other_processes()

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
        return self._routes.of(focus, period, self.revision)

    def services(self, period: Period) -> list[str]:
        """Services of `period` in AWS's spelling, as far as the overview is cached."""
        return self._services.of(self.revision, period, lambda: self._answers.services(period))

    def spent(self) -> Spent:
        """Payments for this account today and this month."""
        identity = self.session.identity
        account = identity.account if identity else ""
        return self._spending.spent(account, self.clock().date())

    def pages_left(self) -> float:
        """Paid requests within today's limit; infinite without one."""
        return self._spending.pages_left(self.spent())

    def lacking(self, patience: float = READY_PATIENCE) -> tuple[str, ...]:
        """What prevents answers: `credentials`, `store`. Checked at most once a
        minute, free of charge."""
        return self._readiness.lacking(patience)

    def last_seen(self) -> datetime | None:
        """Time at which AWS last returned or confirmed the overview of the running
        month; None if unknown."""
        return self._months.last_seen()

    def retry(self) -> None:
        """Clears failures and credentials, so that the next question tries everything again."""
        self.session.reset_credentials()
        self._jobs.clear_backoff()

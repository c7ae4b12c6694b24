"""What every command stands on: a source of costs, storage, and the ledger over the two."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cloudsense.alerts.budget_store import BudgetStore, MemoryBudgets
from cloudsense.alerts.center import AlertCenter
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Notifier
from cloudsense.alerts.read_along import Read, ReadAlong
from cloudsense.alerts.targets import open_targets
from cloudsense.clock import Clock
from cloudsense.config.settings import Settings
from cloudsense.costs.source import Capabilities, CostSource
from cloudsense.insight import organization
from cloudsense.insight.organization import Units
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.instrumentation import Signals, WatchedSource
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage import redis
from cloudsense.ledger.storage.document import REMARKS, Document, FileDocument, MemoryDocument
from cloudsense.ledger.storage.journal import ALERTS, PAYMENTS, FileJournal, Journal, MemoryJournal
from cloudsense.ledger.storage.locks import FileLocks, Locks, ThreadLocks
from cloudsense.ledger.storage.private import private_folder
from cloudsense.ledger.storage.store import Store

log = logging.getLogger(__name__)

Ask = Callable[[str], str]
"""From the name of an AWS profile to the multi-factor code that a person typed for it."""


@dataclass(frozen=True)
class Books:
    """The ledger and what it is paid from."""

    ledger: Ledger
    spending: Spending
    alerts: Journal
    """What was told where."""
    locks: Locks
    """Among all processes that share what is stored."""
    aws_budgets: Read | None = None
    """Reads AWS Budgets along."""


@dataclass(frozen=True)
class Storage:
    """Where data is stored: by default in memory, until the process ends."""

    store: Store = field(default_factory=Store.in_memory)
    journal: Journal = field(default_factory=MemoryJournal)
    locks: Locks = field(default_factory=ThreadLocks)
    alerts: Journal = field(default_factory=MemoryJournal)
    remarks: Document = field(default_factory=MemoryDocument)
    """Mutes and notes about anomalies."""


def open_books(
    settings: Settings,
    clock: Clock,
    asked_by: str = "page",
    signals: Signals | None = None,
    ask: Ask | None = None,
) -> Books:
    """The ledger of these settings, and its spending on behalf of `asked_by` (see
    `ledger.api_spend.Payment`).

    With `signals` they and the log tell of everything that AWS is asked. Raises SettingsError if
    what --cache
    needs is not installed. Where the AWS profile needs a multi-factor code, `ask` is called for it
    here, on
    this thread, and never later.
    """
    storage = _storage(settings)
    spending = Spending(storage.journal, settings.spend_limit)
    costs = source(settings, clock)
    aws_budgets: Read | None = getattr(costs, "budgets", None)
    units: Callable[[], Units] | None = getattr(costs, "organizational_units", None)
    if ask and not settings.demo:
        _enter_code(costs, ask)
    if signals:
        costs = WatchedSource(costs, signals)
    ledger = Ledger(
        costs,
        storage.store,
        spending,
        clock,
        settings.cache_ttl,
        locks=storage.locks,
        asked_by=asked_by,
        signals=signals,
        remarks=storage.remarks,
    )
    organization.attach(ledger, units, clock)
    return Books(ledger, spending, storage.alerts, storage.locks, aws_budgets)


def source(settings: Settings, clock: Clock) -> CostSource:
    """AWS or the demo organization; only what is used is imported."""
    if settings.demo:
        from cloudsense.demo.organization import DemoSource

        return DemoSource(lambda: clock().date())
    from cloudsense.aws.explorer import AwsSource

    return AwsSource(
        settings.profile,
        settings.region,
        connect_timeout=settings.connect_timeout.total_seconds(),
        read_timeout=settings.read_timeout.total_seconds(),
    )


def capabilities(settings: Settings) -> Capabilities:
    """What the source can be asked, without opening it."""
    if settings.demo:
        from cloudsense.demo.organization import CAPABILITIES

        return CAPABILITIES
    from cloudsense.aws.capabilities import COST_EXPLORER

    return COST_EXPLORER


def budget_store(settings: Settings, locks: Locks | None = None) -> BudgetStore:
    """Where budgets are. The demo has made-up ones unless a file is named."""
    if settings.budgets_file:
        return BudgetStore(settings.budgets_file, locks)
    if settings.demo:
        from cloudsense.demo.budgets import TEXT

        return MemoryBudgets(TEXT)
    from platformdirs import user_config_path

    path = user_config_path("cloudsense", appauthor=False) / "budgets.toml"
    return BudgetStore(path, locks)


def notifier(settings: Settings, books: Books, clock: Clock) -> Notifier:
    """Sends alerts to the targets of --notify. Raises SettingsError for one that is not known."""
    return Notifier(open_targets(settings.notify), Memory(books.alerts), books.locks, clock)


def alert_center(settings: Settings, books: Books, clock: Clock) -> AlertCenter:
    """Budgets and alerts for the dashboard. Raises SettingsError for a target that is not known."""
    return AlertCenter(
        books.ledger,
        budget_store(settings, books.locks),
        notifier(settings, books, clock),
        books.locks,
        settings.check_hourly,
        settings.hide_account,
        read_along=ReadAlong(books.aws_budgets, clock),
        typed=settings.budget,
    )


def _enter_code(costs: CostSource, ask: Ask) -> None:
    """Raises CredentialsError for a wrong code."""
    from cloudsense.aws.explorer import AwsSource

    if isinstance(costs, AwsSource):
        costs.enter_code(ask)


def _storage(settings: Settings) -> Storage:
    """In memory for the demo, and where there is no other place."""
    if settings.demo:
        return Storage()
    if settings.cache:
        return _in_redis(settings.cache)
    return _in_folder(settings.cache_dir)


def _in_redis(url: str) -> Storage:
    redis.require()
    from cloudsense.ledger.storage.redis.connection import PREFIX, Server
    from cloudsense.ledger.storage.redis.document import RedisDocument
    from cloudsense.ledger.storage.redis.journal import RedisJournal
    from cloudsense.ledger.storage.redis.locks import RedisLocks
    from cloudsense.ledger.storage.redis.store import SharedStore

    server = Server(url)
    locks = RedisLocks(server)
    alerts = RedisJournal(server, locks, f"{PREFIX}alerts", ALERTS)
    remarks = RedisDocument(server, locks, REMARKS)
    return Storage(SharedStore(server), RedisJournal(server, locks), locks, alerts, remarks)


def _in_folder(folder: Path) -> Storage:
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):  # fails if nothing can be written
            locks = FileLocks(private_folder(folder / "locks"))
            store = Store.in_folder(folder / "costs")
            alerts = FileJournal(folder / ALERTS, ALERTS)
            remarks = FileDocument(folder / REMARKS, locks)
            return Storage(store, FileJournal(folder / PAYMENTS), locks, alerts, remarks)
    except OSError as problem:
        log.warning(
            "cannot use the cache folder %s (%s): data is kept in memory only; see --cache-dir",
            folder,
            problem.strerror,
        )
        return Storage()

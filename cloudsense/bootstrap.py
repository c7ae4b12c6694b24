"""What both commands stand on: a source of costs, what is kept, and the ledger over the two."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cloudsense.config.settings import Settings
from cloudsense.costs.source import CostSource
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.instrumentation import WatchedSource, Watcher
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage import redis as shared
from cloudsense.ledger.storage.journal import PAYMENTS, FileJournal, Journal, MemoryJournal
from cloudsense.ledger.storage.locks import FileLocks, Locks, ThreadLocks
from cloudsense.ledger.storage.private import private_folder
from cloudsense.ledger.storage.store import Store

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
"""Now, in UTC."""
Ask = Callable[[str], str]
"""From the name of an AWS profile to the multi-factor code that a person typed for it."""


@dataclass(frozen=True)
class Books:
    """The ledger and what it is paid from."""

    ledger: Ledger
    spending: Spending


@dataclass(frozen=True)
class Shelves:
    """Where things are kept: by default in memory, until the process ends."""

    store: Store = field(default_factory=Store.in_memory)
    journal: Journal = field(default_factory=MemoryJournal)
    locks: Locks = field(default_factory=ThreadLocks)


def open_books(
    settings: Settings,
    clock: Clock,
    asked_by: str = "page",
    watcher: Watcher | None = None,
    ask: Ask | None = None,
) -> Books:
    """The books of these settings, for whoever asks (see `ledger.api_spend.Payment`).

    What is kept is kept in memory for the demo, and where there is no other place. With a `watcher` it and the log
    hear of everything that AWS is asked. Raises SettingsError if what --cache needs is not installed. Where the AWS
    profile needs a multi-factor code, `ask` is called for it here, on this thread, and never later.
    """
    shelves = _shelves(settings)
    spending = Spending(shelves.journal, settings.spend_limit)
    asked = source(settings, clock)
    if ask and not settings.demo:
        _enter_code(asked, ask)
    watched = WatchedSource(asked, watcher) if watcher else asked
    ledger = Ledger(watched, shelves.store, spending, clock, settings.cache_ttl, shelves.locks, asked_by, watcher)
    return Books(ledger, spending)


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


def _enter_code(asked: CostSource, ask: Ask) -> None:
    """Raises CredentialsError for a wrong code."""
    from cloudsense.aws.explorer import AwsSource

    if isinstance(asked, AwsSource):
        asked.enter_code(ask)


def _shelves(settings: Settings) -> Shelves:
    if settings.demo:
        return Shelves()
    return _shared(settings.cache) if settings.cache else _kept(settings.cache_dir)


def _shared(url: str) -> Shelves:
    shared.require()
    from cloudsense.ledger.storage.redis.connection import Server
    from cloudsense.ledger.storage.redis.journal import RedisJournal
    from cloudsense.ledger.storage.redis.locks import RedisLocks
    from cloudsense.ledger.storage.redis.store import SharedStore

    server = Server(url)
    locks = RedisLocks(server)
    server.watch()
    return Shelves(SharedStore(server), RedisJournal(server, locks), locks)


def _kept(folder: Path) -> Shelves:
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            locks = private_folder(folder / "locks")
            return Shelves(Store.in_folder(folder / "costs"), FileJournal(folder / PAYMENTS), FileLocks(locks))
    except OSError as problem:
        log.warning(
            "cannot use the cache folder %s (%s): data is kept in memory only; see --cache-dir",
            folder,
            problem.strerror,
        )
        return Shelves()

"""Storage: a folder, Redis, or memory."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from cloudsense.config.settings import Settings
from cloudsense.labels import without_ids
from cloudsense.ledger.storage import redis
from cloudsense.ledger.storage.journal import ALERTS, PAYMENTS, FileJournal, Journal, MemoryJournal
from cloudsense.ledger.storage.locks import FileLocks, Locks, ThreadLocks
from cloudsense.ledger.storage.private import private_folder
from cloudsense.ledger.storage.store import Store
from cloudsense.ledger.storage.text_document import Document, FileDocument, MemoryDocument

log = logging.getLogger(__name__)


Shown = Callable[[str], str]
"""Description of a document for errors, made from its name, which may contain an account id."""


def _in_memory(_name: str) -> Document:
    return MemoryDocument()


@dataclass(frozen=True)
class Storage:
    """Storage of all payers, by account; by default in memory, until the process ends."""

    store: Store = field(default_factory=Store.in_memory)
    journal: Journal = field(default_factory=MemoryJournal)
    locks: Locks = field(default_factory=ThreadLocks)
    alerts: Journal = field(default_factory=MemoryJournal)
    documents: Callable[[str], Document] = field(default_factory=lambda: cache(_in_memory))
    """Text documents by name: mutes and notes about anomalies, and saved views."""


def open_storage(settings: Settings) -> Storage:
    """Storage for the settings: in memory for the demo, and if no other place is usable."""
    if settings.demo:
        return Storage()
    shown = partial(without_ids, hide=settings.hide_account)
    if settings.cache:
        return _in_redis(settings.cache, shown)
    return _in_folder(settings.cache_dir, shown)


def _in_redis(url: str, shown: Shown) -> Storage:
    redis.require()
    from cloudsense.ledger.storage.redis.connection import PREFIX, RedisServer
    from cloudsense.ledger.storage.redis.document import RedisDocument
    from cloudsense.ledger.storage.redis.journal import RedisJournal
    from cloudsense.ledger.storage.redis.locks import RedisLocks
    from cloudsense.ledger.storage.redis.store import SharedStore

    server = RedisServer(url)
    locks = RedisLocks(server)
    alerts = RedisJournal(server, locks, f"{PREFIX}alerts", ALERTS)

    @cache
    def documents(name: str) -> Document:
        return RedisDocument(server, locks, name, shown(name))

    payments = RedisJournal(server, locks)
    store = SharedStore(server)
    return Storage(store, payments, locks, alerts, documents)


def _in_folder(folder: Path, shown: Shown) -> Storage:
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):  # fails if the folder is not writable
            locks = FileLocks(private_folder(folder / "locks"))
            store = Store.in_folder(folder / "costs")
            alerts = FileJournal(folder / ALERTS, ALERTS)
            payments = FileJournal(folder / PAYMENTS)
    except OSError as problem:
        log.warning(
            "cannot use the cache folder %s (%s): data is kept in memory only; see --cache-dir",
            folder,
            problem.strerror,
        )
        return Storage()

    @cache
    def documents(name: str) -> Document:
        return FileDocument(folder / name, locks, shown(name))

    return Storage(store, payments, locks, alerts, documents)

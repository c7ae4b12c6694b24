"""What both commands stand on: a source of costs, what is kept, and the ledger over the two."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cloudsense.costs.source import CostSource
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.spending import Payment, Spending
from cloudsense.ledger.store import Store, private_folder
from cloudsense.ledger.watching import WatchedSource, Watcher
from cloudsense.settings import Settings

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
"""Now, in UTC."""


class Purse(Spending):
    """The list of payments, with a count of those that this process made."""

    def __init__(self, file: Path | None = None) -> None:
        super().__init__(file)
        self._mine: list[Payment] = []

    @property
    def pages(self) -> int:
        return len(self._mine)

    def pay(self, payment: Payment) -> None:
        super().pay(payment)
        self._mine.append(payment)


@dataclass(frozen=True)
class Books:
    """The ledger and what it is paid from."""

    ledger: Ledger
    purse: Purse


def open_books(settings: Settings, clock: Clock, watcher: Watcher | None = None) -> Books:
    """The books of these settings. What is kept is kept in memory for the demo, and where there is no other place.

    With a `watcher` it and the log hear of everything that AWS is asked.
    """
    store, purse = (Store.in_memory(), Purse()) if settings.demo else _kept(settings.cache_dir)
    asked = source(settings, clock)
    watched = WatchedSource(asked, watcher) if watcher else asked
    return Books(Ledger(watched, store, purse, clock, settings.cache_ttl, watcher), purse)


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


def _kept(folder: Path) -> tuple[Store, Purse]:
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            return Store.in_folder(folder / "costs"), Purse(folder / "spending.jsonl")
    except OSError as problem:
        log.warning(
            "the cache folder %s cannot be used (%s): what is paid for now is forgotten at the end; see --cache-dir",
            folder,
            problem.strerror,
        )
        return Store.in_memory(), Purse()

"""What purchases share, and what one purchase is made with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.source import CostSource
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.cache.entry_lookup import CachedEntries
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.cache.snapshots import Snapshots
from cloudsense.ledger.instrumentation import Watch
from cloudsense.ledger.planning.estimator import Estimator
from cloudsense.ledger.purchasing.account_session import AccountSession
from cloudsense.ledger.purchasing.command_results import Outcomes
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.storage.locks import Locks
from cloudsense.ledger.storage.store import Store

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Resources:
    """What all parts of a ledger work with. Each is thread-safe."""

    source: CostSource
    store: Store
    spending: Spending
    clock: Clock
    locks: Locks
    watch: Watch
    memory: MemoryCache
    snapshots: Snapshots
    cached: CachedEntries
    estimator: Estimator
    jobs: Jobs
    session: AccountSession
    outcomes: Outcomes


@dataclass(frozen=True)
class PurchaseContext:
    """Account, job, minimum freshness and requester of a purchase."""

    identity: Identity
    job: Job
    newer_than: datetime | None = None
    asked_by: str = "page"
    optional: bool = False
    """Whether it can be skipped: a refusal starts no back-off."""
    started: datetime = NEVER
    """Time at which it began, under the lock of its question."""

"""Account, requester and minimum freshness of a purchase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cloudsense.costs.identity import Identity
from cloudsense.ledger.purchasing.jobs import Job


@dataclass(frozen=True)
class PurchaseContext:
    """Account, job, minimum freshness and requester of a purchase."""

    identity: Identity
    job: Job
    newer_than: datetime | None = None
    asked_by: str = "page"
    optional: bool = False
    """Whether it can be skipped: a refusal starts no back-off."""

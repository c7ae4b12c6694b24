"""Purchases as jobs, for the current account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.purchasing.account_session import IDENTITY
from cloudsense.ledger.purchasing.command_results import Name
from cloudsense.ledger.purchasing.context import PurchaseContext, Resources
from cloudsense.ledger.purchasing.jobs import Job
from cloudsense.ledger.purchasing.purchaser import Purchaser

Purchase = Callable[[PurchaseContext, CostQuery, Period], None]
Work = Callable[[PurchaseContext], int | None]


class PurchaseRunner:
    """Starts jobs that buy something: what the parts of the ledger have in common. Thread-safe."""

    def __init__(self, shared: Resources, asked_by: str) -> None:
        self.clock = shared.clock
        self.session = shared.session
        self.capabilities = shared.source.capabilities
        self.is_priced = self.capabilities.priced
        self._shared = shared
        self._purchaser = Purchaser(shared)
        self._asked_by = asked_by

    def _start_purchase(
        self,
        name: str,
        query: CostQuery,
        period: Period,
        purchase: Purchase,
        asked_by: str,
        newer_than: datetime | None = None,
    ) -> Job:
        """Starts a job that calls `purchase` for a question."""

        def carry_out(job: Job) -> None:
            self._shared.watch.signals.miss.send(self)
            with self.session.checked() as identity:
                purchase(PurchaseContext(identity, job, newer_than, asked_by), query, period)

        return self._shared.jobs.start((name, query, period), query, carry_out)

    def _run_command(self, name: Name, work: Work, patience: float | None) -> None:
        """Waits up to `patience` seconds for a job that calls `work`, which returns the number of
        months that it handled; None if it did nothing."""
        jobs, outcomes = self._shared.jobs, self._shared.outcomes
        asked_at = self.clock()
        key = name[1]

        def carry_out(job: Job) -> None:
            outcomes.begun(name)
            with self.session.checked() as identity:
                months = work(PurchaseContext(identity, job, asked_at, self._commanded_by))
            if months is not None:
                outcomes.ended(name, months, job.pages)

        jobs.clear_backoff(key, IDENTITY)
        jobs.start(name, key, carry_out).outcome(patience)

    @property
    def _commanded_by(self) -> str:
        """Requester of commands."""
        return "update" if self._asked_by == "page" else self._asked_by

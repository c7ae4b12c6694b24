"""Purchases as jobs, for the current account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.errors import CredentialsError
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.purchasing.account_session import IDENTITY, AccountSession
from cloudsense.ledger.purchasing.command_results import Name, Outcomes
from cloudsense.ledger.purchasing.context import PurchaseContext
from cloudsense.ledger.purchasing.jobs import Job, Jobs

Purchase = Callable[[PurchaseContext, CostQuery, Period], None]
Work = Callable[[PurchaseContext], int | None]


class PurchaseRunner:
    """Starts jobs that buy something. Thread-safe."""

    def __init__(
        self, jobs: Jobs, session: AccountSession, outcomes: Outcomes, signals: Signals
    ) -> None:
        self._jobs = jobs
        self._session = session
        self._outcomes = outcomes
        self._signals = signals

    def start_purchase(
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
            self._signals.miss.send(self)
            with self._context(job, asked_by, newer_than) as context:
                purchase(context, query, period)

        return self._jobs.start((name, query, period), query, carry_out)

    def start_command(self, name: Name, work: Work, asked_by: str, newer_than: datetime) -> Job:
        """Starts a job that calls `work`, which returns the number of months that it handled; None
        if it did nothing."""
        key = name[1]

        def carry_out(job: Job) -> None:
            self._outcomes.begun(name)
            with self._context(job, asked_by, newer_than) as context:
                months = work(context)
            if months is not None:
                self._outcomes.ended(name, months, job.pages)

        self._jobs.clear_backoff(key, IDENTITY)
        return self._jobs.start(name, key, carry_out)

    @contextmanager
    def _context(
        self, job: Job, asked_by: str, newer_than: datetime | None
    ) -> Iterator[PurchaseContext]:
        """Context of a purchase. Credentials that AWS refuses meanwhile are checked
        before the next one."""
        try:
            yield PurchaseContext(self._session.check(), job, newer_than, asked_by)
        except CredentialsError:
            self._session.expire()
            raise

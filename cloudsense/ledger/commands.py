"""Commands of a person: update, buy a month again, delete one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cloudsense.clock import Clock
from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.errors import StoreError
from cloudsense.ledger.answers import Question
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.purchasing.account_session import IDENTITY, AccountSession
from cloudsense.ledger.purchasing.command_results import Outcomes
from cloudsense.ledger.purchasing.context import PurchaseContext
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.purchasing.purchaser import Purchaser
from cloudsense.ledger.purchasing.runner import Purchase, PurchaseRunner


@dataclass(frozen=True)
class Commands:
    """Runs commands, waiting up to `patience` seconds for each. Thread-safe."""

    purchaser: Purchaser
    runner: PurchaseRunner
    jobs: Jobs
    session: AccountSession
    memory: MemoryCache
    outcomes: Outcomes
    asked_by: str
    clock: Clock

    def update(self, questions: Iterable[Question], patience: float | None) -> None:
        """See `Ledger.update`."""
        self._start_updates("update", self.purchaser.fetch_missing, questions, patience)

    def refresh(self, questions: Iterable[Question], patience: float | None) -> None:
        """See `Ledger.refresh`."""
        self._start_updates("refresh", self.purchaser.recheck, questions, patience)

    def renew(self, query: CostQuery, month: Month, patience: float | None) -> None:
        """See `Ledger.renew`."""
        account = self.session.identity

        def work(context: PurchaseContext) -> int | None:
            if context.identity != account:
                return None
            return self.purchaser.renew(context, query, month)

        name = "renew", query, month
        job = self.runner.start_command(name, work, self.asked_by, self.clock())
        job.outcome(patience)

    def update_history(self, patience: float | None) -> None:
        """See `Ledger.update_history`."""
        name = "history", OVERVIEW, None
        work = self.purchaser.audit
        job = self.runner.start_command(name, work, self.asked_by, self.clock())
        job.outcome(patience)

    def forget(self, query: CostQuery, month: Month) -> None:
        """See `Ledger.forget`."""
        if self.session.identity is None:
            return
        try:
            self.memory.forget(self.session.identity, query, month)
        except StoreError as problem:
            self.jobs.failed(query, problem)
        else:
            self.outcomes.ended(("forget", query, month), months=1)

    def _start_updates(
        self, name: str, purchase: Purchase, questions: Iterable[Question], patience: float | None
    ) -> None:
        now = self.clock()
        jobs: list[Job] = []
        for query, period in questions:
            self.jobs.clear_backoff(query, IDENTITY)
            job = self.runner.start_purchase(name, query, period, purchase, self.asked_by, now)
            jobs.append(job)
        for job in jobs:
            job.outcome(patience)

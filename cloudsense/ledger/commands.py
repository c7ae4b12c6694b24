"""Commands of a person: update, buy a month again, delete one."""

from __future__ import annotations

from collections.abc import Iterable

from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import StoreError
from cloudsense.ledger.answers import Question
from cloudsense.ledger.inventory import CachedMonth
from cloudsense.ledger.purchasing.account_session import IDENTITY
from cloudsense.ledger.purchasing.context import PurchaseContext
from cloudsense.ledger.purchasing.jobs import Job
from cloudsense.ledger.purchasing.runner import Purchase, PurchaseRunner


class Commands(PurchaseRunner):
    """Runs commands, waiting up to `patience` seconds for each. Thread-safe."""

    def update(self, questions: Iterable[Question], patience: float | None = 0) -> None:
        """Updates every month of `questions` that is not settled.

        Cached data is replaced on success only; `costs` reports the progress and a failure.
        """
        self._update("update", self._purchaser.fetch_missing, questions, patience)

    def refresh(self, questions: Iterable[Question], patience: float | None = 0) -> None:
        """Updates every month of `questions`, also final ones: AWS may have restated them."""
        self._update("refresh", self._purchaser.recheck, questions, patience)

    def reload_month(self, cached: CachedMonth, patience: float | None = 0) -> None:
        """Buys a month of a question again, settled or not; cached data is
        replaced on success only."""
        account = self.session.identity

        def work(context: PurchaseContext) -> int | None:
            if context.identity != account:
                return None
            return self._purchaser.renew(context, cached.query, cached.month)

        self._run_command(("renew", cached.query, cached.month), work, patience)

    def update_history(self, patience: float | None = 0) -> None:
        """Asks for the total of all history, and buys changed closed months again."""
        self._run_command(("history", OVERVIEW, None), self._purchaser.audit, patience)

    def forget(self, cached: CachedMonth) -> None:
        """Deletes a month of a question from all caches. Its payments stay in the list.

        If other processes would not notice, nothing is deleted, and `inventory` has the problem.
        """
        identity = self.session.identity
        if identity is None:
            return
        try:
            self._shared.memory.forget(identity, cached.query, cached.month)
        except StoreError as problem:
            self._shared.jobs.failed(cached.query, problem)
        else:
            self._shared.outcomes.ended(("forget", cached.query, cached.month), months=1)

    def _update(
        self, name: str, purchase: Purchase, questions: Iterable[Question], patience: float | None
    ) -> None:
        now = self.clock()
        asked_by = self._commanded_by
        jobs: list[Job] = []
        for query, period in questions:
            self._shared.jobs.clear_backoff(query, IDENTITY)
            jobs.append(self._start_purchase(name, query, period, purchase, asked_by, now))
        for job in jobs:
            job.outcome(patience)

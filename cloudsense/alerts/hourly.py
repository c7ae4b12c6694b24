"""Hourly checks by one process while the dashboard runs; also retries failed alerts."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from cloudsense.alerts.allowance import Allowance
from cloudsense.alerts.check import budget_questions, check
from cloudsense.alerts.events import events_of, of_payer
from cloudsense.alerts.notifier import Notifier
from cloudsense.costs.budgets import Budget
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.locks import Locks

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
ROUND_SECONDS = 60.0
"""Seconds between two looks for due work."""
LOCK = "alerts check"


@dataclass(frozen=True)
class HourlyCheck:
    """Hourly check of a payer. `checks` says whether it may ask AWS; failed alerts are
    retried in any case."""

    ledger: Ledger
    budgets: Callable[[], Sequence[Budget]]
    """Current budgets to judge. Raises BudgetsError."""
    notifier: Notifier
    locks: Locks
    checks: bool
    hide_account: bool = False
    payer: str = ""
    """Name of the payer, if there are several."""

    def start(self) -> None:
        """Starts a daemon thread."""
        threading.Thread(target=self._run, name="alerts", daemon=True).start()

    def round(self) -> bool:
        """Does what is due; returns whether it checked. Failures are logged and retried later."""
        try:
            if self._is_due():
                with self.locks.hold(LOCK):
                    return self._is_due() and self._check()
            self.notifier.tell()
        except CloudSenseError as problem:
            log.warning("alerts: %s", problem.title)
        return False

    def _is_due(self) -> bool:
        """Whether no process has checked within the hour."""
        if not self.checks:
            return False
        last = self.notifier.memory.checked(self.payer)
        return last is None or self.ledger.clock() - last >= HOUR

    def _check(self) -> bool:
        now = self.ledger.clock()
        # noted before it is paid: a failure waits an hour, too
        self.notifier.memory.note_check(now, self.payer)
        budgets = self.budgets()
        allowance = Allowance(self.ledger, "check")
        found = check(allowance, allowance.identity(), budgets, now.date())
        for judged in found.unknown:
            title = judged.problem.title if judged.problem else ""
            log.warning("alerts: a budget could not be judged: %s", title)
        events = of_payer(self.payer, events_of(found, self.hide_account))
        for delivery in self.notifier.tell(events):
            if delivery.problem:
                log.warning("alerts: %s: %s", delivery.target.name, delivery.problem)
        return True

    def _run(self) -> None:
        while True:
            try:
                self.round()
            except Exception as unexpected:  # the thread must not end, or no more alerts are sent
                with_traceback = log.isEnabledFor(logging.DEBUG)
                name = type(unexpected).__name__
                log.error("alerts: a check failed: %s", name, exc_info=with_traceback)
            time.sleep(ROUND_SECONDS)


def price_a_month(ledger: Ledger, budgets: Sequence[Budget]) -> Decimal:
    """Estimated monthly price of hourly checks in dollars.

    A page per question and hour, or as often as the running month is loaded again; and the
    account's total once a day.
    """
    if not ledger.is_priced:
        return Decimal(0)
    others = [budget for budget in budgets if not budget.in_overview]
    today = ledger.clock().date()
    asked = 1 + len(budget_questions(ledger, others, today))
    times = MONTH / max(HOUR, ledger.open_for)
    return PAGE_PRICE * (round(asked * times) + MONTH.days)

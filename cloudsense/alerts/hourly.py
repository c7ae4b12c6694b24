"""Hourly checks by one process while the dashboard runs; also retries failed alerts."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from cloudsense.alerts.allowance import Allowance
from cloudsense.alerts.center import HOUR, AlertCenter
from cloudsense.alerts.check import check
from cloudsense.alerts.events import events_of
from cloudsense.errors import CloudSenseError

log = logging.getLogger(__name__)

ROUND_SECONDS = 60.0
"""Seconds between two looks for due work."""
LOCK = "alerts check"


@dataclass(frozen=True)
class HourlyCheck:
    """Hourly check of a payer, if its center `checks`; failed alerts are retried in any case."""

    center: AlertCenter

    def start(self) -> None:
        """Starts a daemon thread."""
        threading.Thread(target=self._run, name="alerts", daemon=True).start()

    def round(self) -> bool:
        """Does what is due; returns whether it checked. Failures are logged and retried later."""
        try:
            if self._is_due():
                with self.center.locks.hold(LOCK):
                    return self._is_due() and self._check()
            self.center.notifier.tell()
        except CloudSenseError as problem:
            log.warning("alerts: %s", problem.title)
        return False

    def _is_due(self) -> bool:
        """Whether no process has checked within the hour."""
        if not self.center.checks:
            return False
        last = self.center.notifier.memory.checked(self.center.payer)
        return last is None or self.center.ledger.clock() - last >= HOUR

    def _check(self) -> bool:
        center = self.center
        now = center.ledger.clock()
        # noted before it is paid: a failure waits an hour, too
        center.notifier.memory.note_check(now, center.payer)
        budgets = center.judged()
        allowance = Allowance(center.ledger, "check")
        found = check(allowance, allowance.identity(), budgets, now.date())
        for judged in found.unknown:
            title = judged.problem.title if judged.problem else ""
            log.warning("alerts: a budget could not be judged: %s", title)
        for delivery in center.alert(events_of(found, center.hide_account)):
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

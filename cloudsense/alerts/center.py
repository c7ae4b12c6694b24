"""All that concerns budgets and alerts of one CloudSense, for the dashboard."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from cloudsense.alerts.budget_store import BudgetStore, MemoryBudgets
from cloudsense.alerts.check import Judgements
from cloudsense.alerts.hourly import HourlyCheck, price_a_month
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import TEST, Notifier
from cloudsense.alerts.read_along import ReadAlong
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget, with_typed
from cloudsense.errors import BudgetsError
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import MemoryJournal
from cloudsense.ledger.storage.locks import Locks, ThreadLocks

MOST_RESULTS = 3
SHOWN_FOR = timedelta(minutes=2)
TEST_PATIENCE = 3.0
"""Seconds."""


@dataclass(frozen=True)
class Result:
    """What came of something that a person did on the page."""

    at: datetime
    text: str
    failed: bool


@dataclass(frozen=True)
class AlertCenter:
    """Budgets, and where alerts go. `checks` says whether hourly checks may ask AWS."""

    ledger: Ledger
    budgets: BudgetStore
    notifier: Notifier
    locks: Locks
    checks: bool = False
    hide_account: bool = False
    read_along: ReadAlong | None = None
    """AWS Budgets."""
    typed: Amount | None = None
    """The account's monthly budget of --budget."""
    payer: str = ""
    """Its name, where there are several payers."""
    judgements: Judgements = field(default_factory=Judgements)
    results: list[Result] = field(default_factory=list)
    """Of what people did on the page, the last one last."""

    def note(self, text: str, failed: bool = False) -> None:
        """What came of something that a person did."""
        del self.results[:-MOST_RESULTS]
        self.results.append(Result(self.ledger.clock(), text, failed))

    @property
    def lately(self) -> tuple[Result, ...]:
        """Results that are worth showing."""
        since = self.ledger.clock() - SHOWN_FOR
        return tuple(result for result in self.results if result.at > since)

    def send_test(self) -> None:
        """To every target. One that hangs is not waited for."""
        work = threading.Thread(target=self._send_test, daemon=True)
        work.start()
        work.join(TEST_PATIENCE)

    def _send_test(self) -> None:
        deliveries = self.notifier.send(TEST)
        failed = [each for each in deliveries if each.problem]
        if not failed:
            self.note("The test arrived everywhere.")
            return
        problems = "; ".join(f"{each.target.name}: {each.problem}" for each in failed)
        self.note(f"The test did not arrive everywhere. {problems}.", failed=True)

    @classmethod
    def empty(cls, ledger: Ledger) -> AlertCenter:
        """Without budgets and targets; what is added is forgotten at the end of the process."""
        locks = ThreadLocks()
        notifier = Notifier((), Memory(MemoryJournal()), locks, ledger.clock)
        return cls(ledger, MemoryBudgets(), notifier, locks)

    def judged(self) -> tuple[Budget, ...]:
        """The budgets that a check, a digest and the page judge. Raises BudgetsError."""
        return with_typed(self.budgets.read().budgets, self.typed)

    @property
    def hourly(self) -> HourlyCheck:
        return HourlyCheck(
            self.ledger,
            self.judged,
            self.notifier,
            self.locks,
            self.checks,
            self.hide_account,
            self.payer,
        )

    @property
    def price(self) -> str:
        """What hourly checks of this payer cost, in a sentence."""
        checks = f"Hourly checks of {self.payer}" if self.payer else "Hourly checks"
        try:
            budgets = self.judged()
        except BudgetsError:
            budgets = ()
        dollars = price_a_month(self.ledger, budgets)
        if not dollars:
            return f"{checks} cost nothing."
        return f"{checks} cost about ${dollars:.2f} a month in Cost Explorer requests."


_centers: WeakKeyDictionary[Ledger, AlertCenter] = WeakKeyDictionary()


def attach(ledger: Ledger, center: AlertCenter) -> None:
    """What pages find by their ledger."""
    _centers[ledger] = center


def center_of(ledger: Ledger) -> AlertCenter:
    """An empty one where none was attached."""
    if ledger not in _centers:
        attach(ledger, AlertCenter.empty(ledger))
    return _centers[ledger]

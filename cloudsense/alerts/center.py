"""All that concerns budgets and alerts of one CloudSense, for the dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from cloudsense.alerts.budget_store import BudgetStore, MemoryBudgets
from cloudsense.alerts.hourly import HourlyCheck, price_a_month
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Notifier
from cloudsense.errors import BudgetsError
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import MemoryJournal
from cloudsense.ledger.storage.locks import Locks, ThreadLocks


@dataclass(frozen=True)
class AlertCenter:
    """Budgets, and where alerts go. `checks` says whether hourly checks may ask AWS."""

    ledger: Ledger
    budgets: BudgetStore
    notifier: Notifier
    locks: Locks
    checks: bool = False
    hide_account: bool = False

    @classmethod
    def empty(cls, ledger: Ledger) -> AlertCenter:
        """Without budgets and targets; what is added is forgotten at the end of the process."""
        locks = ThreadLocks()
        notifier = Notifier((), Memory(MemoryJournal()), locks, ledger.clock)
        return cls(ledger, MemoryBudgets(), notifier, locks)

    @property
    def hourly(self) -> HourlyCheck:
        return HourlyCheck(
            self.ledger, self.budgets, self.notifier, self.locks, self.checks, self.hide_account
        )

    @property
    def price(self) -> str:
        """What hourly checks cost, in a sentence."""
        try:
            budgets = self.budgets.read().budgets
        except BudgetsError:
            budgets = ()
        dollars = price_a_month(self.ledger, budgets)
        if not dollars:
            return "Hourly checks cost nothing."
        return f"Hourly checks cost about ${dollars:.2f} a month in Cost Explorer requests."


def attach(ledger: Ledger, center: AlertCenter) -> None:
    """What pages find by their ledger."""
    ledger.attached = center


def center_of(ledger: Ledger) -> AlertCenter:
    """An empty one where none was attached."""
    if not isinstance(ledger.attached, AlertCenter):
        attach(ledger, AlertCenter.empty(ledger))
    found = ledger.attached
    return found if isinstance(found, AlertCenter) else AlertCenter.empty(ledger)

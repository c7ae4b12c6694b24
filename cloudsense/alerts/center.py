"""Budgets and alerts of one payer, for the dashboard."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from cloudsense.alerts.aws_budgets_reader import AwsBudgetsReader
from cloudsense.alerts.budget_store import BudgetStore, MemoryBudgets
from cloudsense.alerts.check import Judgements, budget_questions
from cloudsense.alerts.events import Event, of_payer
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import TEST, Delivery, Notifier
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget, with_typed
from cloudsense.errors import BudgetsError
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import MemoryJournal
from cloudsense.ledger.storage.locks import Locks, ThreadLocks

MOST_RESULTS = 3
SHOWN_FOR = timedelta(minutes=2)
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
TEST_PATIENCE = 3.0
"""Seconds that a test alert is waited for."""


@dataclass(frozen=True)
class ActionResult:
    """Outcome of an action on the page."""

    at: datetime
    text: str
    failed: bool


@dataclass(frozen=True)
class AlertCenter:
    """Budgets and alert targets. `checks` says whether hourly checks may ask AWS."""

    ledger: Ledger
    budgets: BudgetStore
    notifier: Notifier
    locks: Locks
    checks: bool = False
    hide_account: bool = False
    read_along: AwsBudgetsReader | None = None
    """Reader of AWS Budgets."""
    typed: Amount | None = None
    """Monthly budget of the account from --budget."""
    payer: str = ""
    """Name of the payer, if there are several."""
    judgements: Judgements = field(default_factory=Judgements)
    results: list[ActionResult] = field(default_factory=list)
    """Outcomes of actions on the page, the latest last."""

    def note(self, text: str, failed: bool = False) -> None:
        """Records the outcome of an action."""
        del self.results[:-MOST_RESULTS]
        self.results.append(ActionResult(self.ledger.clock(), text, failed))

    @property
    def lately(self) -> tuple[ActionResult, ...]:
        """Outcomes that are recent enough to show."""
        since = self.ledger.clock() - SHOWN_FOR
        return tuple(result for result in self.results if result.at > since)

    def send_test(self) -> None:
        """Sends a test to every target. Targets that don't respond are not waited for."""
        work = threading.Thread(target=self._send_test, daemon=True)
        work.start()
        work.join(TEST_PATIENCE)

    def _send_test(self) -> None:
        deliveries = self.notifier.send(TEST)
        failed = [each for each in deliveries if each.problem]
        if not failed:
            self.note("The test was delivered to all targets.")
            return
        problems = "; ".join(f"{each.target.name}: {each.problem}" for each in failed)
        self.note(f"The test was not delivered to all targets. {problems}.", failed=True)

    @classmethod
    def empty(cls, ledger: Ledger) -> AlertCenter:
        """Center without budgets and targets; changes are kept in memory only."""
        locks = ThreadLocks()
        notifier = Notifier((), Memory(MemoryJournal()), locks, ledger.clock)
        return cls(ledger, MemoryBudgets(), notifier, locks)

    def alert(self, events: Iterable[Event]) -> list[Delivery]:
        """Sends events to all targets, with the payer in their titles if there are several."""
        return self.notifier.tell(of_payer(self.payer, events))

    def judged(self) -> tuple[Budget, ...]:
        """Budgets that checks, digests and the page evaluate. Raises BudgetsError."""
        return with_typed(self.budgets.read().budgets, self.typed)

    @property
    def price(self) -> str:
        """Sentence about the price of hourly checks of this payer."""
        checks = f"Hourly checks of {self.payer}" if self.payer else "Hourly checks"
        try:
            budgets = self.judged()
        except BudgetsError:
            budgets = ()
        dollars = _price_a_month(self.ledger, budgets)
        if not dollars:
            return f"{checks} cost nothing."
        return f"{checks} cost about ${dollars:.2f} a month in Cost Explorer requests."


def _price_a_month(ledger: Ledger, budgets: Sequence[Budget]) -> Decimal:
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


_centers: PerLedger[AlertCenter] = PerLedger()


def attach(ledger: Ledger, center: AlertCenter) -> None:
    """Registers the center for pages of this ledger."""
    _centers[ledger] = center


def center_of(ledger: Ledger) -> AlertCenter:
    """Center of the ledger; an empty one if none was attached."""
    if ledger not in _centers:
        attach(ledger, AlertCenter.empty(ledger))
    return _centers[ledger]

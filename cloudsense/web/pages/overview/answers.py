"""What the Overview shows: the answers about its selection, and the budget of budgets.toml."""

from __future__ import annotations

from dataclasses import replace

from cloudsense.alerts.center import center_of
from cloudsense.costs.budgets import Budget, of_account
from cloudsense.errors import BudgetsError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries import reader
from cloudsense.web.queries.page_data import OverviewAnswers
from cloudsense.web.state.selection import Selection


def read(
    ledger: Ledger, selection: Selection, patience: float, limit: int | None = None
) -> OverviewAnswers | None:
    """As `web.queries.reader.read` has it."""
    answers = reader.read(ledger, selection, patience, limit)
    return replace(answers, file_budget=_file_budget(ledger, selection)) if answers else None


def _file_budget(ledger: Ledger, selection: Selection) -> Budget | None:
    """None where budgets.toml cannot be read: the page Budgets says why."""
    try:
        budgets = center_of(ledger).budgets.read().budgets
    except BudgetsError:
        return None
    return of_account(budgets, selection.metric, selection.charges)

"""Answers that the Overview shows, and the budget from budgets.toml."""

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
    """Read all answers that `selection` shows, as in `web.queries.reader.read`."""
    answers = reader.read(ledger, selection, patience, limit)
    return replace(answers, file_budget=_file_budget(ledger, selection)) if answers else None


def _file_budget(ledger: Ledger, selection: Selection) -> Budget | None:
    """Return the budget of the selection from budgets.toml; None if the file cannot be read, as the
    Budgets page explains."""
    try:
        budgets = center_of(ledger).budgets.read().budgets
    except BudgetsError:
        return None
    return of_account(budgets, selection.metric, selection.charges)

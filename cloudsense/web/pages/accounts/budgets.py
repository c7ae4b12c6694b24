"""Budgets of single accounts, from cached answers. Buys nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from cloudsense.alerts.center import AlertCenter, center_of
from cloudsense.alerts.check import budget_questions
from cloudsense.costs.account_budgets import AccountBudget, of_single_accounts, spent_by
from cloudsense.costs.budgets import Budget
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import BudgetsError, CloudSenseError
from cloudsense.ledger.ledger import Ledger, Question


def account_budgets(ledger: Ledger, today: date) -> dict[str, AccountBudget]:
    """Return budgets by account, if they can be judged. There are none if budgets.toml cannot be
    read, as the Budgets page explains."""
    center = center_of(ledger)
    try:
        budgets = of_single_accounts(center.budgets.read().budgets)
    except BudgetsError:
        return {}
    found = {}
    for account, budget in budgets.items():
        projected = _projected(ledger, center, budget, today)
        status = projected or _spent(ledger, budget, today)
        if status:
            found[account] = status
    return found


def _projected(
    ledger: Ledger, center: AlertCenter, budget: Budget, today: date
) -> AccountBudget | None:
    """Judge a budget as the Budgets page does, if its answer is cached and fresh."""
    (question,) = budget_questions(ledger, [budget], today)
    if ledger.estimate(*question).pages:
        return None
    answer = _cached(ledger, question)
    if answer is None:
        return None
    standing = center.judgements.of(ledger, budget, answer, today).standing
    return AccountBudget.of(standing) if standing else None


def _spent(ledger: Ledger, budget: Budget, today: date) -> AccountBudget | None:
    """Judge a budget by the costs of all accounts this month."""
    month = Period(Month.of(today).first, today + ONE_DAY)
    focus = Focus(Dimension.ACCOUNT, (), budget.focus.usage_only)
    for query in (focus.with_charge_types, ledger.route(focus, month).question):
        answer = _cached(ledger, (query, month)) if query else None
        if answer:
            return spent_by(budget, answer)
    return None


def _cached(ledger: Ledger, question: Question) -> Snapshot | None:
    with suppress(CloudSenseError):
        return ledger.cached(*question).snapshot
    return None

"""Accounts of several payers in one list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.names import visible
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.web.pages.accounts.answers import AccountsAnswers, covers, reconciled
from cloudsense.web.pages.accounts.layout import NAME
from cloudsense.web.pages.changes import combined
from cloudsense.web.queries.answers import AnswerOrError, snapshot_of
from cloudsense.web.queries.combined import Join
from cloudsense.web.state.selection import Selection


def combine(selection: Selection, of_payers: Mapping[str, AccountsAnswers]) -> AccountsAnswers:
    """List each account with the payers that were billed for it, its unit and its budget.

    If one payer has nothing to compare with, costs are shown without comparison.
    """
    refusals = [answers.uncompared for answers in of_payers.values()]
    uncompared = next(filter(None, refusals), None)
    if uncompared:
        of_payers = {name: _alone(answers) for name, answers in of_payers.items()}
    problems = []
    budgets: dict[str, AccountBudget] = {}
    units: dict[str, str] = {}
    payers: dict[str, tuple[str, ...]] = {}
    for name, answers in of_payers.items():
        budgets.update(answers.budgets)
        units.update(answers.units)
        if answers.units_problem:
            problems.append(f"{visible(name)}: {answers.units_problem}")
        for account in _accounts(answers):
            payers[account] = (*payers.get(account, ()), name)
    return replace(
        combined.combine(selection, of_payers),
        budgets=budgets,
        units=units,
        units_problem=" ".join(problems),
        payers=payers,
        total=None,
        uncompared=uncompared,
    )


def _alone(answers: AccountsAnswers) -> AccountsAnswers:
    """Return the answers without the days that the period is compared with."""
    period = answers.choice.period
    own = [each for each in answers.main if _tells_of(each, period)]
    return replace(answers, main=tuple(own[:1]))


def _tells_of(answer: AnswerOrError, period: Period) -> bool:
    snapshot = snapshot_of(answer)
    return snapshot is not None and covers(snapshot, period)


def _accounts(answers: AccountsAnswers) -> list[str]:
    if answers.absent_filter:
        return []
    account = Dimension.ACCOUNT
    if account not in answers.frame.dimensions:
        return []
    names = answers.frame.data[account.value]
    found: list[str] = names.unique().tolist()
    return found


JOIN = Join[AccountsAnswers](
    combine=combine,
    list_in=f"{NAME}-trail",
    reconciled=reconciled,
)

"""Accounts of several payers in one list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.names import visible
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.web.pages.accounts.answers import AccountsReading, covers, reconciled
from cloudsense.web.pages.accounts.layout import NAME
from cloudsense.web.pages.changes import combined
from cloudsense.web.queries.answers import Found, snapshot_of
from cloudsense.web.queries.combined import Join
from cloudsense.web.state.selection import Selection


def together(selection: Selection, readings: Mapping[str, AccountsReading]) -> AccountsReading:
    """List each account with the payers that were billed for it, its unit and its budget.

    If one payer has nothing to compare with, costs are shown without comparison.
    """
    refusals = [reading.uncompared for reading in readings.values()]
    uncompared = next(filter(None, refusals), None)
    if uncompared:
        readings = {name: _alone(reading) for name, reading in readings.items()}
    problems = []
    budgets: dict[str, AccountBudget] = {}
    units: dict[str, str] = {}
    payers: dict[str, tuple[str, ...]] = {}
    for name, reading in readings.items():
        budgets.update(reading.budgets)
        units.update(reading.units)
        if reading.units_problem:
            problems.append(f"{visible(name)}: {reading.units_problem}")
        for account in _accounts(reading):
            payers[account] = (*payers.get(account, ()), name)
    return replace(
        combined.together(selection, readings),
        budgets=budgets,
        units=units,
        units_problem=" ".join(problems),
        payers=payers,
        total=None,
        uncompared=uncompared,
    )


def _alone(reading: AccountsReading) -> AccountsReading:
    """Return the answers without the days that the period is compared with."""
    period = reading.choice.period
    own = [each for each in reading.main if _tells_of(each, period)]
    return replace(reading, main=tuple(own[:1]))


def _tells_of(answer: Found, period: Period) -> bool:
    snapshot = snapshot_of(answer)
    return snapshot is not None and covers(snapshot, period)


def _accounts(reading: AccountsReading) -> list[str]:
    if reading.absent_filter:
        return []
    account = Dimension.ACCOUNT
    if account not in reading.frame.dimensions:
        return []
    names = reading.frame.data[account.value]
    found: list[str] = names.unique().tolist()
    return found


JOIN = Join[AccountsReading](
    main=lambda reading: reading.main,
    focus=lambda reading: reading.focus,
    together=together,
    list_in=f"{NAME}-trail",
    reconciled=reconciled,
)

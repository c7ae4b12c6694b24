"""The table of accounts: what each costs, its change, its trend and its budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from cloudsense import formatting
from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.accounts import AccountCosts
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.budget_bar import budget_bar
from cloudsense.figures.table_data import Cell, Column, TableData, TableRow

BUDGET = "budget"
PAYER = "payer"
NO_PAYERS: Mapping[str, Sequence[str]] = MappingProxyType({})


def table(
    costs: AccountCosts,
    budgets: Mapping[str, AccountBudget],
    today: date,
    style: RowStyle,
    units: Mapping[str, str],
    payers: Mapping[str, Sequence[str]] = NO_PAYERS,
) -> TableData:
    """A row for each of `costs.listed`. `budgets` are those of the month of `today`, by account;
    without any there is no such column, and without `payers` none for them. The names of `units`
    stand below those of accounts."""
    by = Dimension.ACCOUNT
    found = breakdown.table(costs.listed, costs.table, costs.comparison, by, style)
    if units:
        placed = [_with_unit(*pair) for pair in zip(found.rows, _units(costs, units), strict=True)]
        found = replace(found, rows=tuple(placed))
    if found.rows and payers:
        found = _with_payers(found, costs, payers)
    if not found.rows or not budgets:
        return found
    month = formatting.MONTHS[today.month - 1]
    hint = "By the part that is used"
    column = Column(key=BUDGET, title=f"{month} budget", kind="bar", hint=hint)
    pairs = zip(found.rows, costs.listed, strict=True)
    rows = tuple(_with_budget(row, budgets.get(cost.name)) for row, cost in pairs)
    columns = (*map(_where_there_is_room, found.columns), column)
    return replace(found, columns=columns, rows=rows)


def _with_payers(
    found: TableData, costs: AccountCosts, payers: Mapping[str, Sequence[str]]
) -> TableData:
    """A column after the name; an account that changed its payer has two."""
    rows = []
    for row, cost in zip(found.rows, costs.listed, strict=True):
        names = ", ".join(map(visible, payers.get(cost.name, ())))
        cell = Cell(text=names, sort=names or None)
        rows.append(TableRow(**{**row, "cells": {**row["cells"], PAYER: cell}}))
    name, *others = found.columns
    column = Column(key=PAYER, title="Payer", kind="text")
    return replace(found, columns=(name, column, *others), rows=tuple(rows))


def _where_there_is_room(column: Column) -> Column:
    """The budget needs the room of the trend."""
    return {**column, "wide": True} if column["kind"] == "trend" else column


def _units(costs: AccountCosts, units: Mapping[str, str]) -> list[str]:
    return [visible(units.get(row.name, "")) for row in costs.listed]


def _with_unit(row: TableRow, unit: str) -> TableRow:
    """Found by a search, as the account's name is."""
    note = " · ".join(filter(None, [row.get("note", ""), unit]))
    return {**row, "note": note} if note else row


def _with_budget(row: TableRow, budget: AccountBudget | None) -> TableRow:
    cell = Cell(text="", sort=None)
    if budget:
        cell = budget_bar(budget.limit, budget.spent, budget.used, budget.projected, budget.state)
    return {**row, "cells": {**row["cells"], BUDGET: cell}}

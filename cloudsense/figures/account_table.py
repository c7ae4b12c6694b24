"""Table of accounts: cost, change, trend and budget of each."""

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
    """Row for each of `costs.listed`.

    `budgets` are those of the month of `today`, by account; the columns of budgets and payers
    appear only if given. Names of `units` are in the second line of the account's name.
    """
    by = Dimension.ACCOUNT
    found = breakdown.table(costs.listed, costs.table, costs.comparison, by, style)
    if not found.rows:
        return found
    names = [account.name for account in costs.listed]
    if units:
        found = _with_units(found, names, units)
    if payers:
        found = _with_payers(found, names, payers)
    if budgets:
        month = formatting.short_month(today)
        found = _with_budgets(found, names, budgets, f"{month} budget")
    return found


def _with_units(found: TableData, names: Sequence[str], units: Mapping[str, str]) -> TableData:
    """The table with units in the line below the account's name, where a search finds them, too."""
    rows: list[TableRow] = []
    for row, name in zip(found.rows, names, strict=True):
        notes = row.get("note", ""), visible(units.get(name, ""))
        note = " · ".join(filter(None, notes))
        rows.append({**row, "note": note} if note else row)
    return replace(found, rows=tuple(rows))


def _with_payers(
    found: TableData, names: Sequence[str], payers: Mapping[str, Sequence[str]]
) -> TableData:
    """The table with payers in the second column; an account that changed its payer has two."""
    rows = []
    for row, name in zip(found.rows, names, strict=True):
        named = ", ".join(map(visible, payers.get(name, ())))
        cell = Cell(text=named, sort=named or None)
        rows.append(_with_cell(row, PAYER, cell))
    first, *others = found.columns
    column = Column(key=PAYER, title="Payer", kind="text")
    columns = (first, column, *others)
    return replace(found, columns=columns, rows=tuple(rows))


def _with_budgets(
    found: TableData, names: Sequence[str], budgets: Mapping[str, AccountBudget], title: str
) -> TableData:
    """The table with budgets in the last column."""
    rows = []
    for row, name in zip(found.rows, names, strict=True):
        cell = _budget_cell(budgets.get(name))
        rows.append(_with_cell(row, BUDGET, cell))
    hint = "By the part that is used"
    column = Column(key=BUDGET, title=title, kind="bar", hint=hint)
    columns = (*map(_where_there_is_room, found.columns), column)
    return replace(found, columns=columns, rows=tuple(rows))


def _with_cell(row: TableRow, key: str, cell: Cell) -> TableRow:
    return {**row, "cells": {**row["cells"], key: cell}}


def _where_there_is_room(column: Column) -> Column:
    """The budget column takes the space of the trend."""
    return {**column, "wide": True} if column["kind"] == "trend" else column


def _budget_cell(budget: AccountBudget | None) -> Cell:
    if budget is None:
        return Cell(text="", sort=None)
    return budget_bar(
        budget.limit,
        budget.spent,
        budget.used,
        budget.projected,
        budget.state,
    )

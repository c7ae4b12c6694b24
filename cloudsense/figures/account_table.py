"""The table of accounts: what each costs, its change, its trend and its budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from cloudsense import formatting
from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.accounts import AccountCosts
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.budget_bar import budget_bar
from cloudsense.figures.table_data import Cell, Column, TableData, TableRow

BUDGET = "budget"


def table(
    costs: AccountCosts, budgets: Mapping[str, AccountBudget], today: date, style: RowStyle
) -> TableData:
    """A row for each of `costs.listed`. `budgets` are those of the month of `today`, by account;
    without any there is no such column."""
    by = Dimension.ACCOUNT
    found = breakdown.table(costs.listed, costs.table, costs.comparison, by, style)
    if not found.rows or not budgets:
        return found
    title = f"{formatting.month(today)} budget"
    column = Column(key=BUDGET, title=title, kind="bar", hint="By the part that is used")
    pairs = zip(found.rows, costs.listed, strict=True)
    rows = tuple(_with_budget(row, budgets.get(cost.name)) for row, cost in pairs)
    return replace(found, columns=(*found.columns, column), rows=rows)


def _with_budget(row: TableRow, budget: AccountBudget | None) -> TableRow:
    cell = Cell(text="", sort=None)
    if budget:
        cell = budget_bar(budget.limit, budget.spent, budget.used, budget.projected, budget.state)
    return {**row, "cells": {**row["cells"], BUDGET: cell}}

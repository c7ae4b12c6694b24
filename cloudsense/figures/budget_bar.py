"""Bar in a table that shows how much of a budget is used."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.figures.table_data import Cell

ROOM = 1.12
"""Width of the bar in multiples of the budget, more if the costs need it."""
ROLES = {State.EXCEEDED: "up", State.PROJECTED_OVER: "warn"}


def budget_bar(budget: AccountBudget | Standing) -> Cell:
    """Bar of a budget: red if exceeded, amber if projected to be; the tick is the amount."""
    likely = max(budget.projected or 0.0, 0.0)
    so_far = max(budget.spent, 0.0)
    full = max(budget.limit * ROOM, so_far, likely)
    cell = Cell(
        text=formatting.percent(budget.used),
        sort=budget.used,
        fraction=round(so_far / full, 4),
        projected=round(likely / full, 4),
        limit=round(budget.limit / full, 4),
    )
    if budget.state in ROLES:
        cell["role"] = ROLES[budget.state]
    return cell

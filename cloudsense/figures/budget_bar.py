"""Bar in a table that shows how much of a budget is used."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.budget_standing import State
from cloudsense.figures.table_data import Cell

ROOM = 1.12
"""Width of the bar in multiples of the budget, more if the costs need it."""
ROLES = {State.EXCEEDED: "up", State.PROJECTED_OVER: "warn"}


def budget_bar(
    limit: float, spent: float, used: float, projected: float | None, state: State
) -> Cell:
    """Bar of a budget: red if exceeded, amber if projected to be; the tick is the amount.

    `used` is a ratio; the amounts are in the bill's currency, `projected` at the end of the period.
    """
    likely = max(projected or 0.0, 0.0)
    so_far = max(spent, 0.0)
    full = max(limit * ROOM, so_far, likely)
    cell = Cell(
        text=formatting.percent(used),
        sort=used,
        fraction=round(so_far / full, 4),
        projected=round(likely / full, 4),
        limit=round(limit / full, 4),
    )
    if state in ROLES:
        cell["role"] = ROLES[state]
    return cell

"""How much of a budget is used, as a bar in a table."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.budget_standing import State
from cloudsense.figures.table_data import Cell

ROOM = 1.12
"""A bar has this many times the room that its amount takes, and more where more is needed."""
ROLES = {State.PASSED: "up", State.PROJECTED_OVER: "warn"}


def budget_bar(
    limit: float, spent: float, used: float, projected: float | None, state: State
) -> Cell:
    """Red is a budget that is passed, amber one that is projected over; the tick is the amount.

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

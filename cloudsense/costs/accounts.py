"""Costs of an organization's accounts: which make up most of them, and which changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cloudsense.costs.analysis import Row, Table, breakdown
from cloudsense.costs.comparison import Comparison

MOST = 0.9
"""Share of all positive costs that the largest accounts make up."""
SMALL = 5.0
"""Accounts that cost less, in the bill's currency, are summed up."""
CENT = 0.005
"""Smaller changes round to zero."""


@dataclass(frozen=True)
class AccountCosts:
    """Accounts by falling cost. `rows` include accounts that are no longer billed, so that the
    changes add up to the total change."""

    table: Table
    rows: tuple[Row, ...]
    comparison: Comparison | None
    """The comparison; None where nothing can be compared."""

    @classmethod
    def of(cls, table: Table, comparison: Comparison | None) -> AccountCosts:
        found = breakdown(table, comparison.changes if comparison else None)
        return cls(table, found, comparison)

    @cached_property
    def listed(self) -> tuple[Row, ...]:
        """Rows of the table."""
        return tuple(row if row.listed else replace(row, listed=True) for row in self.rows)

    @cached_property
    def billed(self) -> tuple[Row, ...]:
        """Accounts with costs or credits in the period."""
        return tuple(row for row in self.rows if row.listed)

    @property
    def total(self) -> float:
        """Total of all accounts, including those too small for a row."""
        return self.table.total

    @property
    def largest(self) -> int:
        """Number of the largest accounts that make up 90 % of all positive costs; 0 without any."""
        return fewest([row.cost for row in self.billed], MOST)

    @property
    def small(self) -> tuple[Row, ...]:
        """Accounts that cost at least nothing, but less than SMALL."""
        return tuple(row for row in self.billed if 0 <= row.cost < SMALL)

    @property
    def negative(self) -> tuple[Row, ...]:
        """Accounts whose credits exceed their costs."""
        return tuple(row for row in self.billed if row.cost < 0)

    @property
    def changed(self) -> tuple[Row, ...]:
        """Accounts whose costs changed by a cent or more, by falling size of the change."""
        moved = [row for row in self.rows if _size(row) >= CENT]
        return tuple(sorted(moved, key=_size, reverse=True))


def _size(row: Row) -> float:
    """Absolute size of the change; 0 if the account is not compared."""
    return abs(row.change or 0.0)


def fewest(costs: Sequence[float], part: float) -> int:
    """Number of the largest `costs` that reach `part` of the sum of all positive ones."""
    positive = [cost for cost in costs if cost > 0]
    positive.sort(reverse=True)
    wanted = part * sum(positive)
    reached = 0.0
    for count, cost in enumerate(positive, 1):
        reached += cost
        if reached >= wanted:
            return count
    return len(positive)

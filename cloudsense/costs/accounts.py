"""What the accounts of an organization cost: how few make most of it, which changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cloudsense.costs.analysis import Row, Table, breakdown
from cloudsense.costs.comparison import Comparison

MOST = 0.9
"""Of all costs above zero: what the largest accounts make."""
SMALL = 5.0
"""In the bill's currency: accounts that cost less are summed up in words."""
CENT = 0.005
"""Smaller changes round to zero."""


@dataclass(frozen=True)
class AccountCosts:
    """Accounts by falling cost. `rows` hold those that are no longer billed, too, so that their
    changes add up to the whole one."""

    table: Table
    rows: tuple[Row, ...]
    comparison: Comparison | None
    """None where nothing can be compared."""

    @classmethod
    def of(cls, table: Table, comparison: Comparison | None) -> AccountCosts:
        found = breakdown(table, comparison.changes if comparison else None)
        return cls(table, found, comparison)

    @cached_property
    def listed(self) -> tuple[Row, ...]:
        """Every row, as one that is shown."""
        return tuple(row if row.listed else replace(row, listed=True) for row in self.rows)

    @cached_property
    def billed(self) -> tuple[Row, ...]:
        """Accounts with costs or credits in the period."""
        return tuple(row for row in self.rows if row.listed)

    @property
    def total(self) -> float:
        """Of all accounts, also those too small for a row."""
        return self.table.total

    @property
    def largest(self) -> int:
        """How few of the largest make 90 % of all costs above zero; 0 where nothing is."""
        return fewest([row.cost for row in self.billed], MOST)

    @property
    def small(self) -> tuple[Row, ...]:
        """Accounts that cost less than SMALL, and not less than nothing."""
        return tuple(row for row in self.billed if 0 <= row.cost < SMALL)

    @property
    def negative(self) -> tuple[Row, ...]:
        """Accounts whose credits exceed their costs."""
        return tuple(row for row in self.billed if row.cost < 0)

    @property
    def changed(self) -> tuple[Row, ...]:
        """By falling size of their change; without those that changed by less than a cent."""
        moved = [row for row in self.rows if _size(row) >= CENT]
        return tuple(sorted(moved, key=_size, reverse=True))


def _size(row: Row) -> float:
    """Of its change; 0 where nothing is compared."""
    return abs(row.change or 0.0)


def fewest(costs: Sequence[float], part: float) -> int:
    """How few of the largest `costs` reach `part` of all that are above zero."""
    positive = [cost for cost in costs if cost > 0]
    positive.sort(reverse=True)
    wanted = part * sum(positive)
    reached = 0.0
    for count, cost in enumerate(positive, 1):
        reached += cost
        if reached >= wanted:
            return count
    return len(positive)

"""Summary of a difference: the few largest items, or rises and falls. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.costs.exact import ZERO

FEW = 5
"""Largest number of items that a summary names."""
ENOUGH = Decimal("0.9")
"""Share of the difference that the named items must reach."""
MUCH = 3
"""Rises and falls are both given if the smaller is more than 1/MUCH of the larger."""


@dataclass(frozen=True)
class Summary:
    """Rises and falls of a comparison."""

    rises: tuple[ChangedItem, ...]
    """Rises, by falling size."""
    falls: tuple[ChangedItem, ...]

    risen: Decimal
    fallen: Decimal
    """Sum of the falls; negative."""

    @classmethod
    def of(cls, changes: Changes) -> Summary:
        rises: list[ChangedItem] = []
        falls: list[ChangedItem] = []
        risen = fallen = ZERO
        for item in changes.items:
            difference = item.difference
            if difference > 0:
                rises.append(item)
                risen += difference
            elif difference < 0:
                falls.append(item)
                fallen += difference
        return cls(tuple(rises), tuple(falls), risen, fallen)

    @property
    def difference(self) -> Decimal:
        return self.risen + self.fallen

    @property
    def main(self) -> tuple[ChangedItem, ...]:
        """Items that changed in the direction of the difference."""
        return self.rises if self.difference > 0 else self.falls

    @property
    def is_mixed(self) -> bool:
        """Whether changes in the other direction make up for much of the difference."""
        least, most = sorted((self.risen, -self.fallen))
        return least * MUCH > most

    @property
    def leading(self) -> tuple[ChangedItem, ...]:
        """Fewest largest items that explain the difference; none if that takes many, or if rises
        and falls are nearly equal."""
        if self.is_mixed or not self.difference:
            return ()
        for count in range(1, FEW + 1):
            found = self.main[:count]
            if _total(found) / self.difference >= ENOUGH:
                return found
        return ()

    @property
    def share(self) -> Decimal:
        """Share of the difference that `leading` explains."""
        return _total(self.leading) / self.difference


def _total(items: Sequence[ChangedItem]) -> Decimal:
    return sum((item.difference for item in items), ZERO)

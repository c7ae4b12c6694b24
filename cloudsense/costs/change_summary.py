"""What a difference comes down to: the few largest items, or rises against falls. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.costs.exact import ZERO

FEW = 5
"""More items explain nothing to a person."""
ENOUGH = Decimal("0.9")
"""Of the difference: what the few largest items reach."""
MUCH = 3
"""Where changes in the other direction exceed a part in so many, both sums are said."""


@dataclass(frozen=True)
class Summary:
    """The rises and falls of a comparison."""

    rises: tuple[ChangedItem, ...]
    """By falling size, as `falls`."""
    falls: tuple[ChangedItem, ...]

    risen: Decimal
    fallen: Decimal
    """Negative."""

    @classmethod
    def of(cls, changes: Changes) -> Summary:
        rises = [item for item in changes.items if item.difference > 0]
        falls = [item for item in changes.items if item.difference < 0]
        return cls(tuple(rises), tuple(falls), _total(rises), _total(falls))

    @property
    def difference(self) -> Decimal:
        return self.risen + self.fallen

    @property
    def main(self) -> tuple[ChangedItem, ...]:
        """The items in the direction of the difference."""
        return self.rises if self.difference > 0 else self.falls

    @property
    def is_mixed(self) -> bool:
        """Whether much of the change in one direction is made up for by the other."""
        least, most = sorted((self.risen, -self.fallen))
        return least * MUCH > most

    @property
    def leading(self) -> tuple[ChangedItem, ...]:
        """The fewest largest items that explain the difference; none where that takes many, or
        where rises and falls are much alike."""
        if self.is_mixed or not self.difference:
            return ()
        for count in range(1, FEW + 1):
            found = self.main[:count]
            if _total(found) / self.difference >= ENOUGH:
                return found
        return ()

    @property
    def share(self) -> Decimal:
        """What `leading` comes to, of the difference."""
        return _total(self.leading) / self.difference


def _total(items: Sequence[ChangedItem]) -> Decimal:
    return sum((item.difference for item in items), ZERO)

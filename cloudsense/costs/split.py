"""Split of a difference into usage, rate, new, gone and charges. Pure.

For a name with cost p and quantity q before (0) and now (1):

- charges: all but usage (credits, refunds, tax, support, fees of commitments), after - before;
- new: its usage, if it had none before; gone: minus that, if it has none now;
- usage: (q1 - q0) x p0 / q0, the change in quantity at the earlier price;
- rate: the remaining difference of usage.

Quantities are divided only within one usage type and one unit; otherwise all of it counts as usage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cloudsense.costs.compared_rows import SideSums
from cloudsense.costs.exact import ZERO, rounded

MOST = Decimal(10) ** 15
"""Most that a change in usage can come to. A larger result means a quantity near zero, whose price
is meaningless and has too many digits for exact sums."""


@dataclass(frozen=True)
class Split:
    """Parts of a difference."""

    usage: Decimal = ZERO
    rate: Decimal = ZERO
    new: Decimal = ZERO
    gone: Decimal = ZERO
    charges: Decimal = ZERO

    @property
    def parts(self) -> dict[str, Decimal]:
        """Amounts by name, in display order."""
        return dict(vars(self))

    @property
    def kind(self) -> str:
        """Name of the largest part; "none" if all are zero."""
        name, amount = max(self.parts.items(), key=lambda part: abs(part[1]))
        return name if amount else "none"

    @classmethod
    def sum(cls, splits: Sequence[Split]) -> Split:
        columns = zip(*(split.parts.values() for split in splits), strict=True)
        return cls(*(sum(column, ZERO) for column in columns))

    def with_rate(self, rate: Decimal) -> Split:
        """The split with `rate` moved out of usage."""
        return replace(self, usage=self.usage + self.rate - rate, rate=rate)


Sides = tuple[SideSums, SideSums]
"""Now and before."""


def divided(sides: Sides, lengths: tuple[int, int]) -> Sides:
    """Both sides divided by their numbers of days."""
    now, before = sides
    return _per_day(now, lengths[0]), _per_day(before, lengths[1])


def _per_day(sums: SideSums, days: int) -> SideSums:
    if days == 1:
        return sums
    return sums._replace(
        usage=rounded(sums.usage / days),
        charges=rounded(sums.charges / days),
        quantity=rounded(sums.quantity / days),
    )


def split_of(sides: Sides, is_measured: bool) -> Split:
    """Split of a name; `is_measured` says whether the quantities are of one usage type and unit."""
    now, before = sides
    charges = now.charges - before.charges
    difference = now.usage - before.usage
    if not _is_used(before, is_measured):
        return Split(new=difference, charges=charges)
    if not _is_used(now, is_measured):
        return Split(gone=difference, charges=charges)
    if not is_measured or not before.quantity:
        return Split(usage=difference, charges=charges)
    more = now.quantity - before.quantity
    usage = more * before.usage / before.quantity
    if abs(usage) > MOST:
        return Split(usage=difference, charges=charges)
    usage = rounded(usage)
    return Split(usage=usage, rate=difference - usage, charges=charges)


def _is_used(side: SideSums, is_measured: bool) -> bool:
    return side.is_used or (is_measured and bool(side.quantity))

"""What a difference of usage and charges is made of. Pure.

Of one name, with its cost p and quantity q before (0) and now (1):

- charges: what is no usage (credits, refunds, tax, support, fees of commitments), after - before;
- new: its usage, where it had none before; gone: minus that, where it has none now;
- usage: (q1 - q0) x p0 / q0, the price of before for what was used more or less;
- rate: the rest of the usage's difference.

A quantity is divided by only within one usage type and one unit; elsewhere all of it is usage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cloudsense.costs.compared_rows import SideSums
from cloudsense.costs.exact import ZERO, rounded

MOST = Decimal(10) ** 15
"""A price by which more or less usage comes to more than this is that of a quantity near zero. It
means nothing, and ten decimals would be too many for exact sums."""


@dataclass(frozen=True)
class Split:
    """What a difference is made of."""

    usage: Decimal = ZERO
    rate: Decimal = ZERO
    new: Decimal = ZERO
    gone: Decimal = ZERO
    charges: Decimal = ZERO

    @property
    def parts(self) -> dict[str, Decimal]:
        """By name, in their order."""
        return dict(vars(self))

    @property
    def kind(self) -> str:
        """The name of the largest part; "none" where all are zero."""
        name, amount = max(self.parts.items(), key=lambda part: abs(part[1]))
        return name if amount else "none"

    @classmethod
    def sum(cls, splits: Sequence[Split]) -> Split:
        return cls(
            usage=sum((split.usage for split in splits), ZERO),
            rate=sum((split.rate for split in splits), ZERO),
            new=sum((split.new for split in splits), ZERO),
            gone=sum((split.gone for split in splits), ZERO),
            charges=sum((split.charges for split in splits), ZERO),
        )

    def with_rate(self, rate: Decimal) -> Split:
        """The same difference, with `rate` of what counted as usage."""
        return replace(self, usage=self.usage + self.rate - rate, rate=rate)


Sides = tuple[SideSums, SideSums]
"""Now and before."""


def divided(sides: Sides, lengths: tuple[int, int]) -> Sides:
    """Each side divided by its days."""
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
    """`is_measured` says whether the quantities are those of one usage type in one unit."""
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

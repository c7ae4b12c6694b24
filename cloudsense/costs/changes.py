"""The difference of two periods, split into usage, rate, new, gone and charges. Pure.

Of each name, with its cost p and quantity q before (0) and now (1):

- charges: what is no usage (credits, refunds, tax, support, fees of commitments), after - before;
- new: its usage, where it had none before; gone: minus that, where it has none now;
- usage: (q1 - q0) x p0 / q0, the price of before for what was used more or less;
- rate: the rest of the usage's difference.

A quantity is divided by only within one usage type and one unit; elsewhere all of it is usage.
Amounts are exact decimals: columns, rows and the difference agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from cloudsense.costs.basis import Basis, SingleCharge
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.compared_rows import ComparedRows, SideSums
from cloudsense.costs.exact import ZERO, rounded
from cloudsense.costs.query import Dimension, Metric

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


@dataclass(frozen=True)
class Quantity:
    """What was used, in one unit."""

    now: Decimal
    before: Decimal
    unit: str


@dataclass(frozen=True)
class ChangedItem:
    """What a name cost on the days compared, and why that differs."""

    name: str
    amount: Decimal
    against: Decimal
    split: Split
    quantity: Quantity | None = None
    """None where units mix, or nothing is measured."""
    mixes_units: bool = False
    """Whether it is of one usage type and has several units."""

    @cached_property
    def difference(self) -> Decimal:
        return self.amount - self.against


@dataclass(frozen=True)
class Changes:
    """Two periods by name: `items` by falling size of their difference."""

    days: ComparedDays
    items: tuple[ChangedItem, ...]
    total: Decimal
    against: Decimal
    explained: Split
    per_day: bool = False
    """Whether all amounts and quantities are those of a day in the mean."""
    single: tuple[SingleCharge, ...] = ()
    """Charges of single days that are not compared."""
    split_charges: bool = True
    """Whether charges could be told from usage."""
    divides: bool = False
    """Whether every name is of one usage type."""

    @property
    def difference(self) -> Decimal:
        return self.total - self.against


def changes(
    of: Basis, by: Dimension, metric: Metric, *, divides: bool = False, per_day: bool = False
) -> Changes:
    """The difference by the values of `by`, a column of the basis.

    `divides` says whether each of them is of one usage type. Sides of different lengths are taken
    per day, unless both are whole months.
    """
    days = of.days
    per_day = per_day or days.divided
    has_charges = Dimension.CHARGE_TYPE in of.series.dimensions
    items: list[ChangedItem] = []
    if not days.empty:
        lengths = (len(days.now), len(days.before)) if per_day else (1, 1)
        items = _items(of, by, metric, divides, lengths)
    items.sort(key=lambda item: (-abs(item.difference), item.name))
    return Changes(
        days=days,
        items=tuple(items),
        total=sum((item.amount for item in items), ZERO),
        against=sum((item.against for item in items), ZERO),
        explained=Split.sum([item.split for item in items]),
        per_day=per_day,
        single=of.single,
        split_charges=has_charges,
        divides=divides,
    )


def _items(
    of: Basis, by: Dimension, metric: Metric, divides: bool, lengths: tuple[int, int]
) -> list[ChangedItem]:
    rows = ComparedRows.of(of, by, metric)
    units = rows.units() if divides else [None] * len(rows.names)
    found = []
    for name, (now, before), unit in zip(rows.names, rows.sums(), units, strict=True):
        sides = _side(now, lengths[0]), _side(before, lengths[1])
        if item := _item(name, *sides, unit):
            found.append(item)
    return found


def _side(sums: SideSums, days: int) -> SideSums:
    """Divided by so many days."""
    if days == 1:
        return sums
    return replace(
        sums,
        usage=rounded(sums.usage / days),
        charges=rounded(sums.charges / days),
        quantity=rounded(sums.quantity / days),
    )


def _item(name: str, now: SideSums, before: SideSums, unit: str | None) -> ChangedItem | None:
    """None for a name without any cost on either side."""
    split = _split(now, before, is_measured=bool(unit))
    amounts = (now.usage, now.charges, before.usage, before.charges)
    if not any(amounts) and not (now.is_used or before.is_used):
        return None
    quantity = Quantity(now.quantity, before.quantity, unit) if unit else None
    mixes = unit == ""
    return ChangedItem(name, now.amount, before.amount, split, quantity, mixes)


def _split(now: SideSums, before: SideSums, is_measured: bool) -> Split:
    charges = now.charges - before.charges
    difference = now.usage - before.usage
    was_used = before.is_used or (is_measured and bool(before.quantity))
    is_used = now.is_used or (is_measured and bool(now.quantity))
    if not was_used:
        return Split(new=difference, charges=charges)
    if not is_used:
        return Split(gone=difference, charges=charges)
    if not is_measured or not before.quantity:
        return Split(usage=difference, charges=charges)
    more = now.quantity - before.quantity
    usage = more * before.usage / before.quantity
    if abs(usage) > MOST:
        return Split(usage=difference, charges=charges)
    usage = rounded(usage)
    return Split(usage=usage, rate=difference - usage, charges=charges)

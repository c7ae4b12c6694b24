"""Difference of two periods, split into usage, rate, new, gone and charges. Pure.

Amounts are exact decimals: columns, rows and the difference agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import repeat

from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.basis import Basis, SingleCharge
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.compared_rows import ComparedRows
from cloudsense.costs.exact import ZERO
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.row_rates import NO_FRAMES, Frames, RowRates
from cloudsense.costs.split import Sides, Split, divided, split_of


@dataclass(frozen=True)
class Quantity:
    """Quantity used, in one unit."""

    now: Decimal
    before: Decimal
    unit: str


@dataclass(frozen=True)
class ChangedItem:
    """Cost of a name on the compared days, and why it changed."""

    name: str
    amount: Decimal
    against: Decimal
    split: Split
    quantity: Quantity | None = None
    """Quantity; None where units are mixed or nothing is measured."""
    mixes_units: bool = False
    """Whether it is one usage type with several units."""
    rate_known: bool = False
    """Whether the rate is separated from usage, by its own quantity or by those of its usage types.
    There is no rate if only one side has usage."""

    @property
    def difference(self) -> Decimal:
        return self.amount - self.against

    @property
    def usage_changed(self) -> bool:
        """Whether usage or its price changed noticeably."""
        parts = (self.split.usage, self.split.rate)
        return max(map(abs, parts)) >= NEGLIGIBLE

    @property
    def lacks_rate(self) -> bool:
        """Whether its usage changed at unknown prices."""
        return not self.rate_known and self.usage_changed


@dataclass(frozen=True)
class Changes:
    """Comparison of two periods by name: `items` by falling size of their difference."""

    days: ComparedDays
    items: tuple[ChangedItem, ...]
    total: Decimal
    against: Decimal
    explained: Split
    per_day: bool = False
    """Whether all amounts and quantities are daily means."""
    single: tuple[SingleCharge, ...] = ()
    """Charges of single days, which are not compared."""
    split_charges: bool = True
    """Whether charges could be separated from usage."""
    divides: bool = False
    """Whether every name is of one usage type."""

    @property
    def difference(self) -> Decimal:
        return self.total - self.against

    @cached_property
    def without_rate(self) -> tuple[ChangedItem, ...]:
        """Items whose usage changed at unknown prices."""
        return tuple(item for item in self.items if item.lacks_rate)

    @cached_property
    def with_rate(self) -> tuple[ChangedItem, ...]:
        """Items whose usage changed at known prices."""
        known = [item for item in self.items if item.rate_known]
        return tuple(item for item in known if item.usage_changed)


def changes(
    of: Basis,
    by: Dimension,
    metric: Metric,
    *,
    divides: bool = False,
    per_day: bool = False,
    types: Frames = NO_FRAMES,
) -> Changes:
    """Difference by the values of `by`, a column of the basis.

    `divides` says whether each value is one usage type; if not, `types` may hold their usage types.
    Sides of different lengths are compared per day, unless both are whole months.
    """
    days = of.days
    is_divided = per_day or days.divided
    has_charges = Dimension.CHARGE_TYPE in of.series.dimensions
    items: list[ChangedItem] = []
    if not days.empty:
        lengths = (1, 1)
        if is_divided:
            lengths = len(days.now), len(days.before)
        rates = RowRates(of, by, metric, types if has_charges else NO_FRAMES, lengths)
        items = _items(of, by, metric, divides, rates)
    items.sort(key=lambda item: item.name)
    items.sort(key=lambda item: -abs(item.difference))
    return Changes(
        days=days,
        items=tuple(items),
        total=sum((item.amount for item in items), ZERO),
        against=sum((item.against for item in items), ZERO),
        explained=Split.sum([item.split for item in items]),
        per_day=is_divided,
        single=of.single,
        split_charges=has_charges,
        divides=divides,
    )


def _items(
    of: Basis, by: Dimension, metric: Metric, divides: bool, rates: RowRates
) -> list[ChangedItem]:
    rows = ComparedRows.of(of, by, metric)
    units = rows.units() if divides else repeat(None)
    found = []
    for name, sides, unit in zip(rows.names, rows.sums(), units, strict=False):
        item = _item(name, divided(sides, rates.lengths), unit)
        if item and not item.rate_known:
            item = _with_rate(item, rates.rate(name, sides))
        if item:
            found.append(item)
    return found


def _item(name: str, sides: Sides, unit: str | None) -> ChangedItem | None:
    """Item of a name; None without any cost on either side."""
    now, before = sides
    split = split_of(sides, is_measured=bool(unit))
    amounts = (now.usage, now.charges, before.usage, before.charges)
    if not any(amounts) and not (now.is_used or before.is_used):
        return None
    on_both = now.is_used and before.is_used
    return ChangedItem(
        name=name,
        amount=now.amount,
        against=before.amount,
        split=split,
        quantity=Quantity(now.quantity, before.quantity, unit) if unit else None,
        mixes_units=unit == "",
        rate_known=bool(unit) or not on_both,
    )


def _with_rate(item: ChangedItem, rate: Decimal | None) -> ChangedItem:
    if rate is None:
        return item
    return replace(item, split=item.split.with_rate(rate), rate_known=True)

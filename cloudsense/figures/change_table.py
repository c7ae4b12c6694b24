"""Table of changes, and its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE, Table
from cloudsense.costs.changes import ChangedItem, Changes, Quantity
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.figures import compared, sheet
from cloudsense.figures.breakdown import (
    RowStyle,
    name_column,
    named_row,
    only,
    trend_cells,
    trend_column,
)
from cloudsense.figures.sheet import FileColumn, FileTable, Kind
from cloudsense.figures.style import Href
from cloudsense.figures.table_data import Cell, Column, TableData, TableRow

PARTS = ("usage", "rate", "new", "gone", "charges")
MOST_ROWS = 500
"""Most rows on a screen; files have all."""
LONGEST_TITLE, LONGEST_UNIT = 14, 10
NOT_KNOWN = "Prices are not known at this level: open the usage types"
QUANTITIES = (
    (10**12, 10**12, "T"),
    (10**9, 10**9, "G"),
    (10**6, 10**6, "M"),
    (10**4, 10**3, "k"),
)
"""Smallest number, divisor and letter of abbreviated quantities."""
PLACES = 4
"""Significant digits of quantities."""


@dataclass(frozen=True)
class Sides:
    """Names of the two periods."""

    now: str
    before: str

    @property
    def titles(self) -> tuple[str, str]:
        """Titles of the columns of the cost before and of the cost now."""
        longest = max(map(len, (self.before, self.now)))
        if longest > LONGEST_TITLE:
            return "Before", "Now"
        return self.before, self.now


def listed(changes: Changes, by: Dimension) -> list[ChangedItem]:
    """Items that get a row, including costs without a tag; totals include everything."""
    return [item for item in changes.items if _is_listed(item, by)]


def _is_untagged(item: ChangedItem, by: Dimension) -> bool:
    return by.can_be_absent and item.name == ABSENT


def _is_listed(item: ChangedItem, by: Dimension) -> bool:
    larger = max(abs(item.amount), abs(item.against))
    if larger >= NEGLIGIBLE or _is_untagged(item, by):
        return True
    parts = item.split.parts.values()
    return any(abs(part) >= NEGLIGIBLE for part in parts)


def _first(items: Sequence[ChangedItem], most: int | None, by: Dimension) -> Sequence[ChangedItem]:
    """First `most` items, and costs without a tag at any position."""
    if most is None:
        return items
    untagged = [item for item in items[most:] if _is_untagged(item, by)]
    return [*items[:most], *untagged]


def total(changes: Changes) -> ChangedItem:
    """Sum of all items."""
    return ChangedItem("", changes.total, changes.against, changes.explained)


def table(
    changes: Changes,
    items: Sequence[ChangedItem],
    daily: Table | None,
    by: Dimension,
    style: RowStyle,
    sides: Sides,
    most: int | None = None,
    usage_types: Href = lambda _name: None,
) -> TableData:
    """First `most` of the listed `items` of `changes`.

    `daily` holds the costs for trends, if they are shown. `usage_types` returns the address where
    the prices of an item are known.
    """
    shown = _first(items, most, by)
    if not shown:
        return TableData((), ())
    currency = style.currency
    columns = _columns(changes, daily, by, sides)
    names = [item.name for item in shown]
    trends = _trends(names, daily, currency)
    rows = []
    for item in shown:
        cells = _cells(item, currency)
        if item.lacks_rate:
            cells["rate"] = _not_known(usage_types(item.name))
        if item.name in trends:
            cells["trend"] = trends[item.name]
        kept = only(columns, cells)
        rows.append(named_row(item.name, by, style, kept))
    sums = only(columns, _cells(total(changes), currency, is_total=True))
    foot = TableRow(id="total", name="Total", cells=sums)
    return TableData(columns, tuple(rows), foot)


def _trends(names: Sequence[str], daily: Table | None, currency: str) -> dict[str, Cell]:
    """Trend cells of the `names` in `daily`."""
    if daily is None:
        return {}
    places = {name: n for n, name in enumerate(daily.names)}
    known = [name for name in names if name in places]
    costs = daily.amounts[[places[name] for name in known]]
    cells = trend_cells(costs, list(daily.period.dates), currency)
    return dict(zip(known, cells, strict=True))


def _columns(
    changes: Changes, daily: Table | None, by: Dimension, sides: Sides
) -> tuple[Column, ...]:
    before, now = sides.titles
    in_before = f"Cost in {sides.before}"
    in_now = f"Cost in {sides.now}"
    found = [
        name_column(by),
        Column(key="before", title=before, kind="money", hint=in_before),
        Column(key="now", title=now, kind="money", narrow="second", hint=in_now),
        Column(key="change", title="Difference", kind="change", narrow="first"),
        _wide("usage", "Usage"),
    ]
    if changes.divides or changes.split_charges:
        found.append(_wide("rate", "Rate"))
    found.append(_wide("new", "New, gone"))
    if changes.split_charges:
        found.append(_wide("charges", "Charges"))
    if changes.divides:
        found.append(_wide("quantity", "Quantity", kind="number"))
    elif daily and daily.period.days > 1:
        found.append(trend_column("Trend"))
    return tuple(found)


def _wide(key: str, title: str, kind: str = "money") -> Column:
    return Column(key=key, title=title, kind=kind, wide=True)


def _cells(item: ChangedItem, currency: str, *, is_total: bool = False) -> dict[str, Cell]:
    split = item.split
    cells = {
        "before": _amount(item.against, currency),
        "now": _amount(item.amount, currency),
        "change": _change(item, currency, is_total),
        "usage": _part(split.usage, currency),
        "rate": _part(split.rate, currency),
        "new": _part(split.new + split.gone, currency),
        "charges": _part(split.charges, currency),
    }
    if item.quantity:
        cells["quantity"] = _quantity(item.quantity)
    elif item.mixes_units:
        cells["quantity"] = Cell(text="several units", sort=None)
    return cells


def _quantity(of: Quantity) -> Cell:
    """Quantities: `1,655 → 2.5M GB`."""
    before, now = map(short_number, (of.before, of.now))
    unit = _cut(of.unit)
    text = f"{before} → {now} {unit}"
    return Cell(text=text, sort=float(of.now))


def _amount(amount: Decimal, currency: str) -> Cell:
    text = formatting.money(amount, currency)
    return Cell(text=text, sort=float(amount))


def _part(amount: Decimal, currency: str) -> Cell:
    return Cell(text=part(amount, currency), sort=float(amount))


def part(amount: Decimal, currency: str) -> str:
    """Amount of a part; empty for zero."""
    is_seen = abs(amount) >= NEGLIGIBLE
    return formatting.money(amount, currency, plus=True) if is_seen else ""


def _not_known(href: str | None) -> Cell:
    """Link to the usage types of a row that contains several."""
    if href is None:
        return Cell(text="", sort=None)
    return Cell(text="by usage type", sort=None, href=href, hint=NOT_KNOWN)


def _change(item: ChangedItem, currency: str, is_total: bool) -> Cell:
    change = float(item.difference)
    before = float(item.against)
    text = formatting.money(item.difference, currency, plus=True)
    percent = compared.percent(change, before)
    if item.split.kind in ("new", "gone") and not is_total:
        percent = item.split.kind
    role = compared.role(change, before)
    return Cell(text=text, sort=change, percent=percent, role=role)


def short_number(number: Decimal) -> str:
    """Abbreviated quantity: `45.0k`, `1,655`, `71.25`, `0.0042`, `2.5M`."""
    size = abs(number)
    for limit, unit, letter in QUANTITIES:
        if size >= limit:
            return f"{number / unit:,.1f}{letter}"
    if size >= 100 or number == number.to_integral_value():
        return f"{number:,.0f}"
    places = PLACES if size < 1 else 2
    text = f"{number:,.{places}f}"
    return text.rstrip("0").rstrip(".")


def _cut(unit: str) -> str:
    if len(unit) <= LONGEST_UNIT:
        return unit
    return f"{unit[: LONGEST_UNIT - 1]}…"


def change_file(
    items: Sequence[ChangedItem],
    changes: Changes,
    names: Mapping[str, Sequence[str]],
    by: Dimension,
    currency: str,
) -> FileTable:
    """Line for each item, in the given order; `names` holds the first columns."""
    titles = formatting.dimension(by), "Account name"
    named = list(map(FileColumn, sheet.columns(by), titles))
    amounts = []
    for key in ("before", "now", "difference", *PARTS):
        title = key.capitalize()
        amounts.append(sheet.amount_column(key, title, currency))
    measured = [
        FileColumn("quantity_before", "Quantity before", Kind.AMOUNT),
        FileColumn("quantity_now", "Quantity now", Kind.AMOUNT),
        FileColumn("unit", "Unit"),
        FileColumn("kind", "Kind"),
        FileColumn("rate_known", "Rate known"),
    ]
    lines = [[*names[item.name], *_values(item)] for item in items]
    blanks = [""] * (len(named) - 1)
    sums = _amounts(total(changes))
    last = ["Total", *blanks, *sums, None, None, "", "", ""]
    return FileTable([*named, *amounts, *measured], lines, last)


def _values(item: ChangedItem) -> list[sheet.Cell]:
    quantity = item.quantity
    measured: list[sheet.Cell] = [None, None, ""]
    if quantity:
        measured = [quantity.before, quantity.now, quantity.unit]
    rate_known = "yes" if item.rate_known else "no"
    return [*_amounts(item), *measured, item.split.kind, rate_known]


def _amounts(item: ChangedItem) -> list[Decimal]:
    parts = item.split.parts.values()
    return [item.against, item.amount, item.difference, *parts]

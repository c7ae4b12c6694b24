"""The table of what changed, and the same as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE, Table
from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.figures import compared, sheet
from cloudsense.figures.breakdown import RowStyle, named_row, trend_cells
from cloudsense.figures.sheet import FileColumn, FileTable, Kind
from cloudsense.figures.style import Href
from cloudsense.figures.table_data import Cell, Column, TableData

PARTS = ("usage", "rate", "new", "gone", "charges")
MOST_ROWS = 500
"""On a screen; files have all."""
LONGEST_TITLE, LONGEST_UNIT = 14, 10
NOT_KNOWN = "Its prices are not known at this level: list its usage types"
QUANTITIES = (
    (10**12, 10**12, "T"),
    (10**9, 10**9, "G"),
    (10**6, 10**6, "M"),
    (10**4, 10**3, "k"),
)
"""From which number on quantities are written with which letter."""
PLACES = 4
"""Digits of a quantity that are shown."""


@dataclass(frozen=True)
class Sides:
    """The names of the two periods."""

    now: str
    before: str


def listed(changes: Changes, by: Dimension) -> list[ChangedItem]:
    """The items that are worth a line, as costs without a tag always are; in totals is
    everything."""
    return [item for item in changes.items if _is_untagged(item, by) or _is_listed(item)]


def _is_untagged(item: ChangedItem, by: Dimension) -> bool:
    return by.can_be_absent and item.name == ABSENT


def _is_listed(item: ChangedItem) -> bool:
    if abs(item.amount) >= NEGLIGIBLE or abs(item.against) >= NEGLIGIBLE:
        return True
    return any(abs(part) >= NEGLIGIBLE for part in item.split.parts.values())


def _is_shown(item: ChangedItem, place: int, by: Dimension, most: int | None) -> bool:
    return most is None or place < most or _is_untagged(item, by)


def total(changes: Changes) -> ChangedItem:
    """All items as one."""
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
    """The first `most` of the listed `items` of `changes`.

    `daily` is what their trends are drawn of, if they are. `usage_types` is where the prices of an
    item are told.
    """
    shown = [item for n, item in enumerate(items) if _is_shown(item, n, by, most)]
    if not shown:
        return TableData((), ())
    columns = _columns(changes, daily, by, sides)
    keys = {column["key"] for column in columns}
    trends = _trends([item.name for item in shown], daily, style.currency)
    rows = []
    for item in shown:
        cells = _cells(item, style.currency)
        if item.lacks_rate:
            cells["rate"] = _not_known(usage_types(item.name))
        if item.name in trends:
            cells["trend"] = trends[item.name]
        kept = {key: cell for key, cell in cells.items() if key in keys}
        rows.append(named_row(item.name, by, style, kept))
    cells = _cells(total(changes), style.currency, is_total=True)
    foot = {key: cell for key, cell in cells.items() if key in keys}
    return TableData(columns, tuple(rows), {"id": "total", "name": "Total", "cells": foot})


def _trends(names: Sequence[str], daily: Table | None, currency: str) -> dict[str, Cell]:
    """Of those of `names` that `daily` has."""
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
    money = "money"
    is_long = max(len(sides.before), len(sides.now)) > LONGEST_TITLE
    before, now = ("Before", "Now") if is_long else (sides.before, sides.now)
    found = [
        Column(key="name", title=formatting.dimension(by), kind="name", narrow="first"),
        Column(key="before", title=before, kind=money, hint=f"Cost in {sides.before}"),
        Column(key="now", title=now, kind=money, narrow="second", hint=f"Cost in {sides.now}"),
        Column(key="change", title="Difference", kind="change", narrow="first"),
        Column(key="usage", title="Usage", kind=money, wide=True),
    ]
    if changes.divides or changes.split_charges:
        found.append(Column(key="rate", title="Rate", kind=money, wide=True))
    found.append(Column(key="new", title="New, gone", kind=money, wide=True))
    if changes.split_charges:
        found.append(Column(key="charges", title="Charges", kind=money, wide=True))
    if changes.divides:
        found.append(Column(key="quantity", title="Quantity", kind="number", wide=True))
    elif daily and daily.period.days > 1:
        found.append(Column(key="trend", title="Trend", kind="trend", hint="By the highest day"))
    return tuple(found)


def _cells(item: ChangedItem, currency: str, *, is_total: bool = False) -> dict[str, Cell]:
    split, quantity = item.split, item.quantity
    cells = {
        "before": _amount(item.against, currency),
        "now": _amount(item.amount, currency),
        "change": _change(item, currency, is_total),
        "usage": _part(split.usage, currency),
        "rate": _part(split.rate, currency),
        "new": _part(split.new + split.gone, currency),
        "charges": _part(split.charges, currency),
    }
    if quantity:
        before, now = short_number(quantity.before), short_number(quantity.now)
        text = f"{before} → {now} {_cut(quantity.unit)}"
        cells["quantity"] = Cell(text=text, sort=float(quantity.now))
    elif item.mixes_units:
        cells["quantity"] = Cell(text="several units", sort=None)
    return cells


def _amount(amount: Decimal, currency: str) -> Cell:
    return Cell(text=formatting.money(amount, currency), sort=float(amount))


def _part(amount: Decimal, currency: str) -> Cell:
    """Empty where it would be nothing."""
    is_seen = abs(amount) >= NEGLIGIBLE
    text = formatting.money(amount, currency, plus=True) if is_seen else ""
    return Cell(text=text, sort=float(amount))


def _not_known(href: str | None) -> Cell:
    """Of a row of several usage types: where they are listed."""
    if href is None:
        return Cell(text="", sort=None)
    return Cell(text="by usage type", sort=None, href=href, hint=NOT_KNOWN)


def _change(item: ChangedItem, currency: str, is_total: bool) -> Cell:
    change, before = float(item.difference), float(item.against)
    text = formatting.money(item.difference, currency, plus=True)
    is_all_of_it = not is_total and item.split.kind in ("new", "gone")
    percent = item.split.kind if is_all_of_it else _percent(item, compared.ratio(change, before))
    return Cell(text=text, sort=change, percent=percent, role=compared.role(change, before))


def _percent(item: ChangedItem, ratio: float | None) -> str:
    if ratio is None or abs(item.difference) < formatting.HALF_A_CENT:
        return ""
    return formatting.percent(ratio, plus=True)


def short_number(number: Decimal) -> str:
    """`45.0k`, `1,655`, `71.25`, `0.0042`, `2.5M`: a quantity as people read it."""
    size = abs(number)
    for limit, unit, letter in QUANTITIES:
        if size >= limit:
            return f"{number / unit:,.1f}{letter}"
    if size >= 100 or number == number.to_integral_value():
        return f"{number:,.0f}"
    text = f"{number:.{PLACES}f}" if size < 1 else f"{number:,.2f}"
    return text.rstrip("0").rstrip(".")


def _cut(unit: str) -> str:
    return unit if len(unit) <= LONGEST_UNIT else f"{unit[: LONGEST_UNIT - 1]}…"


def change_file(
    items: Sequence[ChangedItem],
    changes: Changes,
    names: Mapping[str, Sequence[str]],
    by: Dimension,
    currency: str,
) -> FileTable:
    """A line an item, in the order given; `names` says what the first columns hold."""
    titles = formatting.dimension(by), "Account name"
    named = list(map(FileColumn, sheet.columns(by), titles))
    amounts = []
    for key in ("before", "now", "difference", *PARTS):
        title = f"{key.capitalize()} ({currency})"
        amounts.append(FileColumn(f"{key}_{currency}", title, Kind.AMOUNT))
    measured = [
        FileColumn("quantity_before", "Quantity before", Kind.AMOUNT),
        FileColumn("quantity_now", "Quantity now", Kind.AMOUNT),
        FileColumn("unit", "Unit"),
        FileColumn("kind", "Kind"),
        FileColumn("rate_known", "Rate known"),
    ]
    lines = [[*names[item.name], *_values(item), *_told(item)] for item in items]
    blanks = [""] * (len(named) - 1)
    last = ["Total", *blanks, *_values(total(changes)), "", ""]
    return FileTable([*named, *amounts, *measured], lines, last)


def _values(item: ChangedItem) -> list[sheet.Cell]:
    quantity = item.quantity
    measured: list[sheet.Cell] = [None, None, ""]
    if quantity:
        measured = [quantity.before, quantity.now, quantity.unit]
    amounts = [item.against, item.amount, item.difference, *item.split.parts.values()]
    return [*amounts, *measured]


def _told(item: ChangedItem) -> tuple[str, str]:
    """Its largest part, and whether its rate is known."""
    return item.split.kind, "yes" if item.rate_known else "no"

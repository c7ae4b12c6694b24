"""Table of costs by name, as data that the browser renders and sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import Change, Row, Table
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.names import visible
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.figures import compared
from cloudsense.figures.style import Href, Label
from cloudsense.figures.table_data import Cell, Column, TableData, TableRow
from cloudsense.figures.theme import GREY, Colour
from cloudsense.figures.view import View

SPARK_WIDTH, SPARK_HEIGHT, SPARK_POINTS = 110, 24, 60
HEIGHTS = np.array([f"{n / 10:.1f}" for n in range(10 * SPARK_HEIGHT)], dtype=object)
"""Heights of a point as text, in tenths."""


@dataclass(frozen=True)
class RowStyle:
    """Labels, colors and links of rows."""

    currency: str
    label: Label
    """Unique among the rows."""
    title: Label = visible
    """Name in AWS."""
    colour: Colour = lambda _name: GREY
    into: Href = lambda _name: None
    note: Label = lambda _name: ""
    """Second line."""


def table(
    rows: Sequence[Row],
    whole: Table,
    comparison: Comparison | None,
    by: Dimension,
    style: RowStyle,
) -> TableData:
    """Table of the listed `rows` of `whole`, with its totals in the footer."""
    listed = [row for row in rows if row.listed]
    if not listed:
        return TableData((), ())
    columns = columns_of(by, whole.period, comparison)
    largest = max(abs(row.cost) for row in listed)
    shown = [*listed, total(whole, comparison)]
    keys = {column["key"] for column in columns}
    cells = [_cells_of(row, largest, style.currency) for row in shown]
    if "change" in keys:
        for row, found in zip(shown, cells, strict=True):
            found["change"] = _change_cell(row, style.currency)
    if "trend" in keys:
        daily = np.array([row.daily for row in shown])
        trends = trend_cells(daily, list(whole.period.dates), style.currency)
        for found, trend in zip(cells, trends, strict=True):
            found["trend"] = trend
    foot = TableRow(id="total", name="Total", cells=cells.pop())
    named = []
    for row, found in zip(listed, cells, strict=True):
        named.append(named_row(row.name, by, style, found))
    return TableData(columns, tuple(named), foot)


def only(columns: Sequence[Column], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The `cells` whose keys are among the columns."""
    keys = [column["key"] for column in columns]
    return {key: cells[key] for key in keys if key in cells}


def name_column(by: Dimension) -> Column:
    title = formatting.dimension(by)
    return Column(key="name", title=title, kind="name", narrow="first")


def trend_column(title: str) -> Column:
    return Column(key="trend", title=title, kind="trend", hint="By the highest day")


def columns_of(by: Dimension, period: Period, comparison: Comparison | None) -> tuple[Column, ...]:
    columns = [
        name_column(by),
        Column(key="cost", title="Cost", kind="money", narrow="first"),
        Column(key="share", title="Share", kind="bar"),
    ]
    if comparison is not None and comparison.changes:
        change = Column(key="change", title="Change", kind="change", narrow="second")
        columns.append(change)
    if period.days > 1:
        columns.append(trend_column(f"Trend, {period.days} days"))
    return tuple(columns)


def named_row(name: str, by: Dimension, style: RowStyle, cells: dict[str, Cell]) -> TableRow:
    """Row with its label, color and address."""
    label = style.label(name)
    href, colour = style.into(name), style.colour(name)
    row: TableRow = {"id": label, "name": label, "cells": cells, "href": href, "colour": colour}
    if note := style.note(name):
        row["note"] = note
    if by is Dimension.ACCOUNT:
        # An account's label ends with its id, unless ids are hidden; the id is moved to a second
        # line.
        number = f" ({name})"
        if label.endswith(number):
            row["name"] = label.removesuffix(number)
            row["note"] = name
    elif (title := style.title(name)) != label:
        row["title"] = title
    return row


def total(whole: Table, comparison: Comparison | None) -> Row:
    """Row of all names, including those too small for a row."""
    change = None
    if comparison and comparison.changes:
        change = Change(comparison.now, comparison.before)
    share = 1.0 if (whole.totals > 0).any() else None
    return Row("", whole.total, share, whole.daily, change)


def _cells_of(row: Row, largest: float, currency: str) -> dict[str, Cell]:
    cost = formatting.money(row.cost, currency)
    return {"cost": {"text": cost, "sort": row.cost}, "share": _share(row, largest)}


def _share(row: Row, largest: float) -> Cell:
    share = row.share
    text = "" if share is None else f"{share:.1%}"
    length = max(row.cost, 0.0) / largest if largest else 0.0
    fraction = round(min(length, 1.0), 4)
    return {"text": text, "sort": row.share, "fraction": fraction}


def _change_cell(row: Row, currency: str) -> Cell:
    pair, change = row.compared, row.change
    if pair is None or change is None:
        return Cell(text="not compared" if pair else "", sort=None)
    text = formatting.money(change, currency, plus=True)
    percent = "new" if row.is_new else compared.percent(change, pair.before)
    role = compared.role(change, pair.before)
    return {"text": text, "sort": change, "percent": percent, "role": role}


def change_ratio(row: Row) -> float | None:
    """Change as a ratio of the cost before; None where that would be meaningless."""
    pair = row.compared
    if pair is None or row.change is None or pair.is_new:
        return None
    return compared.ratio(pair.amount, pair.before)


def trend_cells(daily: np.ndarray, days: Sequence[date], currency: str) -> list[Cell]:
    """Sparkline and its text for each row of a matrix of rows x days."""
    written = [formatting.day(day) for day in days]
    last_day = len(days) - 1
    lows = _at(daily, daily.argmin(axis=1))
    highs = _at(daily, daily.argmax(axis=1))
    ends = _at(daily, np.full(len(daily), last_day))
    found = []
    for low, high, end, path in zip(lows, highs, ends, sparks(daily), strict=True):
        text = _days_said(low, high, end, written, currency)
        cell: Cell = {"text": text, "sort": high[1], "path": path}
        found.append(cell)
    return found


def _at(daily: np.ndarray, places: np.ndarray) -> Iterator[tuple[int, float]]:
    """One day of each row, and its amount; made on demand, as few rows of thousands are shown."""
    amounts = daily[np.arange(len(daily)), places]
    return zip(places.tolist(), amounts.tolist(), strict=True)


def _days_said(
    low: tuple[int, float],
    high: tuple[int, float],
    last: tuple[int, float],
    days: Sequence[str],
    currency: str,
) -> str:
    """`Lowest $1.00 on Nov 14, highest $4.00 on Nov 15, last $2.00 on Nov 16`."""
    if low[1] == high[1]:
        return f"{formatting.money(low[1], currency)} every day"
    lowest, highest = _day_said(low, days, currency), _day_said(high, days, currency)
    said = f"Lowest {lowest}, highest {highest}"
    if last in (low, high):
        return said
    return f"{said}, last {_day_said(last, days, currency)}"


def _day_said(of: tuple[int, float], days: Sequence[str], currency: str) -> str:
    """Amount and day: `$1.00 on Nov 14`."""
    n, amount = of
    return f"{formatting.money(amount, currency)} on {days[n]}"


def spark(daily: np.ndarray) -> str:
    """Sparkline of one row; see `sparks`."""
    return sparks(daily[np.newaxis])[0]


def sparks(daily: np.ndarray) -> list[str]:
    """Sparklines as SVG paths, each from zero (or its minimum) to its maximum."""
    count, days = daily.shape
    if days < 2:
        return [""] * count
    points = daily if days <= SPARK_POINTS else _thinned(daily)
    low = np.minimum(points.min(axis=1), 0.0)
    high = np.maximum(points.max(axis=1), 0.0)
    is_flat = high == low
    size = np.where(is_flat, 1.0, high - low)
    y = 2 + (SPARK_HEIGHT - 4) * (high[:, None] - points) / size[:, None]
    heights = HEIGHTS[np.rint(10 * y).astype(np.intp)]
    path = _path(points.shape[1])
    flat = f"M0 {SPARK_HEIGHT - 2}H{SPARK_WIDTH}"
    pairs = zip(heights.tolist(), is_flat.tolist(), strict=True)
    return [flat if nothing else path % tuple(row) for row, nothing in pairs]


@cache
def _path(points: int) -> str:
    """Path of `points` points from left to right, with placeholders for the heights."""
    places = np.linspace(0, SPARK_WIDTH, points)
    return "M" + "L".join(f"{x:.0f} %s" for x in places)


def _thinned(daily: np.ndarray) -> np.ndarray:
    firsts, lengths = _bounds(daily.shape[1])
    sums = np.add.reduceat(daily, firsts, axis=1)
    return np.asarray(sums / lengths)


@cache
def _bounds(days: int) -> tuple[np.ndarray, np.ndarray]:
    """First day of each drawn point, and the number of days in it."""
    count = SPARK_POINTS + 1
    bounds = np.linspace(0, days, count).astype(int)
    return bounds[:-1], np.diff(bounds)


def _sentence(rows: Sequence[Row], currency: str, label: Callable[[str], str]) -> str:
    if not rows:
        return "No costs in this period."
    first = rows[0]
    cost = formatting.money(first.cost, currency)
    said = f"Largest: {label(first.name)}, {cost}"
    if first.share is not None:
        percent = formatting.percent(round(first.share, 3))
        said += f", {percent} of charges before credits"
    credits = [row.cost for row in rows if row.cost < 0]
    if not credits:
        return f"{said}."
    items = formatting.count(len(credits), "negative item")
    amount = formatting.money(sum(credits), currency)
    return f"{said}. {items}: {amount}."


def view(rows: Sequence[Row], by: Dimension, currency: str, label: Label) -> View:
    """Sentence about the table, and its number of rows."""
    shown = [row for row in rows if row.listed]
    heading = formatting.dimension(by, plural=True)
    note = counted(len(shown), by) if shown else ""
    return View(_sentence(shown, currency, label), title=heading, note=note)


def counted(number: int, by: Dimension) -> str:
    """`1 service`, `24 services`, `3 Availability Zones`."""
    return formatting.count(number, *noun(by))


def noun(by: Dimension) -> tuple[str, str]:
    """`service` and `services`."""
    return formatting.noun(by), formatting.noun(by, plural=True)

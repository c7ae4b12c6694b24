"""The table of costs by name, as data that the browser draws and sorts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import Row
from cloudsense.costs.names import visible
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.figures.theme import Colour
from cloudsense.figures.view import View

SPARK_WIDTH, SPARK_HEIGHT, SPARK_POINTS = 110, 24, 60

TableData = dict[str, Any]
"""`{columns: [title, ...], rows: [{...}]}`; a row holds texts and, under `sort`, the number a column is sorted by."""


def view(
    rows: Sequence[Row],
    period: Period,
    by: Dimension,
    currency: str,
    label: Callable[[str], str],
    colour: Colour,
    into: Callable[[str], str | None],
    title: Callable[[str], str] = visible,
) -> View:
    """What the table says, and the table; `title` is what AWS calls a name."""
    shown = [row for row in rows if row.listed]
    most = max((abs(row.cost) for row in shown), default=0.0)
    columns = [
        formatting.dimension(by),
        "Cost",
        "Share",
        "",
        "Change",
        f"Trend, {formatting.count(period.days, 'day')}",
    ]
    titles = ["" if by is Dimension.ACCOUNT else title(row.name) for row in shown]
    cells = [_cells(row, t, most, currency, label, colour, into) for row, t in zip(shown, titles, strict=True)]
    days = list(period.dates)
    for cell, row in zip(cells, shown, strict=True):
        cell["trend"] = _trend(row, days, currency)
    heading, note = formatting.dimension(by, plural=True), _counted(len(shown), by)
    if not shown:
        return View(_sentence(shown, currency, label), title=heading)
    if any(cell["href"] for cell in cells):
        note += "; click a name"
    table: TableData = {"columns": columns, "rows": cells}
    return View(_sentence(shown, currency, label), table=table, title=heading, note=note)


def _counted(number: int, by: Dimension) -> str:
    """`1 service`, `24 services`, `3 Availability Zones`."""
    noun = formatting.dimension(by, plural=number != 1)
    return f"{number:,} {noun if by is Dimension.AZ else noun.lower()}"


def _cells(
    row: Row,
    title: str,
    most: float,
    currency: str,
    label: Callable[[str], str],
    colour: Colour,
    into: Callable[[str], str | None],
) -> dict[str, Any]:
    shown = label(row.name)
    change = row.change
    return {
        "name": shown,
        "title": title if title != shown else "",
        "href": into(row.name),
        "colour": colour(row.name),
        "cost": formatting.money(row.cost, currency),
        "share": "" if row.share is None else f"{row.share:.1%}",
        "bar": round(max(row.cost, 0.0) / most, 4) if most else 0,
        "change": _change(row, currency),
        "ratio": _ratio(row),
        "role": "" if change is None or abs(change) < formatting.HALF_A_CENT else "up" if change > 0 else "down",
        "spark": spark(row.daily),
        "sort": [shown.lower(), row.cost, row.share or 0, row.cost, change or 0, change or 0],
    }


def _change(row: Row, currency: str) -> str:
    if row.compared is None:
        return ""
    if row.is_new:
        return "new"
    if row.compared.not_compared:
        return "not compared"
    return formatting.money(row.compared.amount, currency, plus=True)


def _ratio(row: Row) -> str:
    """`+30%`; nothing where there is no sensible base."""
    compared = row.compared
    if compared is None or compared.is_new:
        return ""
    if min(abs(compared.amount), compared.before) < formatting.HALF_A_CENT:
        return ""
    return formatting.percent(compared.amount / compared.before, plus=True)


def _trend(row: Row, days: Sequence[date], currency: str) -> str:
    """What the small line shows: its lowest and its highest day."""
    if np.ptp(row.daily) == 0:
        return ""
    daily = row.daily.tolist()
    low, high = int(np.argmin(row.daily)), int(np.argmax(row.daily))
    ends = [f"{formatting.money(daily[n], currency)} on {formatting.day(days[n])}" for n in (low, high)]
    return f"Lowest {ends[0]}, highest {ends[1]}"


def spark(daily: np.ndarray) -> str:
    """A small line as an SVG path of SPARK_WIDTH x SPARK_HEIGHT, from zero (or the lowest) to the highest day."""
    if len(daily) < 2:
        return ""
    points = daily if len(daily) <= SPARK_POINTS else _thinned(daily)
    low, high = min(float(points.min()), 0.0), max(float(points.max()), 0.0)
    if high == low:
        return f"M0 {SPARK_HEIGHT - 2}H{SPARK_WIDTH}"
    x = np.linspace(0, SPARK_WIDTH, len(points))
    y = 2 + (SPARK_HEIGHT - 4) * (high - points) / (high - low)
    return "M" + "L".join(f"{a:.0f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _thinned(daily: np.ndarray) -> np.ndarray:
    bounds = np.linspace(0, len(daily), SPARK_POINTS + 1).astype(int)
    return np.asarray(np.add.reduceat(daily, bounds[:-1]) / np.diff(bounds))


def _sentence(rows: Sequence[Row], currency: str, label: Callable[[str], str]) -> str:
    if not rows:
        return "No costs in this period."
    first = rows[0]
    share = "" if first.share is None else f", {formatting.percent(round(first.share, 3))} of charges before credits"
    said = [f"Largest: {label(first.name)}, {formatting.money(first.cost, currency)}{share}."]
    credits = [row.cost for row in rows if row.cost < 0]
    if credits:
        said.append(f"{formatting.count(len(credits), 'negative item')}: {formatting.money(sum(credits), currency)}.")
    return " ".join(said)

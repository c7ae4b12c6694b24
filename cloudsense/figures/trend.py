"""Costs by day: stacked, as bars, as lines, or as shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE, Table, weekly
from cloudsense.costs.forecast import coming_in
from cloudsense.costs.period import Period
from cloudsense.figures import theme, words
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.view import View

TOP = 8
WEEKLY_FROM = 120
"""Days from which bars are drawn by week."""

Href = Callable[[str], str | None]
Label = Callable[[str], str]


def view(
    table: Table,
    kind: str,
    today: date,
    currency: str,
    label: Label,
    colour: theme.Colour,
    into: Href,
    on_day: Callable[[Period], str],
) -> View:
    """The chart of `kind` (stacked, bar, line, pie), what it says, and its legend.

    `label` names a name, `into` is the address of its details, `on_day` that of a day or week.
    """
    drawn = _positive(table) if kind == "pie" else table
    top = drawn.top(TOP)
    named = [label(name) for name in top.names]
    if top is not drawn:
        named[-1] = f"{len(drawn.names) - TOP} others"
    if kind == "pie":
        figure = _pie(top, named, colour, into, currency)
    else:
        figure = _days(top, named, kind, colour, into, on_day, currency)
        figure["layout"] |= _coming_in(table.period, today, by_week=_by_week(table, kind))
    legend = () if kind == "bar" else (_legend(top, named, colour, into),)
    return View(_sentence(table, kind, today, currency, label), legend, figure)


def _days(
    top: Table,
    named: Sequence[str],
    kind: str,
    colour: theme.Colour,
    into: Href,
    on_day: Callable[[Period], str],
    currency: str,
) -> dict[str, Any]:
    by_week = _by_week(top, kind)
    days = [Period(day, day + timedelta(days=1)) for day in top.period.dates]
    spans, amounts = weekly(top) if by_week else (days, top.amounts)
    sums = amounts.sum(axis=0)
    x = [(_monday(span.start) if by_week else span.start).isoformat() for span in spans]
    if kind == "bar":
        hrefs = [on_day(span) for span in spans]
        traces = [_totals(sums, currency) | {"customdata": hrefs}]
    else:
        mark = "line" if kind == "line" else "bar"
        traces = [
            _trace(name, row, sums, mark, colour(key), currency) | {"meta": into(key)}
            for key, name, row in zip(top.names, named, amounts, strict=True)
        ]
    when = [words.days(span) for span in spans]
    traces = [trace | {"x": x, "hovertext": when} for trace in traces]
    more = {"barmode": "relative"} | ({"bargap": 0.12} if by_week else {})
    axis = {"tickprefix": words.symbol(currency), "tickformat": "~s" if abs(sums).max(initial=0) >= 1000 else ""}
    shape = theme.layout(**more)
    shape["yaxis"] |= axis
    return {"data": traces, "layout": shape}


def _totals(sums: np.ndarray, currency: str) -> dict[str, Any]:
    return {
        "name": "All",
        "type": "bar",
        "y": _exact(sums),
        "marker": {"color": theme.PALETTE[0]},
        "hovertemplate": f"%{{hovertext}}<br><b>{words.symbol(currency)}%{{y:,.2f}}</b><extra></extra>",
    }


def _trace(name: str, row: np.ndarray, sums: np.ndarray, mark: str, colour: str, currency: str) -> dict[str, Any]:
    shares = np.divide(row, sums, out=np.zeros_like(row), where=sums > 0)
    amount = f"<b>{words.symbol(currency)}%{{y:,.2f}}</b> · %{{text}}"
    trace: dict[str, Any] = {
        "name": name,
        "y": _exact(row),
        "text": [words.percent(share) for share in np.round(shares, 3)],
        "hovertemplate": f"%{{hovertext}}<br>{theme.plain(name)}<br>{amount}<extra></extra>",
    }
    if mark == "line":
        return trace | {"type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2}}
    return trace | {"type": "bar", "marker": {"color": colour}, "textposition": "none"}


def _pie(top: Table, named: Sequence[str], colour: theme.Colour, into: Href, currency: str) -> dict[str, Any]:
    slices = list(zip(top.names, named, top.totals, strict=True))
    symbol = words.symbol(currency)
    trace = {
        "type": "pie",
        "hole": 0.58,
        "sort": False,
        "direction": "clockwise",
        "labels": [name for _, name, _ in slices],
        "values": _exact(np.array([total for _, _, total in slices])),
        "text": [theme.plain(name) for _, name, _ in slices],
        "marker": {"colors": [colour(key) for key, _, _ in slices]},
        "customdata": [into(key) for key, _, _ in slices],
        "texttemplate": "%{percent:.1%}",
        "hovertemplate": f"%{{text}}<br><b>{symbol}%{{value:,.2f}}</b> · %{{percent:.1%}}<extra></extra>",
    }
    return {"data": [trace], "layout": theme.layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})}


def _positive(table: Table) -> Table:
    """Without names below zero, of which a circle can have no share."""
    count = int((table.totals > 0).sum())
    return Table(table.period, table.names[:count], table.amounts[:count])


def _exact(amounts: np.ndarray) -> list[float]:
    """With as many decimals as Cost Explorer gives, so that the parts still add up."""
    return [float(amount) for amount in np.round(amounts, 10)]


def _by_week(table: Table, kind: str) -> bool:
    return table.period.days > WEEKLY_FROM and kind != "line"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _coming_in(period: Period, today: date, by_week: bool) -> dict[str, Any]:
    """Shade the days (or weeks) whose costs are still coming in, and name them. A bar stands around its date."""
    shaded = coming_in(today).meet(period)
    if shaded is None:
        return {}
    first, last = (_monday(shaded.start), _monday(shaded.last)) if by_week else (shaded.start, shaded.last)
    half = timedelta(days=3.5 if by_week else 0.5)
    edges = [(datetime.combine(day, time()) + side).isoformat() for day, side in ((first, -half), (last, half))]
    shape = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": edges[0],
        "x1": edges[1],
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": "rgba(128,138,155,0.16)",
    }
    note = {
        "text": "coming in",
        "xref": "x",
        "yref": "paper",
        "x": edges[1],
        "y": 1,
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11},
    }
    return {"shapes": [shape], "annotations": [note]}


def _legend(top: Table, named: Sequence[str], colour: theme.Colour, into: Href) -> Node:
    items = []
    for key, name, amounts in zip(top.names, named, top.amounts, strict=True):
        if np.abs(amounts).sum() >= NEGLIGIBLE:
            swatch, href = el("i", cls="swatch", fill=colour(key)), into(key)
            items.append(el("li", link(href, swatch, name) if href else el("span", swatch, name)))
    return el("ul", *items, cls="legend")


def _sentence(table: Table, kind: str, today: date, currency: str, label: Label) -> str:
    if not len(table.names) or not np.any(table.amounts):
        return f"No costs {words.on_days(table.period)}."
    days, daily = list(table.period.dates), table.daily
    said = [f"Largest: {label(table.names[0])}, {words.money(float(table.totals[0]), currency)}."]
    if len(days) > 1:
        peak = int(np.argmax(daily))
        said.append(f"Highest day: {words.day(days[peak])}, {words.money(float(daily[peak]), currency)}.")
    negative = float(table.totals[table.totals < 0].sum())
    if kind == "pie" and negative <= -NEGLIGIBLE:
        said.append(f"Not in the pie: amounts below zero, {words.money(negative, currency)}.")
    shaded = coming_in(today).meet(table.period)
    if shaded:
        said.append(f"Costs of {' and '.join(map(words.day, shaded.dates))} are still coming in.")
    if kind != "pie" and _by_week(table, kind):
        said.append("Bars are weeks from Monday.")
    return " ".join(said)

"""Costs by day: stacked, as bars, as lines, or as shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from cloudsense.costs.analysis import REST, Table, weekly
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
    top = table.top(TOP)
    rest = len(table.names) - len(top.names) + 1
    named = [f"{rest} others" if name == REST else label(name) for name in top.names]
    if kind == "pie":
        figure = _pie(top, named, colour, into, currency)
    else:
        figure = _days(top, named, kind, colour, into, on_day, currency)
        figure["layout"] |= _coming_in(table.period, today, by_week=_by_week(table, kind))
    legend = () if kind == "bar" else (_legend(top.names, named, colour, into),)
    return View(_sentence(table, today, currency, label), legend, figure)


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
        traces = [_trace("All", sums, sums, "bar", theme.PALETTE[0], currency) | {"customdata": hrefs}]
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


def _trace(name: str, row: np.ndarray, sums: np.ndarray, mark: str, colour: str, currency: str) -> dict[str, Any]:
    shares = np.divide(row, sums, out=np.zeros_like(row), where=sums > 0)
    amount = f"<b>{words.symbol(currency)}%{{y:,.2f}}</b>"
    trace: dict[str, Any] = {"name": name, "y": np.round(row, 4).tolist()}
    if name == "All":
        return trace | {
            "type": "bar",
            "marker": {"color": colour},
            "hovertemplate": f"%{{hovertext}}<br>{amount}<extra></extra>",
        }
    trace["text"] = [words.percent(share) for share in np.round(shares, 3)]
    trace["hovertemplate"] = f"%{{hovertext}}<br>{name}<br>{amount} · %{{text}}<extra></extra>"
    if mark == "line":
        return trace | {"type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2}}
    return trace | {"type": "bar", "marker": {"color": colour}, "textposition": "none"}


def _pie(top: Table, named: Sequence[str], colour: theme.Colour, into: Href, currency: str) -> dict[str, Any]:
    slices = [(k, n, t) for k, n, t in zip(top.names, named, top.totals, strict=True) if t > 0]
    trace = {
        "type": "pie",
        "hole": 0.58,
        "sort": False,
        "direction": "clockwise",
        "labels": [name for _, name, _ in slices],
        "values": [round(float(total), 4) for _, _, total in slices],
        "marker": {"colors": [colour(key) for key, _, _ in slices]},
        "customdata": [into(key) for key, _, _ in slices],
        "textinfo": "percent",
        "hovertemplate": f"%{{label}}<br><b>{words.symbol(currency)}%{{value:,.2f}}</b> · %{{percent}}<extra></extra>",
    }
    return {"data": [trace], "layout": theme.layout(margin={"l": 10, "r": 10, "t": 10, "b": 10})}


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


def _legend(keys: Sequence[str], named: Sequence[str], colour: theme.Colour, into: Href) -> Node:
    items = []
    for key, name in zip(keys, named, strict=True):
        swatch, href = el("i", cls="swatch", fill=colour(key)), into(key)
        items.append(el("li", link(href, swatch, name) if href else el("span", swatch, name)))
    return el("ul", *items, cls="legend")


def _sentence(table: Table, today: date, currency: str, label: Label) -> str:
    if not len(table.names) or not np.any(table.amounts):
        return f"No costs in {words.days(table.period)}."
    days, daily = list(table.period.dates), table.daily
    peak = int(np.argmax(daily))
    said = f"{label(table.names[0])} is the largest with {words.money(float(table.totals[0]), currency)}"
    if len(days) > 1:
        said += f"; the highest day is {words.day(days[peak])} with {words.money(float(daily[peak]), currency)}"
    shaded = coming_in(today).meet(table.period)
    if shaded:
        names = " and ".join(words.day(day) for day in shaded.dates)
        said += f". Costs of {names} are still coming in"
    if table.period.days > WEEKLY_FROM:
        said += ". Bars are weeks from Monday"
    return f"{said}."

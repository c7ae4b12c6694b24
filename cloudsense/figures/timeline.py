"""Costs by day, week or month: stacked, as bars, or as lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST
from cloudsense.costs.granularity import add_up
from cloudsense.costs.hour import Span
from cloudsense.costs.period import Period
from cloudsense.figures import axes, theme
from cloudsense.figures.bars import Bars
from cloudsense.figures.style import Names, Style, exact

FEW_BARS = 31
"""Number of bars up to which lines have markers."""
EVERYTHING = "All"
NARROWEST, WIDEST = 0.12, 0.8
"""Width of a bar as a share of its slot: less for few bars, so that they don't fill the chart."""
NOTHING = 1e-9
"""Smaller sums are rounding errors of amounts that cancel out."""


def over_time(names: Names, bars: Bars, kind: str, style: Style) -> dict[str, Any] | None:
    """Chart over time; None without any amounts."""
    amounts = add_up(names.top.amounts, bars.spans)
    if abs(amounts).max(initial=0.0) < NOTHING:
        return None
    if kind == "bar":
        traces = [_total_trace(bars)]
        amounts = bars.sums[np.newaxis]
    else:
        traces = _traces(names, amounts, bars, kind, style)
    x = [span.start.isoformat() for span in bars.spans]
    for trace in traces:
        trace["x"] = x
    low, high = extent(amounts, kind)
    amount_axis = axes.amounts(low, high, style.currency)
    layout = frame_of_bars(bars, style, amount_axis)
    return {"data": traces, "layout": layout}


def frame_of_bars(bars: Bars, style: Style, amount_axis: dict[str, Any]) -> dict[str, Any]:
    """Layout of the chart."""
    enough = NARROWEST + len(bars.spans) / 10
    width = min(WIDEST, enough)
    return theme.layout(
        margin=axes.margin(amount_axis),
        barmode="relative",
        bargap=1 - width,
        xaxis=axes.dates(bars.spans, bars.granularity),
        yaxis=amount_axis,
        meta=_said_of_bars(bars, style),
        **_shading(bars),
    )


def _traces(
    names: Names,
    amounts: np.ndarray,
    bars: Bars,
    kind: str,
    style: Style,
) -> list[dict[str, Any]]:
    keys = names.top.names
    single = len(bars.spans) == 1
    traces = []
    for key, name, row in zip(keys, names.named, amounts, strict=True):
        trace = _trace(name, row, bars, kind, style, key)
        trace["meta"] = leads_to(key, style, single)
        traces.append(trace)
    if names.rest:
        largest = bars.largest(names.rest, names.amounts_of_rest)
        traces[-1]["meta"]["largest"] = largest
    return traces


def extent(amounts: np.ndarray, kind: str) -> tuple[float, float]:
    """Lowest and highest drawn value of `amounts` (names x bars)."""
    if kind == "line":
        return float(np.nanmin(amounts)), float(np.nanmax(amounts))
    below = amounts.clip(max=0).sum(axis=0)
    above = amounts.clip(min=0).sum(axis=0)
    return float(below.min()), float(above.max())


def mode_of_line(row: np.ndarray) -> str:
    """Plotly mode of a line: markers for few bars."""
    return "lines+markers" if len(row) <= FEW_BARS else "lines"


def leads_to(key: str, style: Style, single: bool = False) -> dict[str, Any]:
    """Addresses of a bar and of its name. The rest has only that of its days, and a `single` bar
    only that of the name."""
    href = style.href(key)
    if single:
        return {"open": href, "href": href}
    opens = style.template(None if key == REST else key)
    return {"open": opens, "href": href}


def _said_of_bars(bars: Bars, style: Style) -> dict[str, Any]:
    return {
        "unit": bars.unit,
        "when": [bars.when(span) for span in bars.spans],
        "open": style.template(None) if len(bars.spans) > 1 else None,
        "periods": [_address(span, style) for span in bars.spans],
        "totals": bars.totals,
        "remarks": bars.remarks,
    }


def _address(span: Span, style: Style) -> str:
    """Period of a span in addresses; hours have none."""
    return style.period_text(span) if isinstance(span, Period) else ""


def _total_trace(bars: Bars) -> dict[str, Any]:
    return {
        "name": EVERYTHING,
        "type": "bar",
        "y": exact(bars.sums),
        "marker": {"color": theme.TOTAL},
        "meta": {},
    }


def _trace(
    name: str, row: np.ndarray, bars: Bars, kind: str, style: Style, key: str
) -> dict[str, Any]:
    colour = style.colour(key)
    texts = _texts(row, bars, style.currency)
    if kind == "line":
        look: dict[str, Any] = {"marker": {"size": 7}, "cliponaxis": False}
        mode = mode_of_line(row)
        return theme.line(exact(row), colour, name=name, text=texts, mode=mode, **look)
    return {
        "name": name,
        "type": "bar",
        "y": exact(row),
        "text": texts,
        "marker": {"color": colour},
        "textposition": "none",
    }


def _texts(row: np.ndarray, bars: Bars, currency: str) -> list[str]:
    """Amount of each bar, and its share of all names."""
    is_sensible = bars.sums >= formatting.HALF_A_CENT
    shares = row / np.where(is_sensible, bars.sums, np.inf)
    pairs = zip(row.tolist(), shares.tolist(), strict=True)
    texts = []
    for amount, share in pairs:
        money = formatting.money(amount, currency)
        percent = formatting.percent(round(share, 3))
        texts.append(f"{money} · {percent}")
    return texts


def _shading(bars: Bars) -> dict[str, Any]:
    """Shading behind bars of incomplete weeks, months or days. Bar `n` is centered on `n`."""
    incomplete = []
    shapes = []
    for n, span in enumerate(bars.spans):
        if not bars.is_complete(span):
            incomplete.append(n)
        elif not bars.is_whole(span):
            shapes.append(axes.shade(n, n))
    if not incomplete:
        return {"shapes": shapes}
    first, last = incomplete[0], incomplete[-1]
    note = theme.note("incomplete", last + 0.5, 1, yref="paper", xanchor="right")
    shapes.append(axes.shade(first, last))
    return {"shapes": shapes, "annotations": [note]}

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
"""Up to this many bars a line has a dot for each."""
EVERYTHING = "All"
NARROWEST, WIDEST = 0.12, 0.8
"""The part of its place that a bar takes: less for a few bars, so that they don't fill the
chart."""
NOTHING = 1e-9
"""Smaller sums are rounding errors of numbers that cancel out."""


def over_time(names: Names, bars: Bars, kind: str, style: Style) -> dict[str, Any] | None:
    """None where there is nothing to be seen."""
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
    amount_axis = axes.amounts(*_extent(amounts, kind), style.currency)
    return {"data": traces, "layout": frame_of_bars(bars, style, amount_axis)}


def frame_of_bars(bars: Bars, style: Style, amount_axis: dict[str, Any]) -> dict[str, Any]:
    """The layout around them."""
    width = min(WIDEST, NARROWEST + len(bars.spans) / 10)
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
    single = len(bars.spans) == 1
    traces = []
    for key, name, row in zip(names.top.names, names.named, amounts, strict=True):
        trace = _trace(name, row, bars, kind, style, key)
        traces.append(trace | {"meta": _meta(key, style, single)})
    if names.rest:
        largest = bars.largest(names.rest, names.amounts_of_rest)
        traces[-1]["meta"]["largest"] = largest
    return traces


def _extent(amounts: np.ndarray, kind: str) -> tuple[float, float]:
    """The lowest and the highest amount that is drawn."""
    if kind == "line":
        return float(amounts.min()), float(amounts.max())
    below = amounts.clip(max=0).sum(axis=0)
    above = amounts.clip(min=0).sum(axis=0)
    return float(below.min()), float(above.max())


def _meta(key: str, style: Style, single: bool) -> dict[str, Any]:
    """Where a bar leads to, and where its name does. The rest leads to its days only."""
    href = style.href(key)
    if single:
        return {"open": href, "href": href}
    opens = style.template(None if key == REST else key)
    return {"open": opens, "href": href}


def _said_of_bars(bars: Bars, style: Style) -> dict[str, Any]:
    return {
        "unit": bars.unit,
        "when": [bars.when(span) for span in bars.spans],
        "open": None if len(bars.spans) == 1 else style.template(None),
        "periods": [_address(span, style) for span in bars.spans],
        "totals": bars.totals,
        "remarks": bars.remarks,
    }


def _address(span: Span, style: Style) -> str:
    """Of its days, as an address has them; an hour has none."""
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
    common = {"name": name, "y": exact(row), "text": _texts(row, bars, style.currency)}
    if kind != "line":
        look = {"type": "bar", "marker": {"color": colour}, "textposition": "none"}
        return common | look
    return common | {
        "type": "scatter",
        "mode": "lines+markers" if len(row) <= FEW_BARS else "lines",
        "line": {"color": colour, "width": 2},
        "marker": {"size": 7},
        "cliponaxis": False,
    }


def _texts(row: np.ndarray, bars: Bars, currency: str) -> list[str]:
    """The amount of each bar, and its share of all names."""
    sums = bars.sums
    is_sensible = sums >= formatting.HALF_A_CENT
    shares = np.divide(row, sums, out=np.zeros_like(row), where=is_sensible)
    texts = []
    for amount, share in zip(row.tolist(), shares.tolist(), strict=True):
        percent = formatting.percent(round(share, 3))
        texts.append(f"{formatting.money(amount, currency)} · {percent}")
    return texts


def _shading(bars: Bars) -> dict[str, Any]:
    """Behind bars of a part of a week or month, or with incomplete days. Bar `n` is centred on
    `n`."""
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
    note = {
        "text": "incomplete",
        "xref": "x",
        "yref": "paper",
        "x": last + 0.5,
        "y": 1,
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11},
    }
    return {"shapes": [*shapes, axes.shade(first, last)], "annotations": [note]}

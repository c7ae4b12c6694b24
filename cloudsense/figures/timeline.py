"""Costs by day, week or month: stacked, as bars, or as lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST
from cloudsense.costs.granularity import add_up
from cloudsense.figures import axes, theme
from cloudsense.figures.bars import Bars
from cloudsense.figures.style import Names, Style, exact

FEW_BARS = 31
"""Up to this many bars a line has a dot for each."""
EVERYTHING = "All"
NARROWEST, WIDEST = 0.12, 0.8
"""Parts of its place that a bar takes; of one or two bars less, so that they don't fill the chart."""
NOTHING = 1e-9
"""What is smaller is a rest of adding up numbers that cancel each other out."""


def over_time(names: Names, bars: Bars, kind: str, style: Style) -> dict[str, Any] | None:
    """None where there is nothing to be seen."""
    amounts = add_up(names.top.amounts, bars.spans)
    if abs(amounts).max(initial=0.0) < NOTHING:
        return None
    x = [span.start.isoformat() for span in bars.spans]
    single = len(bars.spans) == 1
    if kind == "bar":
        traces = [_total_trace(bars)]
        low, high = float(bars.sums.min()), float(bars.sums.max())
    else:
        traces = [
            _trace(name, row, bars, kind, style, key) | {"meta": _meta(key, style, single)}
            for key, name, row in zip(names.top.names, names.named, amounts, strict=True)
        ]
        low, high = _extent(amounts, kind)
    if names.rest and kind != "bar":
        traces[-1]["meta"]["largest"] = bars.largest(names.rest, names.amounts_of_rest)
    amount_axis = axes.amounts(low, high, style.currency)
    layout = theme.layout(
        margin=axes.margin(amount_axis),
        barmode="relative",
        bargap=1 - min(WIDEST, NARROWEST + len(bars.spans) / 10),
        xaxis=axes.dates(bars.spans, bars.granularity),
        yaxis=amount_axis,
        meta=_said_of_bars(bars, style),
        **_shading(bars),
    )
    return {"data": [trace | {"x": x} for trace in traces], "layout": layout}


def _extent(amounts: np.ndarray, kind: str) -> tuple[float, float]:
    """The lowest and the highest amount that is drawn."""
    if kind == "line":
        return float(amounts.min()), float(amounts.max())
    below = amounts.clip(max=0).sum(axis=0)
    above = amounts.clip(min=0).sum(axis=0)
    return float(below.min()), float(above.max())


def _meta(key: str, style: Style, single: bool) -> dict[str, Any]:
    """Where a bar leads to, and where its name does; the rest leads to its days only."""
    if single:
        return {"open": style.into(key), "href": style.into(key)}
    return {"open": style.template(None if key == REST else key), "href": style.into(key)}


def _said_of_bars(bars: Bars, style: Style) -> dict[str, Any]:
    return {
        "unit": bars.unit,
        "when": [bars.when(span) for span in bars.spans],
        "open": None if len(bars.spans) == 1 else style.template(None),
        "periods": [style.period_text(span) for span in bars.spans],
        "totals": bars.totals,
        "remarks": bars.remarks,
    }


def _total_trace(bars: Bars) -> dict[str, Any]:
    return {
        "name": EVERYTHING,
        "type": "bar",
        "y": exact(bars.sums),
        "marker": {"color": theme.TOTAL},
        "meta": {},
    }


def _trace(name: str, row: np.ndarray, bars: Bars, kind: str, style: Style, key: str) -> dict[str, Any]:
    colour = style.colour(key)
    shares = np.divide(row, bars.sums, out=np.zeros_like(row), where=bars.sums >= formatting.HALF_A_CENT)
    texts = [
        f"{formatting.money(amount, style.currency)} · {formatting.percent(round(share, 3))}"
        for amount, share in zip(row.tolist(), shares.tolist(), strict=True)
    ]
    trace: dict[str, Any] = {"name": name, "y": exact(row), "text": texts}
    if kind == "line":
        mode = "lines+markers" if len(row) <= FEW_BARS else "lines"
        line, marker = {"color": colour, "width": 2}, {"size": 7}
        return trace | {"type": "scatter", "mode": mode, "line": line, "marker": marker, "cliponaxis": False}
    return trace | {"type": "bar", "marker": {"color": colour}, "textposition": "none"}


def _shading(bars: Bars) -> dict[str, Any]:
    """Behind bars that are parts of a week or month, or to which AWS still adds; a bar stands around its number."""
    incomplete = [n for n, span in enumerate(bars.spans) if not bars.is_complete(span)]
    parts = [n for n, span in enumerate(bars.spans) if not bars.is_whole(span) and n not in incomplete]
    shapes = [_shade(n, n) for n in parts]
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
    return {"shapes": [*shapes, _shade(first, last)], "annotations": [note]}


def _shade(first: int, last: int) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": first - 0.5,
        "x1": last + 0.5,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": "rgba(128,138,155,0.16)",
    }

"""Chart of Explore: amounts of the largest names by day, week or month, or their shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST
from cloudsense.figures import axes, theme
from cloudsense.figures.bars import Bars
from cloudsense.figures.style import Style, exact
from cloudsense.figures.timeline import (
    NOTHING,
    extent,
    frame_of_bars,
    leads_to,
    mode_of_line,
)

PERCENT_TICKS = (0, 20, 40, 60, 80, 100)
HATCH = {"shape": "/", "fillmode": "overlay", "size": 6, "fgopacity": 1}
"""Hatching of costs without the tag, recognizable without colors."""
HATCH_LINE, HATCH_GROUND = "#7f8793", "rgba(128,138,155,0.25)"


@dataclass(frozen=True)
class ExploreStyle:
    """Labels, colors and links of the chart's names."""

    style: Style
    without: str | None
    """Name of costs without the tag or cost category; None if every cost has a value."""
    says: Callable[[float], str]
    """Formats an amount."""
    is_cost: bool = True
    """Whether bars have a share and a change."""
    prefix: str = "$"
    """Prefix of amounts; empty for quantities."""

    @property
    def currency(self) -> str:
        """Currency of the axis."""
        return self.style.currency if self.prefix else ""


def figure(
    drawn: tuple[tuple[str, ...], np.ndarray],
    others: int,
    bars: Bars,
    kind: str,
    look: ExploreStyle,
) -> dict[str, Any] | None:
    """Chart of the largest names and the remaining `others` names, with their amounts by bar; None
    without positive or negative amounts."""
    names, amounts = drawn
    if np.nanmax(np.abs(amounts), initial=0.0) < NOTHING:
        return None
    heights = _shares(amounts) if kind == "share" else amounts
    starts = [span.start.isoformat() for span in bars.spans]
    rest = f"{others:,} others"
    traces = []
    for n, key in enumerate(names):
        name = rest if key == REST else look.style.label(key)
        trace = _trace(key, name, heights[n], kind, look)
        trace["text"] = _texts(amounts[n], bars.sums, look)
        trace["x"] = starts
        traces.append(trace)
    axis = _axis(heights, kind, look)
    layout = frame_of_bars(bars, look.style, axis)
    if not look.is_cost:
        meta = layout["meta"]
        totals = bars.sums.tolist()
        meta["totals"] = list(map(look.says, totals))
        meta["remarks"] = [""] * len(bars.spans)
    return {"data": traces, "layout": layout}


def _shares(amounts: np.ndarray) -> np.ndarray:
    """Percentages of each column's positive sum; negative amounts have none."""
    above = amounts.clip(min=0)
    sums = above.sum(axis=0)
    shares = np.zeros_like(above)
    return np.asarray(np.divide(above * 100, sums, out=shares, where=sums > NOTHING))


def _axis(drawn: np.ndarray, kind: str, look: ExploreStyle) -> dict[str, Any]:
    if kind == "share":
        texts = [f"{tick}%" for tick in PERCENT_TICKS]
        return theme.axis(PERCENT_TICKS, texts, (0, 100), gridcolor="#e2e5ea")
    low, high = extent(drawn, kind)
    return axes.amounts(low, high, look.currency)


def _trace(key: str, name: str, row: np.ndarray, kind: str, look: ExploreStyle) -> dict[str, Any]:
    style = look.style
    colour = style.colour(key)
    heights = [height if height == height else None for height in exact(row)]
    common: dict[str, Any] = {"name": name, "meta": leads_to(key, style)}
    is_hatched = key == look.without
    if kind == "line":
        common |= {"mode": mode_of_line(row), "marker": {"size": 6}, "cliponaxis": False}
        dash = "dot" if is_hatched else "solid"
        return theme.line(heights, theme.GREY if is_hatched else colour, dash=dash, **common)
    marker: dict[str, Any] = {"color": colour}
    if is_hatched:
        lines = {"bgcolor": HATCH_GROUND, "fgcolor": HATCH_LINE, **HATCH}
        marker = {"color": HATCH_GROUND, "pattern": lines}
    return common | {"y": heights, "type": "bar", "marker": marker, "textposition": "none"}


def _texts(row: np.ndarray, sums: np.ndarray, look: ExploreStyle) -> list[str]:
    """Amount of each bar, and its share of all."""
    texts = []
    pairs = zip(row.tolist(), sums.tolist(), strict=True)
    for amount, total in pairs:
        said = look.says(amount)
        if look.is_cost and total >= formatting.HALF_A_CENT:
            share = round(amount / total, 3)
            said += f" · {formatting.percent(share)}"
        texts.append(said)
    return texts

"""The chart of Explore: amounts of the largest names by day, week or month, or their shares."""

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
from cloudsense.figures.timeline import FEW_BARS, NOTHING, frame_of_bars

PERCENT_TICKS = 5
HATCH = {"shape": "/", "fillmode": "overlay", "size": 6, "fgopacity": 1}
"""Of costs without the tag: another look than any name's, without colours too."""
HATCH_LINE, HATCH_GROUND = "#7f8793", "rgba(128,138,155,0.25)"


@dataclass(frozen=True)
class ExploreStyle:
    """How the names of the chart are called and coloured, and where they lead to."""

    style: Style
    without: str | None
    """The name of costs without the tag or cost category; None where every cost has a value."""
    says: Callable[[float], str]
    """An amount as a text."""
    is_cost: bool = True
    """Whether a bar has a share and a change."""
    prefix: str = "$"
    """Of amounts; empty for quantities."""

    @property
    def currency(self) -> str:
        """Of the axis."""
        return self.style.currency if self.prefix else ""


def figure(
    drawn: tuple[tuple[str, ...], np.ndarray],
    others: int,
    bars: Bars,
    kind: str,
    look: ExploreStyle,
) -> dict[str, Any] | None:
    """Of the largest names with the rest of `others` names, and their amounts by bar; None where
    nothing is to be seen."""
    names, amounts = drawn
    if not amounts.size or np.nanmax(np.abs(amounts), initial=0.0) < NOTHING:
        return None
    heights = _shares(amounts) if kind == "share" else amounts
    traces = []
    for n, key in enumerate(names):
        name = f"{others:,} others" if key == REST else look.style.label(key)
        trace = _trace(key, name, heights[n], kind, look)
        trace["text"] = _texts(amounts[n], bars.sums, look)
        trace["x"] = [span.start.isoformat() for span in bars.spans]
        traces.append(trace)
    layout = frame_of_bars(bars, look.style, _axis(heights, kind, look))
    if not look.is_cost:
        layout["meta"]["totals"] = [look.says(amount) for amount in bars.sums.tolist()]
        layout["meta"]["remarks"] = [""] * len(bars.spans)
    return {"data": traces, "layout": layout}


def _shares(amounts: np.ndarray) -> np.ndarray:
    """Percent of what is above zero in each column; what is below zero has no share."""
    above = amounts.clip(min=0)
    sums = above.sum(axis=0)
    shares = np.divide(above * 100, sums, out=np.zeros_like(above), where=sums > NOTHING)
    return np.asarray(shares)


def _axis(drawn: np.ndarray, kind: str, look: ExploreStyle) -> dict[str, Any]:
    if kind == "share":
        ticks = [100 * n / PERCENT_TICKS for n in range(PERCENT_TICKS + 1)]
        texts = [f"{tick:.0f}%" for tick in ticks]
        return theme.axis(ticks, texts, (0, 100), gridcolor="#e2e5ea")
    if kind == "line":
        return axes.amounts(float(np.nanmin(drawn)), float(np.nanmax(drawn)), look.currency)
    below = float(drawn.clip(max=0).sum(axis=0).min())
    above = float(drawn.clip(min=0).sum(axis=0).max())
    return axes.amounts(below, above, look.currency)


def _trace(key: str, name: str, row: np.ndarray, kind: str, look: ExploreStyle) -> dict[str, Any]:
    style = look.style
    meta = {"open": style.template(None if key == REST else key), "href": style.href(key)}
    colour = style.colour(key)
    heights = [height if height == height else None for height in exact(row)]
    common = {"name": name, "y": heights, "meta": meta}
    is_hatched = key == look.without
    if kind == "line":
        dash = "dot" if is_hatched else "solid"
        line = {"color": theme.GREY if is_hatched else colour, "width": 2, "dash": dash}
        mode = "lines+markers" if len(row) <= FEW_BARS else "lines"
        more = {"type": "scatter", "mode": mode, "line": line, "marker": {"size": 6}}
        return common | more | {"cliponaxis": False}
    marker: dict[str, Any] = {"color": colour}
    if is_hatched:
        lines = {"bgcolor": HATCH_GROUND, "fgcolor": HATCH_LINE, **HATCH}
        marker = {"color": HATCH_GROUND, "pattern": lines}
    return common | {"type": "bar", "marker": marker, "textposition": "none"}


def _texts(row: np.ndarray, sums: np.ndarray, look: ExploreStyle) -> list[str]:
    """The amount of each bar, and its share of all."""
    texts = []
    for amount, total in zip(row.tolist(), sums.tolist(), strict=True):
        said = look.says(amount)
        if look.is_cost and total >= formatting.HALF_A_CENT:
            said += f" · {formatting.percent(round(amount / total, 3))}"
        texts.append(said)
    return texts

"""Colours and the Plotly template. Light and dark differ by style sheet only, so a figure is the same in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from cloudsense.costs.analysis import REST

PALETTE = ("#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#a463f2", "#ff8ab7", "#97bbf5", "#9c6b4e")
GREY = "#9498a0"
GROUPS = {"Instances": "#4269d0", "EBS": "#6cc5b0", "Network": "#efb118"}
"""Colours of groups of families."""

Colour = Callable[[str], str]


def colours(ranking: Sequence[str], shown: Sequence[str]) -> Colour:
    """A colour for every name in `shown`.

    The first names of `ranking` have their own, whatever else is shown; the rest take what is left over, then grey.
    """
    known = dict(zip(ranking, PALETTE, strict=False))
    free = [colour for colour in PALETTE if colour not in {known.get(name) for name in shown}]
    others = [name for name in shown if name not in known and name != REST]
    known |= dict(zip(others, free, strict=False))
    return lambda name: known.get(name, GREY)


def plain(text: str) -> str:
    """Text for a hover label, where Plotly reads tags and `%{...}`, as it is."""
    return escape(text, quote=False).replace("%", "&#37;")


def layout(**more: Any) -> dict[str, Any]:
    """A Plotly layout without `automargin`, which would draw everything twice."""
    axis = {"showline": False, "ticks": "", "zeroline": False, "fixedrange": True}
    apart = {"ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)"}  # the first day from the lowest amount
    return {
        "font": {"family": "Inter, system-ui, sans-serif", "size": 12, "color": "#5a6472"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 54, "r": 6, "t": 14, "b": 26},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": "Inter, system-ui, sans-serif", "size": 12.5}},
        "dragmode": False,
        "xaxis": {**axis, **apart, "type": "date", "showgrid": False, "tickformat": "%b %-d", "nticks": 8},
        "yaxis": {**axis, "gridcolor": "#e2e5ea", "nticks": 6, "rangemode": "tozero"},
        "bargap": 0.2,
        **more,
    }

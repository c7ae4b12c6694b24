"""Colors and Plotly layout. Figures are the same in light and dark: only
the style sheet differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cloudsense.costs.analysis import REST
from cloudsense.costs.dimension import ABSENT

PALETTE = (
    "#4269d0",
    "#efb118",
    "#ff725c",
    "#6cc5b0",
    "#3ca951",
    "#a463f2",
    "#ff8ab7",
    "#97bbf5",
    "#9c6b4e",
)
MORE = (
    *("#2f4b9a", "#a87800", "#b8463a", "#3d8f7c", "#1f7a35", "#6a2fb0"),
    *("#c94f86", "#5b86cf", "#6b4630", "#b3a31a", "#4a7f8c"),
)
"""Colors for charts with more names."""
GREY = "#9498a0"
TOTAL = "#5f7088"
"""Color of bars that are not split."""
GROUPS = {"Instances": "#0e8fb3", "EBS": "#8a8f1d", "Network": "#c2487e"}
"""Colors of family groups; different from the colors of names."""
INKS = ("#ffffff", "#14181f")
"""Text colors on any of these colors."""

Colour = Callable[[str], str]


def colours(
    ranking: Sequence[str], named: Sequence[str], palette: Sequence[str] = PALETTE
) -> Colour:
    """Color for each named name, and grey for all others.

    The first names of `ranking` have fixed colors; the others take the remaining ones. Costs
    without a value, such as a tag, are grey.
    """
    own = dict(zip(ranking, palette, strict=False))
    known = {name: own[name] for name in named if name in own}
    free = [colour for colour in palette if colour not in known.values()]
    taken = {REST, ABSENT, *known}
    others = [name for name in named if name not in taken]
    known |= dict(zip(others, free, strict=False))
    return lambda name: known.get(name, GREY)


def ink(colour: str) -> str:
    """Text color with the best contrast on `colour`."""
    return max(INKS, key=lambda one: contrast(one, colour))


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colors such as `#4269d0`, from 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = bytes.fromhex(colour.removeprefix("#"))
    red, green, blue = map(_linear, channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: int) -> float:
    """Linear light of an sRGB channel, 0 to 255."""
    value = channel / 255
    if value <= 0.04045:
        return value / 12.92
    return float(((value + 0.055) / 1.055) ** 2.4)


def layout(**more: Any) -> dict[str, Any]:
    """Plotly layout without `automargin`, which renders everything twice, and without tooltips,
    which the page shows."""
    return {
        "font": {"family": "Inter, system-ui, sans-serif", "size": 12, "color": "#5a6472"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        **more,
    }


def axis(
    places: Sequence[float],
    texts: Sequence[str],
    span: tuple[float, float],
    **more: Any,
) -> dict[str, Any]:
    """Axis over the whole `span` with exactly these ticks."""
    return {
        "showline": False,
        "ticks": "",
        "zeroline": False,
        "fixedrange": True,
        "range": list(span),
        "tickmode": "array",
        "tickvals": list(places),
        "ticktext": list(texts),
        **more,
    }


def line(
    y: Sequence[float | None], colour: str, width: float = 2, dash: str = "solid", **more: Any
) -> dict[str, Any]:
    """Plotly trace of a line; hidden with a width of 0."""
    return {
        "type": "scatter",
        "mode": "lines",
        "y": list(y),
        "line": {"color": colour, "width": width, "dash": dash},
        "meta": {},
        **more,
    }


def note(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """Plotly annotation without an arrow, above a point of the chart."""
    return {
        "text": text,
        "xref": "x",
        "yref": "y",
        "x": x,
        "y": y,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11},
        **more,
    }

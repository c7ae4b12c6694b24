"""Configuration of all Plotly charts."""

from __future__ import annotations

from typing import Any

from dash import dcc

CHART_CONFIG: Any = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "displayModeBar": False,
}
NO_FIGURE: dict[str, Any] = {
    "data": [],
    "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}},
}
"""Figure of an empty chart."""


def graph(name: str) -> dcc.Graph:
    """Build an empty chart with this id."""
    return dcc.Graph(
        id=name,
        config=CHART_CONFIG,
        figure=NO_FIGURE,
        className="chart",
        responsive=True,
    )

"""What every chart of Plotly's is configured with."""

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
"""An empty chart, until there is one."""


def graph(name: str) -> dcc.Graph:
    """The place of a chart, by its id."""
    return dcc.Graph(
        id=name,
        config=CHART_CONFIG,
        figure=NO_FIGURE,
        className="chart",
        responsive=True,
    )

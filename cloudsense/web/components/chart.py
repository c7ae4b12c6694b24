"""What every chart of Plotly's is configured with."""

from __future__ import annotations

from typing import Any

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

"""Layout of the Anomalies page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.components.chart import graph
from cloudsense.web.kit import Content, CostChart
from cloudsense.web.pages.base import Part
from cloudsense.web.pages.page_frame import controls, footer, message_area, panel

NAME = "anomalies"
ANSWER = f"{NAME}-answer"
TREND, TREND_FRAME, TREND_CHART = "anomaly-trend", "anomaly-trend-frame", "anomaly-trend-chart"
GATES = "anomaly-gates"
OPEN, OPEN_FRAME, OPEN_CHART = "anomaly-open", "anomaly-open-frame", "anomaly-open-chart"
FACTS = "anomaly-facts"
LIST = "anomaly-list"
PARTS = (
    Part(ANSWER, ("nodes",)),
    Part(TREND, ("view",)),
    Part(TREND_FRAME, ("label",)),
    Part(TREND_CHART, ("figure",)),
    Part(GATES, ("view",)),
    Part(OPEN, ("view",)),
    Part(OPEN_FRAME, ("label",)),
    Part(OPEN_CHART, ("figure",)),
    Part(FACTS, ("view",)),
    Part(LIST, ("view",)),
)
ACTIONS = (GATES, FACTS, LIST)
"""Components with buttons that switch AWS's anomalies, mute, or add a note."""


def layout() -> list[Component]:
    """Build the summary, daily costs next to the thresholds, the open anomaly, and the list."""
    daily = CostChart(TREND_FRAME, graph(TREND_CHART))
    largest = CostChart(OPEN_FRAME, graph(OPEN_CHART))
    bars, rows = skeletons.chart(), skeletons.table()
    panels = [
        panel(TREND, "Daily cost", bars, daily, look="panel-filled"),
        panel(GATES, "Thresholds", skeletons.lines(3)),
        panel(OPEN, "Largest", bars, largest, look="panel-filled"),
        panel(FACTS, "Root causes", skeletons.lines()),
        panel(LIST, "Anomalies", rows, look="anomaly-list"),
    ]
    waiting = skeletons.lines(2)
    return [
        controls(NAME),
        message_area(NAME),
        Content(ANSWER, className="answer", nodes=[waiting]),
        html.Div(panels, className="anomaly-panels"),
        footer(NAME),
    ]

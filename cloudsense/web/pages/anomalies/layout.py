"""Layout of the Anomalies page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.kit import Content
from cloudsense.web.pages.page_frame import chart_panel, controls, footer, message_area, panel

NAME = "anomalies"
ANSWER = f"{NAME}-answer"
TREND = "anomaly-trend"
GATES = "anomaly-gates"
OPEN = "anomaly-open"
FACTS = "anomaly-facts"
LIST = "anomaly-list"
TITLES = {
    TREND: "Daily cost",
    GATES: "Thresholds",
    OPEN: "Largest",
    FACTS: "Root causes",
    LIST: "Anomalies",
}
"""Titles of panels."""
ACTIONS = (GATES, FACTS, LIST)
"""Components with buttons that switch AWS's anomalies, mute, or add a note."""


def layout() -> list[Component]:
    """Build the summary, daily costs next to the thresholds, the open anomaly, and the list."""
    bars, rows = skeletons.chart(), skeletons.table()
    panels = [
        chart_panel(TREND, TITLES[TREND], bars, "panel-filled"),
        panel(GATES, TITLES[GATES], skeletons.lines(3)),
        chart_panel(OPEN, TITLES[OPEN], bars, "panel-filled"),
        panel(FACTS, TITLES[FACTS], skeletons.lines()),
        panel(LIST, TITLES[LIST], rows, look="anomaly-list"),
    ]
    waiting = skeletons.lines(2)
    return [
        controls(NAME),
        message_area(NAME),
        Content(ANSWER, className="answer", nodes=[waiting]),
        html.Div(panels, className="anomaly-panels"),
        footer(NAME),
    ]

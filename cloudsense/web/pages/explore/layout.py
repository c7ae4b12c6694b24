"""Layout of the Explore page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.kit import (
    Content,
    ExportMenu,
    FilterBar,
    FoldedControls,
    PeriodPicker,
    PivotTable,
)
from cloudsense.web.pages import page_frame

NAME = "explore"
QUESTION, GROUPS = "explore-question", "explore-groups"
RUN, VIEWS, PAYERS = "explore-run", "explore-views", "explore-payers"
ANSWER, UNTAGGED = "explore-answer", "explore-untagged"
PICTURE = "explore-picture"
PIVOT, TABLE = "explore-pivot", "explore-table"
BARS = 13


def layout() -> list[Component]:
    """Build the question with its price, messages, the summary, the chart and the table."""
    waiting = skeletons.lines(2)
    results = [
        Content(ANSWER, className="answer", live=True, nodes=[waiting]),
        html.Div(Content(UNTAGGED, className="untagged"), **page_frame.UNPRICED),
        html.Div([_picture(), _pivot()], className="panels"),
    ]
    return [
        _question(),
        html.Div(Content(PAYERS), **page_frame.UNPRICED),
        page_frame.message_area(NAME),
        html.Div(results, className="explore-results"),
        page_frame.footer(NAME),
    ]


def _question() -> Component:
    asked = [
        Content(GROUPS, className="options"),
        PeriodPicker(f"{NAME}-period"),
        Content(f"{NAME}-options", className="options"),
    ]
    where = [
        FilterBar(f"{NAME}-filters"),
        Content(VIEWS, className="options"),
        Content(f"{NAME}-status", className="status-line", live=True),
        ExportMenu(f"{NAME}-export"),
    ]
    rows = [
        html.Div(asked, className="controls-days"),
        html.Div(where, className="controls-costs"),
    ]
    run = Content(RUN, className="explore-run", live=True)
    parts = [FoldedControls(QUESTION, "the question", rows), run]
    return html.Div(parts, className="controls explore-question", **page_frame.UNPRICED)


def _picture() -> Component:
    bars = skeletons.chart(BARS)
    return page_frame.chart_panel(PICTURE, "Costs", bars, "panel-picture")


def _pivot() -> Component:
    rows = skeletons.table()
    return page_frame.panel(PIVOT, "Table", rows, PivotTable(TABLE), look="panel-pivot")

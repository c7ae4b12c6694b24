"""Layout of the Explore page, without data."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.components.chart import CHART_CONFIG, NO_FIGURE
from cloudsense.web.kit import (
    Content,
    CostChart,
    ExportMenu,
    FilterBar,
    FoldedControls,
    Panel,
    PeriodPicker,
    PivotTable,
)
from cloudsense.web.pages import frame
from cloudsense.web.pages.base import Part

NAME = "explore"
QUESTION, GROUPS = "explore-question", "explore-groups"
RUN, VIEWS, PAYERS = "explore-run", "explore-views", "explore-payers"
ANSWER, UNTAGGED = "explore-answer", "explore-untagged"
PICTURE, CHART, FRAME = "explore-picture", "explore-chart", "explore-frame"
PIVOT, TABLE = "explore-pivot", "explore-table"
BARS = 13
PIVOT_PROPS = (
    *("names", "columns", "groups", "total", "left", "compared", "prefix", "digits"),
    *("download", "opens", "of"),
)
RESULTS = (
    Part(ANSWER, ("nodes",)),
    Part(UNTAGGED, ("nodes",)),
    Part(PICTURE, ("view",)),
    Part(FRAME, ("label", "priced")),
    Part(CHART, ("figure",)),
    Part(PIVOT, ("view",)),
    Part(TABLE, PIVOT_PROPS),
)
PARTS = (
    Part(f"{NAME}-period", frame.PERIOD),
    Part(f"{NAME}-filters", frame.FILTERS),
    Part(f"{NAME}-options", ("nodes",)),
    Part(f"{NAME}-status", ("nodes",)),
    Part(QUESTION, ("nodes",)),
    Part(GROUPS, ("nodes",)),
    Part(RUN, ("nodes",)),
    Part(VIEWS, ("nodes",)),
    Part(PAYERS, ("nodes",)),
    *RESULTS,
)


def layout() -> list[Component]:
    """Build the question with its price, messages, the summary, the chart and the table."""
    results = html.Div(
        [
            Content(ANSWER, className="answer", live=True, nodes=[skeletons.lines(2)]),
            html.Div(Content(UNTAGGED, className="untagged"), **frame.UNPRICED),
            html.Div([_picture(), _pivot()], className="panels"),
        ],
        className="explore-results",
    )
    payers = html.Div(Content(PAYERS), **frame.UNPRICED)
    return [_question(), payers, frame.message_area(NAME), results, frame.footer(NAME)]


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
    return html.Div(parts, className="controls explore-question", **frame.UNPRICED)


def _picture() -> Component:
    graph = dcc.Graph(
        id=CHART, config=CHART_CONFIG, figure=NO_FIGURE, className="chart", responsive=True
    )
    look = "panel panel-picture"
    chart = CostChart(FRAME, graph)
    return Panel(PICTURE, "Costs", chart, className=look, skeleton=[skeletons.chart(BARS)])


def _pivot() -> Component:
    look = "panel panel-pivot"
    return Panel(PIVOT, "Table", PivotTable(TABLE), className=look, skeleton=[skeletons.table()])

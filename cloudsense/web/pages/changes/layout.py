"""Layout of the Changes page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.figures import change_split
from cloudsense.web.components import skeletons
from cloudsense.web.components.chart import graph
from cloudsense.web.kit import Content, CostChart, CostTable, Panel
from cloudsense.web.pages import frame
from cloudsense.web.pages.base import Part

NAME = "changes"
AGAINST, OPTIONS = "against-period", "against-options"
ANSWER, WHY = "difference", "why"
WATERFALL, CHART, FRAME = "waterfall", "waterfall-chart", "waterfall-frame"
MOVERS, TABLE = "movers", "movers-table"
PARTS = (
    Part(AGAINST, frame.PERIOD),
    Part(OPTIONS, ("nodes",)),
    Part(ANSWER, ("nodes",)),
    Part(WATERFALL, ("view",)),
    Part(FRAME, ("label", "priced")),
    Part(CHART, ("figure",)),
    Part(WHY, ("view",)),
    Part(MOVERS, ("view",)),
    Part(TABLE, ("columns", "rows", "total", "sort", "noun", "download", "of", "price_note")),
)
BARS = 12


def layout() -> list[Component]:
    """Build both periods, the summary, the chart next to its explanation, and the table."""
    panels = html.Div([_waterfall(), _why(), _movers()], className="panels changes-panels")
    look = "answer changes-answer"
    answer = Content(ANSWER, className=look, live=True, nodes=[skeletons.lines(2)])
    return [
        frame.controls(NAME, frame.compared_with(AGAINST, Content(OPTIONS, className="options"))),
        frame.message_area(NAME),
        html.Div(answer, **frame.UNPRICED),
        panels,
        frame.footer(NAME),
    ]


def _waterfall() -> Component:
    chart = CostChart(FRAME, graph(CHART))
    look = "panel panel-waterfall panel-filled"
    skeleton = [skeletons.chart(BARS)]
    return Panel(WATERFALL, "From one to the other", chart, className=look, skeleton=skeleton)


def _why() -> Component:
    look = "panel panel-why"
    return Panel(WHY, change_split.TITLE, className=look, skeleton=[skeletons.lines()])


def _movers() -> Component:
    look = "panel panel-movers"
    table = CostTable(TABLE)
    return Panel(MOVERS, "Movers", table, className=look, skeleton=[skeletons.table()])

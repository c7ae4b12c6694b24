"""Layout of the Changes page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.figures import change_split
from cloudsense.web.components import skeletons
from cloudsense.web.components.chart import graph
from cloudsense.web.kit import Content, CostChart, CostTable
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import Part

NAME = "changes"
AGAINST, OPTIONS = "against-period", "against-options"
ANSWER, WHY = "difference", "why"
WATERFALL, CHART, FRAME = "waterfall", "waterfall-chart", "waterfall-frame"
MOVERS, TABLE = "movers", "movers-table"
PARTS = (
    Part(AGAINST, page_frame.PERIOD),
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
    options = Content(OPTIONS, className="options")
    answer = Content(
        ANSWER,
        className="answer changes-answer",
        live=True,
        nodes=[skeletons.lines(2)],
    )
    return [
        page_frame.controls(NAME, page_frame.compared_with(AGAINST, options)),
        page_frame.message_area(NAME),
        html.Div(answer, **page_frame.UNPRICED),
        html.Div(_panels(), className="panels changes-panels"),
        page_frame.footer(NAME),
    ]


def _panels() -> list[Component]:
    chart = CostChart(FRAME, graph(CHART))
    bars = skeletons.chart(BARS)
    lines, rows = skeletons.lines(), skeletons.table()
    return [
        page_frame.panel(
            WATERFALL,
            "From one period to the other",
            bars,
            chart,
            look="panel-waterfall panel-filled",
        ),
        page_frame.panel(WHY, change_split.TITLE, lines, look="panel-why"),
        page_frame.panel(MOVERS, "Movers", rows, CostTable(TABLE), look="panel-movers"),
    ]

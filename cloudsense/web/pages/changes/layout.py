"""Layout of the Changes page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.figures import change_split
from cloudsense.web.components import skeletons
from cloudsense.web.kit import Content, CostTable
from cloudsense.web.pages import page_frame

NAME = "changes"
AGAINST, OPTIONS = "against-period", "against-options"
ANSWER, WHY = "difference", "why"
WATERFALL = "waterfall"
MOVERS, TABLE = "movers", "movers-table"
TITLES = {WATERFALL: "From one period to the other", WHY: change_split.TITLE, MOVERS: "Movers"}
"""Titles of panels."""
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
    bars, lines, rows = skeletons.chart(BARS), skeletons.lines(), skeletons.table()
    look = "panel-waterfall panel-filled"
    return [
        page_frame.chart_panel(WATERFALL, TITLES[WATERFALL], bars, look),
        page_frame.panel(WHY, TITLES[WHY], lines, look="panel-why"),
        page_frame.panel(MOVERS, TITLES[MOVERS], rows, CostTable(TABLE), "panel-movers"),
    ]

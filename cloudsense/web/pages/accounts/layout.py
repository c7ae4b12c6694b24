"""Layout of the Accounts page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.kit import Content, CostTable
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import Part

NAME = "accounts"
AGAINST = "accounts-against"
ANSWER = "accounts-answer"
LIST, TABLE = "accounts-list", "accounts-table"
MAP, CHANGED = "accounts-map", "accounts-changed"
UNITS = "accounts-units"
PAYERS = "accounts-payers"
PARTS = (
    Part(AGAINST, page_frame.PERIOD),
    Part(ANSWER, ("nodes",)),
    Part(LIST, ("view",)),
    Part(TABLE, ("columns", "rows", "total", "noun", "download", "of", "price_note", "currency")),
    Part(MAP, ("view",)),
    Part(CHANGED, ("view",)),
    Part(UNITS, ("nodes",)),
    Part(PAYERS, ("nodes",)),
)


def layout() -> list[Component]:
    """Build both periods, the summary, and the table next to the map and the largest changes."""
    main = html.Div([_list(), Content(UNITS)], className="accounts-main")
    beside = [_map(), _changed(), Content(PAYERS)]
    side = html.Div(beside, className="accounts-side")
    return [
        page_frame.controls(NAME, page_frame.compared_with(AGAINST)),
        page_frame.message_area(NAME),
        Content(
            ANSWER,
            className="answer accounts-answer",
            live=True,
            nodes=[skeletons.lines(2)],
        ),
        html.Div([main, side], className="panels accounts-panels"),
        page_frame.footer(NAME),
    ]


def _list() -> Component:
    rows = skeletons.table()
    return page_frame.panel(LIST, "Accounts", rows, CostTable(TABLE), look="panel-accounts")


def _map() -> Component:
    return page_frame.panel(MAP, "Cost by account", skeletons.chart(), look="panel-map")


def _changed() -> Component:
    return page_frame.panel(CHANGED, "Changed most", skeletons.changes(), look="panel-changed")

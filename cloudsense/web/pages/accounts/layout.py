"""Layout of the Accounts page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.figures import account_map
from cloudsense.web.components import skeletons
from cloudsense.web.kit import Content, CostTable
from cloudsense.web.pages import page_frame

NAME = "accounts"
AGAINST = "accounts-against"
ANSWER = "accounts-answer"
LIST, TABLE = "accounts-list", "accounts-table"
MAP, CHANGED = "accounts-map", "accounts-changed"
UNITS = "accounts-units"
PAYERS = "accounts-payers"
TITLES = {LIST: "Accounts", MAP: account_map.TITLE, CHANGED: "Changed most"}
"""Titles of panels."""


def layout() -> list[Component]:
    """Build both periods, the summary, and the table next to the map and the largest changes."""
    rows = CostTable(TABLE)
    listed = page_frame.panel(LIST, TITLES[LIST], skeletons.table(), rows, "panel-accounts")
    drawn = page_frame.panel(MAP, TITLES[MAP], skeletons.chart(), look="panel-map")
    changes = skeletons.changes()
    changed = page_frame.panel(CHANGED, TITLES[CHANGED], changes, look="panel-changed")
    main = html.Div([listed, Content(UNITS)], className="accounts-main")
    side = html.Div([drawn, changed, Content(PAYERS)], className="accounts-side")
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

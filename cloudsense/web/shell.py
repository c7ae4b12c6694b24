"""The static skeleton of the page: every id and every slot stands at first paint."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from cloudsense.web.components.panels import PANELS
from cloudsense.web.state import ids

INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<title>{%title%}</title>
<meta name="color-scheme" content="light dark">
<meta name="cloudsense-budget" content="__BUDGET__">
<meta name="cloudsense-filters" content="__FILTERS__">
<meta name="cloudsense-load" content="__LOAD__">
<link rel="icon" href="__ICON__" type="image/svg+xml">
<script src="__THEME__"></script>
{%css%}
</head>
<body>
{%app_entry%}
{%config%}{%scripts%}{%renderer%}
</body>
</html>
"""

POLITE: dict[str, Any] = {"aria-live": "polite"}
NUMBERS_LABEL: dict[str, Any] = {"aria-label": "The chart as a table"}
THEME_LABEL: dict[str, Any] = {"aria-label": "Light or dark"}
PAGES_LABEL: dict[str, Any] = {"aria-label": "Pages"}
CHART_CONFIG: Any = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"filename": "cloudsense", "scale": 2},
}


PAGES = (("overview", "Overview", "?"), ("data", "Data", "?page=data"))
TITLES = {panel.name: panel.title for panel in PANELS}


def layout(log_out: bool = False) -> Component:
    """The whole page, empty; with a button to log out where visitors log in."""
    leave = [html.Button("Log out", id="log-out", className="text")] if log_out else []
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.VIEWS),
            dcc.Store(id=ids.DRAWN),
            dcc.Store(id=ids.REVISION),
            dcc.Store(id=ids.TICK),
            dcc.Store(id=ids.ORDER),
            html.A("Skip to the costs", href="#main", className="skip"),
            _header(),
            html.Main(
                [
                    html.H1("AWS costs", className="unseen"),
                    html.Span("Press Enter to apply, Escape to cancel.", id=ids.BOX_KEYS, hidden=True),
                    html.Div([_slot("range"), _slot("filters"), _slot("dates")], className="controls"),
                    _slot("trail"),
                    html.Div([_slot("notices"), _retry()], className="notices", **POLITE),
                    _slot("inventory"),
                    html.Div([_tile(name) for name in ("total", "average", "month", "budget")], className="tiles"),
                    html.Div([_trend(), _panel("changes"), _table(), _side()], className="panels"),
                ],
                id="main",
            ),
            html.Footer([*leave, _slot("footer")], className="foot"),
        ],
        className="page",
        id="page",
    )


def _header() -> Component:
    return html.Header(
        [
            html.A([html.Span(className="logo"), "CloudSense"], href="?", className="brand", id="brand"),
            html.Nav(
                [html.A(title, href=href, id=f"to-{name}") for name, title, href in PAGES],
                className="nav",
                **PAGES_LABEL,
            ),
            html.Div(
                [
                    _slot("account"),
                    _slot("updated"),
                    dbc.Button(
                        ["Update Cost Data", html.Span(id="price", className="price")],
                        id=ids.UPDATE,
                        color="primary",
                        size="sm",
                    ),
                    html.Button(id="theme", className="icon", title="Light or dark", **THEME_LABEL),
                ],
                className="status",
            ),
        ],
        className="head",
    )


def _retry() -> Any:
    return dbc.Button("Try again", id=ids.RETRY, color="secondary", outline=True, size="sm", className="gone")


def _slot(name: str) -> Component:
    return html.Div(id=f"slot-{name}", className=f"slot {name}")


def _tile(name: str) -> Component:
    parts: list[Component] = [html.H2(TITLES[name], id=f"title-{name}")]
    if name == "budget":
        field = dbc.Input(
            id=ids.BUDGET,
            type="text",
            inputMode="decimal",
            placeholder="monthly amount",
            autoComplete="off",
            size="sm",
        )
        label = html.Label(TITLES[name], htmlFor=ids.BUDGET, id=f"title-{name}")
        parts = [html.Div([html.H2(label), field], className="budget-head")]
    return html.Section([*parts, html.Div(id=f"body-{name}", className="body")], className=f"tile tile-{name}")


def _panel(
    name: str, *tools: Component, more: list[Component] | None = None, last: Component | None = None
) -> Component:
    head = html.Div(
        [html.H2([html.Span(TITLES[name], id=f"title-{name}"), html.Small(id=f"note-{name}")]), *tools],
        className="panel-head",
    )
    said = html.P(id=f"said-{name}", className="said")
    body = html.Div(id=f"body-{name}", className="body")
    return html.Section([head, said, *(more or []), body, last], className=f"panel panel-{name}")


def _trend() -> Component:
    chart = dcc.Graph(id=ids.TREND, config=CHART_CONFIG, className="chart", responsive=True)
    table = html.Div(id="numbers", role="region", tabIndex="0", **NUMBERS_LABEL)
    numbers = html.Details([html.Summary("Show as table"), table], id="as-table", className="as-table")
    return _panel("trend", _slot("charts"), more=[html.Div(chart, className="chart-box", id="chart-box")], last=numbers)


def _side() -> Component:
    return html.Div([_panel("families"), _panel("charges")], className="side")


def _table() -> Component:
    csv = html.A("CSV", id="csv", href="costs.csv", download="cloudsense-costs.csv")
    copy = html.Button("Copy link", id="copy", className="text")
    return _panel("table", _slot("groupings"), html.Div([csv, copy], className="tools"))

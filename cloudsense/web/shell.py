"""The static skeleton: the head of the document, and the layout around all pages."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from cloudsense.web.kit import Finder, Header, Navigator, PageView
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.state import ids

INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<title>{%title%}</title>
<meta name="color-scheme" content="light dark">
<meta name="cloudsense-budgets" content="__BUDGETS__">
<meta name="cloudsense-filters" content="__FILTERS__">
<meta name="cloudsense-load" content="__LOAD__">
<link rel="icon" href="__ICON__" type="image/svg+xml">
<link rel="preload" href="__FONT__" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="__PLOTLY__" as="script">
<link rel="preload" href="_dash-layout" as="fetch" crossorigin>
<link rel="preload" href="_dash-dependencies" as="fetch" crossorigin>
<script src="__THEME__"></script>
{%css%}
<link rel="stylesheet" href="__KIT_CSS__">
</head>
<body>
{%app_entry%}
{%config%}{%scripts%}<script src="__PLOTLY__"></script>{%renderer%}
</body>
</html>
"""


NOT_RESPONDING = """The page shows the last data it received. \
Check that CloudSense is running; the page retries automatically."""


def layout(log_out: bool = False) -> Component:
    """Build every page, empty; with a button to log out where visitors log in."""
    pages = []
    views = []
    for page in PAGES:
        name = page.name
        pages.append({"name": name, "title": page.title, "icon": page.icon})
        views.append(PageView(view_id(name), name, page.components()))
    title = html.H1("AWS costs", className="unseen")
    body = [
        Header(ids.HEADER, pages=pages, log_out=log_out, main=ids.MAIN),
        Finder(ids.FINDER),
        html.Main([title, _connection(), *views], id=ids.MAIN),
    ]
    names = [page.name for page in PAGES]
    return Navigator(ids.NAVIGATOR, body, names)


def _connection() -> Any:
    """The notice that the `Navigator` shows while the server does not respond."""
    return dbc.Alert(
        [html.Strong("CloudSense is not responding."), html.P(NOT_RESPONDING)],
        id=ids.CONNECTION,
        is_open=False,
        fade=False,
        class_name="message stale",
    )


def view_id(page: str) -> str:
    """Id of the component that holds a page. The `Navigator` uses it, too."""
    return f"page-{page}"

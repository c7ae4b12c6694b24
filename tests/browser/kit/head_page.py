"""A page with the head alone above it, the script of the theme, and what both are given."""

from __future__ import annotations

from typing import Any

from dash import Dash, html
from kit_page import REPORTED

from cloudsense.web.app import assets_dir
from cloudsense.web.kit import Header

INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="cloudsense-budgets" content="">
<meta name="cloudsense-filters" content="service region">
<title>Kit</title>
<script>%s</script>
{%%css%%}
</head>
<body>{%%app_entry%%}{%%config%%}{%%scripts%%}{%%renderer%%}</body>
</html>
"""
PAGES = tuple(
    {"name": title.lower(), "title": title, "icon": title.lower()}
    for title in ("Overview", "Changes", "Anomalies", "Explore", "Budgets", "Accounts", "Data")
)
TWO_PAGES = (PAGES[0], PAGES[-1])
LINES = [
    ["Nov 21 – 24", "1 request · 1¢"],
    ["Months not yet final", "none"],
    ["Spent today", "3¢"],
    ["Spent this month", "9¢ of $1.00"],
]
ACCOUNT = {
    "name": "acme-payer",
    "number": "111222333444",
    "profile": "finops",
    "demo": False,
    "title": "AWS account, profile finops",
}


def status(**changes: Any) -> dict[str, Any]:
    """What the server says of a page, as a rule."""
    usual: dict[str, Any] = {
        "current": "overview",
        "links": {"overview": "?period=7d", "data": "?page=data&period=7d"},
        "counts": {"anomalies": 3},
        "account": ACCOUNT,
        "updated": {"state": "fresh", "text": "12 min ago", "title": "Nov 24, 09:48 UTC"},
        "update": {"price": "1¢", "lines": LINES, "shown": True},
        "through": "Nov 22",
    }
    return usual | changes


def header(**props: Any) -> Header:
    return Header("head", **{"pages": PAGES, "log_out": True, "status": status(), **props})


def arrange(app: Dash) -> None:
    """The component above the page instead of in it, and the script of the theme before all."""
    component = app.layout.children[0]
    reported = html.Pre(id=REPORTED)
    skeleton = [html.H1("Costs"), html.Div(style={"height": "1400px"}), html.A("last", href="?l")]
    app.layout = html.Div([component, html.Main([reported, *skeleton], id="main")])
    app.index_string = INDEX % (assets_dir() / "05-theme.js").read_text()

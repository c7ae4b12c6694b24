"""Layout of the Overview, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.components.chart import graph
from cloudsense.web.kit import BudgetField, CostChart, CostTable, Panel, Tile, Tiles
from cloudsense.web.pages.overview.panels import PANELS, TABLE
from cloudsense.web.pages.page_frame import controls, footer, message_area

NAME = "overview"
TILES = ("total", "average", "month")
_panels = {panel.name: panel for panel in PANELS}


def layout() -> list[Component]:
    """Build controls, tiles, and four panels around the trend."""
    return [
        controls(NAME, ranges=True),
        message_area(NAME),
        _tiles(),
        _grid(),
        footer(NAME),
    ]


def _tiles() -> Component:
    titles = {name: _panels[name].title for name in TILES}
    skeleton = [_panels["total"].skeleton]
    budget = _panels["budget"]
    field = BudgetField("budget-field")
    tile = Tile("budget", budget.title, field, className="tile-budget", skeleton=skeleton)
    others = Tiles("tiles", titles, skeleton=skeleton)
    return html.Div([others, tile], className="tiles")


def _grid() -> Component:
    trend = _panel("trend", CostChart("trend-frame", graph("trend-chart")))
    table = _panel("table", CostTable(TABLE))
    beside = [_panel("families"), _panel("charges")]
    side = html.Div(beside, className="side")
    panels = [trend, _panel("changes"), table, side]
    return html.Div(panels, className="panels")


def _panel(name: str, children: Component | None = None) -> Panel:
    panel = _panels[name]
    return Panel(
        name,
        panel.title,
        children,
        className=f"panel panel-{name}",
        skeleton=[panel.skeleton],
    )

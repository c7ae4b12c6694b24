"""The components of a page as HTML, with what its callback would give them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cloudsense.figures.chart_table import chart_table
from cloudsense.figures.hover import LONGEST, with_hover
from cloudsense.figures.nodes import el
from cloudsense.figures.sheet import Cell as FileCell
from cloudsense.figures.sheet import FileTable
from cloudsense.figures.table_data import Cell, Column, TableRow
from cloudsense.web.kit import (
    BudgetForm,
    Content,
    CostChart,
    CostTable,
    Panel,
    PivotTable,
    Tile,
    Tiles,
)
from cloudsense.web.pages.charts import children_of, figure_of
from cloudsense.web.pages.offline.markup import Room, element, left_out, markup, size, text, words
from cloudsense.web.pages.offline.pivot import pivot_table
from cloudsense.web.queries.price_tags import PageContent, Props

CONTROLS = "controls"
"""Class of boxes in which something is chosen."""
MANY = 500
"""Rows of a table: more of them go without trends and colours, so that the file stays small."""


MOST_BYTES = 800_000
"""Of all that is drawn; with style sheets and Plotly a file is smaller than 1.5 MB."""

LARGEST_CHART = 300_000
"""Bytes of its figure, unless its names alone take more."""


class Drawing:
    """Collects the figures of the charts that it has drawn."""

    def __init__(self, content: PageContent) -> None:
        self._content = content
        self._room = Room(MOST_BYTES)
        self.figures: list[Mapping[str, Any]] = []

    def draw(self, component: Component) -> str:
        """What is unknown here, such as controls, is left out."""
        match component:
            case Tiles():
                views = self._props(component).get("views") or {}
                tiles = [
                    _tile(views[name], f"tile-{name}") for name in component.titles if name in views
                ]
                return self._room.taken("".join(tiles))
            case Tile():
                tile = _tile(self._props(component).get("view"), component.className)
                return self._room.taken(tile)
            case Panel():
                return self._panel(component)
            case Content():
                nodes = markup(self._props(component).get("nodes") or ())
                found = element("div", nodes, cls=component.className) if nodes else ""
                return self._room.taken(found)
            case CostChart():
                return self._chart(component)
            case CostTable():
                return _table(self._props(component), self._room)
            case PivotTable():
                return pivot_table(self._props(component), self._room)
            case html.Div():
                return self._box(component)
            case _:
                return ""

    def _props(self, component: Any) -> Props:
        return self._content.get(component.id, {})

    def _box(self, component: Any) -> str:
        look = getattr(component, "className", "")
        if CONTROLS in (look or "").split():
            return ""
        return element("div", *map(self.draw, children_of(component)), cls=look)

    def _panel(self, component: Any) -> str:
        view = self._props(component).get("view")
        children = children_of(component)
        if not view or any(isinstance(child, BudgetForm) for child in children):
            return ""
        note = words("small", view.get("note"))
        title = element("h2", words("span", view.get("title")), note)
        said = words("p", view.get("sentence"), cls="said")
        body = self._room.taken(element("div", markup(view.get("body", ())), cls="body"))
        held = "" if view.get("empty") else element("div", *map(self.draw, children))
        return element("section", title, said, body, held, cls=component.className)

    def _chart(self, component: Any) -> str:
        figure = figure_of(component.children, self._content)
        if figure is None:
            return ""
        self.figures.append(_fitting(figure))
        self._room.taken(json.dumps(self.figures[-1]))
        label = self._props(component).get("label", "")
        place = element("div", cls="chart", role="img", **{"aria-label": label})
        box = element("div", place, cls="chart-box")
        summary = element("summary", "Show as table")
        numbers = element(
            "details", summary, _numbers(chart_table(figure), self._room), cls="as-table"
        )
        return element("div", box, numbers, cls="cost-chart")


def _fitting(figure: Mapping[str, Any]) -> dict[str, Any]:
    """With what is said at the pointer, cut where names are long and days many."""
    for longest in (LONGEST, 60, 24):
        found = with_hover(figure, longest)
        if size(json.dumps(found)) <= LARGEST_CHART:
            return found
    return with_hover(figure, 0)


def _tile(view: Props | None, look: str) -> str:
    if not view:
        return ""
    title = words("h2", view.get("title"))
    body = element("div", markup(view.get("body", ())), cls="body")
    return element("section", title, body, cls=f"tile {look}")


def _numbers(table: FileTable, room: Room) -> str:
    """The numbers of a chart, as many lines as there is room for."""
    titles = [element("th", text(column.title)) for column in table.columns]
    rows = []
    for line in table.lines:
        cells = [element("td", text(_shown(value))) for value in line]
        rows.append(element("tr", *cells))
    head = element("thead", element("tr", *titles))
    shown = room.fitting(rows)
    left = len(rows) - len(shown)
    note = words("p", f"{left:,} more lines are in the XLSX of the page." if left else "")
    return element("div", element("table", head, *shown), note, cls="numbers")


def _shown(value: FileCell) -> str:
    match value:
        case None:
            return ""
        case float() | int():
            return f"{value:,.2f}".replace("-", "−")
        case _:
            return str(value)


def _table(props: Props, room: Room) -> str:
    """The rows in the order in which the page lists them, as many as there is room for."""
    columns: Sequence[Column] = props.get("columns", ())
    rows: Sequence[TableRow] = props.get("rows") or ()
    if not rows:
        return ""
    is_long = len(rows) > MANY
    if is_long:
        columns = [column for column in columns if column["kind"] != "trend"]
    titles = [element("th", text(column["title"])) for column in columns]
    head = element("thead", element("tr", *titles))
    total = props.get("total")
    foot = element("tfoot", _row(total, "Total", columns, is_long)) if total else ""
    shown = room.fitting(_row(row, row["name"], columns, is_long) for row in rows)
    left = len(rows) - len(shown)
    note = words("p", left_out(left), cls="note") if left else ""
    table = element("table", head, element("tbody", *shown), foot, cls="offline-table")
    return table + note


def _row(row: TableRow, name: str, columns: Sequence[Column], is_plain: bool) -> str:
    colour = None if is_plain else row.get("colour")
    swatch = el("i", cls="swatch", fill=colour) if colour else None
    note = words("small", row.get("note"))
    cells = [element("th", markup([swatch, name]), note)]
    for column in columns[1:]:
        cell = row["cells"].get(column["key"])
        cells.append(_cell(cell))
    return element("tr", *cells)


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return element("td")
    if path := cell.get("path"):
        trend = element("svg", element("path", d=path), viewBox="0 0 110 24")
        return element("td", trend)
    said = text(cell["text"])
    if percent := cell.get("percent"):
        said += f" {words('small', percent)}"
    return element("td", said, cls=cell.get("role", ""))

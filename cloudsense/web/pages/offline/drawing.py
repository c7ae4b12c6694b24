"""Components of a page as HTML, with the props that its callback would set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cloudsense.figures.chart_table import chart_table
from cloudsense.figures.hover import LONGEST, with_hover
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
from cloudsense.web.kit.base import children_of
from cloudsense.web.pages.exported_charts import figure_of
from cloudsense.web.pages.offline.markup import (
    ByteBudget,
    data,
    element,
    head_of,
    head_of_row,
    left_out,
    markup,
    size,
    text,
    words,
)
from cloudsense.web.pages.offline.pivot import pivot_table
from cloudsense.web.queries.link_price_labels import PageContent, Props

CONTROLS = "controls"
"""CSS class of boxes with controls."""
MANY = 500
"""Rows of a table with trends and colours. Larger tables have none, to save space."""


MOST_BYTES = 800_000
"""Bytes of all that is drawn. With style sheets and Plotly a file is smaller than 1.5 MB."""

LARGEST_CHART = 300_000
"""Bytes of a chart's figure, unless its names alone take more."""


class Drawing:
    """Draws components and collects the figures of their charts."""

    def __init__(self, content: PageContent) -> None:
        self._content = content
        self._room = ByteBudget(MOST_BYTES)
        self.figures: list[Mapping[str, Any]] = []

    def draw(self, component: Component) -> str:
        """Return HTML. Unknown components, such as controls, are left out."""
        props = self._props(component)
        match component:
            case Tiles():
                views = props.get("views") or {}
                tiles = [_tile(views.get(name), f"tile-{name}") for name in component.titles]
                return self._room.spend("".join(tiles))
            case Tile():
                tile = _tile(props.get("view"), component.className)
                return self._room.spend(tile)
            case Panel():
                return self._panel(component)
            case Content():
                nodes = markup(props.get("nodes") or ())
                found = element("div", nodes, cls=component.className) if nodes else ""
                return self._room.spend(found)
            case CostChart():
                return self._chart(component)
            case CostTable():
                return _table(props, self._room)
            case PivotTable():
                return pivot_table(props, self._room)
            case html.Div():
                return self._box(component)
            case _:
                return ""

    def _props(self, component: Any) -> Props:
        return self._content.get(getattr(component, "id", ""), {})

    def _box(self, component: Any) -> str:
        look = getattr(component, "className", "")
        if CONTROLS in (look or "").split():
            return ""
        children = children_of(component)
        return element("div", *map(self.draw, children), cls=look)

    def _panel(self, component: Any) -> str:
        view = self._props(component).get("view")
        children = children_of(component)
        if not view or any(isinstance(child, BudgetForm) for child in children):
            return ""
        name = words("span", view.get("title"))
        note = words("small", view.get("note"))
        said = words("p", view.get("sentence"), cls="said")
        nodes = markup(view.get("body", ()))
        body = self._room.spend(element("div", nodes, cls="body"))
        parts = [element("h2", name, note), said, body]
        if not view.get("empty"):
            parts.append(element("div", *map(self.draw, children)))
        return element("section", *parts, cls=component.className)

    def _chart(self, component: Any) -> str:
        figure = figure_of(component.children, self._content)
        if figure is None:
            return ""
        drawn = _fitting(figure)
        self.figures.append(drawn)
        self._room.spend(data(drawn))
        label = {"aria-label": self._props(component).get("label", "")}
        place = element("div", cls="chart", role="img", **label)
        box = element("div", place, cls="chart-box")
        summary = element("summary", "Show as table")
        numbers = _numbers(chart_table(figure), self._room)
        details = element("details", summary, numbers, cls="as-table")
        return element("div", box, details, cls="cost-chart")


def _fitting(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figure with hover texts cut if names are long and days many."""
    for longest in (LONGEST, 60, 24):
        found = with_hover(figure, longest)
        if size(data(found)) <= LARGEST_CHART:
            return found
    return with_hover(figure, 0)


def _tile(view: Props | None, look: str) -> str:
    if not view:
        return ""
    title = words("h2", view.get("title"))
    nodes = markup(view.get("body", ()))
    body = element("div", nodes, cls="body")
    return element("section", title, body, cls=f"tile {look}")


def _numbers(table: FileTable, room: ByteBudget) -> str:
    """Return the numbers of a chart as a table of as many lines as fit."""
    head = head_of(column.title for column in table.columns)
    rows = []
    for line in table.lines:
        cells = [element("td", text(value)) for value in map(_shown, line)]
        rows.append(element("tr", *cells))
    shown = room.take_while_fits(rows)
    numbers = element("table", head, *shown)
    note = ""
    if left := len(rows) - len(shown):
        note = words("p", f"{left:,} more lines are in the XLSX of the page.")
    return element("div", numbers, note, cls="numbers")


def _shown(value: FileCell) -> str:
    match value:
        case None:
            return ""
        case float() | int():
            return f"{value:,.2f}".replace("-", "−")
        case _:
            return str(value)


def _table(props: Props, room: ByteBudget) -> str:
    """Return the rows in the order of the page, as many as fit."""
    columns: Sequence[Column] = props.get("columns", ())
    rows: Sequence[TableRow] = props.get("rows") or ()
    if not rows:
        return ""
    is_long = len(rows) > MANY
    if is_long:
        columns = [column for column in columns if column["kind"] != "trend"]
    head = head_of(column["title"] for column in columns)
    foot = ""
    if total := props.get("total"):
        foot = element("tfoot", _row(total, columns, is_long))
    shown = room.take_while_fits(_row(row, columns, is_long) for row in rows)
    note = ""
    if left := len(rows) - len(shown):
        note = words("p", left_out(left), cls="note")
    body = element("tbody", *shown)
    return element("table", head, body, foot, cls="offline-table") + note


def _row(row: TableRow, columns: Sequence[Column], is_plain: bool) -> str:
    colour = None if is_plain else row.get("colour")
    cells = [head_of_row(row["name"], row.get("note"), colour)]
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

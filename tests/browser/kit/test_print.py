"""The page on paper: light, in its colours, no controls, nothing cut off, all rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dash import Dash, dcc, html
from head_page import arrange as arrange_head
from head_page import header
from kit_page import Mount
from playwright.sync_api import Page, expect
from screen import SHOTS

from cloudsense.figures.nodes import Node, el
from cloudsense.web.kit import BudgetField, CostChart, Panel, Tile, Tiles

COLOURS = ("#4269d0", "#efb118", "#ff725c", "#6cc5b0")
SHEETS = {"A4": 703, "Letter": 725}
"""Width of what is printed, in pixels."""
LANDSCAPE = {"A4": 1032, "Letter": 965}
ROWS = 70
WIDE = """
() => [...document.querySelectorAll("main *")]
  .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .filter((part) => part.checkVisibility() && !part.closest("svg, .unseen"))
  .map((part) => part.outerHTML.slice(0, 120))
"""
HIDDEN = "#update, #theme, .tabs, .header-pages, .tools, .budget-field, .skip, .cents"


def _arrange(app: Dash) -> None:
    arrange_head(app)
    head = app.layout.children[0]
    app.layout = html.Div([head, html.Main([_tiles(), _panels()], id="main")])


def _tiles() -> html.Div:
    note = el("div", el("span", "▲ $1,904.20 · 11.7%", cls="chip up"), " vs previous", cls="note")
    view = {"title": "Total, 30 days", "body": [el("div", "$118,246.31", cls="figure"), note]}
    names = ("total", "average", "month")
    tiles = Tiles("tiles", dict.fromkeys(names, "Total"), views=dict.fromkeys(names, view))
    budget = Tile("budget", "Monthly budget", BudgetField("budget-field"), "tile-budget", view=view)
    return html.Div([tiles, budget], className="tiles")


def _panels() -> html.Div:
    bars = [{"type": "bar", "y": [4 + n % 7 for n in range(30)], "marker": {"color": colour}} for colour in COLOURS]
    figure = {"data": bars, "layout": {"barmode": "stack", "height": 284, "showlegend": False}}
    graph = dcc.Graph(id="graph", figure=figure, className="chart", responsive=True)
    chart = CostChart("trend-frame", graph)
    said = {"title": "Daily cost", "sentence": "Nov 12 is unusual.", "tools": [_tools()]}
    rows = [_row(n) for n in range(ROWS)]
    head = el("thead", el("tr", el("th", "Service"), el("th", "Cost", cls="number")))
    table = el("table", head, el("tbody", *rows))
    changes = el("ul", *(_change(n) for n in range(5)), cls="changes")
    side = [_panel("families", [changes]), _panel("charges", [changes])]
    parts = [
        Panel("trend", "Daily cost", chart, "panel panel-trend", view=said),
        _panel("changes", [changes]),
        _panel("table", [table]),
        html.Div(side, className="side"),
    ]
    return html.Div(parts, className="panels")


def _panel(name: str, body: list[Node]) -> Panel:
    view = {"title": name.title(), "body": body}
    return Panel(name, name.title(), className=f"panel panel-{name}", view=view)


def _tools() -> Node:
    return el("div", el("a", "CSV", href="costs.csv?"), cls="tools")


def _row(n: int) -> Node:
    name = el("th", el("i", cls="swatch", fill=COLOURS[n % 4]), f"Service {n}")
    price = el("abbr", "≈1¢", cls="cents")
    return el("tr", name, el("td", f"${n:,}.00", price, cls="number"))


def _change(n: int) -> Node:
    name = el("span", f"NAT gateway bytes {n}", cls="name")
    return el("li", name, el("span", "+$1,012", cls="amount up"))


@pytest.fixture
def page(mount: Mount) -> Page:
    page = mount(header(log_out=False), arrange=_arrange, charts=True, color_scheme="dark")
    expect(page.locator(".js-plotly-plot .bars").first).to_be_visible()
    return page


def _on_paper(page: Page, width: int) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": width, "height": 1000})
    page.emulate_media(media="print")


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_is_wider_than_the_paper(page: Page, sheet: str) -> None:
    _on_paper(page, SHEETS[sheet])
    assert page.evaluate(WIDE) == []
    plot, panel = (
        page.locator(".main-svg").first.bounding_box(),
        page.locator("#trend").bounding_box(),
    )
    assert plot
    assert panel
    assert panel["x"] <= plot["x"]
    assert plot["x"] + plot["width"] <= panel["x"] + panel["width"]
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/print-{sheet}.png", full_page=True)


@pytest.mark.parametrize("sheet", LANDSCAPE)
def test_a_chart_fills_the_sheet_that_explore_prints_on(page: Page, sheet: str) -> None:
    page.evaluate("document.querySelector('main').id = 'page-explore'")
    _on_paper(page, LANDSCAPE[sheet])
    expect(page.locator(".main-svg").first).to_have_attribute("viewBox", "0 0 943 284")
    plot, box = (page.locator(part).first.bounding_box() for part in (".main-svg", "#trend .chart-box"))
    assert plot
    assert box
    assert plot["width"] == pytest.approx(box["width"], abs=1)
    assert plot["width"] > LANDSCAPE[sheet] - 40
    assert plot["height"] == pytest.approx(plot["width"] * 284 / 943, abs=1)


def test_paper_is_light_and_keeps_its_colours(page: Page) -> None:
    _on_paper(page, SHEETS["A4"])
    style = "getComputedStyle(document.querySelector('%s')).%s"
    assert page.evaluate(style % ("body", "backgroundColor")) == "rgb(255, 255, 255)"
    assert page.evaluate(style % (".swatch", "printColorAdjust")) == "exact"
    assert page.evaluate(style % (".panel h2", "color")) == "rgb(20, 24, 31)"


def test_colours_that_are_information_stay_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    colours = page.locator("#table .swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(colours)) == len(COLOURS)


def test_paper_has_nothing_to_click(page: Page) -> None:
    _on_paper(page, SHEETS["A4"])
    for part in page.locator(HIDDEN).all():
        expect(part).to_be_hidden()
    for text in ("acme-payer", "12 min ago"):
        expect(page.locator("header")).to_contain_text(text)


def test_all_rows_are_printed_one_sheet_after_another(page: Page, tmp_path: Path) -> None:
    path = Path(SHOTS or tmp_path) / "page.pdf"
    printed = page.pdf(format="A4", path=path, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 4

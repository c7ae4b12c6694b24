"""A page as one HTML file: all of it, nothing from elsewhere, and no markup of the bill's."""

import base64
import gzip
import json
import re
from html.parser import HTMLParser

import pytest
from dash import dcc
from webclient import Dashboard, demo, paid, small_book

from cloudsense.figures.table_data import Cell, Column, TableRow
from cloudsense.web.kit import CostChart, CostTable, PivotTable
from cloudsense.web.kit.bundle import assets_dir
from cloudsense.web.pages.offline.document import PLOTLY, document
from cloudsense.web.pages.offline.drawing import Drawing
from cloudsense.web.pages.registry import PAGES

MOST_BYTES = 1_500_000
HOSTILE = "</script></style><img src=x onerror=alert(1)>"
LOADING = {"src", "href", "srcset", "data", "poster", "action", "background"}
"""Attributes by which a page loads something or leads elsewhere."""


class Read(HTMLParser):
    """The elements of a document, and its texts by the element around them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "elements are closed in order"

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    @property
    def words(self) -> str:
        return " ".join(text for tag, text in self.texts if tag not in ("script", "style"))

    def script(self, identifier: str) -> str:
        within = [text for tag, text in self.texts if tag == "script"]
        ids = [attributes.get("id") for tag, attributes in self.tags if tag == "script"]
        return within[ids.index(identifier)]

    @property
    def figures(self) -> list[dict[str, list[dict[str, object]]]]:
        return list(json.loads(self.script("figures")))


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def saved(dashboard: Dashboard, search: str = "") -> str:
    dashboard.read(search)
    answer = dashboard.http.get(f"/page.html{search}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_every_page_can_be_saved(dashboard: Dashboard, page: str) -> None:
    text = saved(dashboard, f"?page={page}")
    assert text.isascii()
    assert len(text) < MOST_BYTES
    read = Read(text)
    for tag, attributes in read.tags:
        assert not LOADING & attributes.keys(), (tag, attributes)
        assert tag not in ("a", "button", "form", "iframe", "img", "input", "link", "select")
        assert not any(name.startswith("on") for name in attributes)
    (style,) = [text for tag, text in read.texts if tag == "style"]
    assert "url(" not in style
    assert "@import" not in style
    assert "Account" in read.words
    assert "XLSX" not in read.words
    assert "example-payer 111122223333" in read.words


def test_it_says_what_it_is_of(dashboard: Dashboard) -> None:
    read = Read(saved(dashboard, "?service=Amazon+Simple+Storage+Service&by=region&metric=amortized&period=14d"))
    for said in (
        "Nov 9 – Nov 22, 2026",
        "amortized, all charges",
        "2026-11-23 12:00 UTC",
        "Service: S3",
        "2026-11-21",
        "us-east-1, N. Virginia",
    ):
        assert said in read.words


def test_its_tables_are_complete_and_its_charts_alive(dashboard: Dashboard) -> None:
    screen = dashboard.read("?by=account")
    read = Read(saved(dashboard, "?by=account"))
    for row in screen.rows:
        assert row["name"] in read.words
        assert row["cells"]["cost"]["text"] in read.words
    (figure,) = read.figures
    drawn = [trace["y"] for trace in figure["data"]]
    assert drawn == [trace["y"] for trace in screen.figure["data"]]
    assert all("$" in str(trace["hovertext"]) for trace in figure["data"])
    packed = base64.b64decode(read.script("plotly"))
    assert gzip.decompress(packed) == (assets_dir() / PLOTLY).read_bytes()


def test_the_text_of_a_bill_is_no_markup() -> None:
    dashboard = paid(small_book({HOSTILE: 7.0, "<b>bold</b>": 5.0, "a & b &amp; c": 3.0}))
    text = saved(dashboard)
    assert "<img" not in text
    read = Read(text)
    names = [text for tag, text in read.texts if tag == "th"]
    for name in (HOSTILE, "<b>bold</b>", "a & b &amp; c"):
        assert "".join(names).count(name) >= 1
    hovers = [hover for trace in read.figures[0]["data"] for hover in trace["hovertext"]]  # type: ignore[attr-defined]
    assert any("&lt;b&gt;bold&lt;/b&gt;" in hover for hover in hovers)
    assert not any(re.search(r"<(?!b>|/b>|br>)", hover) for hover in hovers)


def test_hidden_accounts_stay_hidden() -> None:
    hidden = demo(hide_account=True)
    for page in PAGES:
        text = saved(hidden, f"?page={page.name}")
        without_code = re.sub(r'<script type="text/plain".*?</script>|<style>.*?</style>', "", text, flags=re.DOTALL)
        assert not re.search(r"(?<![\d.])\d{12}(?![\d.])", without_code)
    assert "•••• 3333" in Read(text).words


def test_five_thousand_rows_fit() -> None:
    """As long as rows of accounts are, with the trend left out."""
    columns = (
        Column(key="name", title="Account", kind="name"),
        Column(key="cost", title="Cost", kind="money"),
        Column(key="share", title="Share", kind="percent"),
        Column(key="change", title="Change", kind="change"),
        Column(key="trend", title="Trend", kind="trend"),
    )
    cells = {
        "cost": Cell(text="$12,345.67", sort=1.0),
        "share": Cell(text="12.3%", sort=1.0),
        "change": Cell(text="+$1,234.56", sort=1.0, percent="+12.3%", role="up"),
        "trend": Cell(text="", sort=None, path="M0 0" + "L1 1" * 90),
    }
    rows = [TableRow(id=str(n), name=f"prod-account-{n:05}", note=f"{n:012}", cells=cells) for n in range(5000)]
    content = {"table": {"columns": columns, "rows": rows}}
    body = Drawing(content).draw(CostTable("table"))
    text = document("AWS costs", (), body, [{"data": [], "layout": {}}])
    assert body.count("<tr>") == 5001
    assert len(text) < MOST_BYTES


LONG = "\N{GRINNING FACE}" * 244


def test_a_table_of_long_names_is_cut_to_the_size_of_the_file() -> None:
    columns = (Column(key="name", title="Team", kind="name"), Column(key="cost", title="Cost", kind="money"))
    cells = {"cost": Cell(text="$12,345.67", sort=1.0)}
    rows = [TableRow(id=str(n), name=f"{n} {LONG}", cells=cells) for n in range(5000)]
    total = TableRow(id="total", name="Total", cells={"cost": Cell(text="$61,728,350.00", sort=1.0)})
    content = {"table": {"columns": columns, "rows": rows, "total": total}}
    body = Drawing(content).draw(CostTable("table"))
    text = document("AWS costs", (), body, [{"data": [], "layout": {}}])
    assert MOST_BYTES * 0.9 < len(text) < MOST_BYTES
    shown = body.count(LONG)
    assert f"{5000 - shown:,} more rows are in the CSV and XLSX of the page. Totals count all rows." in body
    assert "$61,728,350.00" in body


@pytest.mark.parametrize(("days", "is_said"), [(30, True), (400, False)])
def test_what_charts_say_at_the_pointer_fits(days: int, is_said: bool) -> None:
    meta = {"unit": "day", "when": ["Nov 16"] * days, "totals": ["$1.00"] * days, "remarks": [""] * days}
    points = {"x": ["2026-11-16"] * days, "y": [1.0] * days, "text": ["$12.34 · 2%"] * days}
    trace = {"type": "bar", "name": LONG, "meta": {}, **points}
    drawing = Drawing({"chart": {"figure": {"data": [trace] * 8, "layout": {"meta": meta}}}})
    drawing.draw(CostChart("frame", dcc.Graph("chart")))
    (figure,) = drawing.figures
    assert len(json.dumps(figure)) < 400_000
    first = figure["data"][0]["hovertext"][0]
    assert first.endswith("$12.34 · 2%<br>All of the day: $1.00") == is_said
    assert (LONG[:8] in first) == is_said


def test_signs_that_a_script_escapes_are_counted() -> None:
    meta = {"unit": "day", "when": ["Nov 16"] * 200, "totals": ["$1.00"] * 200, "remarks": [""] * 200}
    points = {"x": ["2026-11-16"] * 200, "y": [1.0] * 200, "text": ["$12.34 · 2%"] * 200}
    trace = {"type": "bar", "name": "<" * 250, "meta": {"largest": ["<<<<"] * 200}, **points}
    columns = (Column(key="name", title="Team", kind="name"),)
    rows = [TableRow(id=str(n), name=f"{n} {LONG}", cells={}) for n in range(5000)]
    content = {
        "chart": {"figure": {"data": [trace] * 8, "layout": {"meta": meta}}},
        "table": {"columns": columns, "rows": rows},
    }
    drawing = Drawing(content)
    body = drawing.draw(CostChart("frame", dcc.Graph("chart"))) + drawing.draw(CostTable("table"))
    text = document("AWS costs", (), body, drawing.figures)
    assert MOST_BYTES * 0.9 < len(text) < MOST_BYTES


def test_explore_of_long_names_is_cut_to_the_size_of_the_file() -> None:
    def row(name: str) -> dict[str, object]:
        return {"id": name, "name": name, "values": [1.0] * 5, "total": 5.0, "colour": "#4269d0"}

    groups = [row(f"{n} {LONG}") | {"parts": [row(f"{n}.1 {LONG}")]} for n in range(500)]
    amounts = {"prefix": "$", "digits": 2, "left": 4500, "total": row("Total")}
    table = {"names": ["Team"], "columns": ["Nov 16"] * 5, "groups": groups, **amounts}
    body = Drawing({"table": table}).draw(PivotTable("table"))
    text = document("AWS costs", (), body, [{"data": [], "layout": {}}])
    assert MOST_BYTES * 0.9 < len(text) < MOST_BYTES
    shown = body.count(LONG) // 2
    assert 0 < shown < 500
    assert f"{5000 - shown:,} more rows are in the CSV and XLSX" in body


def test_the_table_of_explore_has_its_groups_and_what_is_within_them(dashboard: Dashboard) -> None:
    search = "?page=explore&by=tag:team&by=service"
    screen = dashboard.read(search)
    read = Read(saved(dashboard, search))
    shown = screen.parts["explore-table"]
    for row in [*shown["groups"], *shown["groups"][-1]["parts"], shown["total"]]:
        assert row["name"] in read.words
        assert f"${abs(row['total']):,.2f}" in read.words
    assert "Run again" not in read.words
    assert "Cached, no cost" not in read.words


@pytest.mark.parametrize("parts", [0, 6])
def test_the_largest_table_of_explore_fits(parts: int) -> None:
    def row(name: str) -> dict[str, object]:
        return {"id": name, "name": name, "values": [12345.678901] * 40, "total": 493827.15604, "colour": "#4269d0"}

    within = [row(f"Amazon Service {n}") for n in range(parts)]
    groups = [row(f"prod-account-{n:05}") | ({"parts": within} if within else {}) for n in range(500)]
    amounts = {"prefix": "$", "digits": 2, "left": 7, "total": row("Total")}
    table = {"names": ["Account", "Service"], "columns": ["Nov 16"] * 40, "groups": groups, **amounts}
    body = Drawing({"table": table}).draw(PivotTable("table"))
    text = document("AWS costs", (), body, [{"data": [], "layout": {}}])
    assert len(text) < MOST_BYTES
    assert body.count("<tr>") == 502
    assert "7 more rows are in the CSV and XLSX of the page." in body
    assert ("The rows in these groups are in the CSV" in body) == bool(parts)


def test_it_buys_nothing_and_needs_all_of_the_page() -> None:
    new = paid()
    assert new.http.get("/page.html").status_code == 503
    assert new.source.fetched == []
    new.read()
    bought = len(new.source.fetched)
    assert new.http.get("/page.html").status_code == 200
    new.clock.pass_by(hours=2)
    later = new.http.get("/page.html")
    assert later.status_code == 200
    assert "Ask AWS" not in later.text
    assert len(new.source.fetched) == bought
    assert new.http.get("/page.html?by=region").status_code == 503
    assert new.http.get("/page.html?sort=cost").status_code == 400
    assert new.http.get("/page.html?page=nothing").status_code == 400


def test_no_secret_is_in_it() -> None:
    dashboard = paid()
    text = saved(dashboard)
    assert "arn:aws" not in text
    assert "AKIA" not in text.replace(Read(text).script("plotly"), "")

"""Whatever name an answer has: its row leads to its costs, and its filter, file and report name it."""

import csv
import io
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus, urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from webclient import NOON, Dashboard, addresses, paid, small_book

from cloudsense.costs.parsing import can_be_filtered, condition_text
from cloudsense.costs.query import DIMENSIONS, CostQuery, Dimension, Filter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.figures.sheet import MARK, text
from cloudsense.report.answer import ask
from cloudsense.report.request import understand
from cloudsense.web.state.selection import Selection

NAMES = [
    "Palo Alto Networks® VM-Series\u00a0Next-Gen",
    "us-west-2-lax-1",
    "us-east-1-wl1-bos-wlz-1",
    "Any",
    "NoLinkedAccount",
    "名前 🧾",
    "👩\u200d💻 zero-width joiner",
    "\u202eright to left",
    "trailing space ",
    " leading space",
    "x" * 1024,
    "🧾" * 1024,
    "$5, “quoted”, 'single' and \"double\"",
    "100 % + # & = ? / ; : @",
    "back\\slash|pipe\\|both",
    "\U000e0fff unassigned",
    "service=x",
    "x",
    "!=",
    "a;=1+1",
    "constructor",
    "__proto__",
    "<b>bold</b>",
    "`code`",
    "hidden-abc",
]
TEAM = Dimension.tag('cost = "$" 🦊')
values = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1) | st.sampled_from(NAMES)


@given(st.sampled_from([TEAM, *(d for d in DIMENSIONS if d is not Dimension.FAMILY)]), values)
def test_a_value_survives_every_form_that_it_takes(dimension: Dimension, value: str) -> None:
    service = Selection().with_filter(Dimension.SERVICE, "AWS Lambda")
    address = service.into(dimension, [value])
    assert address
    selection = Selection.parse(address)
    assert selection.values(dimension) == (value,)
    rule = Filter(dimension, (value,))
    query = CostQuery((Dimension.OPERATION,), (rule,))
    assert CostQuery.parse(query.name) == query
    options: dict[str, Any] = {"by": ("service",), "charges": "all", "period": "30d", "metric": "unblended"}
    options |= {"granularity": "total", "format": "table", "refresh": False}
    where = [condition_text(dimension, False, value), *([] if dimension is Dimension.SERVICE else ["service=x"])]
    assert rule in understand(options | {"where": where}, NOON.date()).focus.filters


def book(dimension: Dimension, names: list[str]) -> Book:
    """The n-th value costs n dollars a day."""
    common = {Dimension.SERVICE: "AWS Lambda", Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "Requests"}
    lines = [Line(common | {dimension: name}, "Hrs") for name in names]
    matrix = np.array([[n * SCALE] * len(COLUMNS) for n in range(1, len(names) + 1)], dtype=np.int64)
    return Book(lines, lambda day: (matrix, np.ones(len(lines), dtype=bool)))


def start(dimension: Dimension) -> str:
    return (
        f"?{urlencode({'by': dimension.value})}"
        if dimension is not Dimension.USAGE_TYPE
        else "?service=AWS+Lambda&by=usage-type"
    )


@pytest.mark.parametrize(
    "dimension", [Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT, Dimension.USAGE_TYPE, TEAM]
)
def test_every_row_leads_to_its_costs(dimension: Dimension) -> None:
    dashboard = paid(book(dimension, NAMES))
    listed = dashboard.read(start(dimension))
    assert len(listed.rows) == len(NAMES)
    assert len({row["name"] for row in listed.rows}) == len(NAMES)
    by_cost = {round(row["cells"]["cost"]["sort"] / 30): row for row in listed.rows}
    for n, name in enumerate(NAMES, 1):
        href = by_cost[n]["href"]
        assert Selection.parse(href).values(dimension) == (name,)
        screen = dashboard.read(href)
        assert f"${n * 30:,.2f}" in screen.sentence("total"), name
        options = {value for value in addresses(screen) if f"{quote_plus(dimension.value, safe=':')}=" in value}
        assert all(Selection.parse(option) for option in options)


@pytest.mark.parametrize("dimension", [Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT, TEAM])
def test_every_name_is_in_the_file_and_can_be_reported(dimension: Dimension) -> None:
    dashboard = paid(book(dimension, NAMES))
    dashboard.read(start(dimension))
    file = dashboard.http.get(f"/costs.csv{start(dimension)}").text.removeprefix(MARK)
    _, *rows = csv.reader(io.StringIO(file))
    assert {row[0] for row in rows} == set(map(text, NAMES))
    options: dict[str, Any] = {"by": ("service",), "charges": "all", "period": "30d", "metric": "unblended"}
    options |= {"granularity": "total", "format": "json", "refresh": False}
    for n, name in enumerate(NAMES, 1):
        request = understand(options | {"where": [condition_text(dimension, False, name)]}, NOON.date())
        assert ask(dashboard.ledger, request, print, lambda: 0).total == Decimal(30 * n)


@pytest.mark.parametrize("dimension", [Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT])
@pytest.mark.parametrize("name", ["", "a\x1b[2Jb", "a\nb", "x" * 1025])
def test_what_no_address_can_hold_has_a_row_without_a_link(dimension: Dimension, name: str) -> None:
    assert not can_be_filtered(dimension, name)
    dashboard = paid(book(dimension, [name, "plain"]))
    screen = dashboard.read(start(dimension))
    assert [bool(row["href"]) for row in screen.rows] == [True, False]
    assert screen.rows[1]["name"]
    assert "\x1b" not in screen.text
    for href in addresses(screen):
        Selection.parse(href)
    assert not dashboard.read(screen.rows[0]["href"]).notices


def test_links_of_families_hold_any_name() -> None:
    dashboard = paid(small_book({"EC2 - Other": 5.0}, usage_type="Odd | type\\ 名 %"))
    screen = dashboard.read()
    hrefs = [href for href in addresses(screen) if "family=" in href]
    assert hrefs
    for href in hrefs:
        assert "$150.00" in dashboard.read(href).sentence("total")


def test_a_stranger_cannot_ask_about_what_does_not_occur() -> None:
    dashboard = paid(book(Dimension.REGION, ["us-east-1"]))
    dashboard.read("?by=region")
    bought = len(dashboard.source.fetched)
    assert "No costs match" in dashboard.read("?region=us-west-2-lax-1").notices
    assert len(dashboard.source.fetched) == bought


def test_the_title_says_what_is_shown() -> None:
    dashboard: Dashboard = paid(small_book({"Amazon Relational Database Service": 5.0}))
    href = dashboard.read().rows[0]["href"]
    assert dashboard.read().status["title"] == "30 days · Overview – CloudSense"
    assert dashboard.read(href).status["title"] == "RDS · 30 days · Overview – CloudSense"
    assert dashboard.read(f"{href}&period=2026-10").status["title"] == "RDS · October 2026 · Overview – CloudSense"
    assert dashboard.read("?period=2026-11-01..2026-11-03").status["title"].startswith("Nov 1 – Nov 3, 2026")
    assert dashboard.read("?page=data").status["title"] == "Data – CloudSense"

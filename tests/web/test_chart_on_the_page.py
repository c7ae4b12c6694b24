"""The chart among the other parts of the page: one count, one colour, one threshold, and what a bar stands for."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from webclient import Dashboard, Screen, addresses, cost_of, demo, marks, nodes_of, paid, spoken

from cloudsense.cli import run
from cloudsense.costs.granularity import BY_DAY, Granularity
from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.errors import AddressError
from cloudsense.figures.theme import GREY, PALETTE
from cloudsense.web.state.selection import Selection

VIEWS = ("", "?period=this-month", "?period=2026-11-01", "?by=region", "?by=account", "?period=2026-01-01..2026-10-31")


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def with_chart(search: str, kind: str) -> str:
    return f"{search}{'&' if search else '?'}chart={kind}"


def named_in_legend(screen: Screen) -> list[str]:
    legend = next(node for node in nodes_of(screen.views["trend"]) if node.get("c") == "legend")
    return ["".join(spoken([item])) for item in legend["x"]]


def counted(names: list[str]) -> int:
    """Names, and those that are drawn as one."""
    others = [int(name.split()[0]) for name in names if name.endswith(" others")]
    return len(names) - len(others) + sum(others)


@pytest.mark.parametrize("search", VIEWS)
def test_everything_counts_the_same(dashboard: Dashboard, search: str, capsys: pytest.CaptureFixture[str]) -> None:
    screen = dashboard.read(search)
    many = len(screen.rows)
    assert screen.views["table"]["note"].startswith(f"{many} ")
    assert counted(named_in_legend(screen)) == many
    for kind in ("stacked", "line"):
        traces = dashboard.read(with_chart(search, kind)).figure["data"]
        assert counted([trace["name"] for trace in traces]) == many
    for kind in ("bar", "pie"):
        assert counted(named_in_legend(dashboard.read(with_chart(search, kind)))) == many
    file = list(csv.reader(io.StringIO(dashboard.http.get(f"/costs.csv{search}").text)))[1:]
    assert len(file) == many
    chosen = Selection.parse(search)
    command = ["--demo", "report", "--format=json", f"--by={chosen.focus.by.value}", f"--period={chosen.period}"]
    assert run(command, {}, dashboard.clock) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == many


@pytest.mark.parametrize("search", VIEWS)
def test_a_colour_means_one_name(dashboard: Dashboard, search: str) -> None:
    screen = dashboard.read(search)
    chart = {trace["name"]: trace["marker"]["color"] for trace in screen.figure["data"]}
    rows = {row["id"]: row["colour"] for row in screen.rows}
    for name, colour in rows.items():
        assert colour == chart.get(name, GREY), name
    coloured = [colour for colour in rows.values() if colour != GREY]
    assert len(set(coloured)) == len(coloured)
    others = [node["a"]["fill"] for node in nodes_of(screen.views["families"]) if "fill" in node.get("a", {})]
    assert not set(others) & set(PALETTE)


@pytest.mark.parametrize(
    ("search", "title", "bars"),
    [
        ("?period=90d", "Daily cost", 90),
        ("?period=90d&granularity=weekly", "Weekly cost", 13),
        ("?period=90d&granularity=monthly", "Monthly cost", 4),
        ("?period=2026-06-01..2026-10-31", "Weekly cost", 22),
        ("?period=2026-05-01..2026-10-31", "Monthly cost", 6),
        ("?period=2025-12-01..2026-11-23", "Monthly cost", 12),
        ("?period=2025-11-01..2026-11-23&chart=bar", "Monthly cost", 13),
        ("?period=2025-11-01..2026-11-23&chart=line", "Monthly cost", 13),
        ("?period=2025-11-01..2026-11-23&granularity=daily", "Daily cost", 388),
    ],
)
def test_a_bar_is_a_day_a_week_or_a_month(dashboard: Dashboard, search: str, title: str, bars: int) -> None:
    screen = dashboard.read(search)
    assert screen.views["trend"]["title"] == title
    assert {len(trace["y"]) for trace in screen.figure["data"]} == {bars}
    years = [text for text in screen.figure["layout"]["xaxis"]["ticktext"] if "<br>20" in text]
    assert len(years) == (2 if "2025" in search else 1)


def choices(screen: Screen) -> dict[str, str]:
    """The links over the chart, by what they say."""
    links = [node for node in nodes_of(screen.views["trend"]["tools"]) if node["t"] == "a"]
    return {"".join(spoken([link])): link["a"]["href"] for link in links}


def test_granularity_is_chosen_over_the_chart(dashboard: Dashboard) -> None:
    offered = choices(dashboard.read("?period=90d"))
    assert offered["Monthly"] == "?period=90d&granularity=monthly"
    assert choices(dashboard.read(offered["Monthly"]))["Auto"] == "?period=90d"
    assert "Monthly" not in choices(dashboard.read("?chart=pie"))
    assert "Monthly" not in choices(dashboard.read("?period=2026-11-12"))


def test_an_unknown_granularity_is_refused_with_a_sentence() -> None:
    with pytest.raises(AddressError) as refused:
        Selection.parse("?granularity=yearly")
    assert refused.value.title == "“yearly” is not a valid value of granularity."
    assert refused.value.remedy == "Use one of: auto, daily, weekly, monthly."


def test_a_bar_leads_to_its_own_days(dashboard: Dashboard) -> None:
    def leads_to(search: str, n: int) -> tuple[str, str]:
        figure = dashboard.read(search).figure
        period = figure["layout"]["meta"]["periods"][n]
        service = figure["data"][0]["meta"].get("open") or ""
        return tuple(t.replace("%1A", period) for t in (figure["layout"]["meta"]["open"], service))

    day, service = leads_to("", 19)
    assert (day, service) == ("?period=2026-11-12", "?period=2026-11-12&service=EC2+-+Other")
    assert leads_to("?period=2025-11-01..2026-11-23&chart=bar", 11)[0] == "?period=2026-10&chart=bar"
    assert leads_to("?period=2025-11-01..2026-11-23", -1)[0] == "?period=2026-11"
    assert leads_to("?period=2025-11-01..2026-11-22", -1)[0] == "?period=2026-11-01..2026-11-22"
    assert leads_to("?granularity=weekly", 1)[0] == "?period=2026-10-26..2026-11-01&granularity=weekly"


@pytest.mark.parametrize("search", ["", "?by=account", "?chart=pie", "?service=EC2+-+Other", "?granularity=monthly"])
def test_what_a_mark_leads_to_can_be_opened_and_costs_what_it_said(dashboard: Dashboard, search: str) -> None:
    screen = dashboard.read(search)
    found = sorted(set(marks(screen.figure)))
    assert found
    assert set(found) <= addresses(screen)
    for address in (found[0], found[len(found) // 2], found[-1]):
        assert not dashboard.read(address).status.get("closed"), address
    figure = screen.figure
    if said := figure["layout"]["meta"].get("periods"):
        opened = dashboard.read(figure["layout"]["meta"]["open"].replace("%1A", said[1]))
        total = next(n for n in nodes_of(opened.views["total"]) if n.get("c") == "figure")
        assert "".join(spoken([total])) == figure["layout"]["meta"]["totals"][1]


def covered_book(*charges: tuple[str, float]) -> Book:
    """A service with these charges each day."""
    lines = [
        Line(
            {
                Dimension.SERVICE: "AWS Lambda",
                Dimension.CHARGE_TYPE: charge,
                Dimension.USAGE_TYPE: "Requests",
                Dimension.REGION: "us-east-1",
            },
            "Hrs",
        )
        for charge, _ in charges
    ]
    matrix = np.array([[round(cost * SCALE)] * len(COLUMNS) for _, cost in charges], dtype=np.int64)
    return Book(lines, lambda day: (matrix, np.ones(len(lines), dtype=bool)))


@pytest.mark.parametrize("kind", ["stacked", "bar", "line", "pie"])
def test_credits_that_pay_for_everything_hide_nothing(kind: str) -> None:
    screen = paid(covered_book(("Usage", 10.0), ("Credit", -10.0))).read(f"?chart={kind}")
    assert [(row["name"], cost_of(row)) for row in screen.rows] == [("Lambda", "$0.00")]
    said = "Credits pay for all $300.00 of charges."
    assert said in screen.notices
    assert screen.sentence("table") == said
    assert screen.sentence("trend").startswith(said)
    assert "No costs" not in screen.text
    links = [node["a"]["href"] for node in nodes_of(screen.nodes("messages")) if node["t"] == "a"]
    assert links == [f"?charges=usage&chart={kind}" if kind != "stacked" else "?charges=usage"]


def test_usage_only_shows_what_the_credits_paid() -> None:
    screen = paid(covered_book(("Usage", 10.0), ("Credit", -10.0))).read("?charges=usage")
    assert screen.sentence("trend").startswith("Largest: Lambda, $300.00.")
    assert "Credits" not in screen.notices


def test_costs_that_credits_do_not_cover_are_no_news() -> None:
    screen = paid(covered_book(("Usage", 10.0), ("Credit", -4.0))).read()
    assert screen.sentence("trend").startswith("Largest: Lambda, $180.00.")
    assert screen.notices == ""


def test_every_granularity_of_the_command_but_the_total_is_one_of_the_page() -> None:
    for granularity in BY_DAY:
        if granularity is not Granularity.TOTAL:
            assert Selection.parse(f"?granularity={granularity}").granularity.value == granularity.value


@pytest.mark.parametrize("path", ["/foo", "/foo/bar.php", "/metrics"])
@pytest.mark.parametrize("given", [{}, {"token": "0123456789abcdef"}])
def test_an_unknown_address_has_a_page_that_leads_back(path: str, given: dict[str, str]) -> None:
    answer = demo(base_path="/costs/", **given).http.get(path, headers={"Accept": "text/html"})
    if path == "/metrics" and given:
        return
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert '<a href="/costs/">Back to the overview</a>' in answer.text
    assert path not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_program_is_told_in_plain_text() -> None:
    for path in ("/assets/nothing.js", "/_dash-nothing", "/foo"):
        accept = {"Accept": "application/json" if path == "/foo" else "text/html"}
        answer = demo().http.get(path, headers=accept)
        assert (answer.status_code, answer.text) == (404, "Not found")

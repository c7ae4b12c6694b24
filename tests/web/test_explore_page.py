"""The page Explore without a browser: what it says, what adds up, what *Run* costs, files, what is refused."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from webclient import Dashboard, Screen, demo, exact, nodes_of, paid, small_book, spoken
from xlsx import sheet

from cloudsense.costs.query import Dimension, Filter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.web.state.selection import Selection

CENT = 0.005


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def said(screen: Screen, part: str = "answer") -> str:
    return screen.slot(part)


def table(screen: Screen) -> dict[str, Any]:
    return screen.parts["explore-table"]


def figure(screen: Screen) -> dict[str, Any]:
    found: dict[str, Any] = screen.parts["explore-picture-chart"]["figure"]
    return found


def button(screen: Screen) -> dict[str, Any] | None:
    return next((node for node in nodes_of(screen.nodes("run")) if node["t"] == "button"), None)


ADDRESSES = (
    "?page=explore",
    "?page=explore&by=tag:team&by=service",
    "?page=explore&by=account&by=region&granularity=monthly&period=12m&chart=share&top=3",
    "?page=explore&by=service&by=charge-type&granularity=daily&period=14d&chart=line",
    "?page=explore&by=cost-category:Stage&by=tag:team&chart=weekday&metric=amortized&charges=usage",
)


@pytest.mark.parametrize("search", ADDRESSES)
def test_the_answer_the_chart_and_the_table_have_one_total(dashboard: Dashboard, search: str) -> None:
    screen = dashboard.read(search)
    shown = table(screen)
    total = shown["total"]
    assert not screen.notices
    for n, whole in enumerate(total["values"]):
        assert sum(group["values"][n] for group in shown["groups"]) == pytest.approx(whole, abs=0.001)
    for group in shown["groups"]:
        assert sum(group["values"]) == pytest.approx(group["total"], abs=1e-4)
        for n, whole in enumerate(group["values"]):
            if "parts" in group:
                assert sum(part["values"][n] for part in group["parts"]) == pytest.approx(whole, abs=1e-4)
    if "chart=share" not in search and "weekday" not in search:
        bars = figure(screen)["data"]
        assert sum(sum(trace["y"]) for trace in bars) == pytest.approx(total["total"], abs=0.001)
        assert all(trace["type"] == ("scatter" if "line" in search else "bar") for trace in bars)
    amount = f"${total['total']:,.2f}"
    assert said(screen).startswith(amount)


def test_without_anything_else_it_has_services_over_thirteen_weeks(dashboard: Dashboard) -> None:
    screen = dashboard.read("?page=explore")
    assert "in 13 weeks, by service." in said(screen)
    assert table(screen)["columns"][0] == "Aug 24"
    assert len(table(screen)["columns"]) == 13
    links = dashboard.read("?").header["links"]
    assert links["explore"] == "?page=explore"
    assert dashboard.read("?period=7d").header["links"]["explore"] == "?period=7d&page=explore"
    assert screen.header["links"]["overview"] == "?"


@pytest.mark.parametrize(("by", "name"), [("tag:team", "No tag: team"), ("cost-category:Stage", "No Stage")])
def test_costs_without_the_tag_are_hatched_last_and_never_in_the_rest(dashboard: Dashboard, by: str, name: str) -> None:
    screen = dashboard.read(f"?page=explore&by={by}&by=service&top=1")
    *groups, last = table(screen)["groups"]
    assert last["name"] == name
    assert last["hatched"]
    assert not any(group.get("hatched") for group in groups)
    *traces, hatched = figure(screen)["data"]
    assert hatched["name"] == name
    assert hatched["marker"]["pattern"]["shape"] == "/"
    assert not any("pattern" in trace["marker"] for trace in traces)
    assert sum(hatched["y"]) == pytest.approx(last["total"], abs=1e-4)
    share = f"{last['share']:.1%}".replace(".0%", "%")
    amount = f"${last['total']:,.2f}"
    assert f"{share} of these costs, {amount}, has no " in said(screen, "untagged")
    largest = max(last["parts"], key=lambda part: part["total"])
    assert f"{largest['name']} ${largest['total']:,.2f}" in said(screen, "untagged")
    only = next(node for node in nodes_of(screen.nodes("untagged")) if node.get("a", {}).get("id") == "only-untagged")
    inside = dashboard.read(only["a"]["href"])
    assert table(inside)["total"]["total"] == pytest.approx(last["total"], abs=CENT)
    assert table(inside)["names"] == ["Service"]


def test_names_lead_to_what_they_are_made_of_and_bars_to_changes(dashboard: Dashboard) -> None:
    screen = dashboard.read("?page=explore&by=account&by=service")
    group = table(screen)["groups"][0]
    inside = dashboard.read(group["href"])
    assert table(inside)["names"] == ["Service"]
    assert table(inside)["total"]["total"] == pytest.approx(group["total"], abs=CENT)
    trace = figure(screen)["data"][0]
    week = figure(screen)["layout"]["meta"]["periods"][0]
    selection = Selection.parse(trace["meta"]["open"].replace("%1A", week))
    assert (selection.page, selection.period) == ("changes", "2026-08-24..2026-08-30")
    assert not dashboard.read(selection.search).notices


def address(opens: dict[str, Any], column: int, group: str, part: str | None = None) -> str:
    """Of an amount, as the browser makes it."""
    text: str = opens["group" if part is None else "part"].replace("%1B", opens["groups"][group])
    return text.replace("%1C", opens["parts"][part] if part is not None else "").replace(
        "%1A", opens["periods"][column]
    )


@pytest.mark.parametrize(
    ("search", "column", "before"),
    [
        ("?page=explore&by=tag:team&by=service", "Nov 2", "Oct 26 – Nov 1"),
        ("?page=explore&by=service&by=tag:team&granularity=daily&period=14d", "Nov 12", "Nov 11"),
        ("?page=explore&by=region&by=account&granularity=monthly&period=this-quarter", "Oct 2026", "September"),
        ("?page=explore&by=service&by=region&service=EC2+-+Other&usage-type=NatGateway-Bytes", "Nov 2", ""),
    ],
)
def test_amounts_lead_to_their_days_and_names_on_changes(
    dashboard: Dashboard, search: str, column: str, before: str
) -> None:
    shown = table(dashboard.read(search))
    place = shown["columns"].index(column)
    for group in (shown["groups"][0], shown["groups"][-1]):
        for part in (None, group["parts"][0], group["parts"][-1]):
            href = address(shown["opens"], place, group["id"], part["id"] if part else None)
            changes = dashboard.read(href)
            assert changes.page == "changes"
            amount = (part or group)["values"][place]
            if not amount:
                continue  # nothing then and before: Changes has no table
            rows = changes.parts["movers-table"]
            assert rows["total"]["cells"]["now"]["sort"] == pytest.approx(amount, abs=CENT), href
            assert not before or before in [each["title"] for each in rows["columns"]]


def test_amounts_of_a_tag_whose_key_is_a_dimension_lead_to_both_names() -> None:
    """`service=…` is the end of `tag:service=…`."""
    dashboard = paid(small_book({"AWS Lambda": 2.0, "AWS WAF": 1.0}, **{"tag:service": "shop"}))
    for search in ("?page=explore&by=service&by=tag:service", "?page=explore&by=tag:service&by=service"):
        opens = table(dashboard.read(search))["opens"]
        group, part = next(iter(opens["groups"])), next(iter(opens["parts"]))
        selection = Selection.parse(address(opens, 1, group, part))
        assert set(selection.filters) == {
            Filter(Dimension.SERVICE, ("AWS Lambda",)),
            Filter(Dimension("tag:service"), ("shop",)),
        }


def test_an_amount_without_an_answer_on_changes_leads_nowhere(dashboard: Dashboard) -> None:
    """The history begins on 2025-10-01, and AWS is still filling Nov 22."""
    week = table(dashboard.read("?page=explore&period=7d&granularity=daily"))
    assert week["opens"]["periods"][-2:] == ["2026-11-21", None]
    year = table(dashboard.read("?page=explore&period=2025-10-01..2026-11-22&granularity=monthly"))
    assert year["opens"]["periods"][:2] == [None, "2025-11"]
    assert year["opens"]["periods"][-1] == "2026-11", "against the same days of October"
    one = "?page=explore&service=EC2+-+Other&usage-type=NatGateway-Bytes&by=account&show=usage-quantity"
    assert not table(dashboard.read(one))["opens"]


def test_a_row_of_a_filtered_service_keeps_the_filters_within_it(dashboard: Dashboard) -> None:
    screen = dashboard.read("?page=explore&service=EC2+-+Other&usage-type=NatGateway-Bytes&by=service")
    (group,) = table(screen)["groups"]
    assert "usage-type=NatGateway-Bytes" in group["href"]
    assert table(dashboard.read(group["href"]))["total"]["total"] == pytest.approx(group["total"], abs=CENT)


def test_growth_and_change_compare_whole_complete_columns(dashboard: Dashboard) -> None:
    """The last week ends on Nov 22, which AWS is still filling."""
    screen = dashboard.read("?page=explore&by=service")
    assert table(screen)["compared"] == "Nov 9 – Nov 15, 2026 against Nov 2 – Nov 8, 2026"
    columns = table(screen)["columns"]
    before, now = columns.index("Nov 2"), columns.index("Nov 9")
    for group in table(screen)["groups"]:
        assert group["change"] == pytest.approx(group["values"][now] - group["values"][before], abs=1e-5)
    assert "grew most, from $" in said(screen)


def test_moving_through_the_controls_buys_nothing_and_run_says_its_price() -> None:
    dashboard = paid()
    dashboard.read("?")
    bought = len(dashboard.payments())
    by_tag = "?page=explore&by=tag:team&by=service"
    for search in ("?page=explore", by_tag, f"{by_tag}&granularity=monthly", "?page=explore&by=region"):
        for load in ("own", "foreign"):
            dashboard.read(search, load=load)
    assert len(dashboard.payments()) == bought
    before = dashboard.read(by_tag, load="own")
    assert "explore-table" not in before.parts, "what was shown before stays"
    assert "run-needed" in (button(before) or {})["c"]
    price = "".join(spoken(before.nodes("run")))
    assert "¢" in price
    assert "Choose Run to load them (from " in before.notices
    assert "How many pages AWS needs is not known, so it may cost much more." in before.notices
    dashboard.press("ask", by_tag)
    assert len(dashboard.payments()) == bought, "the page is read once more, and says that it was agreed"
    after = dashboard.read(by_tag)
    assert table(after)["total"]["total"] > 0
    assert len(dashboard.payments()) > bought
    bought = len(dashboard.payments())
    for search in (f"{by_tag}&granularity=monthly&chart=line&top=5&metric=amortized", by_tag):
        again = dashboard.read(search, load="own")
        assert "Cached, no cost" in "".join(spoken(again.nodes("run")))
        assert table(again)["groups"]
    assert len(dashboard.payments()) == bought


def test_a_usage_type_without_a_unit_is_not_asked_for_again() -> None:
    line = Line({Dimension.SERVICE: "Amazon S3", Dimension.USAGE_TYPE: "Odd", Dimension.ACCOUNT: "1" * 12}, "N/A")
    matrix = np.full((1, len(COLUMNS)), SCALE, dtype=np.int64)
    book = Book([line], lambda day: (matrix, np.ones(1, dtype=bool)))
    notices = paid(book).read("?page=explore&by=account&usage-type=Odd&show=usage-quantity").notices
    assert "Choose another usage type, or show costs." in notices
    assert "Filter by one usage type" not in notices


def test_older_answers_are_shown_and_renewed_by_run_alone() -> None:
    dashboard = paid()
    search = "?page=explore&by=region"
    dashboard.read(search)
    bought = len(dashboard.payments())
    dashboard.clock.pass_by(hours=2)
    screen = dashboard.read(search, load="own")
    assert table(screen)["groups"]
    assert "run-needed" not in (button(screen) or {})["c"]
    assert "¢" in "".join(spoken(screen.nodes("run")))
    assert len(dashboard.payments()) == bought
    dashboard.read(search)
    assert len(dashboard.payments()) > bought


def test_quantities_and_prices_are_of_one_unit(dashboard: Dashboard) -> None:
    mixed = dashboard.read("?page=explore&show=usage-quantity")
    assert "These costs have several units of usage." in mixed.notices
    assert "explore-table" not in mixed.parts
    one = "?page=explore&service=EC2+-+Other&usage-type=NatGateway-Bytes&by=account"
    costs, used, price = (dashboard.read(f"{one}&show={show}") for show in ("cost", "usage-quantity", "unit-price"))
    assert "GB in 13 weeks, by account." in said(used)
    assert "per GB in 13 weeks, by account." in said(price)
    rows = zip(*(table(screen)["groups"] for screen in (costs, used, price)), strict=True)
    for cost, quantity, each in rows:
        assert each["total"] == pytest.approx(cost["total"] / quantity["total"])
        assert "share" not in each
    assert all(trace["type"] == "scatter" for trace in figure(price)["data"])
    top, charts = price.views["explore-picture"]["tools"]
    assert top["p"]["label"] == "Top"
    kinds = "".join(spoken([charts]))
    assert kinds == "LinesWeekdays", "prices do not add up"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_have_every_row_to_the_exact_decimal(dashboard: Dashboard, form: str) -> None:
    search = "?page=explore&by=tag:team&by=service&top=1"
    files = table(dashboard.read(search))["download"]
    answer = dashboard.http.get("/" + files[form])
    assert answer.status_code == 200
    names = ["tag:team", "service", "total_USD", "share_percent"]
    if form == "xlsx":
        book = sheet(answer.data)
        assert book.name == "Explore"
        assert [row[1] for row in book.rows if row[:1] == ["Address"]] == [Selection.parse(search).search]
        assert book.rows[-1][0] == "Total"
        assert book.rows[-1][2] == pytest.approx(table(dashboard.read(search))["total"]["total"], abs=1e-6)
        return
    head, *lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert head[:4] == names
    assert head[4] == "2026-08-24_USD"
    total = sum(Decimal(line[2]) for line in lines)
    assert total == sum(Decimal(cell) for line in lines for cell in line[4:]), "columns add up to rows, exactly"
    assert float(total) == pytest.approx(table(dashboard.read(search))["total"]["total"], abs=1e-6)
    refused = dashboard.http.get("/" + files[form] + "&sort=total")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("chart=pie", "“pie” is not a valid value of chart."),
        ("top=0", "“0” is not a valid value of top."),
        ("top=many", "“many” is not a valid value of top."),
        ("top=21", "“21” is not a valid value of top."),
        ("show=hours", "“hours” is not a valid value of show."),
        ("by=payer-account", "Cost Explorer cannot group by payer account."),
        ("by=colour", "Cannot group by “colour”."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(dashboard: Dashboard, words: str, sentence: str) -> None:
    screen = dashboard.read(f"?page=explore&{words}")
    assert sentence in screen.notices
    assert screen.status["closed"]


def test_a_filter_that_leaves_nothing_is_said(dashboard: Dashboard) -> None:
    screen = dashboard.read("?page=explore&by=service&region=mars-north-1")
    nothing = "No costs in 13 weeks with these filters."
    assert said(screen).startswith(nothing)
    assert said(screen).endswith("Pick another period or clear the filter.")
    assert "explore-table" not in screen.parts
    gone = paid()
    gone.read("?page=explore&by=region")
    screen = gone.read("?page=explore&by=account&region=mars-north-1")
    assert "No costs of region “mars-north-1” in this period." in screen.notices


def test_total_is_what_the_organization_spent(dashboard: Dashboard) -> None:
    screen = dashboard.read("?page=explore&by=account&period=30d")
    assert table(screen)["total"]["total"] == pytest.approx(exact(), abs=CENT)


TEAM = Dimension.tag("team")
LONG = "x" * 256
AWKWARD = ("web", "Web", "a$b", 'front, "end"', "🦊", "=1+1", LONG)


def tagged_book(*lines: tuple[str, str, float], since: date | None = None) -> Book:
    """Services with the value of a tag and a cost on every day; before `since` none has a value."""
    common = {Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "Requests"}
    made = [Line({Dimension.SERVICE: service, TEAM: team} | common, "Hrs") for service, team, _ in lines]
    matrix = np.array([[round(cost * SCALE)] * len(COLUMNS) for *_, cost in lines], dtype=np.int64)
    has_value = np.array([bool(team) for _, team, _ in lines])
    return Book(made, lambda day: (matrix, ~has_value | (since is None or day >= since)))


def by_team(book: Book, more: str = "&by=service") -> Screen:
    return paid(book).read(f"?page=explore&by=tag:team&period=2026-10{more}")


def test_values_of_any_form_are_rows_with_links_of_their_own() -> None:
    lines = [("Amazon S3", team, 2.0 + n) for n, team in enumerate(AWKWARD)]
    dashboard = paid(tagged_book(*lines, ("Amazon S3", "", 1.0)))
    screen = dashboard.read("?page=explore&by=tag:team&by=service&period=2026-10&granularity=weekly")
    shown = table(screen)
    assert {group["id"] for group in shown["groups"]} == {*AWKWARD, ""}
    assert shown["groups"][-1]["id"] == ""
    for group in shown["groups"]:
        inside = dashboard.read(group["href"])
        assert table(inside)["total"]["total"] == pytest.approx(group["total"], abs=CENT)
        changes = dashboard.read(address(shown["opens"], 2, group["id"], "Amazon S3"))
        cells = changes.parts["movers-table"]["total"]["cells"]
        assert cells["now"]["sort"] == pytest.approx(group["values"][2], abs=CENT)
    assert "2.8% of these costs, $31.00, has no team tag." in said(screen, "untagged")
    assert "Tag S3 first." in said(screen, "untagged")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([("Amazon S3", "", 2.0)], "100% of these costs, $62.00, has no team tag. S3 $62.00. Tag S3 first."),
        ([("Amazon S3", "", 2.0)], "No cost of this period has tag team. Keys are case-sensitive."),
        ([("Amazon S3", "web", 2.0), ("Tax", "", -1.0)], "−$31.00 of these costs has no team tag."),
        ([("Amazon S3", "web", -2.0), ("AWS Glue", "", 1.0)], "$31.00 of these costs has no team tag. Glue $31.00."),
        ([("Tax", "", 1.0), ("Amazon S3", "web", 1.0)], "50% of these costs, $31.00, has no team tag."),
    ],
)
def test_what_has_no_tag_is_said_of_odd_costs(lines: list[tuple[str, str, float]], sentence: str) -> None:
    screen = by_team(tagged_book(*lines))
    text = said(screen, "untagged")
    assert sentence in text
    assert "Tax" not in text, "it is of no resource"
    assert not screen.notices


@pytest.mark.parametrize("untagged", [None, 0.0, 1e-6])
def test_where_everything_has_the_tag_nothing_is_said(untagged: float | None) -> None:
    lines = [("Amazon S3", "web", 2.0)]
    if untagged is not None:
        lines.append(("AWS Glue", "", untagged))
    screen = by_team(tagged_book(*lines))
    assert said(screen, "untagged") == ""
    assert [group["id"] for group in table(screen)["groups"]] == ["web", *([""] if untagged is not None else [])]


def test_a_tag_that_is_new_says_since_when() -> None:
    lines = [("Amazon S3", "web", 2.0), ("Amazon S3", "", 1.0)]
    screen = by_team(tagged_book(*lines, since=date(2026, 10, 9)))
    text = said(screen, "untagged")
    assert "Tag team has values from Oct 9, 2026 on; earlier costs are untagged." in text
    assert "Tag S3 first." in text


def test_usage_without_the_tag_is_said_as_usage() -> None:
    lines = [("Amazon S3", "web", 3.0), ("Amazon S3", "", 1.0)]
    assert "25% of this usage, 31.00 Hrs, has no team tag." in said(
        by_team(tagged_book(*lines), "&by=service&show=usage-quantity"), "untagged"
    )


def menus(screen: Screen) -> dict[str, dict[str, Any]]:
    """The first and the second grouping."""
    found = [node["p"] for node in nodes_of(screen.nodes("groups")) if node["t"] == "menu"]
    return {menu["id"]: menu for menu in found}


@pytest.mark.parametrize(
    ("groups", "first", "then"),
    [("by=tag:team&by=service", "Tag team", "Service"), ("by=region", "Region", "Nothing")],
)
def test_the_menus_name_the_groupings(dashboard: Dashboard, groups: str, first: str, then: str) -> None:
    found = menus(dashboard.read(f"?page=explore&{groups}"))
    assert (found["menu-group"]["current"], found["menu-then"]["current"]) == (first, then)
    for choice in found["menu-group"]["choices"]:
        swapped = Selection.parse(choice["href"])
        assert swapped.by != swapped.then, "choosing the second grouping first swaps them"


def test_lines_without_the_tag_are_dotted(dashboard: Dashboard) -> None:
    screen = dashboard.read("?page=explore&by=tag:team&chart=line&period=14d")
    lines = {trace["name"]: trace["line"] for trace in figure(screen)["data"]}
    assert {name for name, line in lines.items() if line["dash"] == "dot"} == {"No tag: team"}
    assert len({line["color"] for line in lines.values()}) == len(lines)


def test_kinds_of_chart_of_prices_are_lines_and_weekdays(dashboard: Dashboard) -> None:
    storage = "?page=explore&by=usage-type&show=unit-price&service=Amazon+Simple+Storage+Service"
    storage += "&usage-type=TimedStorage-ByteHrs"
    for chart, current in (("line", "Lines"), ("weekday", "Weekdays")):
        tools = dashboard.read(f"{storage}&chart={chart}").views["explore-picture"]["tools"]
        links = [node for node in nodes_of(tools) if node["t"] == "a"]
        assert ["".join(spoken(link)) for link in links] == ["Lines", "Weekdays"]
        assert ["".join(spoken(link)) for link in links if link["a"].get("aria-current")] == [current]


def test_shares_of_a_file_add_up(dashboard: Dashboard) -> None:
    lines = list(csv.DictReader(io.StringIO(dashboard.http.get("/costs.csv?page=explore&by=tag:team").text)))
    whole = sum(float(line["total_USD"]) for line in lines)
    for line in lines:
        assert float(line["share_percent"]) == pytest.approx(100 * float(line["total_USD"]) / whole, abs=1e-6)


def test_a_file_has_no_shares_of_a_total_that_is_not_positive() -> None:
    dashboard = paid(small_book({"AWS Lambda": 1.0, "AWS WAF": -3.0}))
    dashboard.read("?page=explore")
    text = dashboard.http.get("/costs.csv?page=explore").text
    lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {line["service"]: float(line["total_USD"]) > 0 for line in lines} == {"AWS Lambda": True, "AWS WAF": False}
    assert [line["share_percent"] for line in lines] == ["", ""]


def test_one_name_is_the_only_one(dashboard: Dashboard) -> None:
    assert "us-west-2, Oregon is the only region with costs" in said(
        dashboard.read("?page=explore&by=region&region=us-west-2")
    )
    assert "is the largest region" in said(dashboard.read("?page=explore&by=region"))


@pytest.mark.parametrize("by", ["region", "service"])
def test_each_name_has_a_colour_of_its_own(dashboard: Dashboard, by: str) -> None:
    bars = figure(dashboard.read(f"?page=explore&by={by}&top=4"))["data"]
    colours = [trace["marker"]["color"] for trace in bars]
    assert len(set(colours)) == len(colours)
    if by == "service":
        table_of = dashboard.read("?page=explore&by=service&period=7d&top=3&region=us-west-2")
        again = {trace["name"]: trace["marker"]["color"] for trace in figure(table_of)["data"]}
        shared = {trace["name"] for trace in bars} & again.keys() - {trace["name"] for trace in bars[-1:]}
        assert shared
        assert all(again[trace["name"]] == trace["marker"]["color"] for trace in bars if trace["name"] in shared)

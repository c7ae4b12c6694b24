"""The Changes page without a browser: what it says, links, prices, files, and what cannot be compared."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from webclient import Dashboard, Screen, demo, nodes_of, paid, small_book, spoken
from xlsx import sheet

from cloudsense.demo.book import Book

OCTOBER = "?page=changes&period=2026-10"
CENT = 0.005


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


@pytest.fixture(scope="module")
def october(dashboard: Dashboard) -> Screen:
    return dashboard.read(OCTOBER)


def said(screen: Screen, part: str = "difference") -> str:
    return " ".join("".join(spoken([node])) for node in screen.parts[part]["nodes"])


def table(screen: Screen) -> dict[str, Any]:
    return screen.parts["movers-table"]


def sums(rows: list[dict[str, Any]], column: str) -> float:
    return sum(row["cells"][column]["sort"] or 0 for row in rows)


def test_the_sentence_the_chart_the_split_and_the_table_agree(october: Screen) -> None:
    rows, total = table(october)["rows"], table(october)["total"]
    for column in ("before", "now", "change", "usage", "rate", "new", "charges"):
        assert sums(rows, column) == pytest.approx(total["cells"][column]["sort"], abs=0.001)
    difference = total["cells"]["change"]
    parts = sum(total["cells"][column]["sort"] for column in ("usage", "rate", "new", "charges"))
    assert parts == pytest.approx(difference["sort"], abs=1e-6)
    amount = difference["text"].strip("+−")
    assert f"October cost {amount} {'more' if difference['sort'] > 0 else 'less'} than September." in said(october)
    assert "October has 31 days, September has 30: per day" in said(october)
    split = "".join(spoken(october.views["why"]["body"]))
    assert f"Difference{difference['text']}" in split
    chart = october.parts["waterfall-chart"]["figure"]
    bars, joints = chart["data"]
    assert [bars["type"], joints["mode"]] == ["bar", "lines"]
    steps = sum(bars["y"][1:-1])
    assert steps == pytest.approx(difference["sort"], abs=0.01)
    assert bars["base"][-1] + bars["y"][-1] == pytest.approx(total["cells"]["now"]["sort"])
    assert chart["layout"]["yaxis"]["range"][0] == bars["base"][0] > 0, "the axis is cut, and the totals with it"
    assert "The axis begins at" in october.sentence("waterfall")
    assert len(chart["layout"]["shapes"]) == 2


def test_each_row_leads_to_its_trend_on_the_overview(dashboard: Dashboard, october: Screen) -> None:
    row = next(row for row in table(october)["rows"] if row["name"] == "RDS")
    assert row["href"] == "?period=2026-10&service=Amazon+Relational+Database+Service"
    trend = dashboard.read(row["href"])
    assert trend.page == "overview"
    assert table(october)["sort"] == "change"
    meta = october.parts["waterfall-chart"]["figure"]["layout"]["meta"]
    assert meta["hrefs"][1].startswith("?period=2026-10&service=")
    assert meta["hrefs"][0] is meta["hrefs"][-1] is None


@pytest.mark.parametrize("by", ["usage-type", "account", "region"])
def test_other_dimensions_have_the_same_difference(dashboard: Dashboard, october: Screen, by: str) -> None:
    screen = dashboard.read(f"{OCTOBER}&by={by}")
    of_services, total = table(october)["total"]["cells"], table(screen)["total"]["cells"]
    for column in ("before", "now", "change"):
        assert total[column]["text"] == of_services[column]["text"]
    assert total["charges"]["text"] == of_services["charges"]["text"]
    keys = {column["key"] for column in table(screen)["columns"]}
    assert ({"rate", "quantity"} <= keys) == (by == "usage-type")


def test_usage_types_have_quantities_and_prices(dashboard: Dashboard) -> None:
    screen = dashboard.read(f"{OCTOBER}&service=EC2+-+Other&by=usage-type")
    row = next(row for row in table(screen)["rows"] if row["name"] == "NatGateway-Bytes")
    assert row["cells"]["quantity"]["text"].endswith(" GB")
    assert row["href"].startswith("?period=2026-10&service=EC2+-+Other&usage-type=NatGateway-Bytes")
    assert "Rate" in "".join(spoken(screen.views["why"]["body"]))


def test_per_day_against_any_period_and_exchanged(dashboard: Dashboard, october: Screen) -> None:
    daily = dashboard.read(f"{OCTOBER}&per-day=yes")
    assert "a day" in said(daily)
    assert sums(table(daily)["rows"], "now") == pytest.approx(sums(table(october)["rows"], "now") / 31, abs=0.001)
    links = [
        node["a"]["href"]
        for name in ("against-options", "changes-options")
        for node in nodes_of(october.parts[name]["nodes"])
        if node.get("a", {}).get("href")
    ]
    assert f"{OCTOBER[:1]}period=2026-10&page=changes&per-day=yes" in links
    exchanged = next(link for link in links if "against=2026-10" in link)
    turned = table(dashboard.read(exchanged))["total"]["cells"]["change"]["sort"]
    assert turned == pytest.approx(-table(october)["total"]["cells"]["change"]["sort"])
    picker = october.parts["against-period"]
    assert (picker["first"], picker["last"]) == ("2026-09-01", "2026-09-30")
    assert picker["template"] == "?period=2026-10&page=changes&against=%1A"
    assert {preset["word"] for preset in picker["presets"]} == {"before", "same-days-last-month", "year-ago"}


def test_the_months_to_compare_with_are_cached_or_have_a_price() -> None:
    dashboard = paid()
    dashboard.read(OCTOBER)
    bought = len(dashboard.payments())
    found = _months(dashboard, OCTOBER)
    assert (found["2026-09"]["price"], found["2026-11"]["price"]) == ("", "≈1¢")
    assert found["2026-10"]["price"] is None, "a month is not compared with itself"
    assert found["2026-03"]["href"] == "?period=2026-10&page=changes&against=2026-03"
    assert len(dashboard.payments()) == bought
    dashboard.read(found["2026-03"]["href"])
    assert found["2026-03"]["price"] == f"≈{len(dashboard.payments()) - bought}¢"
    assert _months(dashboard, OCTOBER)["2026-03"]["price"] == ""


def _months(dashboard: Dashboard, search: str) -> dict[str, dict[str, Any]]:
    given: dict[str, object] = {"against-period.wanted": {"at": 1}}
    answer = dashboard.call("against-period.months", given, {"navigator.address": search})
    return {month["month"]: month for month in answer.json["response"]["against-period"]["months"]}


def test_periods_of_different_lengths_are_compared_per_day_and_say_how_long_they_are(dashboard: Dashboard) -> None:
    search = "?page=changes&period=2026-10-01..2026-10-10&against=2026-09-01..2026-09-20"
    screen = dashboard.read(search)
    assert " a day " in said(screen)
    assert "All amounts are per day: Oct 1 – Oct 10 has 10 days, Sep 1 – Sep 20 has 20." in said(screen)
    chosen = [node for node in nodes_of(screen.parts["changes-options"]["nodes"]) if node["t"] == "a"]
    assert "Total" not in str(chosen)
    (daily,) = [node for node in chosen if "Per day" in str(node)]
    assert "current" in str(daily["a"])


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("?page=changes&period=12m", "history has no earlier days"),
        ("?page=changes&period=90d&against=same-days-last-month", "overlap"),
        ("?page=changes&period=2026-10&against=2026-10-05", "overlap"),
        ("?page=changes&period=2026-10&against=2025-08", "2025-10-01 or later"),
    ],
)
def test_periods_that_cannot_be_compared_are_refused_beside_the_controls(search: str, expected: str) -> None:
    dashboard = paid()
    screen = dashboard.read(search)
    assert expected in screen.notices
    assert not screen.status.get("closed")
    assert screen.parts["changes-period"]["first"], "another one can be chosen"
    assert screen.parts["against-period"]["presets"]
    assert "movers-table" not in screen.parts
    assert dashboard.source.fetched == []
    assert dashboard.http.get(f"/costs.csv{search}").status_code == 400


@pytest.mark.parametrize("page", ["", "&page=changes"])
@pytest.mark.parametrize(
    "given", ["against=colour", "against=", "against=2027-01", "per-day=perhaps", "against=7d&against=14d"]
)
def test_words_that_do_not_exist_are_refused(page: str, given: str) -> None:
    dashboard = paid()
    assert dashboard.look(f"?{given}{page}").status["closed"]
    assert dashboard.source.fetched == []


def test_after_the_overview_services_are_free_and_the_rest_has_a_price() -> None:
    dashboard = paid()
    overview = dashboard.read("?period=2026-10")
    href = overview.header["links"]["changes"]
    before = len(dashboard.payments())
    screen = dashboard.read(href)
    assert len(dashboard.payments()) == before
    links = {node["x"][0]: node for node in nodes_of(screen.views["movers"]["tools"]) if node["t"] == "a"}
    assert "≈" not in str(links["Service"])
    price = links["Account"]["x"][-1]["x"][0]
    dashboard.read(links["Account"]["a"]["href"])
    bought = len(dashboard.payments()) - before
    assert price in (f"≈{bought}¢", f"from {bought}¢", "from 1¢")


def test_nothing_is_bought_for_a_page_that_another_site_opened() -> None:
    dashboard = paid()
    dashboard.read()
    before = len(dashboard.payments())
    screen = dashboard.read("?page=changes&by=account", load="foreign")
    assert "Ask AWS" in str(screen.nodes("messages"))
    assert len(dashboard.payments()) == before
    assert screen.views["movers"]["empty"]


def test_the_overview_says_the_same_in_short(dashboard: Dashboard) -> None:
    search = "?period=14d"
    overview, changes = dashboard.read(search), dashboard.read(f"{search}&page=changes")
    body = overview.views["changes"]["body"]
    links = [node for node in nodes_of(body) if node.get("a", {}).get("id") == "all-changes"]
    assert links[0]["a"]["href"] == "?period=14d&page=changes"
    net = table(changes)["total"]["cells"]
    assert f"Net {net['change']['text']}" in overview.sentence("changes")
    assert f"usage {net['usage']['text']}".capitalize() in "".join(spoken(body))
    rows = {row["name"]: row["cells"]["change"]["text"] for row in table(changes)["rows"]}
    items = [node for node in nodes_of(body) if node["t"] == "li"]
    assert len(items) == 5
    for item in items:
        name, amount, *_ = item["x"]
        assert rows["".join(spoken([name]))] == "".join(spoken([amount]))


def test_the_overview_has_the_same_rate() -> None:
    dashboard = paid(_dearer_from_october())
    search = "?period=2026-10&against=2026-09"
    before = "".join(spoken(dashboard.read(search).views["changes"]["body"]))
    assert "Usage +$72.00." in before
    dashboard.read(f"{search}&page=changes&service=Amazon+S3&by=usage-type")
    bought = len(dashboard.payments())
    overview, changes = dashboard.read(search), dashboard.read(f"{search}&page=changes")
    assert len(dashboard.payments()) == bought
    net = table(changes)["total"]["cells"]
    said = "".join(spoken(overview.views["changes"]["body"]))
    assert said != before
    assert (net["usage"]["text"], net["rate"]["text"]) == ("+$10.00", "+$62.00")
    assert "Usage +$10.00, rate +$62.00." in said


def _dearer_from_october() -> Book:
    """Ten units a day, at $1, then at $1.20."""
    book = small_book({"Amazon S3": 10.0})
    before, is_active = book.amounts(date(2026, 9, 1))
    dearer = before * 6 // 5
    dearer[:, -1] = before[:, -1]
    return Book(book.lines, lambda day: (dearer if day >= date(2026, 10, 1) else before, is_active))


def test_files_hold_what_the_table_shows(dashboard: Dashboard, october: Screen) -> None:
    links = table(october)["download"]
    answer = dashboard.http.get(f"/{links['csv']}&sort=change&order=desc")
    assert answer.status_code == 200
    assert "cloudsense-changes-service-2026-10-01-2026-10-31.csv" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(lines) == len(table(october)["rows"])
    for line in lines:
        parts = sum(Decimal(line[f"{part}_USD"]) for part in ("usage", "rate", "new", "gone", "charges"))
        assert parts == Decimal(line["difference_USD"])
    book = dashboard.http.get(f"/{links['xlsx']}&find=rds")
    assert book.status_code == 200
    assert "Compared with" in str(sheet(book.data))
    assert dashboard.http.get(f"/{links['csv']}&sort=nonsense").status_code == 400


def test_an_empty_account_and_one_that_credits_pay() -> None:
    empty = paid(Book([], lambda _day: (_none(), _none()[:, 0] > 0))).read(OCTOBER)
    assert "No costs in October and September." in said(empty)
    assert empty.views["movers"]["empty"]
    free = paid(small_book({"Amazon S3": -5.0}, charge_type="Credit")).read(OCTOBER)
    assert "October cost $5.00 less than September." in said(free)
    assert table(free)["total"]["cells"]["charges"]["text"] == "−$5.00"


def _none() -> Any:
    import numpy as np

    return np.zeros((0, 6), dtype=np.int64)


def test_a_one_day_old_account_and_the_first_of_a_month() -> None:
    dashboard = paid(small_book({"Amazon S3": 5.0}))
    dashboard.clock.now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    screen = dashboard.read("?page=changes&period=this-month")
    assert "nothing to compare yet" in said(screen)
    assert "movers-table" not in screen.parts or not table(screen)["rows"]


def test_a_failure_and_hidden_accounts() -> None:
    dashboard = paid(hide_account=True)
    screen = dashboard.read(f"{OCTOBER}&by=account")
    assert "444455556666" not in screen.text
    assert "•••• 6666" in str(table(screen)["rows"])
    broken = paid()
    broken.read()
    broken.source.failing = lambda _query: RuntimeError("boom")
    failed = broken.read(f"{OCTOBER}&by=region")
    assert failed.can_retry
    assert failed.views.get("movers", {}).get("empty", True)


def test_while_answers_are_on_their_way_there_are_shapes_and_controls() -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.source.gate.clear()
    try:
        screen = dashboard.look(f"{OCTOBER}&by=region")
        assert screen.busy
        assert not screen.status.get("closed")
        assert screen.parts["movers"]["view"] is None, "the shapes of the layout"
        assert screen.parts["against-period"]["first"] == "2026-09-01"
    finally:
        dashboard.source.gate.set()
    assert table(dashboard.read(f"{OCTOBER}&by=region"))["rows"]


def test_a_filter_that_has_no_costs() -> None:
    dashboard = paid()
    dashboard.read("?period=2026-10")
    before = len(dashboard.payments())
    screen = dashboard.read(f"{OCTOBER}&service=Nope&by=region")
    assert "No costs of service “Nope” in either period." in screen.notices
    assert len(dashboard.payments()) == before


def test_usage_types_of_all_services_lead_on_where_their_service_is_known() -> None:
    dashboard = paid()
    search = f"{OCTOBER}&by=usage-type"
    rows = {row["name"]: row for row in table(dashboard.read(search))["rows"]}
    assert rows["NatGateway-Bytes"]["href"] is None
    dashboard.read("?period=2026-10&service=EC2+-+Other")
    before = len(dashboard.payments())
    row = next(row for row in table(dashboard.read(search))["rows"] if row["name"] == "NatGateway-Bytes")
    assert row["href"] == "?period=2026-10&service=EC2+-+Other&usage-type=NatGateway-Bytes"
    assert row["note"] == "EC2 – Other"
    assert len(dashboard.payments()) == before


def test_usage_types_of_chosen_services_lead_to_the_trend_within_their_own() -> None:
    dashboard = paid()
    chosen = "service=EC2+-+Other&service=Amazon+Simple+Storage+Service"
    screen = dashboard.read(f"{OCTOBER}&{chosen}&by=usage-type")
    rows = {row["name"]: row for row in table(screen)["rows"]}
    storage = "?period=2026-10&service=Amazon+Simple+Storage+Service&usage-type=TimedStorage-ByteHrs"
    assert (rows["TimedStorage-ByteHrs"]["href"], rows["TimedStorage-ByteHrs"]["note"]) == (storage, "S3")
    both = rows["DataTransfer-Out-Bytes"]
    assert both["href"].count("service=") == 2
    assert both["note"] == "S3, EC2 – Other"
    bars = screen.parts["waterfall-chart"]["figure"]["layout"]["meta"]["hrefs"]
    assert storage in bars
    assert all(row["href"] for row in rows.values())


def test_the_rate_of_a_service_is_told_once_its_usage_types_are_cached() -> None:
    dashboard = paid()
    before = _row(dashboard.read(OCTOBER), "EC2 – Other")
    cell = before["cells"]["rate"]
    assert (cell["text"], cell["sort"], cell["price"]) == ("by usage type", None, "from 1¢")
    assert "not known" in cell["hint"]
    types = dashboard.read(cell["href"])
    bought = len(dashboard.payments())
    screen = dashboard.read(OCTOBER)
    assert len(dashboard.payments()) == bought
    cells = _row(screen, "EC2 – Other")["cells"]
    total = table(types)["total"]["cells"]
    assert "href" not in cells["rate"]
    assert cells["change"]["text"] == total["change"]["text"]
    assert cells["rate"]["sort"] == pytest.approx(total["rate"]["sort"], abs=1e-6)
    parts = sum(cells[column]["sort"] for column in ("usage", "rate", "new", "charges"))
    assert parts == pytest.approx(cells["change"]["sort"], abs=1e-6)
    assert "known for 1 of" in "".join(spoken(screen.views["why"]["body"]))
    answer = dashboard.http.get(f"/{table(screen)['download']['csv']}")
    lines = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    told = {line["service"]: line["rate_known"] for line in lines}
    assert (told["EC2 - Other"], told["Amazon Simple Storage Service"]) == ("yes", "no")


@pytest.mark.parametrize(("by", "filtered"), [("region", "region=us-east-1"), ("account", "account=444455556666")])
def test_the_rate_of_regions_and_accounts_too(by: str, filtered: str) -> None:
    dashboard = paid()
    types = dashboard.read(f"{OCTOBER}&{filtered}&by=usage-type")
    rows = table(dashboard.read(f"{OCTOBER}&by={by}"))["rows"]
    (row,) = [row for row in rows if "href" not in row["cells"]["rate"] and row["cells"]["usage"]["text"]]
    total = table(types)["total"]["cells"]
    assert row["cells"]["change"]["text"] == total["change"]["text"]
    assert row["cells"]["rate"]["sort"] == pytest.approx(total["rate"]["sort"], abs=1e-6)


def test_usage_types_of_all_services_that_the_overview_listed_tell_rates_and_services() -> None:
    dashboard = paid()
    dashboard.read("?period=2026-09-01..2026-10-31&by=usage-type")
    bought = len(dashboard.payments())
    rows = table(dashboard.read(OCTOBER))["rows"]
    cells = {row["name"]: row["cells"]["rate"] for row in rows}
    assert "href" not in cells["S3"], "it has usage alone"
    assert "href" in cells["EC2 – Compute"], "its Savings Plan cannot be told from usage there"
    assert len(dashboard.payments()) == bought
    types = dashboard.read(f"{OCTOBER}&by=usage-type")
    assert all(row["href"] for row in table(types)["rows"])
    out = _row(types, "DataTransfer-Out-Bytes")["href"]
    assert "service=EC2+-+Other" in out
    others = dashboard.read(f"{OCTOBER}&service!=EC2+-+Other&by=usage-type")
    out = _row(others, "DataTransfer-Out-Bytes")["href"]
    assert "service=EC2+-+Other" not in out
    assert "service!=EC2+-+Other" in out.replace("%21", "!")


def _row(screen: Screen, name: str) -> dict[str, Any]:
    return next(row for row in table(screen)["rows"] if row["name"] == name)


def test_two_currencies_are_never_compared() -> None:
    dashboard = paid()
    fetch = dashboard.source.fetch

    def by_year(identity: Any, query: Any, period: Any, meter: Any) -> Any:
        currency = "EUR" if period.start.year == 2025 else "USD"
        return replace(fetch(identity, query, period, meter), currency=currency)

    dashboard.source.fetch = by_year
    screen = dashboard.read(f"{OCTOBER}&against=year-ago")
    assert "EUR and USD" in screen.notices
    assert screen.views["movers"]["empty"]

"""The Accounts page without a browser: what it says, asks and costs, where it leads to, its files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
from webclient import (
    THIRTY_DAYS,
    Dashboard,
    Screen,
    addresses,
    cost_of,
    demo,
    exact,
    nodes_of,
    paid,
    small_book,
    spoken,
)
from xlsx import sheet

from cloudsense import formatting
from cloudsense.alerts.budget_store import MemoryBudgets
from cloudsense.alerts.center import AlertCenter, attach, center_of
from cloudsense.alerts.notifier import Notifier
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.demo.catalog import ACCOUNTS
from cloudsense.errors import AccessError
from cloudsense.insight import organization
from cloudsense.web.state.selection import Selection

PAGE = "?page=accounts"
PRODUCTION = ACCOUNTS["production"]


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


@pytest.fixture(scope="module")
def screen(dashboard: Dashboard) -> Screen:
    return dashboard.read(PAGE)


def said(screen: Screen) -> str:
    return " ".join("".join(spoken([node])) for node in screen.parts["accounts-answer"]["nodes"])


def table(screen: Screen) -> dict[str, Any]:
    return screen.parts["accounts-table"]


def test_the_sentence_the_table_and_the_map_agree(screen: Screen) -> None:
    rows, total = table(screen)["rows"], table(screen)["total"]["cells"]
    assert sum(row["cells"]["cost"]["sort"] for row in rows) == pytest.approx(exact(), abs=1e-6)
    assert total["cost"]["sort"] == pytest.approx(exact(), abs=1e-6)
    assert sum(row["cells"]["change"]["sort"] or 0 for row in rows) == pytest.approx(total["change"]["sort"], abs=1e-6)
    start = f"{len(rows)} accounts cost {total['cost']['text']} in 30 days, {total['change']['text']}. "
    assert said(screen).startswith(start)
    largest = max(rows, key=lambda row: abs(row["cells"]["change"]["sort"] or 0))
    assert f"{largest['name']} changed most, {largest['cells']['change']['text']}." in said(screen)
    few = int(re.findall(r"(\d+) of them make 90%", said(screen))[0])
    shares = [row["cells"]["share"]["sort"] for row in rows]
    assert sum(shares[:few]) >= 0.9 > sum(shares[: few - 1])
    tiles = [node for node in nodes_of(screen.views["accounts-map"]) if "top" in node.get("a", {})]
    assert len(tiles) == len(rows)
    assert "".join(spoken(screen.views["accounts-changed"]["body"])).startswith(largest["name"])


def test_it_shows_what_the_overview_shows_by_account(dashboard: Dashboard) -> None:
    for more in ("", "&metric=amortized", "&charges=usage", "&service=Amazon+Relational+Database+Service"):
        overview = dashboard.read(f"?period=2026-10&by=account{more}")
        accounts = dashboard.read(f"{PAGE}&period=2026-10{more}")
        shown, expected = table(accounts)["rows"], overview.rows
        assert [row["cells"]["cost"]["text"] for row in shown] == [cost_of(row) for row in expected]
        assert [row["name"] for row in shown] == [row["name"] for row in expected]


def test_all_days_of_the_period_are_shown_however_few_are_compared(dashboard: Dashboard) -> None:
    """The running month has 23 days of the 30."""
    search = f"{PAGE}&period=2026-09&against=this-month"
    screen = dashboard.read(search)
    whole = exact(Period(date(2026, 9, 1), date(2026, 10, 1)))
    assert table(screen)["total"]["cells"]["cost"]["sort"] == pytest.approx(whole, abs=1e-6)
    assert f"${whole:,.2f} in September 2026, " in said(screen)
    lines = list(csv.DictReader(io.StringIO(dashboard.http.get(f"/costs.csv{search}").text.lstrip("\ufeff"))))
    assert sum(float(line["cost_USD"]) for line in lines) == pytest.approx(whole, abs=1e-6)


def test_each_row_tile_and_name_leads_to_the_account_on_the_overview(dashboard: Dashboard, screen: Screen) -> None:
    href = f"?account={PRODUCTION}"
    row = next(row for row in table(screen)["rows"] if row["name"] == "production")
    assert (row["href"], row["note"]) == (href, PRODUCTION)
    for panel in ("accounts-map", "accounts-changed"):
        assert href in {node["a"].get("href") for node in nodes_of(screen.views[panel]) if "a" in node}
    opened = dashboard.read(href)
    assert opened.page == "overview"
    assert row["cells"]["cost"]["text"] in opened.sentence("total")


def test_map_or_bars_and_any_other_period(dashboard: Dashboard) -> None:
    bars = dashboard.read(f"{PAGE}&chart=bar")
    assert any(node.get("c") == "bars account-bars" for node in nodes_of(bars.views["accounts-map"]))
    tools = {
        node["a"]["href"]: node["x"][0] for node in nodes_of(bars.views["accounts-map"]["tools"]) if node["t"] == "a"
    }
    assert tools == {PAGE: "Map", f"{PAGE}&chart=bar": "Bars"}
    september = dashboard.read(f"{PAGE}&period=2026-10&against=2026-08")
    assert september.parts["accounts-against"]["first"] == "2026-08-01"
    assert "in October 2026" in said(september)


def test_after_drilling_into_accounts_nothing_is_bought_and_the_other_way_round() -> None:
    drilled = paid()
    drilled.read("?by=account")
    asked = list(drilled.source.fetched)
    drilled.read(PAGE)
    assert drilled.source.fetched == asked
    first = paid()
    first.read(PAGE)
    assert len(first.source.fetched) == 1, "a question, which fills both months"
    assert first.source.fetched[0] in asked
    first.read("?by=account")
    assert first.source.fetched.count(first.source.fetched[0]) == 1


def test_after_the_changes_by_account_fees_are_told_from_usage() -> None:
    dashboard = paid()
    dashboard.read("?page=changes&by=account")
    asked = list(dashboard.source.fetched)
    changed = dashboard.read(PAGE).views["accounts-changed"]
    assert "Monthly and one-time charges, not compared: " in "".join(spoken(changed["body"]))
    assert dashboard.source.fetched == asked


def test_what_nobody_asked_for_has_its_price_on_the_page() -> None:
    dashboard = paid()
    dashboard.read("?")
    bought = len(dashboard.source.fetched)
    screen = dashboard.read(PAGE, load="0")
    assert "Ask AWS (from 1¢)" in screen.notices or "Ask AWS (≈" in screen.notices
    assert "accounts-table" not in screen.parts
    assert len(dashboard.source.fetched) == bought


@pytest.mark.parametrize(
    ("search", "expected"),
    [("&period=12m", "no earlier days to compare with"), ("&period=2026-10&against=2026-10-05", "overlap")],
)
def test_costs_are_shown_where_there_is_nothing_to_compare_them_with(search: str, expected: str) -> None:
    screen = demo().read(PAGE + search)
    assert expected in screen.notices
    assert {"cost", "share"} <= {column["key"] for column in table(screen)["columns"]}
    assert "change" not in {column["key"] for column in table(screen)["columns"]}
    assert re.match(r"8 accounts cost \$[\d,.]+ in [^,]+\. ", said(screen))
    assert "Nothing to compare with." in "".join(spoken(screen.views["accounts-changed"]["body"]))


def test_a_single_account_and_none() -> None:
    alone = demo().read(f"{PAGE}&account={PRODUCTION}")
    assert re.match(r"production cost \$[\d,.]+ in 30 days, [+−]\$[\d,.]+\. ", said(alone))
    assert "No other account has costs that match the filters." in said(alone)
    assert len(table(alone)["rows"]) == 1
    unknown = demo().read(f"{PAGE}&account=999999999999")
    assert "accounts-table" not in unknown.parts
    assert "No costs of account “999999999999”." in unknown.notices or "No costs match" in unknown.notices
    empty = paid(small_book({})).read(PAGE)
    assert "This account has no costs in this period." in empty.notices
    assert not empty.status.get("closed")


def test_files_have_every_row_and_ids_as_text(dashboard: Dashboard, screen: Screen) -> None:
    rows = table(screen)["rows"]
    answer = dashboard.http.get(f"/{table(screen)['download']['csv']}")
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [line["account_name"] for line in lines] == [row["name"] for row in rows]
    assert [line["account"] for line in lines] == [f"'{row['note']}" for row in rows]
    assert sum(float(line["cost_USD"]) for line in lines) == pytest.approx(exact(THIRTY_DAYS), abs=1e-6)
    found = list(csv.reader(io.StringIO(dashboard.http.get(f"/costs.csv{PAGE}&sort=change&find=sandbox").text)))
    assert len(found) == 3
    made = sheet(dashboard.http.get(f"/{table(screen)['download']['xlsx']}").data)
    assert [PRODUCTION, "production"] in [row[:2] for row in made.rows]
    assert dashboard.http.get(f"/costs.csv{PAGE}&sort=colour").status_code == 400


def test_hidden_ids_are_nowhere() -> None:
    hidden = demo(hide_account=True)
    screen = hidden.read(PAGE)
    files = [hidden.http.get(f"/costs.csv{PAGE}").text]
    for text in (screen.text, *files):
        plain = re.sub(r"\d+\.\d+", "", text)
        assert not any(number[n : n + 5] in plain for number in ACCOUNTS.values() for n in range(8))
    assert all(row["href"].startswith("?account=hidden-") for row in table(screen)["rows"])


def with_units(dashboard: Dashboard, read: Callable[[], Mapping[str, str]]) -> Screen:
    """The page once they are read."""
    organization.attach(dashboard.ledger, read, dashboard.clock)
    for _ in range(100):
        if organization.units_of(dashboard.ledger):
            break
    return dashboard.read(PAGE)


def test_organizational_units_have_their_sums_and_are_found_and_written() -> None:
    dashboard = demo()
    screen = with_units(dashboard, dashboard.source.organizational_units)
    notes = {row["name"]: row["note"] for row in table(screen)["rows"]}
    assert notes["production"] == f"{PRODUCTION} · Workloads / Production"
    items = [node for node in nodes_of(screen.parts["accounts-units"]) if node["t"] == "li"]
    costs = {row["note"]: row["cells"]["cost"]["sort"] for row in table(screen)["rows"]}
    sandboxes = sum(cost for note, cost in costs.items() if note.endswith("Sandboxes"))
    shown = {item["x"][0]["x"][0]: item for item in items}
    assert len(shown) == 5
    assert "".join(spoken(shown["Sandboxes"])).startswith(f"Sandboxes{formatting.money(sandboxes)}2 accounts")
    within = dashboard.read(shown["Sandboxes"]["x"][0]["a"]["href"])
    assert [row["name"] for row in table(within)["rows"]] == ["sandbox", "sandbox"]
    lines = list(csv.DictReader(io.StringIO(dashboard.http.get(f"/costs.csv{PAGE}&find=workloads").text)))
    assert [line["organizational_unit"].split(" / ")[0] for line in lines] == ["Workloads"] * 3


def test_without_units_there_is_no_panel_and_without_the_permission_a_sentence() -> None:
    def denied() -> Mapping[str, str]:
        raise AccessError("Not allowed.")

    screen = with_units(demo(), denied)
    assert screen.parts["accounts-units"]["nodes"] == []
    assert "allow organizations:ListRoots" in screen.slot("footer")
    assert "note" in table(screen)["rows"][0]
    none = with_units(demo(), dict)
    assert none.parts["accounts-units"]["nodes"] == []
    assert "organizations:" not in none.text


def test_budgets_of_exactly_one_account_stand_beside_it_and_buy_nothing() -> None:
    dashboard = paid()
    text = (
        f'[[budget]]\nname = "Production"\namount = 100\nwhere = ["account={PRODUCTION}"]\n'
        f'[[budget]]\nname = "Both"\namount = 1\nwhere = ["account={PRODUCTION}", "region=us-east-1"]\n'
    )
    old = center_of(dashboard.ledger)
    notifier: Notifier = old.notifier
    attach(dashboard.ledger, AlertCenter(dashboard.ledger, MemoryBudgets(text), notifier, old.locks))
    screen = dashboard.read(PAGE)
    assert len(dashboard.source.fetched) == 1
    cells = {row["name"]: row["cells"]["budget"] for row in table(screen)["rows"]}
    assert cells.pop("production")["role"] == "up"
    assert {cell["text"] for cell in cells.values()} == {""}
    assert table(screen)["columns"][-1]["title"] == "Nov budget"
    dashboard.read("?page=budgets")
    again = table(dashboard.read(PAGE))["rows"][0]["cells"]["budget"]
    used = {row["name"]: row["cells"]["used"] for row in dashboard.read("?page=budgets").parts["budget-table"]["rows"]}
    assert again == used["Production"], "projected, as soon as that is cached"


AWKWARD = {"": 3.0, **{f"{n:012}": cost for n, cost in enumerate((4.0, 2.0, -1.5, 1e-7, 250_000.0), 1)}}
"""Costs a day: of no account, of one that only began, one that is gone, credits, next to nothing, and a large one."""


def awkward() -> Dashboard:
    dimensions = {Dimension.SERVICE: "AWS Lambda", Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "Requests"}
    lines = [Line({**dimensions, Dimension.ACCOUNT: account}, "Hrs") for account in AWKWARD]
    costs = np.array([[round(cost * SCALE)] * len(COLUMNS) for cost in AWKWARD.values()], dtype=np.int64)

    def amounts(day: date) -> tuple[np.ndarray, np.ndarray]:
        active = np.ones(len(lines), dtype=bool)
        active[1], active[2] = day >= date(2026, 11, 10), day < date(2026, 10, 20)
        return costs * active[:, None], active

    return paid(Book(lines, amounts))


@pytest.mark.parametrize("period", ["30d", "7d", "this-month", "last-month", "2026-10-20..2026-11-05"])
def test_awkward_accounts_add_up_and_every_link_is_an_address(period: str) -> None:
    dashboard = awkward()
    left = f"{2:012}"
    units = {f"{1:012}": "", f"{3:012}": "Root", f"{5:012}": "Workloads / Prod", left: "Root"}
    organization.attach(dashboard.ledger, lambda: units, dashboard.clock)
    search = f"{PAGE}&period={period}"
    screen = dashboard.read(search)
    rows, total = table(screen)["rows"], table(screen)["total"]["cells"]
    assert not screen.notices
    for key in ("cost", "change"):
        found = sum(row["cells"][key]["sort"] or 0 for row in rows)
        assert found == pytest.approx(total[key]["sort"] or 0, abs=1e-4), "less than that has no row"
    (panel,) = screen.parts["accounts-units"]["nodes"]
    amounts = [node["x"][1]["x"][0] for node in nodes_of(panel) if node["t"] == "li"]
    shown = sum(float(re.sub(r"[$,]", "", amount).replace("−", "-")) for amount in amounts)
    assert shown == pytest.approx(total["cost"]["sort"], abs=0.02)
    links = addresses(screen)
    assert len(links) > 20
    for link in links:
        Selection.parse(link)
    for href in {row["href"] for row in rows} - {None}:
        assert not dashboard.read(href).notices

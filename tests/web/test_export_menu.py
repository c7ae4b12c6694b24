"""What the menu *Export* offers."""

import json
import shlex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from webclient import Dashboard, demo, paid

from cloudsense.web.pages.registry import PAGES


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def menu(dashboard: Dashboard, search: str = "") -> dict[str, Any]:
    screen = dashboard.read(search)
    return dict(screen.parts[f"{screen.page}-export"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_files_and_those_of_costs_a_command(dashboard: Dashboard, page: Any) -> None:
    offered = menu(dashboard, f"?page={page.name}")
    search = "?" if page.name == "overview" else f"?page={page.name}"
    names = {"CSV": f"costs.csv{search}", "XLSX": f"page.xlsx{search}", "HTML": f"page.html{search}"}
    assert {file["label"]: file["href"] for file in offered["files"]} == names
    assert bool(offered["command"]) == bool(offered["console"]) == page.has_controls
    for file in offered["files"]:
        assert dashboard.http.get(f"/{file['href']}").status_code == 200


def test_the_command_asks_for_what_the_table_lists(dashboard: Dashboard) -> None:
    offered = menu(dashboard, "?period=2026-09&service=Amazon+RDS&region!=us-east-1&by=account&charges=usage")
    words = shlex.split(offered["command"])
    assert words[words.index("--time-period") + 1] == "Start=2026-09-01,End=2026-10-01"
    assert json.loads(words[words.index("--group-by") + 1]) == [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}]
    rules = json.loads(words[words.index("--filter") + 1])["And"]
    keys = [(rule.get("Not", rule)["Dimensions"]["Key"], "Not" in rule) for rule in rules]
    assert sorted(keys) == [("RECORD_TYPE", True), ("REGION", True), ("SERVICE", False)]
    assert offered["command_note"].startswith("Each run costs $0.01 for each page")
    parameters = parse_qs(urlsplit(offered["console"]).fragment.partition("?")[2])
    assert (parameters["startDate"], parameters["endDate"]) == (["2026-09-01"], ["2026-09-30"])
    assert offered["console_note"] == ""


def test_what_cannot_be_said_elsewhere_is_said(dashboard: Dashboard) -> None:
    families = menu(dashboard, "?service=EC2+-+Other&by=family&granularity=weekly")
    assert "AWS has no families" in families["command_note"]
    assert families["console_note"] == "The link to the console cannot include weeks."


def test_hidden_accounts_are_in_no_command() -> None:
    hidden = paid(hide_account=True)
    account = hidden.source.identity().account
    offered = menu(hidden, f"?account={account}")
    assert not offered["command"]
    assert not offered["console"]
    assert offered["command_note"].startswith("Not shown")
    assert menu(hidden, "")["command"]


def test_while_a_page_loads_there_are_no_files() -> None:
    new = paid()
    new.source.gate.clear()
    offered = new.look("").parts["overview-export"]
    new.source.gate.set()
    assert not offered["files"]


def test_an_address_that_cannot_be_has_no_menu(dashboard: Dashboard) -> None:
    assert not any(menu(dashboard, "?nonsense=1").values())

"""What *Find* finds, once it is opened: from what is cached, with links that lead there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_hidden_accounts import leaked
from test_payers_page import Site
from test_saved_views import press
from two_payers import two_payers
from webclient import NOON, Dashboard, demo, paid, small_book, strictly

from cloudsense.alerts.budget_store import BudgetStore
from cloudsense.alerts.center import attach, center_of
from cloudsense.demo.catalog import ACCOUNTS
from cloudsense.web.state.account_references import PREFIX
from cloudsense.web.state.selection import QUOTED_PLACEHOLDER

PRODUCTION = ACCOUNTS["production"]
ADDRESS_OF_VIEW = "?by=tag%3Ateam&by=service&page=explore"


def found(dashboard: Dashboard, search: str = "") -> dict[str, Any]:
    """What the callback answers."""
    answer = dashboard.call("finder.found", {"finder.wanted": {"at": 1}}, {"navigator.address": search})
    assert answer.status_code == 200, answer.text
    props: dict[str, Any] = strictly(answer.text)["response"]["finder"]["found"]
    assert props["address"] == search
    return props


def groups(dashboard: Dashboard, search: str = "") -> dict[str, dict[str, str]]:
    """By title, where each name leads."""
    made = {}
    for group in found(dashboard, search)["groups"]:
        links = {item["name"]: item["href"] for item in group.get("items", ())}
        for value in group.get("values", ()):
            links[value["name"]] = group["template"].replace(QUOTED_PLACEHOLDER, value["value"].replace(" ", "+"))
        made[group["title"]] = links
    return made


def test_pages_and_periods_keep_what_is_selected() -> None:
    here = groups(demo(), f"?page=changes&period=7d&account={PRODUCTION}&metric=amortized")
    selected = f"account={PRODUCTION}&page=changes&metric=amortized"
    assert here["Periods"]["Last month"] == f"?period=last-month&{selected}"
    assert here["Pages"]["Overview"] == f"?period=7d&account={PRODUCTION}&metric=amortized"


def test_a_page_without_days_leads_to_the_overview_of_a_period() -> None:
    assert groups(demo(), "?page=data")["Periods"]["Last month"] == "?period=last-month"


def test_services_and_accounts_open_alone_in_the_same_days() -> None:
    dashboard = demo()
    here = groups(dashboard, "?page=explore&period=7d&region=us-east-1&by=region&metric=amortized")
    assert here["Accounts"]["production"] == f"?period=7d&account={PRODUCTION}&metric=amortized"
    service = here["Services"]["Lambda"]
    assert service == "?period=7d&service=AWS+Lambda&metric=amortized"
    assert dashboard.read(service).page == "overview"


def test_every_link_opens(tmp_path: Path) -> None:
    dashboard = demo()
    file = tmp_path / "budgets.toml"
    file.write_text('[[budget]]\nname = "Production"\namount = 5\nwhere = ["service=AWS Lambda"]\n')
    attach(dashboard.ledger, replace(center_of(dashboard.ledger), budgets=BudgetStore(file)))
    press(dashboard, "save-view", "Teams")
    here = groups(dashboard)
    assert list(here) == ["Pages", "Saved views", "Budgets", "Services", "Accounts", "Periods"]
    assert here["Budgets"] == {"Production": "?page=budgets&name=Production"}
    assert here["Saved views"] == {"Teams": ADDRESS_OF_VIEW}
    for links in here.values():
        for href in list(links.values())[:3]:
            assert not dashboard.read(href).status.get("closed"), href


def test_each_payer_has_accounts_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    with two_payers(monkeypatch, tmp_path, NOON.date()) as endpoint:
        site = Site(endpoint, tmp_path)
        for payer in ("acme", "nordlicht"):
            site.read(f"?payer={payer}&by=account")
        pages = endpoint.pages
        together = found(site, "?payer=all")["groups"]
        accounts = {group["note"]: group for group in together if group["title"] == "Accounts"}
        assert [len(accounts[payer]["values"]) for payer in ("acme", "nordlicht")] == [2, 3]
        assert accounts["acme"]["template"] == f"?account={QUOTED_PLACEHOLDER}"
        assert accounts["nordlicht"]["template"] == f"?payer=nordlicht&account={QUOTED_PLACEHOLDER}"
        (services,) = [group for group in together if group["title"] == "Services"]
        assert services["template"] == f"?payer=all&service={QUOTED_PLACEHOLDER}"
        names = [value["name"] for value in services["values"]]
        assert len(names) == len(set(names)), "a service of both is one"
        assert endpoint.pages == pages, "nothing was bought"


def test_finding_buys_nothing_and_lists_accounts_once_they_are_loaded() -> None:
    dashboard = paid()
    assert [group["title"] for group in found(dashboard)["groups"]][:1] == ["Pages"], "nothing is cached yet"
    dashboard.read()
    before = len(dashboard.payments())
    nothing = found(dashboard)
    assert "Accounts" not in groups(dashboard)
    assert nothing["lacking"].startswith("To find accounts, open the Accounts page")
    assert len(dashboard.payments()) == before
    dashboard.read("?by=account")
    before = len(dashboard.payments())
    assert groups(dashboard)["Accounts"]["production"] == f"?account={PRODUCTION}"
    assert groups(dashboard, "?period=90d")["Accounts"]["production"].startswith("?period=90d&")
    assert found(dashboard)["lacking"] == ""
    assert len(dashboard.payments()) == before


def test_what_buys_has_the_price_of_its_link() -> None:
    dashboard = paid()
    dashboard.read()
    (periods,) = [group for group in found(dashboard)["groups"] if group["title"] == "Periods"]
    prices = {item["href"]: item["price"] for item in periods["items"]}
    assert prices["?"] == ""
    assert prices["?period=12m"].startswith(("≈", "from "))
    assert prices == {href: dashboard.http.get(f"/price{href}").text for href in prices}
    (services,) = [group for group in found(dashboard)["groups"] if group["title"] == "Services"]
    assert services["paid"], "the browser asks for the price of what it shows"


def test_hidden_accounts_stay_hidden() -> None:
    dashboard = demo(hide_account=True)
    answer = dashboard.call("finder.found", {"finder.wanted": {"at": 1}}, {"navigator.address": ""})
    assert not leaked(answer.text)
    assert "production" not in answer.text
    accounts = groups(dashboard)["Accounts"]
    assert len(accounts) == len(ACCOUNTS)
    for name, href in accounts.items():
        assert re.fullmatch(r"•••• \d{4}( .*)?", name), name
        assert href.startswith(f"?account={PREFIX}")
        assert not dashboard.read(href).status.get("closed")


@pytest.mark.parametrize("search", ["?period=never", "?page=nowhere", "?colour=red", "?payer=nobody"])
def test_a_wrong_address_leads_back(search: str) -> None:
    assert groups(demo(), search)["Pages"]["Overview"] == "?"


@pytest.mark.parametrize("search", ["", "?period=90d"])
def test_services_are_found_by_any_name_that_an_address_can_hold(search: str) -> None:
    """Of the period, or of late where that is not cached."""
    fit = ["<script>alert(1)</script>", "x" * 256, "__proto__", "\u202ertl \u05d0", "%1A&b=c", "service=x"]
    dashboard = paid(small_book(dict.fromkeys([*fit, "", "\x1acontrol", "two\nlines"], 5.0)))
    dashboard.read()
    (services,) = [group for group in found(dashboard, search)["groups"] if group["title"] == "Services"]
    assert sorted(value["value"] for value in services["values"]) == sorted(fit)

"""Budgets of several payers on one page. Their amounts are not added."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from endpoint import ACCESS_DENIED, EXPIRED, Endpoint
from endpoint.server import WHO
from test_payers_page import Site
from two_payers import ACME, KEYS, NORDLICHT, two_payers
from webclient import NOON, Screen

PAGE = "?page=budgets"
ALL = "?payer=all&page=budgets"
PAGES = {"acme": PAGE, "nordlicht": "?payer=nordlicht&page=budgets"}
WHOLE = '[[budget]]\nname = "Whole account"\namount = {}\n'
GLUE = '[[budget]]\nname = "Glue"\namount = 90000000\nwhere = ["service=AWS Glue"]\n'


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    (tmp_path / "b.toml").write_text(WHOLE.format(90_000_000) + GLUE)
    (tmp_path / "b-nordlicht.toml").write_text(WHOLE.format(1))
    with two_payers(monkeypatch, tmp_path, NOON.date()) as endpoint:
        yield endpoint


@pytest.fixture
def site(aws: Endpoint, tmp_path: Path) -> Site:
    return Site(aws, tmp_path, budgets_file=tmp_path / "b.toml")


def rows(screen: Screen) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in screen.parts["budget-table"]["rows"]}


def payers(screen: Screen) -> str:
    return json.dumps(screen.parts["budget-answer"]["nodes"])


def test_budgets_of_all_are_those_of_each_in_its_currency(site: Site) -> None:
    site.aws.currencies = {NORDLICHT: "EUR"}
    own = {name: rows(site.read(search)) for name, search in PAGES.items()}
    paid = site.aws.pages
    screen = site.read(ALL)
    assert site.aws.pages == paid
    both = rows(screen)
    assert len(both) == 3
    for payer, expected in own.items():
        for name, row in expected.items():
            found = both[f"{payer} › {name}"]
            assert (found["cells"], found["href"], found["note"]) == (row["cells"], row["href"], row["note"])
    assert both["acme › Whole account"]["cells"]["spent"]["text"].startswith("$")
    assert both["nordlicht › Whole account"]["cells"]["spent"]["text"].startswith("€")
    assert "One of 3 budgets is exceeded." in payers(screen)
    assert "1 budget, 1 exceeded" in payers(screen)
    assert "2 budgets" in payers(screen)
    assert screen.parts["burn-up"]["view"]["title"] == "acme › Whole account"
    assert screen.parts["budget-edit"]["view"]["empty"]
    exceeded = rows(site.read(f"{ALL}&listed=exceeded"))
    assert set(exceeded) == {"nordlicht › Whole account"}
    text = site.get(f"/costs.csv{ALL}&sort=used").data.decode("utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    found = [(line["payer"], line["budget"], line["currency"]) for line in lines]
    assert found[0] == ("nordlicht", "Whole account", "EUR")
    assert {f"{payer} › {name}" for payer, name, _ in found} == both.keys()


def test_one_that_fails_or_is_unreadable_leaves_the_others(site: Site, tmp_path: Path) -> None:
    (tmp_path / "b-nordlicht.toml").write_text("[[budget]")
    screen = site.read(ALL)
    assert set(rows(screen)) == {"acme › Whole account", "acme › Glue"}
    assert "b-nordlicht.toml is not valid TOML." in screen.notices
    assert "The budgets could not be read." in payers(screen)
    (tmp_path / "b-nordlicht.toml").write_text(WHOLE.format(1))


def test_one_whose_costs_or_account_are_unknown_leaves_the_others(site: Site) -> None:
    site.aws.fail(EXPIRED, 1, operation=WHO, key=KEYS["nordlicht"])
    screen = site.read(ALL)
    assert set(rows(screen)) == {"acme › Whole account", "acme › Glue"}
    assert "The AWS credentials have expired." in payers(screen)
    assert screen.can_retry
    site.aws.fail(ACCESS_DENIED, float("inf"), operation="GetCostAndUsage", key=KEYS["nordlicht"])
    site.press("retry", ALL)
    screen = site.read(ALL)
    states = {name: row["cells"]["state"]["text"] for name, row in rows(screen).items()}
    assert states.pop("nordlicht › Whole account") == "not known"
    assert states.keys() == {"acme › Whole account", "acme › Glue"}
    assert "nordlicht: " in screen.notices


def test_budgets_of_a_member_account_are_listed(site: Site) -> None:
    site.aws.payer, site.aws.units = ACME, {NORDLICHT: "Workloads"}
    assert set(rows(site.read(ALL))) == {"acme › Whole account", "acme › Glue", "nordlicht › Whole account"}


def test_no_budget_is_changed_for_all(site: Site, tmp_path: Path) -> None:
    before = (tmp_path / "b.toml").read_text()
    draft = {"name": "New", "amount": "5", "original": "", "digest": ""}
    site.order({"do": "save-budget", "form": json.dumps(draft), "at": 1}, ALL)
    assert (tmp_path / "b.toml").read_text() == before
    site.order({"do": "test-alerts", "at": 2}, ALL)
    assert "The test was delivered to all targets." in site.read(ALL).notices

"""`--hide-account`: of an account's id no more than four digits leave the server, addresses included."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_any_name import book
from webclient import Clock, Dashboard, PaidSource, addresses, cost_of, demo, nodes_of, paid, settings

from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.demo.catalog import ACCOUNTS
from cloudsense.errors import AddressError
from cloudsense.figures.sheet import MARK
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.locks import FileLocks
from cloudsense.ledger.storage.store import Store
from cloudsense.web.app import create_app
from cloudsense.web.state.account_references import PREFIX, AccountReferences
from cloudsense.web.state.selection import QUOTED_PLACEHOLDER, Selection

PRODUCTION = ACCOUNTS["production"]
IDS = {*ACCOUNTS.values(), "999999999999"}
FIVE = {number[n : n + 5] for number in IDS for n in range(8)}
"""Any five digits in a row of any id."""


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo(hide_account=True)


def leaked(text: str) -> set[str]:
    return {part for part in FIVE if part in re.sub(r"\d{6,}\.\d+|\d+\.\d{6,}", "", text)}


SEARCHES = [
    "?",
    "?by=account",
    "?by=account&chart=pie",
    "?by=account&chart=line&period=7d",
    f"?account={PRODUCTION}",
    f"?account={PRODUCTION}&account={ACCOUNTS['sandbox']}&by=region",
    f"?account={PRODUCTION}&by=usage-type&service=AWS+Lambda",
    "?account=999999999999",
    "?page=data",
    "?page=explore&by=account&by=service",
    "?page=explore&by=service&by=account&period=7d",
    "?page=accounts&period=7d",
    "?page=changes&by=account&period=7d",
]


@pytest.mark.parametrize("search", SEARCHES)
def test_nothing_that_the_page_is_sent_has_more_than_four_digits(dashboard: Dashboard, search: str) -> None:
    opened = dashboard.http.get(f"/{search}")
    there = opened.headers.get("Location", search)
    screen = dashboard.read(there)
    assert not leaked(screen.text)
    asked_by_id = dashboard.read(search).text.replace(f'"address":"{search}"', "")
    assert not leaked(asked_by_id), "but for the address that was asked for"
    assert "••••" in screen.text or "\\u2022" in screen.text
    file = dashboard.http.get(f"/costs.csv{search}")
    assert not leaked(str([value for name, value in file.headers if name != "X-Request-Id"])), "which is random"
    assert not leaked(file.text)
    assert not leaked(dashboard.http.get(f"/price{search}").text)


def test_rows_still_lead_to_their_costs(dashboard: Dashboard) -> None:
    plain = demo()
    shown = {cost_of(row): row["href"] for row in plain.read("?by=account").rows}
    for row in dashboard.read("?by=account").rows:
        assert row["href"].startswith(f"?account={PREFIX}")
        assert cost_of(row) in dashboard.read(row["href"]).sentence("total")
        assert cost_of(row) in plain.read(shown[cost_of(row)]).sentence("total")
    for href in addresses(dashboard.read(row["href"])):
        assert "account=" not in href or PREFIX in href


def test_amounts_of_explore_still_lead_to_their_accounts() -> None:
    """Costs without an account have no id to hide, and no address."""
    numbers = [PRODUCTION, ""]
    lines = [Line({Dimension.ACCOUNT: number, Dimension.SERVICE: "AWS WAF"}, "Hrs") for number in numbers]
    amounts = np.full((len(lines), len(COLUMNS)), SCALE, dtype=np.int64)
    dashboard = paid(Book(lines, lambda day: (amounts, np.ones(len(lines), dtype=bool))), hide_account=True)
    shown = dashboard.read("?page=explore&by=account&by=service").parts["explore-table"]
    (key,) = shown["opens"]["groups"]
    assert {group["id"] for group in shown["groups"]} == {key, ""}
    address = shown["opens"]["group"].replace("%1B", shown["opens"]["groups"][key]).replace(QUOTED_PLACEHOLDER, "7d")
    selection = Selection.parse(address, AccountReferences(dashboard.ledger.secret))
    assert selection.values(Dimension.ACCOUNT) == (PRODUCTION,)


def test_the_filter_of_accounts_leads_to_the_chosen_ones(dashboard: Dashboard) -> None:
    (account,) = [one for one in dashboard.read().parts["overview-filters"]["filters"] if one["dimension"] == "account"]
    chosen = AccountReferences(dashboard.ledger.secret).written(Dimension.ACCOUNT, PRODUCTION)
    filled = account["include_href"].replace(QUOTED_PLACEHOLDER, chosen)
    assert dashboard.read(filled).sentence("total") == dashboard.read(f"?account={PRODUCTION}").sentence("total")


def test_a_link_to_what_is_cached_has_no_price() -> None:
    dashboard = paid(hide_account=True)
    one, other = (row["href"] for row in dashboard.read("?by=account").rows[:2])
    search = "&service=AWS+Lambda&by=operation"
    dashboard.read(one + search)
    assert dashboard.http.get(f"/price{one}{search}").text == ""
    assert dashboard.http.get(f"/price{other}{search}").text != ""


@pytest.mark.parametrize("base", ["/", "/costs/"])
def test_an_address_with_an_id_is_answered_with_a_reference(base: str) -> None:
    dashboard = demo(hide_account=True, base_path=base)
    answer = dashboard.http.get(f"/?period=7d&account={PRODUCTION}&budget=5")
    assert answer.status_code == 302
    search = answer.headers["Location"]
    assert search.startswith(f"?period=7d&account={PREFIX}")
    assert not leaked(search + answer.text)
    assert dashboard.http.get(f"/{search}").status_code == 200
    assert dashboard.read(search).sentence("total") == demo().read(f"?account={PRODUCTION}&period=7d").sentence("total")


def test_an_excluded_account_is_hidden_too() -> None:
    dashboard = demo(hide_account=True)
    search = dashboard.http.get(f"/?account!={PRODUCTION}").headers["Location"]
    assert not leaked(search)
    screen = dashboard.read(search)
    assert not leaked(screen.text)
    assert screen.sentence("total") == demo().read(f"?account!={PRODUCTION}").sentence("total")


def test_it_is_not_redirected_where_ids_are_shown() -> None:
    assert demo().http.get(f"/?account={PRODUCTION}").status_code == 200


def test_orders_of_the_data_page_work_by_reference() -> None:
    dashboard = paid(hide_account=True)
    dashboard.read(f"?account={PRODUCTION}&by=region")
    screen = dashboard.look("?page=data")
    assert not leaked(screen.text)
    buttons = [node["a"] for node in nodes_of(screen.parts) if node.get("a", {}).get("data-do") == "forget"]
    for button in buttons:
        dashboard.press("forget", "?page=data", (button["data-question"], button["data-month"]))
    inventory = dashboard.ledger.inventory()
    assert buttons
    assert inventory
    assert not inventory.cached


def test_names_of_accounts_are_hidden_too(dashboard: Dashboard) -> None:
    assert not {"data-platform", "production"} & {row["name"] for row in dashboard.read("?by=account").rows}
    assert "data-platform" in str(demo().read("?by=account").rows)
    assert "data-platform" not in dashboard.http.get("/costs.csv?by=account").text


def test_two_accounts_with_the_same_last_digits_are_told_apart() -> None:
    dashboard = paid(book(Dimension.ACCOUNT, ["111122224444", "555566664444"]), hide_account=True)
    assert len({row["name"] for row in dashboard.read("?by=account").rows}) == 2
    file = dashboard.http.get("/costs.csv?by=account").text.removeprefix(MARK)
    assert len({row[0] for row in csv.reader(io.StringIO(file))}) == 3


def test_without_it_they_are_shown() -> None:
    assert set(ACCOUNTS.values()) & set(re.findall(r"\d{12}", demo().read("?by=account").text))


def test_a_profile_named_after_an_account_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", f"admin-{PRODUCTION}")
    hidden, shown = paid(hide_account=True), paid()
    assert f"admin-•••• {PRODUCTION[-4:]}" in hidden.read().slot("account")
    assert not leaked(hidden.read().text)
    assert f"admin-{PRODUCTION}" in shown.read().slot("account")


def references(key: bytes = b"k" * 32) -> AccountReferences:
    return AccountReferences(lambda: key)


@pytest.mark.parametrize("value", ["004417728395", "NoLinkedAccount", "名 🧾", "x" * 1024, f"{PREFIX}a"])
def test_a_reference_means_one_account_to_whoever_has_the_key(value: str) -> None:
    selection = Selection(references=references()).with_filter(Dimension.ACCOUNT, value)
    assert not re.search(r"account=[^&]*\d", selection.search)
    assert Selection.parse(selection.search, references()) == selection
    with pytest.raises(AddressError, match="cannot resolve"):
        Selection.parse(selection.search, references(b"l" * 32))


@pytest.mark.parametrize("broken", ["", "a", "zz", "abcdefgh", "é", "a" * 44, "A" * 44])
def test_a_reference_that_is_none_is_refused_with_a_sentence(broken: str) -> None:
    with pytest.raises(AddressError) as refusal:
        Selection.parse(f"?account={PREFIX}{broken}", references())
    assert refusal.value.remedy == "Choose the account in the list."


def test_references_outlive_a_restart(tmp_path: Path) -> None:
    def started() -> Any:
        clock = Clock()
        locks = FileLocks(tmp_path)
        ledger = Ledger(PaidSource(clock), Store.in_folder(tmp_path / "costs"), Spending(), clock, locks=locks)
        app = create_app(settings(hide_account=True), ledger)
        return app.server.test_client().get(f"/?account={PRODUCTION}").headers["Location"]

    assert started() == started()

"""Once an answer has told the name of an account, it is shown wherever the account is."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_any_name import book
from webclient import Clock, Dashboard, PaidSource, paid

from cloudsense.costs.query import Dimension
from cloudsense.demo.catalog import ACCOUNTS
from cloudsense.figures.sheet import MARK
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store

NUMBER = ACCOUNTS["production"]
SHOWN = f"production ({NUMBER})"


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    dashboard = paid()
    dashboard.read("?by=account")
    return dashboard


def test_the_filtered_page_has_it_in_box_trail_title_and_file(dashboard: Dashboard) -> None:
    screen = dashboard.read(f"?account={NUMBER}&by=region")
    assert SHOWN.partition(" (")[0] in screen.slot("filters")
    assert SHOWN in screen.slot("trail")
    assert screen.status["title"] == f"{SHOWN} · 30 days · Overview – CloudSense"
    answer = dashboard.http.get(f"/costs.csv?account={NUMBER}&by=region")
    expected = f'attachment; filename="cloudsense-region-production-{NUMBER}-2026-10-24-2026-11-22.csv"'
    assert answer.headers["Content-Disposition"] == expected


def test_the_data_page_has_it(dashboard: Dashboard) -> None:
    dashboard.read(f"?account={NUMBER}&by=region&service=AWS+Lambda")
    dashboard.read(f"?account={NUMBER}&by=operation&service=AWS+Lambda")
    assert SHOWN in dashboard.look("?page=data").slot("inventory")
    assert SHOWN in dashboard.http.get("/costs.csv?page=data").text


def test_the_file_has_names_beside_ids(dashboard: Dashboard) -> None:
    file = dashboard.http.get("/costs.csv?by=account").text
    assert file.startswith(MARK)
    head, *rows = csv.reader(io.StringIO(file.removeprefix(MARK)))
    assert head[:2] == ["account", "account_name"]
    assert [f"'{NUMBER}", "production"] in [row[:2] for row in rows]


def test_the_payer_has_its_name_once_it_is_known() -> None:
    dashboard = paid()
    payer = dashboard.source.identity().account
    name = {number: name for name, number in ACCOUNTS.items()}.get(payer)
    dashboard.source.identity = without_name(dashboard)  # type: ignore[method-assign]
    if name:
        assert name not in dashboard.read().slot("account")
        dashboard.read("?by=account")
        assert name in dashboard.read().slot("account")


def without_name(dashboard: Dashboard) -> Any:
    identity = replace(dashboard.source.identity(), name="")
    return lambda: identity


def test_no_name_is_bought(dashboard: Dashboard) -> None:
    before = dashboard.payments()
    dashboard.read(f"?account={NUMBER}&by=region")
    assert dashboard.payments() == before


def test_names_outlive_a_restart(tmp_path: Path) -> None:
    def started() -> tuple[Ledger, Any]:
        clock = Clock()
        source = PaidSource(clock)
        ledger = Ledger(source, Store.in_folder(tmp_path), Spending(), clock)
        return ledger, ledger.identity(patience=5)

    from webclient import THIRTY_DAYS

    from cloudsense.costs.query import CostQuery

    ledger, identity = started()
    ledger.costs(CostQuery((Dimension.ACCOUNT,)), THIRTY_DAYS, patience=10)
    again, _ = started()
    assert names(again, identity) == names(ledger, identity)
    assert names(again, identity)[NUMBER] == "production"


def names(ledger: Ledger, identity: Any) -> Mapping[str, str]:
    return ledger.account_names(identity)


@pytest.mark.parametrize("chosen", ["service=", "region="])
def test_a_files_name_says_what_is_chosen_in_plain_letters(chosen: str) -> None:
    name = 'Ünïcode "x"; ../../etc 名\u202e'
    dimension = Dimension(chosen.removesuffix("="))
    dashboard = paid(book(dimension, [name]))
    href = dashboard.read(f"?by={dimension.value}").rows[0]["href"]
    dashboard.read(href)
    disposition = dashboard.http.get(f"/costs.csv{href}").headers["Content-Disposition"]
    assert "-unicode-x-etc" in disposition
    assert disposition.isascii()

"""`--hide-account`: no account id where somebody can read it. Addresses keep it, since they could not work without."""

import re
from typing import Any

import pytest
from webclient import Dashboard, demo

from cloudsense.demo.catalog import ACCOUNTS

IDS = set(ACCOUNTS.values())
ADDRESSES = {"href", "value", "data-href", "data-question", "key", "nav", "csv", "customdata", "meta"}


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo(hide_account=True)


def readable(part: Any) -> list[str]:
    """Every text of an answer that is no address."""
    if isinstance(part, dict):
        return [text for name, value in part.items() if name not in ADDRESSES for text in readable(value)]
    if isinstance(part, list):
        return [text for value in part for text in readable(value)]
    return [part] if isinstance(part, str) else []


SEARCHES = [
    "?",
    "?by=account",
    "?by=account&chart=pie",
    "?by=account&chart=line&period=7d",
    f"?account={ACCOUNTS['production']}",
    f"?account={ACCOUNTS['production']}&account={ACCOUNTS['sandbox']}&by=region",
    "?account=999999999999",
]


@pytest.mark.parametrize("search", SEARCHES)
def test_no_id_can_be_read(dashboard: Dashboard, search: str) -> None:
    screen = dashboard.read(search)
    for text in readable([screen.payload, screen.figure]):
        assert not re.search(r"\d{12}", text), text
    assert "••••" in screen.text or "\\u2022" in screen.text


def test_names_of_accounts_are_hidden_too(dashboard: Dashboard) -> None:
    assert not {"data-platform", "production"} & {row["name"] for row in dashboard.read("?by=account").rows}
    assert "data-platform" in str(demo().read("?by=account").rows)


def test_without_it_they_are_shown() -> None:
    screen = demo().read("?by=account")
    assert IDS & set(re.findall(r"\d{12}", " ".join(readable(screen.payload))))

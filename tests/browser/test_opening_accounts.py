"""The Accounts page: found by name or id, opened from the table and from the map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from screen import arrived, follow, inspect, visit
from staging import Site

pytestmark = pytest.mark.browser

PAGE = "?page=accounts"


def test_an_account_is_found_and_opened(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/")
    follow(page.locator("#header").get_by_role("link", name="Accounts"))
    answer = page.locator("#accounts-answer")
    expect(answer).to_contain_text(
        re.compile(r"8 accounts cost \$[\d,.]+ in 30 days, [+−]\$[\d,.]+\. \d of them make 90%")
    )
    inspect(page, "accounts", (390, 1280))
    tile = page.locator("#accounts-map .account-map a").first
    expect(tile).to_have_text(re.compile(r"production\$[\d.]+k"))
    row = page.locator("#accounts-table tbody tr").nth(1)
    row.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?account=\d{12}$"))
    page.go_back()
    arrived(page, PAGE)
    tile.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?account=444455556666$"))
    expect(page.locator("#trend")).to_be_visible()


def test_bars_instead_of_the_map_and_another_period(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/{PAGE}&period=2026-10")
    follow(page.locator("#accounts-as-bars"))
    expect(page.locator("#accounts-map .account-bars li")).to_have_count(8)
    expect(page.locator("#accounts-against-button")).to_contain_text("Period before")
    visit(page, f"{demo.url}/{PAGE}&period=12m")
    expect(page.locator("#accounts-messages")).to_contain_text("no earlier days to compare with")
    expect(page.locator("#accounts-table tbody tr")).to_have_count(8)

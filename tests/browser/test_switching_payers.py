"""Two payers: switched in the header, and kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from background import running
from playwright.sync_api import Page, expect
from screen import inspect, visit
from staging import NOON, Clock
from two_payers import ACME, NORDLICHT, SPIKY_OURS, SPIKY_THEIRS, two_payers

from cloudsense import server as serving
from cloudsense.bootstrap import open_payers
from cloudsense.config.settings import read
from cloudsense.web.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Of a CloudSense with both."""
    with two_payers(monkeypatch, tmp_path, NOON.date(), SPIKY_OURS, SPIKY_THEIRS):
        settings = read({"profile": ["acme", "nordlicht"], "cache_dir": [str(tmp_path / "cache")]}, {})
        books = open_payers(settings, Clock())
        app = create_app(settings, {each.payer: each.ledger for each in books})
        with running(serving.listen(app.server, "127.0.0.1", 0)) as port:
            yield f"http://127.0.0.1:{port}"


def test_the_header_switches_payers(page: Page, address: str) -> None:
    visit(page, f"{address}/?period=7d")
    switch = page.locator("#header-payers")
    expect(switch).to_contain_text(f"acme{ACME}")
    ours = page.locator("#total").inner_text()
    switch.click()
    page.get_by_role("link", name="nordlicht").click()
    expect(switch).to_contain_text(f"nordlicht{NORDLICHT}")
    expect(page).to_have_url(f"{address}/?payer=nordlicht&period=7d")
    expect(page.locator("#total")).not_to_have_text(ours)
    page.locator("#to-data").click()
    expect(switch).to_contain_text("nordlicht")
    page.locator("#brand").click()
    expect(page).to_have_url(f"{address}/?payer=nordlicht")
    page.go_back()
    page.go_back()
    expect(page.locator("#navigator")).to_have_attribute("data-address", "?payer=nordlicht&period=7d")
    switch.click()
    page.get_by_role("link", name="All payers").click()
    expect(page.locator(".payers li")).to_have_count(2)
    expect(page).to_have_title("7 days · Overview · All payers – CloudSense")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(switch).to_be_hidden()
    page.get_by_role("button", name="More").click()
    page.locator("dialog").get_by_role("link", name="acme").click()
    expect(page).to_have_url(f"{address}/?period=7d")


def test_lists_of_all_payers_lead_to_each(page: Page, address: str) -> None:
    visit(page, f"{address}/?payer=all&page=anomalies")
    expect(page.locator(".anomaly-item")).to_have_count(5)
    inspect(page, "anomalies-of-payers", (390, 1280))
    page.locator("#to-data").click()
    expect(page.locator(".stock-line")).to_have_count(2)
    inspect(page, "data-of-payers", (390, 1280))
    page.locator("#to-budgets").click()
    expect(page.locator(".budgets-answer .payers li")).to_have_count(2)
    inspect(page, "budgets-of-payers", (390, 1280))
    page.locator("#to-anomalies").click()
    page.get_by_role("link", name="nordlicht › Glue").click()
    expect(page).to_have_url(re.compile(r"\?payer=nordlicht&page=anomalies&anomaly=[0-9a-f]{12}$"))
    expect(page.locator("#title-anomaly-open")).to_have_text("Glue")
    expect(page.locator(".anomaly-item")).to_have_count(2)

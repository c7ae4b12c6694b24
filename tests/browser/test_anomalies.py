"""The Anomalies page in a browser: what one sees, opens, filters, mutes and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from screen import inspect
from staging import Clock, Site, served

pytestmark = pytest.mark.browser
ANOMALIES = "?page=anomalies"


@pytest.fixture
def own() -> Iterator[Site]:
    """A demo whose remarks are nobody else's."""
    with served(Clock(), "demo") as site:
        yield site


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator(".anomaly-item").first).to_be_visible()
    return page


def test_it_is_reached_from_the_header_and_is_legible_everywhere(page: Page, demo: Site) -> None:
    page.goto(demo.url)
    page.get_by_role("link", name="Anomalies").first.click()
    expect(page.locator("#anomalies-answer h2")).to_contain_text("anomalies in Oct 24 – Nov 22, 2026")
    expect(page.locator(".anomaly-item").first).to_be_visible()
    inspect(page, "anomalies")


def test_another_one_is_opened_and_gates_are_typed(page: Page, demo: Site) -> None:
    opened(page, f"{demo.url}/{ANOMALIES}&period=90d")
    second = page.locator(".anomaly-item").nth(1)
    name = second.locator("a").inner_text()
    second.locator("a").click()
    expect(second).to_have_class("anomaly-item open")
    expect(page.locator("#title-anomaly-open")).to_have_text(name)
    page.locator("#gate-min-dollars").fill("200")
    page.locator("#gate-min-dollars").press("Enter")
    expect(page).to_have_url(re.compile(r"&anomaly=[0-9a-f]{12}&min-dollars=200$"))
    expect(page.locator("#said-anomaly-gates")).to_contain_text("From $100, ")
    page.get_by_role("link", name="Falls too").click()
    expect(page.locator("#gate-falls .switch")).to_have_text("on")


def test_notes_and_mutes_stay(page: Page, own: Site) -> None:
    opened(page, f"{own.url}/{ANOMALIES}")
    page.locator("#anomaly-note-form-author").fill("Ada")
    page.locator("#anomaly-note-form").fill("migration to eu-west-1")
    page.locator("#anomaly-note-form").press("Enter")
    expect(page.locator(".anomaly-item.open .anomaly-note")).to_have_text("Note: migration to eu-west-1 — Ada")
    expect(page.locator("#anomaly-note-form")).to_have_value("")
    page.locator("#mute").click()
    page.locator("#mute-until").fill("2027-01-15")
    page.locator("#mute-until-day").click()
    muted = page.locator(".anomaly-list h3", has_text="Muted · 1")
    expect(muted).to_be_visible()
    page.reload()
    expect(muted).to_be_visible()
    page.get_by_role("link", name="Overview").first.click()
    expect(page.locator("#trend-chart .annotation-text", has_text="◆")).to_have_count(1)

"""The Data page: what is kept is seen, renewed and forgotten where one can see what it costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from endpoint import Endpoint
from playwright.sync_api import BrowserContext, Locator, Page, expect
from screen import TOO_WIDE, arrived, cost, inspect, money, quiet, visit
from staging import Changing, Serve, Site, total

from cloudsense.web.pages.registry import PAGES

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]
OVERVIEW = "Services and charge types"


def opened(page: Page) -> Page:
    """The Data page, from the header."""
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.get_by_role("heading", name="Cached data")).to_be_visible()
    expect(page.locator(".tiles")).to_be_hidden()
    return quiet(page)


def question(page: Page, name: str) -> Locator:
    return page.locator(".stock > li", has_text=name)


def test_renewing_and_forgetting(page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    site = serve()
    visit(page, f"{site.url}?period=14d&chart=bar")
    before, paid = cost(page), aws.pages
    site.clock.move(minutes=20)
    opened(page)
    expect(page).to_have_url(f"{site.url}/?period=14d&page=data&chart=bar")
    expect(page.locator(".columns li .unseen").last).to_have_text(f"Nov 23: {paid} paid requests")
    overview = question(page, OVERVIEW)
    expect(overview.get_by_role("img")).to_have_attribute("aria-label", "2 months cached: 1 final, 1 current")
    inspect(page, "data-closed", (390, 1280))

    overview.locator("summary").press("Enter")
    november = overview.locator("tbody tr").first
    expect(november.locator("td").first).to_have_text("Nov 23, 12:00 UTC")
    book.factor = 2
    button = november.get_by_role("button", name=f"Refresh about $0.01: {OVERVIEW}, Nov 2026")
    button.press("Enter")
    expect(november.locator("td").first).to_have_text("Nov 23, 12:20 UTC")
    quiet(page)
    assert aws.pages == paid + 1
    expect(button).to_be_focused()
    said = page.locator("#data-messages .done")
    expect(said).to_have_text(f"{OVERVIEW}, Nov 2026: refreshed for $0.01.")
    button.press("Enter")
    expect(said).to_contain_text("refreshed a moment ago, nothing bought.")
    assert aws.pages == paid + 1
    expect(page.locator(".panel", has_text="Changed by AWS")).to_contain_text("Nov 20 grew by 100%")
    inspect(page, "data")

    forget = november.get_by_role("button", name=f"Delete: {OVERVIEW}, Nov 2026")
    page.set_viewport_size({"width": 360, "height": 900})
    boxes = [button.bounding_box(), forget.bounding_box()]
    forget.press("Enter")  # to be confirmed within five seconds
    expect(forget).to_have_text("Confirm delete")
    expect(forget).to_have_accessible_name(f"Confirm delete: {OVERVIEW}, Nov 2026")
    assert [button.bounding_box(), forget.bounding_box()] == boxes
    assert not page.evaluate(TOO_WIDE)
    assert overview.locator("tbody tr").count() == 2
    forget.press("Enter")
    expect(overview.locator("tbody tr")).to_have_count(1)
    expect(overview.get_by_role("button", name=f"Delete: {OVERVIEW}, Oct 2026")).to_be_focused()
    expect(said.last).to_have_text(f"{OVERVIEW}, Nov 2026: deleted from the cache.")
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(overview).to_have_count(0)
    expect(page.locator(".stock summary").first).to_be_focused()
    assert aws.pages == paid + 1
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV").filter(visible=True).click()
    assert file.value.suggested_filename == "cloudsense-data-2026-11-23.csv"

    page.go_back()
    arrived(page, "?period=14d&chart=bar")
    notes = page.locator("#overview-messages")
    expect(notes).to_contain_text("Deleted from the cache: Oct 2026 and Nov 2026.")
    assert aws.pages == paid + 1
    notes.get_by_role("button", name="Ask AWS").click()
    expect(page.locator("#body-total .figure")).to_have_text(money(total(book, "2026-11-09", "2026-11-22")))
    assert cost(page) != before
    page.locator("#trend-frame .chart-box").scroll_into_view_if_needed()
    assert (page.locator("#trend-chart .main-svg").first.bounding_box() or {})["width"] > 300


def test_the_demo_lists_what_it_has_reckoned(page: Page, demo: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    visit(page, demo.url)
    links = page.get_by_role("navigation", name="Pages", exact=True).get_by_role("link")
    expect(links.filter(visible=True)).to_have_text([each.title for each in PAGES[:4]])
    expect(links.first).to_have_attribute("aria-current", "page")
    assert not page.evaluate(TOO_WIDE)
    more = page.get_by_role("button", name="More", exact=True).filter(visible=True)
    more.click()
    opened(page)
    assert not page.evaluate(TOO_WIDE)
    more.click()
    further = page.get_by_role("navigation", name="More pages").get_by_role("link")
    expect(further).to_have_text([each.title for each in PAGES[4:]])
    expect(further.last).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    expect(page.locator(".panel-stock .said").first).to_contain_text("The demo makes no paid requests.")
    expect(page.locator(".stock > li").first).to_contain_text(OVERVIEW)
    inspect(page, "data-demo", (390, 1280))

"""The Data page: what is kept is seen, renewed and forgotten where one can see what it costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from endpoint import Endpoint
from playwright.sync_api import BrowserContext, Locator, Page, expect
from screen import TOO_WIDE, arrived, cost, inspect, money, quiet, visit
from staging import Changing, Serve, Site, total

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]
OVERVIEW = "Services and charge types"


def opened(page: Page) -> Page:
    """The Data page, from the header."""
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.get_by_role("heading", name="What is kept")).to_be_visible()
    expect(page.locator(".tiles")).to_be_hidden()
    return quiet(page)


def question(page: Page, name: str) -> Locator:
    return page.locator(".stock > li", has_text=name)


def test_renewing_and_forgetting(new_context: NewContext, aws: Endpoint, book: Changing, serve: Serve) -> None:
    site = serve()
    page = visit(new_context().new_page(), f"{site.url}?period=14d&chart=bar")
    before, paid = cost(page), aws.pages
    site.clock.move(minutes=20)
    opened(page)
    expect(page).to_have_url(f"{site.url}/?period=14d&page=data&chart=bar")
    expect(page.locator(".columns li .unseen").last).to_have_text(f"Nov 23: {paid} pages")
    overview = question(page, OVERVIEW)
    expect(overview.get_by_role("img")).to_have_attribute("aria-label", "2 months kept: 1 settled, 1 fresh")
    inspect(page, "data-closed", (390, 1280))

    overview.locator("summary").press("Enter")
    november = overview.locator("tbody tr").first
    expect(november.locator("td").first).to_have_text("Nov 23, 12:00 UTC")
    book.factor = 2
    button = november.get_by_role("button", name=f"Renew about $0.01: Nov 2026 of {OVERVIEW}")
    button.press("Enter")
    expect(november.locator("td").first).to_have_text("Nov 23, 12:20 UTC")
    quiet(page)
    assert aws.pages == paid + 1
    expect(button).to_be_focused()
    expect(page.locator(".panel", has_text="Restated by AWS")).to_contain_text("Nov 20 grew by 100%")
    inspect(page, "data")

    october = overview.locator("tbody tr").nth(1)
    forget = october.get_by_role("button", name="Forget")
    forget.click()
    expect(forget).to_have_text("Forget for good?")
    page.set_viewport_size({"width": 390, "height": 900})
    assert not page.evaluate(TOO_WIDE)
    assert overview.locator("tbody tr").count() == 2
    forget.click()
    expect(overview.locator("tbody tr")).to_have_count(1)
    expect(overview.locator("summary")).to_be_focused()
    assert aws.pages == paid + 1

    page.go_back()
    arrived(page, "?period=14d&chart=bar")
    expect(page.locator("#body-total .figure")).to_have_text(money(total(book, "2026-11-09", "2026-11-22")))
    assert cost(page) != before
    page.locator("#chart-box").scroll_into_view_if_needed()
    assert (page.locator("#trend-chart .main-svg").first.bounding_box() or {})["width"] > 300


def test_the_demo_lists_what_it_has_reckoned(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    opened(page)
    expect(page.locator(".panel-stock .said").first).to_contain_text("they cost nothing")
    expect(page.locator(".stock > li").first).to_contain_text(OVERVIEW)
    inspect(page, "data-demo", (390, 1280))

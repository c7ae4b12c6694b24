"""Pages and addresses: deep links, a second tab, back and forward, and a phone's tabs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from screen import TOO_WIDE, TWO_FRAMES, arrived, cost, findings, follow, rows, visit, words
from staging import Site, Tab

from cloudsense.web.pages.registry import PAGES

pytestmark = pytest.mark.browser

PHONE: dict[str, object] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SHOWN = "[...document.querySelectorAll('#main > [id^=page-]')].filter((view) => !view.hidden).map((view) => view.id)"


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_every_page_has_an_address(page: Page, demo: Site, name: str) -> None:
    titles = {one.name: one.title for one in PAGES}
    visit(page, f"{demo.url}/?period=7d&page={name}")
    for _ in range(2):
        assert page.evaluate(SHOWN) == [f"page-{name}"]
        current = page.locator(".header-pages [aria-current=page]")
        expect(current).to_have_text(titles[name])
        expect(page).to_have_title(re.compile(f"^(7 days · )?{titles[name]} – CloudSense$"))
        visit(page, page.url)


def test_changing_the_page_keeps_what_is_selected(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?period=7d&metric=amortized")
    said = words(page)
    follow(page.locator("#to-data"))
    assert page.evaluate(SHOWN) == ["page-data"]
    expect(page.locator("#data-inventory")).to_contain_text("Cached data")
    expect(page.locator("#overview-period-button")).to_be_hidden()
    follow(page.locator("#to-overview"))
    assert page.url == f"{demo.url}/?period=7d&metric=amortized"
    assert words(page) == said
    page.go_back()
    arrived(page, "?period=7d&page=data&metric=amortized")
    assert page.evaluate(SHOWN) == ["page-data"]


def test_a_page_that_does_not_exist_is_said(page: Page, demo: Site) -> None:
    page.goto(f"{demo.url}/?page=nothing")
    expect(page.locator("#overview-messages")).to_contain_text("Unknown page “nothing”.")
    follow(page.get_by_role("link", name="Back to the overview"))


@pytest.mark.parametrize("modifier", ["Control", "Shift"])
def test_a_row_opens_in_another_tab(page: Page, demo: Site, modifier: str) -> None:
    visit(page, demo.url)
    row = rows(page).first
    amount, said = row.locator("td").first.inner_text(), words(page)
    with page.context.expect_page() as opened:
        row.get_by_role("link").click(modifiers=[modifier])  # type: ignore[list-item]
    other = opened.value
    arrived(other, str(row.get_by_role("link").get_attribute("href")))
    assert cost(other) == amount
    assert page.url == f"{demo.url}/"
    assert words(page) == said


def test_two_tabs_at_different_addresses_do_not_disturb_each_other(page: Page, demo: Site) -> None:
    one = visit(page, f"{demo.url}/?period=7d")
    other = visit(page.context.new_page(), f"{demo.url}/?period=90d")
    before = words(other)
    follow(one.get_by_role("link", name="14 days", exact=True))
    assert other.url == f"{demo.url}/?period=90d"
    assert words(other) == before


def test_an_answer_to_an_address_that_was_left_is_not_shown(page: Page, demo: Site) -> None:
    """The slower of two answers comes last."""
    visit(page, demo.url)
    with page.expect_request_finished(lambda request: "_dash-update-component" in request.url):
        page.get_by_role("link", name="7 days", exact=True).click()
        page.get_by_role("link", name="14 days", exact=True).click()
    arrived(page, "?period=14d")
    expect(page.locator("#title-total")).to_have_text("Total, 14 days")
    expect(page).to_have_title(re.compile("^14 days "))


def test_forward_leads_to_where_the_page_stood(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    top = page.locator("html")
    search = str(rows(page).first.get_by_role("link").get_attribute("href"))
    follow(rows(page).first.get_by_role("link"))
    expect(top).to_have_js_property("scrollTop", 0)
    page.evaluate("scrollTo({ top: 300, behavior: 'instant' })")
    page.evaluate(TWO_FRAMES)  # the browser tells of scrolling with the next one
    expect(top).to_have_js_property("scrollTop", 300)
    page.go_back()
    arrived(page, "?")
    page.go_forward()
    arrived(page, search)
    expect(top).to_have_js_property("scrollTop", 300)


def test_a_phone_has_tabs_and_a_sheet_for_the_rest(tab: Tab, demo: Site) -> None:
    page = visit(tab(**PHONE), demo.url)
    tabs = page.locator(".tabs")
    expect(tabs.get_by_role("link")).to_have_text([one.title for one in PAGES[:4]])
    tabs.get_by_role("link", name="Explore").tap()
    arrived(page, "?page=explore")
    expect(tabs.locator("[aria-current=page]")).to_have_text("Explore")
    more = tabs.get_by_role("button", name="More")
    more.tap()
    sheet = page.get_by_role("dialog", name="More")
    sheet.get_by_role("link", name="Data").tap()
    arrived(page, "?page=data")
    expect(sheet).to_have_count(0)
    expect(tabs.locator("[aria-current=page]")).to_have_text("More")
    tabs.get_by_role("link", name="Overview").tap()
    arrived(page, "?")
    more.tap()
    expect(sheet).to_contain_text("example-payer")
    assert findings(page) == []
    sheet.get_by_role("button", name="Theme").tap()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(more).to_be_focused()
    assert page.evaluate(TOO_WIDE) == []


def test_sheets_of_a_phone_choose_period_and_filter(tab: Tab, demo: Site) -> None:
    page = visit(tab(**PHONE), demo.url)
    page.locator("#overview-period-button").tap()
    sheet = page.locator("#overview-period-button-panel")
    expect(sheet).to_be_visible()
    assert findings(page) == []
    sheet.locator('a[href="?period=7d"]').first.tap()
    arrived(page, "?period=7d")
    page.locator("#overview-filters-service-button").tap()
    sheet = page.locator("#overview-filters-service-button-panel")
    sheet.get_by_role("option").nth(2).tap()
    assert findings(page) == []
    apply = sheet.get_by_role("link", name="Apply")
    search = str(apply.get_attribute("href"))
    apply.tap()
    arrived(page, search)
    expect(page.locator("#overview-filters-service-button strong")).not_to_have_text("All")
    assert page.evaluate(TOO_WIDE) == []

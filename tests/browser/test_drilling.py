"""From the whole to the part by a click, and back: every view is an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from screen import arrived, cost, follow, inspect, names, rows, visit, words
from staging import Site

pytestmark = pytest.mark.browser

FIRST_MARK = "document.querySelector('#trend-chart .js-plotly-plot').data[0]"


def click_mark(page: Page, mark: Locator) -> None:
    """Plotly takes a click only where it has noticed the pointer before."""
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.down()
    page.mouse.up()


def test_down_to_the_last_detail_and_back(page: Page, demo: Site, new_context: Callable[..., object]) -> None:
    visit(page, demo.url)
    seen = [(page.url, words(page))]
    family = page.locator("#body-families li").first
    name, amount = family.locator("a").inner_text(), family.locator(".amount").inner_text()
    follow(family.locator("a"))
    for level in ("Usage types", "Regions", "Accounts", "Charge types"):
        assert cost(page) == amount
        assert name in page.locator("#slot-trail [aria-current]").inner_text()
        assert page.locator("#title-table").inner_text() == level
        seen.append((page.url, words(page)))
        row = rows(page).first
        name, amount = row.locator("th").inner_text(), row.locator("td").first.inner_text()
        follow(row.get_by_role("link"))
    assert rows(page).get_by_role("link").count() == 0
    seen.append((page.url, words(page)))
    inspect(page, "drilled", (390, 1280))

    for address, said in reversed(seen[:-1]):
        page.go_back()
        assert (page.url, words(arrived(page, address.removeprefix(f"{demo.url}/") or "?"))) == (address, said)
    for address, said in seen[1:]:
        page.go_forward()
        assert words(arrived(page, address.removeprefix(f"{demo.url}/"))) == said


def test_reloaded_or_copied_it_is_the_same(page: Page, demo: Site, new_context: Callable[..., object]) -> None:
    visit(page, f"{demo.url}/?period=14d&metric=amortized&chart=line")
    follow(page.locator("#body-changes a").first)
    said, address = words(page), page.url
    page.reload()
    assert words(arrived(page, address.removeprefix(f"{demo.url}/"))) == said
    stranger = new_context().new_page()  # type: ignore[attr-defined]
    assert words(visit(stranger, address)) == said


def test_link_is_copied(new_context: Callable[..., object], demo: Site) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()  # type: ignore[attr-defined]
    visit(page, f"{demo.url}/?period=7d&by=account")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{demo.url}/?period=7d&by=account"


def test_breadcrumb(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    whole = cost(page)
    service = cost(follow(rows(page).get_by_role("link").first))
    follow(rows(page).get_by_role("link").first)
    follow(rows(page).get_by_role("link").first)
    crumbs = page.locator("#slot-trail a")
    assert crumbs.count() == 3
    assert cost(follow(crumbs.nth(1))) == service
    assert cost(follow(page.locator("#slot-trail a").first)) == whole
    assert page.locator("#slot-trail").inner_text() == ""


def test_table_row_and_legend_lead_to_the_same(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    row = rows(page).first
    name, amount, href = (
        row.locator("th").inner_text(),
        row.locator("td").first.inner_text(),
        row.get_by_role("link").get_attribute("href"),
    )
    legend = page.locator(".legend").get_by_role("link", name=name, exact=True)
    assert legend.get_attribute("href") == href
    follow(legend)
    assert cost(page) == amount


def test_bar_of_a_service_opens_the_service(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    amount = rows(page).first.locator("td").first.inner_text()
    href = page.evaluate(f"{FIRST_MARK}.meta")
    click_mark(page, page.locator(".barlayer .trace").first.locator(".point").nth(12))
    assert cost(arrived(page, href)) == amount


def test_bar_of_a_day_opens_the_day(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?chart=bar")
    click_mark(page, page.locator(".barlayer .point").nth(19))
    arrived(page, "?period=2026-11-12&chart=bar")
    assert page.locator("#title-total").inner_text() == "Total, Nov 12"


def test_slice_opens_the_service(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?chart=pie")
    amount = rows(page).first.locator("td").first.inner_text()
    href = page.evaluate(f"{FIRST_MARK}.customdata[0]")
    click_mark(page, page.locator(".pielayer .slice").first.locator("path.surface"))
    assert cost(arrived(page, href)) == amount
    assert len(names(page)) > 1


def test_the_tab_says_what_is_shown(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    assert page.title() == "30 days – CloudSense"
    row = rows(page).filter(has_text="Lambda").first
    follow(row.get_by_role("link"))
    expect(page).to_have_title("Lambda · 30 days – CloudSense")
    page.go_back()
    expect(page).to_have_title("30 days – CloudSense")
    page.locator("#to-data").click()
    expect(page).to_have_title("Data – CloudSense")

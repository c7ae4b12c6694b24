"""Find: the dialog of Ctrl K, from the keyboard and on a phone."""

from __future__ import annotations

from conftest import Tab
from playwright.sync_api import Page, expect
from screen import arrived, findings, visit
from staging import Site


def test_what_is_typed_is_found_and_opened_from_the_keyboard(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}?period=7d")
    button = page.get_by_role("button", name="Find", exact=True)
    button.focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find")
    options = page.get_by_role("listbox", name="Found").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(button).to_be_focused()

    page.keyboard.press("Control+k")
    field.fill("ec2")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    search = options.nth(1).get_attribute("href")
    assert search
    assert search.startswith("?period=7d&service=")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    arrived(page, search)


def test_on_a_phone_it_is_in_the_sheet(tab: Tab, demo: Site) -> None:
    page = tab(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, demo.url)
    page.get_by_role("button", name="More", exact=True).tap()
    page.get_by_role("dialog", name="More").get_by_role("button", name="Find").tap()
    page.get_by_role("combobox", name="Find").fill("prod*")
    page.get_by_role("option", name="production").tap()
    arrived(page, "?account=444455556666")
    expect(page.get_by_role("dialog")).to_have_count(0)

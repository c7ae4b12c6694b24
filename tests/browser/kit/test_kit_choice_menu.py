"""`ChoiceMenu` and the popover that all pickers open: keyboard, focus, a sheet on a phone."""

from __future__ import annotations

import re

import pytest
from kit_looks import PHONE, kit_findings
from kit_page import Mount
from playwright.sync_api import Page, expect

from cloudsense.web.kit.choice_menu import Choice, ChoiceMenu, ChoiceSection

CHOICES: list[Choice] = [
    {"label": "Unblended", "href": "?"},
    {"label": "Amortized", "href": "?metric=amortized", "price": "≈1¢"},
    {"label": "Blended", "href": "?metric=blended"},
]


def opened(mount: Mount, **options: object) -> Page:
    page = mount(ChoiceMenu("cost", "Cost", "Unblended", CHOICES), **options)
    page.click("#cost-button")
    page.wait_for_selector("dialog")
    return page


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text


def test_choices_are_links_with_their_price(mount: Mount) -> None:
    page = opened(mount)
    link = page.get_by_role("link", name="Amortized ≈1¢")
    expect(link).to_have_attribute("href", "?metric=amortized")
    expect(page.get_by_role("link", name="Unblended")).to_have_attribute("aria-current", "true")


def test_links_lead_to_addresses_of_the_page_alone(mount: Mount) -> None:
    outside: list[Choice] = [{"label": "Outside", "href": "javascript:alert(1)"}]
    page = mount(ChoiceMenu("cost", "Cost", "Unblended", outside))
    page.click("#cost-button")
    assert page.get_by_text("Outside").locator("..").get_attribute("href") is None


def test_the_keyboard_moves_through_choices_and_back_to_the_button(mount: Mount) -> None:
    page = mount(ChoiceMenu("cost", "Cost", "Unblended", CHOICES))
    page.focus("#cost-button")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Unblended")).to_be_focused()
    for key, name in (("ArrowDown", "Amortized≈1¢"), ("End", "Blended"), ("ArrowDown", "Unblended")):
        page.keyboard.press(key)
        assert focused(page) == name
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#cost-button")).to_be_focused()


def test_a_press_outside_closes_it(mount: Mount) -> None:
    page = opened(mount)
    expect(page.locator("#cost-button")).to_have_attribute("aria-expanded", "true")
    page.mouse.click(900, 700)
    expect(page.locator("dialog")).to_have_count(0)


def test_its_button_closes_it_and_so_does_leaving_it_with_tab(mount: Mount) -> None:
    page = opened(mount)
    page.click("#cost-button")
    expect(page.locator("dialog")).to_have_count(0)
    page.click("#cost-button")
    expect(page.locator("dialog")).to_have_count(1)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=after>after</button>')")
    for _ in CHOICES:
        page.keyboard.press("Tab")
    expect(page.locator("#after")).to_be_focused()
    expect(page.locator("dialog")).to_have_count(0)


def test_a_link_that_is_followed_closes_it_and_one_for_another_tab_does_not(mount: Mount) -> None:
    page = opened(mount)
    link = page.get_by_role("link", name="Blended", exact=True)
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    link.click(modifiers=["Control"])
    expect(page.locator("dialog")).to_have_count(1)
    link.click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#cost-button")).to_be_focused()


def test_a_panel_stays_within_the_window_and_moves_nothing(mount: Mount) -> None:
    page = mount(ChoiceMenu("cost", "Cost", "Unblended", CHOICES))
    page.evaluate("document.getElementById('cost').parentElement.style.textAlign = 'right'")
    before = page.locator("#cost-button").bounding_box()
    page.click("#cost-button")
    box = page.locator("dialog").bounding_box()
    assert box
    assert box["x"] + box["width"] <= 1280
    assert page.locator("#cost-button").bounding_box() == before


def test_on_a_phone_it_is_a_sheet_that_a_tap_beside_it_closes(mount: Mount) -> None:
    page = opened(mount, **PHONE)
    sheet = page.locator("dialog")
    expect(sheet).to_have_class(re.compile("popover-sheet"))
    page.wait_for_function("document.querySelector('dialog').getAnimations().length === 0")
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == 844
    assert all((link.bounding_box() or {})["height"] >= 40 for link in sheet.get_by_role("link").all())
    page.touchscreen.tap(200, 100)
    expect(sheet).to_have_count(0)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(mount: Mount, options: dict[str, object]) -> None:
    page = opened(mount, **options)
    assert kit_findings(page, f"choice-{len(options)}") == []


def test_a_section_is_said_on_the_button_if_it_is_not_usual(mount: Mount) -> None:
    charges: list[Choice] = [{"label": "All", "href": "?"}, {"label": "Usage only", "href": "?charges=usage"}]
    usual: ChoiceSection = {"label": "Charges", "current": "All", "choices": charges}
    unusual: ChoiceSection = {"label": "Kinds", "current": "Usage only", "choices": charges}
    page = mount(ChoiceMenu("cost", "Cost", "Unblended", CHOICES, [usual, unusual]))
    expect(page.locator("#cost-button")).to_have_text("CostUnblended, Usage only")
    page.click("#cost-button")
    chosen = page.get_by_role("region", name="Kinds").get_by_role("link", name="Usage only")
    expect(chosen).to_have_attribute("aria-current", "true")
    page.keyboard.press("End")
    expect(chosen).to_be_focused()
    assert kit_findings(page, "choice-sections") == []

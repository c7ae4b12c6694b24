"""The Changes page: from the Overview to the answer, and from there to a trend."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from screen import TWO_FRAMES, arrived, chart_fits, follow, inspect, visit
from staging import Site, Tab

pytestmark = pytest.mark.browser

OCTOBER = "?period=2026-10&page=changes"
PHONE: dict[str, object] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
BARS = "() => document.querySelectorAll('#waterfall-chart .barlayer .point').length"


def drawn(page: Page) -> int:
    """How many bars there are, once Plotly has drawn them."""
    page.wait_for_function(BARS)
    chart_fits(page, "waterfall")
    page.evaluate(TWO_FRAMES)
    return int(page.evaluate(BARS))


def test_from_the_overview_to_the_answer_and_to_a_trend(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?period=2026-10")
    follow(page.locator("#all-changes"))
    answer = page.locator("#difference")
    expect(answer).to_contain_text(re.compile(r"October cost \$[\d,.]+ (more|less) than September\."))
    assert drawn(page) >= 6
    inspect(page, "changes", (390, 1280))
    bars = drawn(page)
    box = page.locator("#waterfall-chart .nsewdrag").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 1.5 / bars, box["y"] + box["height"] / 2)
    hint = page.locator("#waterfall .chart-hint")
    expect(hint).to_contain_text("Click to open")
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"period=2026-10&service="))
    page.go_back()
    arrived(page, OCTOBER)
    row = page.locator("#movers-table tbody tr").first
    row.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?period=2026-10&service=[^&]+$"))
    expect(page.locator("#trend")).to_be_visible()


def test_the_other_period_from_the_keyboard(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/{OCTOBER}")
    button = page.locator("#against-period-button")
    button.focus()
    page.keyboard.press("ArrowDown")
    panel = page.locator("#against-period-button-panel")
    expect(panel).to_be_visible()
    panel.get_by_label("First day").fill("2026-08-01")
    panel.get_by_label("Last day").fill("2026-08-31")
    page.keyboard.press("Enter")
    arrived(page, f"{OCTOBER}&against=2026-08")
    expect(page.locator("#difference")).to_contain_text("than August.")
    expect(button).to_contain_text("August 2026")
    follow(page.locator("#amounts-per-day"))
    expect(page.locator("#difference")).to_contain_text("a day")
    button.click()
    follow(panel.get_by_role("link", name="A year ago"))
    expect(page.locator("#difference")).to_contain_text("than October 2025.")
    visit(page, f"{demo.url}/?period=2026-10&region=us-east-1&page=changes")
    page.locator("#crumb-0").focus()
    page.keyboard.press("Enter")
    arrived(page, OCTOBER)
    expect(page.locator("#changes-export-button")).to_be_focused()  # the trail is gone, and what had the focus


def test_on_a_phone_the_steps_lie_on_their_sides(tab: Tab, demo: Site) -> None:
    page = visit(tab(**PHONE), f"{demo.url}/{OCTOBER}")
    steps = page.locator("#body-waterfall .bars")
    expect(steps.locator("li").first).to_contain_text("September")
    expect(steps).to_be_visible()
    expect(page.locator("#waterfall-chart")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(steps).to_be_hidden()
    expect(page.locator("#waterfall-chart")).to_be_visible()
    assert drawn(page) >= 6


def test_what_cannot_be_compared_is_said_and_others_can_be_chosen(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?period=12m&page=changes")
    expect(page.locator("#changes-messages")).to_contain_text("no earlier days to compare with")
    inspect(page, "changes-refused", (1280,))
    page.locator("#changes-period-button").click()
    follow(page.locator("#changes-period-button-panel a[data-word='30d']"))
    expect(page.locator("#difference")).to_contain_text("cost")
    inspect(page, "changes-30-days", (390,))

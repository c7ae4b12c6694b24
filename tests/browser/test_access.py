"""For everyone: by keyboard, at every width, without motion, without anything that jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from screen import TOO_WIDE, WIDTHS, arrived, chart_fits, findings, inspect, names, visit
from staging import Site

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]

FOCUSED = """
() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const styles = [getComputedStyle(element), getComputedStyle(element, "::after")]; // of a row, its whole width
  const isDrawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const place = element.closest("header, .controls-days, .controls-costs, .trail, .tile, .panel");
  return {
    name: element.id || element.textContent.trim().slice(0, 40),
    place: place ? place.tagName === "HEADER" ? "head" : [...place.classList].pop() : "",
    ring: styles.some((style) => isDrawn(style) || style.boxShadow !== "none"),
    seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= innerWidth + 1,
  };
}
"""
REACHABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter((e) => e.checkVisibility() && !e.closest(".js-plotly-plot")).length
"""


def tab_through(page: Page) -> list[dict[str, Any]]:
    """What has the focus, from the first press of Tab until it leaves the page."""
    stops: list[dict[str, Any]] = []
    while len(stops) < 300:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(page.evaluate(FOCUSED))
    return stops


def test_everything_is_reached_by_tab_in_the_order_of_the_page(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?service=Amazon+Relational+Database+Service&budget=9000")
    stops = tab_through(page)
    assert stops[0]["name"] == "Skip to the costs"
    assert [stop for stop in stops if not (stop["ring"] and stop["seen"])] == []
    places = list(dict.fromkeys(stop["place"] for stop in stops[1:]))
    assert places == [
        *("head", "controls-days", "controls-costs", "trail"),
        *("tile-budget", "panel-trend", "panel-changes", "panel-table"),
    ]
    assert len({stop["name"] for stop in stops if stop["place"] in places[:3]}) >= 17
    assert len(stops) >= page.evaluate(REACHABLE)


def test_enter_follows_links_and_the_focus_stays(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    link = page.get_by_role("link", name="14 days")
    link.focus()
    page.keyboard.press("Enter")
    arrived(page, "?period=14d")
    expect(link).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="30 days")).to_be_focused()
    chart = page.get_by_role("link", name="Line")
    chart.focus()
    page.keyboard.press("Enter")
    arrived(page, "?period=14d&chart=line")
    expect(chart).to_be_focused()
    period = page.locator("#overview-period-button")
    period.focus()
    page.keyboard.press("Enter")
    page.locator("#overview-period-button-panel a.period-cell", has_text="Aug").focus()
    page.keyboard.press("Enter")
    arrived(page, "?period=2026-08&chart=line")
    expect(period).to_be_focused()


def test_skip_link_leads_to_the_costs(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the costs")).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Previous period")).to_be_focused()


def test_overview_at_every_width(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?period=90d")
    inspect(page, "overview", WIDTHS)


def test_no_motion_for_those_who_want_none(page: Page, demo: Site) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, demo.url)
    page.evaluate("document.querySelector('#overview-status').firstElementChild.className = 'asking'")
    moving = "document.getAnimations().length"
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == 1


def test_printed_it_is_light(page: Page, demo: Site) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, demo.url)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("#update")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.tile')).backgroundColor") == "rgb(255, 255, 255)"


def test_printed_it_says_what_is_chosen_and_has_all_rows(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?period=last-month&region=us-east-1&metric=amortized")
    count = int(page.locator("#note-table").inner_text().split()[0])
    assert len(names(page)) < count
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert len(names(page)) == count
    for control in ("#update", "#theme", ".tabs", "#cost-table-find", "#cost-table-csv", "#chart-bars", ".period-step"):
        expect(page.locator(control).first).to_be_hidden()
    paper = page.locator("#main").inner_text()
    for said in ("Last month", "Oct 1 – Oct 31, 2026", "us-east-1", "Amortized"):
        assert said in paper
    assert page.evaluate(TOO_WIDE) == []
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    chart_fits(page)

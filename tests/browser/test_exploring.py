"""The page Explore: groups that open in place, the price of a question beside Run, and saved views."""

from __future__ import annotations

import re

import pytest
from endpoint import Endpoint
from playwright.sync_api import Page, expect
from screen import arrived, choose, findings, inspect, quiet, visit
from staging import Serve, Site, Tab

pytestmark = pytest.mark.browser

PHONE: dict[str, object] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
TEAMS = "?by=tag%3Ateam&by=service&page=explore"
BARS = "() => document.querySelectorAll('#explore-picture-chart .barlayer .point').length"


def test_groups_open_in_place_from_the_keyboard(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/{TEAMS}")
    page.wait_for_function(BARS)
    inspect(page, "explore", (390, 1280))
    rows = page.locator("#explore-table tbody tr")
    expect(rows).to_have_count(7)
    expect(rows.last).to_contain_text("No tag: team")
    opener = page.get_by_role("button", name="Open web")
    opener.focus()
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_class("pivot-within")
    expect(page.get_by_role("button", name="Close web")).to_be_focused()
    inside = rows.nth(1).locator("th").inner_text().strip()
    page.get_by_role("button", name="Close web").press("Enter")
    expect(rows).to_have_count(7)
    page.get_by_role("button", name="Open all").click()
    assert rows.count() > 30
    page.get_by_role("button", name="Total").click()
    first = page.locator("#explore-table tbody tr:not(.pivot-within) th")
    expect(first.last).to_contain_text("No tag: team")
    expect(first.first).not_to_contain_text("web")
    assert inside in page.locator("#explore-table").inner_text()
    page.locator("#explore-table tbody th a").first.focus()
    page.keyboard.press("ArrowRight")
    amount = page.locator("#explore-table a:focus")
    week = r"^\?period=2026-08-24\.\.2026-08-30&tag:team="
    expect(amount).to_have_attribute("href", re.compile(rf"{week}\w+&by=service&page=changes$"))
    page.keyboard.press("ArrowDown")
    expect(amount).to_have_attribute("href", re.compile(rf"{week}\w+&service=[^&]+&page=changes$"))
    page.keyboard.press("Tab")
    expect(page.locator("#explore-table td a:focus")).to_have_count(0)
    choose(page, "then", "Nothing")
    page.get_by_role("link", name="Weekdays").click()
    quiet(page)
    expect(page.locator("#explore-picture .heat tbody tr")).to_have_count(8)
    assert not findings(page)


def test_the_answer_before_stays_until_run(page: Page, aws: Endpoint, serve: Serve) -> None:
    site = serve()
    visit(page, f"{site.url}/?page=explore&period=30d")
    run = page.locator("#run")
    expect(run).to_have_text("Run")
    expect(page.locator("#explore-run")).to_contain_text("¢")
    assert not aws.pages
    run.click()
    expect(page.locator("#explore-answer")).to_contain_text("by service.")
    answer = page.locator("#explore-answer").inner_text()
    asked = aws.pages
    page.locator("#menu-group-button").click()
    page.locator("#menu-group").get_by_role("link", name="Region").click()
    expect(page.locator("#explore-messages")).to_contain_text("Choose Run to load them (")
    expect(page.locator("#explore-answer")).to_have_text(answer, use_inner_text=True)
    assert "grayscale" in page.locator(".explore-results").evaluate("(e) => getComputedStyle(e).filter")
    assert aws.pages == asked
    assert not findings(page)
    run.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#explore-answer")).to_contain_text("by region.")
    expect(page.locator("#explore-run")).to_contain_text("Cached, no cost")
    assert aws.pages > asked


def test_a_view_is_saved_and_opened(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/{TEAMS}")
    menu = page.locator("#saved-button")
    menu.click()
    panel = page.locator("#saved-button-panel")
    panel.get_by_label("Name of the view").fill("Teams")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="Teams")).to_be_visible()
    panel.get_by_label("Name of the view").fill("teams")
    expect(panel.get_by_role("button", name="Save view")).to_be_disabled()
    assert not findings(page)
    page.keyboard.press("Escape")
    page.locator("#to-changes").click()
    quiet(page)
    page.locator("#to-explore").click()
    expect(page).to_have_url(re.compile(r"page=explore$"))
    menu.click()
    panel.get_by_role("link", name="Teams").click()
    arrived(page, TEAMS)
    menu.click()
    panel.get_by_role("button", name="Delete: Teams").click()
    panel.get_by_role("button", name="Sure?").click()
    expect(panel).to_contain_text("None yet.")


def test_on_a_phone_the_question_is_one_line_until_it_is_edited(tab: Tab, demo: Site) -> None:
    page = visit(tab(**PHONE), f"{demo.url}/{TEAMS}&region=us-east-1")
    question, edit = page.locator("#explore-question"), page.locator("#explore-question-edit")
    expect(question.get_by_role("heading")).to_have_text("Tag team, then service")
    expect(question).to_contain_text("Unblended cost · by week · Aug 24 – Nov 22, 2026")
    expect(question.get_by_role("listitem")).to_contain_text(["Region is us-east-1"])
    group = page.locator("#menu-group-button")
    expect(group).to_be_hidden()
    expect(page.locator("#run")).to_be_visible()
    edit.focus()
    page.keyboard.press("Enter")
    expect(edit).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(group).to_be_focused()
    assert group.evaluate("(button) => button.offsetHeight") >= 44
    assert not findings(page)
    choose(page, "then", "Nothing")
    expect(question.get_by_role("heading")).to_have_text("Tag team")
    expect(group).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(edit).to_be_hidden()

"""Budgets in the browser: a budget is opened, edited and saved, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from screen import follow, inspect, read_again, visit
from staging import Clock, Site, served

pytestmark = pytest.mark.browser

LINE = "#burn-up-chart .scatterlayer .trace .js-fill, #burn-up-chart .scatterlayer .trace .js-line"


def test_a_budget_is_opened_edited_and_saved_by_keyboard(page: Page) -> None:
    with served(Clock(), "demo") as site:
        visit(page, f"{site.url}/?page=budgets")
        expect(page.locator("#budget-answer h2")).to_contain_text("of 4 budgets")
        follow(page.locator("#budget-table").get_by_role("link", name="Databases"))
        expect(page.locator("#title-burn-up")).to_have_text("Databases")
        expect(page.locator(LINE).first).to_be_visible()
        amount = page.get_by_label("Amount")
        expect(amount).to_have_value("3000")
        amount.fill("3500")
        expect(page.locator(".toml")).to_contain_text("amount = 3500")
        read_again(page)
        expect(amount).to_have_value("3500")
        page.keyboard.press("Enter")
        expect(page.locator("#budgets-messages")).to_contain_text("“Databases” was saved to budgets.toml.")
        expect(page.locator("#budget-table")).to_contain_text("of $3,500")
        expect(amount).to_have_value("3500")
        amount.fill("18.000")
        page.locator("#budget-form-save").click()
        expect(page.locator("#budgets-messages")).to_contain_text("can be read as 18 or 18,000")
        expect(amount).to_have_value("18.000")


def test_a_budget_is_deleted_by_a_second_click(page: Page) -> None:
    with served(Clock(), "demo") as site:
        visit(page, f"{site.url}/?page=budgets&name=Oregon")
        button = page.locator("#budget-form-delete")
        button.click()
        expect(page.locator("#budget-table")).to_contain_text("Oregon")
        expect(button).to_have_text("Delete for good")
        button.click()
        expect(page.locator("#budgets-messages")).to_contain_text("“Oregon” was removed")
        expect(page.locator("#budget-table")).not_to_contain_text("Oregon")


def test_every_width_light_and_dark(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?page=budgets&name=Databases")
    expect(page.locator(LINE).first).to_be_visible()
    expect(page.locator(".toml")).to_be_visible()
    inspect(page, "budgets")


def test_a_filter_is_chosen_as_on_the_other_pages(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?page=budgets&name=Databases")
    form = page.locator("#budget-form")
    form.get_by_role("button", name="Service RDS").click()
    page.get_by_role("searchbox").fill("lambda")
    page.get_by_role("option", name="Lambda").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".toml")).to_contain_text('"service=AWS Lambda"')
    expect(form.get_by_role("button", name="Service 2 selected")).to_be_focused()
    form.get_by_role("button", name="Remove Service").click()
    expect(form.get_by_role("button", name="Add filter")).to_be_focused()
    expect(page.locator(".toml")).not_to_contain_text("where")
    form.get_by_role("button", name="Edit as text").click()
    form.get_by_label("Counts").fill("region=us-west-2")
    form.get_by_role("button", name="Show filters").click()
    expect(form.get_by_role("button", name="Region us-west-2")).to_be_visible()

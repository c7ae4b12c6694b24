"""What a browser keeps to itself: the budgets that it last used, and light or dark."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from screen import WIDTHS, arrived, cost, filter_by, inspect, visit, words
from staging import TODAY, Clock, NewContext, Site, Tab, served, total

from cloudsense.demo.organization import organization

pytestmark = pytest.mark.browser

AT_FIRST = """
new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.themeAtFirst = document.documentElement.dataset.bsTheme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


OF_THE_FILE = "Whole account"
"""What the demo has where nobody typed a budget."""


def enter_budget(page: Page, text: str) -> None:
    page.get_by_label("Monthly budget").fill(text)
    page.keyboard.press("Enter")


def so_far() -> Decimal:
    return total(organization(TODAY), "2026-11-01", "2026-11-23")


def theme(page: Page) -> tuple[str, str]:
    """What is chosen, and what the page looks like."""
    chosen: str = page.evaluate("document.documentElement.dataset.bsTheme")
    return chosen, page.evaluate("getComputedStyle(document.body).backgroundColor")


LIGHT, DARK = ("light", "rgb(245, 246, 248)"), ("dark", "rgb(14, 17, 22)")


@pytest.mark.parametrize(
    ("part", "chips"),
    [
        ("0.30", []),
        ("0.77", ["50% reached", "Will exceed on"]),
        ("0.90", ["80% reached", "Will exceed on"]),
        ("1.10", ["Over"]),
    ],
)
def test_budget_alerts(page: Page, demo: Site, part: str, chips: list[str]) -> None:
    limit = round(so_far() / Decimal(part))
    visit(page, demo.url)
    enter_budget(page, str(limit))
    arrived(page, f"?budget={limit}")
    shown = page.locator("#body-budget .chip").all_inner_texts()
    assert len(shown) == len(chips)
    assert all(text.startswith(chip) for text, chip in zip(shown, chips, strict=True)), shown
    used = f"{float(so_far() / limit) * 100:.1f}".removesuffix(".0")
    assert page.locator("#body-budget strong").inner_text() == f"{used}% used"
    if part in ("0.90", "1.10"):
        inspect(page, f"budget-{part}", WIDTHS if part == "0.90" else (390, 1280))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("-3", "A budget must be above zero."), ("lots", "“lots” is not a valid amount.")],
)
def test_budget_that_is_none(page: Page, demo: Site, text: str, sentence: str) -> None:
    visit(page, f"{demo.url}/?period=7d")
    before = cost(page)
    enter_budget(page, text)
    expect(page.locator("#body-budget")).to_contain_text(sentence)
    expect(page.locator("#body-budget")).to_contain_text("Enter a monthly amount such as 18000.")
    assert cost(page) == before
    assert page.get_by_label("Monthly budget").input_value() == text
    if text == "-3":
        inspect(page, "budget-refused", (390, 1280))
    enter_budget(page, "18,000")
    expect(page.locator("#body-budget")).to_contain_text("% used")
    enter_budget(page, text)
    expect(page.locator("#body-budget")).to_contain_text(sentence)
    enter_budget(page, "")
    arrived(page, "?period=7d")
    expect(page.locator("#note-budget")).to_have_text(OF_THE_FILE)


def test_budget_is_remembered_until_cleared(tab: Tab, demo: Site) -> None:
    context = tab().context
    visit(context.new_page(), f"{demo.url}/?budget=5000")
    page = visit(context.new_page(), f"{demo.url}/?period=7d")
    assert page.url == f"{demo.url}/?period=7d&budget=5000"
    assert "of $5,000" in words(page)["body-budget"]
    enter_budget(page, "")
    arrived(page, "?period=7d")
    assert OF_THE_FILE in words(page)["note-budget"]
    page = visit(context.new_page(), demo.url)
    assert page.url == f"{demo.url}/"
    assert OF_THE_FILE in words(page)["note-budget"]


def tiles(page: Page) -> tuple[float, list[float]]:
    """How high the tiles are, together and each."""
    heights = [box["height"] for tile in page.locator(".tile").all() if (box := tile.bounding_box())]
    whole = page.locator(".tiles").bounding_box()
    assert whole
    return whole["height"], heights


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_stays_where_it_is_when_a_budget_is_set(page: Page, demo: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, demo.url)
    before = tiles(page)
    for part in ("0.30", "0.96", "1.10"):
        limit = round(so_far() / Decimal(part))
        enter_budget(page, str(limit))
        arrived(page, f"?budget={limit}")
        assert tiles(page) == before
    enter_budget(page, "18.000")
    expect(page.locator("#body-budget")).to_contain_text("can be read as 18 or 18,000")
    assert tiles(page) == before


def test_each_selection_has_a_budget_of_its_own(tab: Tab, demo: Site) -> None:
    context = tab().context
    page = visit(context.new_page(), f"{demo.url}/?budget=5000")
    filter_by(page, "service", "RDS")
    assert "No budget for this selection" in words(page)["body-budget"]
    assert words(page)["title-budget"] == "Monthly budget · this selection"
    enter_budget(page, "600")
    arrived(page, "?service=Amazon+Relational+Database+Service&budget=600")
    assert "of $600" in words(page)["body-budget"]
    page.locator("#overview-trail a").first.click()
    arrived(page, "?budget=5000")
    assert "of $5,000" in words(page)["body-budget"]
    page.go_back()
    arrived(page, "?service=Amazon+Relational+Database+Service&budget=600")
    page = visit(
        context.new_page(), f"{demo.url}/?metric=amortized&service=Amazon+Relational+Database+Service&charges=usage"
    )
    assert "of $600" in words(page)["body-budget"]
    enter_budget(page, "")
    arrived(page, "?service=Amazon+Relational+Database+Service&metric=amortized&charges=usage")
    assert "No budget for this selection" in words(page)["body-budget"]
    page = visit(context.new_page(), demo.url)
    assert "of $5,000" in words(page)["body-budget"]


def test_a_budget_in_another_currency_is_refused_and_not_remembered(tab: Tab, demo: Site) -> None:
    context = tab().context
    page = visit(context.new_page(), demo.url)
    enter_budget(page, "€50000")
    expect(page.locator("#body-budget")).to_contain_text("is not in USD, the currency of the bill.")
    page = visit(context.new_page(), demo.url)
    assert OF_THE_FILE in words(page)["note-budget"]


def test_budget_of_the_house_wins(tab: Tab) -> None:
    with served(Clock(), "demo", budget="17000") as site:
        context = tab().context
        page = visit(context.new_page(), f"{site.url}/?budget=5000")
        assert "of $5,000" in words(page)["body-budget"]
        page = visit(context.new_page(), site.url)
        assert page.url == f"{site.url}/"
        assert "of $17,000" in words(page)["body-budget"]
        assert page.get_by_label("Monthly budget").input_value() == "17000"
        filter_by(page, "service", "RDS")
        assert words(page)["body-budget"].endswith("Account budget: $17,000")
        assert page.get_by_label("Monthly budget").input_value() == ""


def test_theme_is_switched_and_kept(new_context: NewContext, demo: Site) -> None:
    context = new_context(color_scheme="light")
    context.add_init_script(AT_FIRST)
    page = visit(context.new_page(), demo.url)
    assert theme(page) == LIGHT
    ticks = "getComputedStyle(document.querySelector('.xtick text')).fill"
    light = page.evaluate(ticks)
    button = page.locator("#theme")
    button.click()
    expect(button).to_have_accessible_name("Theme: dark")
    assert theme(page) == DARK
    assert page.evaluate(ticks) != light
    visit(page, demo.url)
    assert page.evaluate("window.themeAtFirst") == "dark"
    assert theme(page) == DARK
    button.click()
    expect(button).to_have_accessible_name("Theme: light")
    assert theme(visit(context.new_page(), demo.url)) == LIGHT
    button.click()
    expect(button).to_have_accessible_name("Theme: as the system")
    page.emulate_media(color_scheme="dark")
    assert theme(visit(page, demo.url)) == DARK


def test_theme_follows_the_system(new_context: NewContext, demo: Site) -> None:
    context = new_context(color_scheme="dark")
    context.add_init_script(AT_FIRST)
    page = visit(context.new_page(), demo.url)
    assert page.evaluate("window.themeAtFirst") == "dark"
    assert theme(page) == DARK
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    assert theme(page) == LIGHT

"""`PeriodPicker`: presets, days, months and typed dates, each as an address with its price."""

from __future__ import annotations

import pytest
from kit_looks import PHONE, kit_findings
from kit_page import Mount, reported
from period_page import NAMED, PRESETS, answers, opened, picker, shown
from playwright.sync_api import Page, expect


def day(iso: str) -> str:
    return f'[data-day="{iso}"]'


def click(page: Page, *days: str) -> None:
    for iso in days:
        page.click(day(iso))


def test_steps_lead_to_the_periods_beside_it_or_say_why_not(mount: Mount) -> None:
    page = mount(picker())
    back = page.get_by_role("link", name="Previous period")
    expect(back).to_have_attribute("href", "?period=2026-09-25..2026-10-24")
    forth = page.get_by_role("link", name="Next period")
    expect(forth).to_have_attribute("aria-disabled", "true")
    expect(forth).to_have_attribute("title", "Nov 24, 2026 is the last day")
    assert forth.get_attribute("href") is None


def test_a_step_tells_its_price_before_it_is_followed(mount: Mount) -> None:
    page = mount(picker(back="?period=2026-07"), (), answers)
    back = page.get_by_role("link", name="Previous period")
    expect(back).to_have_attribute("data-unpriced", "")
    back.hover()
    expect(back).to_have_text("‹≈3¢")
    assert back.get_attribute("data-unpriced") is None


def test_presets_show_their_price(mount: Mount) -> None:
    page = mount(picker(presets=[{**PRESETS[3], "price": "≈2¢"}]))
    link = page.get_by_role("navigation", name="Common periods").get_by_role("link")
    expect(link).to_have_text("90 days≈2¢")


def test_links_lead_to_addresses_of_the_page_alone(mount: Mount) -> None:
    outside = "https://example.com/?period=7d"
    presets = [{**PRESETS[0], "href": outside}]
    page = mount(picker(presets=presets, back=outside, template=f"{outside}&period=%1A"), (), answers)
    page.click("#period-button")
    page.wait_for_selector("a.period-cell")
    assert page.locator("a[href]").count() == 0


def test_common_periods_are_one_click_away_on_a_wide_screen(mount: Mount) -> None:
    page = mount(picker())
    quick = page.get_by_role("navigation", name="Common periods").get_by_role("link")
    expect(quick).to_have_text(["7 days", "14 days", "30 days", "90 days", "This month", "Last month"])
    expect(quick.nth(2)).to_have_attribute("aria-current", "true")
    expect(quick.nth(3)).to_have_attribute("href", "?period=90d")


def test_all_presets_are_links(mount: Mount) -> None:
    page = opened(mount)
    links = page.get_by_role("navigation", name="Presets").get_by_role("link")
    expect(links).to_have_text([label for label, _, _ in NAMED.values()])
    assert [link.get_attribute("href") for link in links.all()] == [f"?period={word}" for word in NAMED]


def test_a_drag_chooses_and_says_what_it_costs(mount: Mount) -> None:
    page = opened(mount)
    page.hover(day("2026-10-05"))
    page.mouse.down()
    page.hover(day("2026-10-20"))
    page.hover(day("2026-10-09"))
    page.mouse.up()
    page.hover(day("2026-10-28"))
    assert shown(page) == "2026-10-05..2026-10-09"
    expect(page.get_by_role("status")).to_have_text("5 days · cached, no cost")


def test_what_is_followed_before_its_price_is_known_agrees_to_none(mount: Mount) -> None:
    page = opened(mount, alone=True)
    page.clock.install()
    click(page, "2026-11-12", "2026-11-14")
    show = page.locator(".period-show")
    page.clock.pause_at("2036-01-01")
    page.clock.run_for(1_000)
    expect(show).not_to_have_attribute("data-unpriced", "")
    click(page, "2026-11-15", "2026-11-16")
    page.clock.run_for(200)
    expect(show).to_have_attribute("data-unpriced", "")
    expect(page.get_by_role("status")).to_have_text("2 days")
    page.clock.run_for(100)
    expect(page.get_by_role("status")).to_have_text("2 days · cached, no cost")
    expect(show).not_to_have_attribute("data-unpriced", "")


def test_two_clicks_choose_in_either_order(mount: Mount) -> None:
    page = opened(mount)
    click(page, "2026-11-12", "2026-11-03")
    assert shown(page) == "2026-11-03..2026-11-12"
    click(page, "2026-11-05")
    page.hover(day("2026-11-19"))
    page.hover(".period-show")
    assert shown(page) == "2026-11-05"


def test_days_that_are_a_preset_or_a_month_are_written_so(mount: Mount) -> None:
    page = opened(mount)
    click(page, "2026-10-01", "2026-10-31")
    assert shown(page) == "last-month"
    click(page, "2026-11-17", "2026-11-23")
    assert shown(page) == "7d"
    page.get_by_label("Previous month").click()
    click(page, "2026-09-30", "2026-09-01")
    assert shown(page) == "2026-09"


def test_days_without_costs_can_not_be_chosen(mount: Mount) -> None:
    page = opened(mount)
    expect(page.locator(day("2026-11-25"))).to_have_attribute("aria-disabled", "true")
    page.locator(day("2026-11-25")).click(force=True)
    assert shown(page) == "30d"
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Next month")).to_be_disabled()


def test_incomplete_days_and_today_are_told(mount: Mount) -> None:
    page = opened(mount)
    marked = page.locator(".period-incomplete")
    expect(marked).to_have_text(["23", "24"])
    expect(page.locator('[aria-current="date"]')).to_have_text("24")
    expect(page.get_by_role("gridcell", name="Monday, November 23, 2026, still incomplete")).to_be_visible()


def test_the_keyboard_chooses_alone(mount: Mount) -> None:
    page = opened(mount)
    expect(page.locator(day("2026-11-23"))).to_be_focused()
    steps = {
        "ArrowUp": "2026-11-16",
        "Home": "2026-11-16",
        "End": "2026-11-22",
        "PageUp": "2026-10-22",
        "ArrowLeft": "2026-10-21",
        "ArrowDown": "2026-10-28",
    }
    for key, iso in steps.items():
        page.keyboard.press(key)
        expect(page.locator(day(iso))).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+PageDown")
    assert shown(page) == "2026-10-28..2026-11-24"
    for _ in range(14):
        page.keyboard.press("PageUp")
    expect(page.locator(day("2025-10-01"))).to_be_focused()


def test_enter_chooses_two_days_and_then_shows_them(mount: Mount) -> None:
    page = opened(mount)
    page.evaluate(
        "document.addEventListener('click', (event) => { event.preventDefault(); window.went = event.target.href; })"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("window.went").endswith("?period=2026-11-16..2026-11-17&by=region")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#period-button")).to_be_focused()


def test_whole_months_come_with_their_price_when_it_opens(mount: Mount) -> None:
    page = opened(mount)
    assert set(reported(page)) == {"at"}  # type: ignore[arg-type]
    cells = page.locator("a.period-cell")
    expect(cells.first).to_have_text("Jan≈1¢")
    expect(cells.nth(9)).to_have_text("Octcached")
    expect(cells.nth(9)).to_have_attribute("href", "?period=2026-10&by=region")
    expect(cells).to_have_count(11)
    cells.first.focus()
    for key, n in (("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1), ("End", 10)):
        page.keyboard.press(key)
        expect(cells.nth(n)).to_be_focused()
    page.get_by_label("Previous year").click()
    expect(cells).to_have_text(["Oct", "Nov", "Dec"])
    expect(page.get_by_label("Previous year")).to_be_disabled()


def test_shift_and_dragging_choose_a_range_of_months(mount: Mount) -> None:
    page = opened(mount)
    cells = page.locator("a.period-cell")
    cells.nth(3).click(modifiers=["Shift"])
    assert shown(page) == "2026-04"
    cells.nth(1).click(modifiers=["Shift"])
    assert shown(page) == "2026-02-01..2026-04-30"
    expect(page.get_by_role("status")).to_have_text("89 days · ≈3¢")
    cells.nth(10).hover()
    page.mouse.down()
    cells.nth(7).hover()
    page.mouse.up()
    assert shown(page) == "2026-08-01..2026-11-24"
    page.mouse.down()
    cells.nth(5).hover()
    cells.nth(7).hover()
    page.mouse.up()
    assert shown(page) == "2026-08"
    expect(page.locator("dialog")).to_have_count(1)


def test_typed_dates_move_the_calendar(mount: Mount) -> None:
    page = opened(mount)
    page.get_by_label("First day").fill("Feb 1")
    page.get_by_label("Last day", exact=True).fill("28 feb 2026")
    assert shown(page) == "2026-02"
    expect(page.get_by_role("grid", name="February 2026")).to_be_visible()
    page.get_by_label("First day").focus()
    expect(page.get_by_label("Last day", exact=True)).to_have_value("Feb 28, 2026")


def test_a_typed_mistake_is_said_and_leads_nowhere(mount: Mount) -> None:
    page = opened(mount)
    field = page.get_by_label("Last day", exact=True)
    field.fill("11/10/2026")
    expect(page.get_by_role("alert")).to_have_text(
        "“11/10/2026”: day and month are easily mixed up. Use 2026-10-24 or Oct 24, 2026."
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    assert shown(page) == ""
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(1)
    click(page, "2026-11-02", "2026-11-05")
    expect(field).to_have_value("Nov 5, 2026")
    assert shown(page) == "2026-11-02..2026-11-05"


def test_taps_choose_on_a_phone_and_months_are_a_page_of_the_sheet(mount: Mount) -> None:
    page = opened(mount, **PHONE)
    expect(page.get_by_role("grid")).to_have_count(1)
    page.locator(day("2026-11-04")).tap()
    page.locator(day("2026-11-09")).tap()
    assert shown(page) == "2026-11-04..2026-11-09"
    page.get_by_role("button", name="Months").tap()
    expect(page.locator("a.period-cell")).to_have_count(11)


def test_nothing_of_the_page_moves_when_it_opens(mount: Mount) -> None:
    page = mount(picker(), ["wanted"], answers)
    before = page.locator("#reported").bounding_box()
    page.click("#period-button")
    page.wait_for_selector("dialog")
    after = page.locator("#reported").bounding_box()
    assert before
    assert after
    assert (after["x"], after["y"]) == (before["x"], before["y"])


@pytest.mark.parametrize("width", [360, 390, 701, 768, 1100, 1920])
def test_it_fits_every_window(mount: Mount, width: int) -> None:
    page = opened(mount, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    inside = page.evaluate(
        """() => {
          const panel = document.querySelector("dialog");
          const right = panel.getBoundingClientRect().right;
          return [...panel.querySelectorAll("a, button, td, input")]
            .every((element) => element.getBoundingClientRect().right <= right + 0.5);
        }"""
    )
    assert inside


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(mount: Mount, options: dict[str, object]) -> None:
    page = opened(mount, **options)
    assert kit_findings(page, f"period-{len(options)}") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

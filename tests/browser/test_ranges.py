"""Any days, shown with their dates, and their exact total."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from screen import arrived, cost, follow, money, period_panel, visit
from staging import TODAY, Site, total

from cloudsense.demo.organization import organization

pytestmark = pytest.mark.browser

COMMON = {
    "7 days": ("2026-11-16", "2026-11-22", "Nov 16 – Nov 22, 2026"),
    "14 days": ("2026-11-09", "2026-11-22", "Nov 9 – Nov 22, 2026"),
    "90 days": ("2026-08-25", "2026-11-22", "Aug 25 – Nov 22, 2026"),
    "This month": ("2026-11-01", "2026-11-23", "Nov 1 – Nov 23, 2026"),
    "Last month": ("2026-10-01", "2026-10-31", "Oct 1 – Oct 31, 2026"),
    "30 days": ("2026-10-24", "2026-11-22", "Oct 24 – Nov 22, 2026"),
}
FURTHER = {
    "Last 13 weeks": ("2026-08-24", "2026-11-22", "Aug 24 – Nov 22, 2026"),
    "This quarter": ("2026-10-01", "2026-11-23", "Oct 1 – Nov 23, 2026"),
    "Last quarter": ("2026-07-01", "2026-09-30", "Jul 1 – Sep 30, 2026"),
    "This year": ("2026-01-01", "2026-11-23", "Jan 1 – Nov 23, 2026"),
}


def must_show(page: Page, first: str, last: str, dates: str) -> None:
    """The days of the period are UTC days, which the page says once."""
    assert page.locator("#overview-period-button span").first.text_content() == dates
    assert page.locator("#overview-status").inner_text() == "Days are UTC days, as in AWS billing"
    assert cost(page) == money(total(organization(TODAY), first, last))


def test_common_ranges(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    must_show(page, *COMMON["30 days"])
    for name, days in COMMON.items():
        follow(page.get_by_role("link", name=name, exact=True))
        must_show(page, *days)
        assert page.locator(".period-quick [aria-current]").all_inner_texts() == [name]


def test_ranges_of_the_picker(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    for name, days in FURTHER.items():
        follow(period_panel(page).get_by_role("link", name=name))
        must_show(page, *days)
        assert page.locator("#overview-period-button strong").inner_text() == name
        expect(page.locator("#overview-period-button")).to_be_focused()


def test_any_month_of_history(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    months = period_panel(page).locator("a.period-cell")
    assert months.count() == 11
    follow(months.filter(has_text="Feb"))
    must_show(page, "2026-02-01", "2026-02-28", "Feb 1 – Feb 28, 2026")
    panel = period_panel(page)
    panel.get_by_role("button", name="Previous year").click()
    expect(panel.locator("a.period-cell")).to_have_text(["Octcached", "Novcached", "Deccached"])
    follow(panel.locator("a.period-cell").first)
    must_show(page, "2025-10-01", "2025-10-31", "Oct 1 – Oct 31, 2025")


@pytest.mark.parametrize(
    ("first", "last", "period", "dates"),
    [
        ("2026-11-12", "2026-11-12", "2026-11-12", "Nov 12, 2026"),
        ("2025-12-30", "2026-01-02", "2025-12-30..2026-01-02", "Dec 30, 2025 – Jan 2, 2026"),
    ],
)
def test_days(page: Page, demo: Site, first: str, last: str, period: str, dates: str) -> None:
    visit(page, demo.url)
    panel = period_panel(page)
    panel.get_by_label("First day").fill(first)
    panel.get_by_label("Last day", exact=True).fill(last)
    panel.get_by_role("link", name="Show").click()
    arrived(page, f"?period={period}")
    must_show(page, first, last, dates)


def test_typed_days_are_shown_by_enter(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    panel = period_panel(page)
    panel.get_by_label("First day").fill("Nov 12")
    panel.get_by_label("Last day", exact=True).fill("12 nov 2026")
    page.keyboard.press("Enter")
    arrived(page, "?period=2026-11-12")
    must_show(page, "2026-11-12", "2026-11-12", "Nov 12, 2026")
    expect(panel).to_have_count(0)


def test_a_step_shows_the_days_before(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?period=7d")
    follow(page.get_by_role("link", name="Previous period"))
    must_show(page, "2026-11-09", "2026-11-15", "Nov 9 – Nov 15, 2026")
    follow(page.get_by_role("link", name="Next period"))
    must_show(page, *COMMON["7 days"])

"""Any days, shown with their dates, and their exact total."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from screen import arrived, choose, cost, follow, money, visit
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


def must_show(page: Page, first: str, last: str, dates: str) -> None:
    assert page.locator("#slot-dates").text_content() == f"{dates} UTC"
    assert cost(page) == money(total(organization(TODAY), first, last))


def test_common_ranges(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    must_show(page, *COMMON["30 days"])
    for name, days in COMMON.items():
        follow(page.get_by_role("link", name=name, exact=True))
        must_show(page, *days)
        assert page.locator("#slot-range .on").all_inner_texts() == [name]


def test_any_month_of_history(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    choose(page, "month", "February 2026")
    must_show(page, "2026-02-01", "2026-02-28", "Feb 1 – Feb 28, 2026")
    choose(page, "month", "October 2025")
    must_show(page, "2025-10-01", "2025-10-31", "Oct 1 – Oct 31, 2025")
    assert page.locator("#box-month option").count() == 15


@pytest.mark.parametrize(
    ("first", "last", "period", "dates"),
    [
        ("2026-11-12", "2026-11-12", "2026-11-12", "Nov 12, 2026"),
        ("2025-12-30", "2026-01-02", "2025-12-30..2026-01-02", "Dec 30, 2025 – Jan 2, 2026"),
    ],
)
def test_days(page: Page, demo: Site, first: str, last: str, period: str, dates: str) -> None:
    visit(page, demo.url)
    page.get_by_label("First day").fill(last)
    page.get_by_label("Last day").fill(first)
    page.get_by_role("button", name="Show", exact=True).click()
    arrived(page, f"?period={period}")
    must_show(page, first, last, dates)
    assert page.get_by_label("First day").input_value() == first
    assert page.get_by_label("Last day").input_value() == last


def test_one_day_field_is_enough(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    page.get_by_label("First day").fill("2026-11-12")
    page.keyboard.press("Enter")
    arrived(page, "?period=2026-11-12")

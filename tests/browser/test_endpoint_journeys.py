"""What is paid for and when, as seen on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from endpoint import Changed, Endpoint
from playwright.sync_api import Browser, BrowserContext, Page, expect
from screen import arrived, choose, cost, follow, inspect, money, period_panel, quiet, read_again, rows, visit
from staging import Changing, Clock, Serve, open_again, total

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]

HIDE = """
(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


def days(requests: list[Any]) -> list[tuple[str, str]]:
    return [
        (request.parameters["TimePeriod"]["Start"], request.parameters["TimePeriod"]["End"]) for request in requests
    ]


class Held:
    """Keeps AWS's answers back until let go."""

    def __init__(self) -> None:
        self._gate = Event()
        self.go = self._gate.set

    def __call__(self, answer: dict[str, Any]) -> dict[str, Any]:
        self._gate.wait(60)
        return answer


def test_days_of_ones_own_have_a_price_before_they_are_shown(page: Page, aws: Endpoint, serve: Serve) -> None:
    visit(page, serve().url)
    paid = aws.pages
    panel = period_panel(page)
    price = panel.locator(".period-cost")
    expect(price).to_have_text("30 days · cached, no cost")
    panel.get_by_label("First day").fill("2026-03-02")
    panel.get_by_label("Last day", exact=True).fill("2026-03-20")
    expect(price).to_have_text("19 days · ≈2¢")
    panel.get_by_label("Last day", exact=True).fill("2026-11-12")
    panel.get_by_label("First day").fill("2026-11-02")
    expect(price).to_have_text("11 days · cached, no cost")
    assert aws.pages == paid, "asking for a price is free"
    panel.get_by_label("First day").fill("2026-03-02")
    panel.get_by_label("Last day", exact=True).fill("2026-03-20")
    panel.get_by_role("link", name="Show").click()
    arrived(page, "?period=2026-03-02..2026-03-20")
    assert aws.pages == paid + 2
    panel = period_panel(page)
    expect(panel.locator(".period-cost")).to_have_text("19 days · cached, no cost")


def test_days_that_are_being_chosen_stay_while_prices_change(page: Page, aws: Endpoint, serve: Serve) -> None:
    site = serve()
    visit(page, site.url)
    panel = period_panel(page)
    field, price = panel.get_by_label("First day"), panel.locator(".period-cost")
    field.fill("2026-03-02")
    panel.get_by_label("Last day", exact=True).fill("2026-03-20")
    field.focus()
    expect(price).to_have_text("19 days · ≈2¢")
    paid = aws.pages
    visit(page.context.new_page(), f"{site.url}/?period=90d").close()
    assert aws.pages > paid
    site.clock.move(minutes=5)
    read_again(page)
    expect(page.locator("#header-freshness")).to_have_text("Updated 5 min ago")
    expect(field).to_have_value("Mar 2, 2026")
    expect(field).to_be_focused()
    expect(price).to_have_text("19 days · ≈2¢")


def test_every_number_is_bought_once(page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    site = serve()
    visit(page, site.url)
    assert cost(page) == money(total(book, "2026-10-24", "2026-11-22"))
    paid = aws.pages
    expect(page.locator("#overview-footer")).to_contain_text(f"{paid} paid requests today (${paid / 100:.2f})")
    for name in ("7 days", "14 days", "This month", "Bars"):
        follow(page.get_by_role("link", name=name, exact=True))
    choose(page, "metric", "Net amortized")
    page.get_by_label("Monthly budget").fill("100")
    page.keyboard.press("Enter")
    expect(page.locator("#body-budget")).to_contain_text("Over budget")
    visit(page, page.url)
    visit(page, site.url)
    assert aws.pages == paid


def test_update_buys_the_open_month_again(page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    site = serve()
    visit(page, site.url)
    asked, before = len(aws.asked()), cost(page)
    site.clock.move(minutes=25)
    visit(page, site.url)
    assert len(aws.asked()) == asked
    expect(page.locator("#header-freshness")).to_have_text("Updated 25 min ago")
    price = page.locator("#update .header-price").inner_text()
    expected, held = open_again(book, 3), Held()
    aws.fail(Changed(held))
    page.locator("#update").click()
    expect(page.locator("#header-freshness")).to_have_text("Asking AWS …")
    held.go()
    expect(page.locator("#body-total .figure")).to_have_text(expected)
    quiet(page)
    expect(page.locator("#header-freshness")).to_have_text("Updated just now")
    bought = days(aws.asked()[asked:])
    assert expected != before
    assert bought[0] == ("2026-11-01", "2026-11-24")
    assert all("2026-11-01" <= start < end <= "2026-11-24" for start, end in bought)
    assert price == f"{len(bought)}¢"


def test_waiting_says_what_it_costs(page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    aws.page_size = 150
    checking, asking = Held(), Held()
    aws.fail(Changed(checking), operation="GetCallerIdentity")
    aws.fail(Changed(asking), page=4)
    page.goto(serve().url, wait_until="commit")
    expect(page.locator("#overview-messages")).to_have_text("Checking AWS credentials …")
    inspect(page, "checking", (390, 1280))
    checking.go()
    expect(page.locator("#overview-status")).to_have_text("Asking AWS: page 6, $0.06 so far")
    inspect(page, "asking")
    asking.go()
    expect(page.locator("#body-total .figure")).to_have_text(money(total(book, "2026-10-24", "2026-11-22")))
    quiet(page)
    assert rows(page).count() > 5


def test_tabs_that_open_at_once_pay_once(page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    held = Held()
    aws.fail(Changed(held))
    site = serve()
    tabs = [page, page.context.new_page(), page.context.new_page()]
    for tab in tabs:
        tab.goto(site.url, wait_until="commit")
        expect(tab.locator("#body-total .skeleton")).to_be_visible()
    held.go()
    for tab in tabs:
        expect(tab.locator("#body-total .figure")).to_have_text(money(total(book, "2026-10-24", "2026-11-22")))
        quiet(tab)
    asked = [repr(request.parameters) for request in aws.asked()]
    assert len(asked) == len(set(asked)) == aws.pages


def test_page_renews_itself_only_while_someone_looks(
    new_context: NewContext, aws: Endpoint, book: Changing, serve: Serve
) -> None:
    site, context = serve(), new_context()
    page = context.new_page()
    page.clock.install()
    visit(page, site.url)
    paid, before = aws.pages, cost(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    page.evaluate(HIDE, True)
    later(page, site.clock, hours=3)
    expected = open_again(book, 2)
    later(page, site.clock, hours=3)
    assert (sent, aws.pages, cost(page)) == ([], paid, before)

    page.evaluate(HIDE, False)
    expect(page.locator("#body-total .figure")).to_have_text(expected)
    expect(page.locator("#header-freshness")).to_have_text("Updated just now")
    quiet(page)

    paid = aws.pages
    later(page, site.clock, minutes=30)
    expect(page.locator("#header-freshness")).to_have_text("Updated 30 min ago")
    assert aws.pages == paid
    expected = open_again(book, 5)
    later(page, site.clock, minutes=31)
    expect(page.locator("#body-total .figure")).to_have_text(expected)
    expect(page.locator("#header-freshness")).to_have_text("Updated just now")
    quiet(page)
    assert aws.pages > paid
    assert all(start >= "2026-11-01" for start, _ in days(aws.asked()[paid:]))


def test_page_goes_on_after_an_answer_that_never_came(
    browser: Browser, aws: Endpoint, book: Changing, serve: Serve
) -> None:
    site, context = serve(), browser.new_context()
    page = context.new_page()
    page.clock.install()
    visit(page, site.url)
    page.route("**/_dash-update-component*", lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        later(page, site.clock, minutes=61)
    alert = page.get_by_text("CloudSense is not responding.")
    expect(alert).to_be_visible()
    expected = open_again(book, 2)
    later(page, site.clock, seconds=4)
    expect(page.locator("#body-total .figure")).to_have_text(expected)
    expect(alert).to_be_hidden()
    context.close()


def later(page: Page, clock: Clock, **span: float) -> None:
    """Time passes for the server and for the page."""
    clock.move(**span)
    page.clock.fast_forward(int(timedelta(**span).total_seconds() * 1000))


def test_aws_is_asked_for_its_forecast_by_a_click_and_once(page: Page, aws: Endpoint, serve: Serve) -> None:
    visit(page, serve().url)
    paid = aws.pages
    button = page.get_by_role("button", name="Ask AWS for its forecast · 1¢")
    expect(button).to_be_visible()
    assert aws.asked("GetCostForecast") == []
    inspect(page, "ask-forecast", (390, 1280))
    button.click()
    expect(page.locator("#body-month")).to_contain_text("AWS forecasts $")
    expect(button).to_have_count(0)
    assert aws.pages == paid + 1
    page.reload()
    expect(page.locator("#body-month")).to_contain_text("AWS forecasts $")
    assert len(aws.asked("GetCostForecast")) == 1

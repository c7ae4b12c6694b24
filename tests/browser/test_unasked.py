"""What nobody asked for is not bought: by another site, by opening a page, by moving through a box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from endpoint import Endpoint
from playwright.sync_api import Browser, Page, expect
from screen import arrived, filter_panel, follow, inspect, period_panel, quiet, read_again, visit
from staging import Serve, Site

from cloudsense.costs.query import OVERVIEW
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.security.page_origin import OPEN_PAGE_CENTS
from cloudsense.web.state.app_options import AppOptions

pytestmark = pytest.mark.browser

CHEAP = "?period=90d"
DEAR = "?period=2025-12-01..2026-11-22&by=usage-type"
WAYS = {
    "location": "<script>location = '{url}'</script>",
    "replace": "<script>location.replace('{url}')</script>",
    "open": "<button onclick=\"window.open('{url}', '_self')\">go</button>",
    "link": "<a id=go href='{url}'>go</a>",
    "quiet link": "<a id=go href='{url}' rel=noreferrer>go</a>",
    "form": "<form action='{url}'>{fields}<button>go</button></form>",
    "refresh": "<meta http-equiv=refresh content='0; url={url}'>",
    "redirect": "<a id=go href='/go'>go</a>",
}


@contextmanager
def stranger(way: str, url: str) -> Iterator[str]:
    """A page on another origin that leads to `url`, and its address."""
    fields = "".join(
        f"<input type=hidden name={name} value='{value}'>"
        for name, _, value in (word.partition("=") for word in url.partition("?")[2].split("&"))
    )
    page = f"<!DOCTYPE html><title>x</title>{WAYS[way].format(url=url, fields=fields)}"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/go" else 200)
            self.send_header("Location", url)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_said: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(aws: Endpoint, serve: Serve) -> Site:
    """One whose first page is cached."""
    site = serve()
    list(iter(lambda: _looks(site), True))
    return site


def _looks(site: Site) -> bool:
    """Whether the first page is there."""
    rendered = Renderer(site.ledger, AppOptions()).render("?", Terms(10))
    return not rendered.status["busy"]


def ask(page: Page) -> None:
    page.locator("#ask").click()
    expect(page.locator("#ask")).to_have_count(0)
    quiet(page)


def lead(page: Page, way: str, url: str) -> None:
    """By way of a stranger's page, to `url`."""
    with stranger(way, url) as address:
        page.goto(address, wait_until="commit")
        if way in ("open", "link", "quiet link", "form", "redirect"):
            page.locator("#go, button").click()
        expect(page.locator("#ask")).to_have_text(re.compile("Ask AWS"))


def test_another_site_buys_nothing(browser: Browser, aws: Endpoint, site: Site) -> None:
    context, paid = browser.new_context(), aws.pages
    for way in WAYS:
        page = context.new_page()
        lead(page, way, f"{site.url}/{CHEAP}")
        expect(page.locator("#ask")).to_have_text(re.compile(r"Ask AWS \((≈|from )\d+¢\)"))
        with page.expect_response("**/_dash-update-component*"):
            read_again(page)
        page.reload()
        expect(page.locator("#ask")).to_be_visible()
        assert aws.pages == paid, way
        page.close()
    context.close()


def test_the_button_buys_what_it_says_and_only_that(aws: Endpoint, site: Site, page: Page) -> None:
    paid = aws.pages
    page.goto(f"{site.url}/{DEAR}", wait_until="commit")
    button = page.locator("#ask")
    expect(button).to_have_text(re.compile("Ask AWS"))
    expect(page.locator("#body-total")).to_have_text("Nothing to show: see the message above.")
    said = re.search(r"\(from (\d+)¢\)", button.inner_text())
    assert said, "usage types of all services were never asked for: it may be more"
    inspect(page, "unasked", (390, 1280))
    assert aws.pages == paid
    ask(page)
    assert aws.pages - paid >= int(said[1])
    expect(page.locator("#body-total .figure")).to_be_visible()
    read_again(page)
    expect(page.locator("#ask")).to_have_count(0)


def test_the_priced_link_of_what_is_shown_buys_at_once(aws: Endpoint, site: Site, page: Page) -> None:
    paid = aws.pages
    page.goto(f"{site.url}/{DEAR}", wait_until="commit")
    expect(page.locator("#ask")).to_have_text(re.compile("Ask AWS"))
    page.get_by_role("link", name="Stacked").click()
    expect(page.locator("#ask")).to_have_count(0)
    quiet(page)
    assert aws.pages > paid


def test_an_open_page_does_not_buy_what_was_deleted(aws: Endpoint, site: Site, page: Page) -> None:
    visit(page, site.url)
    follow(page.get_by_role("link", name="90 days"))
    quiet(page)
    paid = aws.pages
    site.clock.move(minutes=1)
    stock = site.ledger.inventory()
    assert stock
    october = stock.find(OVERVIEW.name, "2026-10")
    assert october
    site.ledger.forget(october)
    site.clock.move(minutes=1)
    notes = page.locator("#overview-messages")
    for _ in range(2):
        with page.expect_response("**/_dash-update-component*"):
            read_again(page)
        expect(notes).to_contain_text("Deleted from the cache: Oct 2026.")
        expect(page.locator("#ask")).to_have_text("Ask AWS (≈1¢)")
    assert aws.pages == paid
    ask(page)
    expect(notes).not_to_contain_text("Deleted")
    assert aws.pages == paid + 1


def test_opening_a_page_buys_a_few_cents_worth(aws: Endpoint, site: Site, page: Page) -> None:
    paid = aws.pages
    visit(page, f"{site.url}/{CHEAP}&budget=100")
    assert 0 < aws.pages - paid <= OPEN_PAGE_CENTS
    assert not page.locator("#ask").count()


def test_after_a_strangers_link_everything_else_works(browser: Browser, aws: Endpoint, site: Site) -> None:
    context, before = browser.new_context(), len(aws.asked())
    page = context.new_page()
    lead(page, "location", f"{site.url}/{DEAR}")
    field = page.get_by_label("Monthly budget")
    field.fill("100")
    field.press("Enter")
    expect(page).to_have_url(re.compile("budget=100"))
    expect(page.locator("#ask")).to_be_visible()
    page.locator("#to-data").click()
    page.locator("#to-overview").click()
    expect(page.locator("#ask")).to_be_visible()
    page.get_by_role("link", name="7 days").click()
    expect(page).to_have_url(re.compile("period=7d"))
    expect(page.locator("#ask")).to_have_count(0)
    page.go_back()
    expect(page.locator("#ask")).to_be_visible()
    page.locator("#brand").click()
    expect(page.locator("#body-total .figure")).to_be_visible()
    page.go_back()
    expect(page.locator("#ask")).to_be_visible()
    bought = [request.parameters["TimePeriod"]["Start"] for request in aws.asked()[before:]]
    assert bought == ["2026-11-01"], "7 days by usage type"
    context.close()


def test_a_page_of_a_stranger_that_opens_it_again_and_again(browser: Browser, aws: Endpoint, site: Site) -> None:
    context, paid = browser.new_context(), aws.pages
    page = context.new_page()
    for month in ("2026-03", "2026-04", "2026-05"):
        lead(page, "location", f"{site.url}/?period={month}")
    assert aws.pages == paid
    context.close()


def test_frames_and_windows_of_a_stranger(browser: Browser, aws: Endpoint, site: Site) -> None:
    context, paid = browser.new_context(), aws.pages
    page = context.new_page()
    with stranger("link", f"{site.url}/{CHEAP}") as address:
        page.goto(address)
        with context.expect_page() as opened:
            page.evaluate(f"() => {{ window.open('{site.url}/{CHEAP}'); }}")
        expect(opened.value.locator("#ask")).to_be_visible()
        page.evaluate(
            """(url) => {
              const frame = document.createElement("iframe");
              frame.src = url;
              document.body.append(frame);
              return new Promise((done) => { frame.onload = done; setTimeout(done, 2000); }).then(() => null);
            }""",
            f"{site.url}/{CHEAP}",
        )
    assert aws.pages == paid
    context.close()


KEYS = ("ArrowDown", "ArrowDown", "End", "Home", "ArrowDown", "a")


@pytest.mark.parametrize("menu", ["metric", "by"])
def test_moving_through_a_menu_buys_nothing(menu: str, aws: Endpoint, site: Site, page: Page) -> None:
    visit(page, site.url)
    paid, address = aws.pages, page.url
    button = page.locator(f"#menu-{menu}-button")
    button.focus()
    page.keyboard.press("Enter")
    choices = page.locator(f"#menu-{menu}").get_by_role("link")
    stops = page.locator(f"#menu-{menu} .choice-list").locator("input, a, button")
    expect(choices.first).to_be_focused()
    for key in KEYS:
        page.keyboard.press(key)
    expect(stops.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(choices).to_have_count(0)
    expect(button).to_be_focused()
    assert (aws.pages, page.url) == (paid, address)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(stops.last).to_be_focused()
    choices.last.focus()
    chosen = choices.last.get_attribute("href")
    assert chosen
    page.keyboard.press("Enter")
    arrived(page, chosen)
    expect(button).to_be_focused()


def test_moving_through_the_days_buys_nothing(aws: Endpoint, site: Site, page: Page) -> None:
    visit(page, site.url)
    paid, address = aws.pages, page.url
    button = page.locator("#overview-period-button")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#overview-period-button-panel")
    expect(panel.locator("[data-day]:focus")).to_have_count(1)
    for key in ("ArrowUp", "PageUp", "PageUp", "Home", "Space", "Shift+End"):
        page.keyboard.press(key)
    expect(panel.locator(".period-cost")).to_have_text(re.compile(r"^7 days · "))
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()
    assert (aws.pages, page.url) == (paid, address)


def test_a_filter_is_chosen_by_keyboard_and_costs_what_it_says(aws: Endpoint, site: Site, page: Page) -> None:
    visit(page, site.url)
    paid, address = aws.pages, page.url
    button = page.locator("#overview-filters-service-button")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#overview-filters-service-button-panel")
    expect(panel.get_by_role("searchbox")).to_be_focused()
    names = panel.locator(".filter-name")
    expect(names.first).to_be_visible()
    name = names.nth(2).inner_text()
    page.keyboard.type(name)
    expect(names.first).to_have_text(name)
    for key in ("ArrowDown", "End", "Home", "Space"):
        page.keyboard.press(key)
    expect(panel.get_by_role("option", selected=True)).to_have_count(1)
    apply = panel.get_by_role("link", name="Apply")
    expect(apply).to_have_text(re.compile(r"^Apply(≈|from )\d+¢$"))
    assert (aws.pages, page.url) == (paid, address)
    said = re.search(r"\d+", apply.inner_text())
    chosen = apply.get_attribute("href")
    assert said
    assert chosen
    page.keyboard.press("Enter")
    arrived(page, chosen)
    expect(button).to_be_focused()
    expect(button.locator("strong")).to_have_text(name)
    assert 0 < aws.pages - paid <= int(said[0])


def test_values_that_are_not_cached_are_bought_by_their_button_alone(aws: Endpoint, site: Site, page: Page) -> None:
    visit(page, site.url)
    paid = aws.pages
    page.locator("#overview-filters-region-button").click()
    panel = page.locator("#overview-filters-region-button-panel")
    load = panel.get_by_role("button", name=re.compile(r"^Load \((≈|from )\d+¢\)$"))
    expect(load).to_be_visible()
    inspect(page, "values-not-cached", (1280,))
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(load).to_be_visible()
    assert aws.pages == paid
    load.click()
    expect(panel.get_by_role("option").first).to_be_visible()
    assert aws.pages > paid
    paid = aws.pages
    panel.get_by_role("option").first.click()
    follow(panel.get_by_role("link", name="Apply"))
    page.locator("#overview-filters-region-button").click()
    expect(panel.get_by_role("option", selected=True)).to_have_count(1)


def test_the_period_button_opens_without_asking(aws: Endpoint, site: Site, page: Page) -> None:
    visit(page, site.url)
    paid = aws.pages
    months = period_panel(page).locator("a.period-cell")
    expect(months.filter(has_text=re.compile("¢")).first).to_be_visible()
    page.keyboard.press("Escape")
    filter_panel(page, "service")
    assert aws.pages == paid

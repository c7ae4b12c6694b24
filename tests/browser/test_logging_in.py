"""Logging in as a browser does it: its cookies, its redirections, its opinion of other sites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from screen import findings, inspect, quiet, visit
from staging import Clock, Site, served

from cloudsense.web.security.login import TRIES

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]
TOKEN = "the-token-of-the-tests"
SEARCH = "?period=7d&service=Amazon+Relational+Database+Service"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with served(Clock(), "demo", token=TOKEN) as site:
        yield site


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A browser whose console may complain of a refusal."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@contextmanager
def elsewhere(link: str) -> Iterator[str]:
    """Another site, with a link."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<a href="{link}">costs</a>'.encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def drawn(page: Page) -> Page:
    expect(page.locator("#body-total .figure")).to_be_visible()
    return quiet(page)


def enter(page: Page, token: str) -> None:
    page.get_by_label("Token").fill(token)
    page.keyboard.press("Enter")


def test_the_link_leaves_nothing_in_the_address_or_the_history(new_context: NewContext, site: Site) -> None:
    page = new_context().new_page()
    visit(page, f"{site.url}/{SEARCH}&token={TOKEN}")
    assert page.url == f"{site.url}/{SEARCH}"
    assert page.evaluate("history.length") == 2
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], page.evaluate("document.cookie")) == (True, "Strict", "")
    page.reload()
    drawn(page)


def test_the_form_leads_to_what_was_asked_for(stranger: Page, site: Site) -> None:
    stranger.goto(f"{site.url}/{SEARCH}")
    expect(stranger).to_have_url(f"{site.url}/login{SEARCH}")
    expect(stranger.get_by_label("Token")).to_be_focused()
    enter(stranger, "wrong")
    expect(stranger.get_by_role("alert")).to_have_text("Wrong token.")
    enter(stranger, TOKEN)
    expect(stranger).to_have_url(f"{site.url}/{SEARCH}")
    drawn(stranger)


def test_the_form_is_for_everyone(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/login")
    assert findings(page) == []
    inspect(page, "login")


COLOURS = {"light": ("rgb(34, 87, 214)", "rgb(179, 52, 31)"), "dark": ("rgb(126, 166, 255)", "rgb(255, 154, 132)")}
"""Of the page's buttons, and of its errors."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_button_and_error_have_the_colours_of_the_page(stranger: Page, site: Site, scheme: Any) -> None:
    stranger.emulate_media(color_scheme=scheme)
    stranger.goto(f"{site.url}/login")
    enter(stranger, f"wrong-{scheme}")
    button, error = COLOURS[scheme]
    expect(stranger.get_by_role("button", name="Log in")).to_have_css("background-color", button)
    expect(stranger.get_by_role("alert")).to_have_css("color", error)
    assert findings(stranger) == []


def test_a_link_on_another_site_finds_whoever_is_logged_in(stranger: Page, site: Site) -> None:
    stranger.goto(f"{site.url}/?token={TOKEN}")
    drawn(stranger)
    with elsewhere(f"{site.url}/{SEARCH}") as there:
        stranger.goto(there)
        stranger.get_by_text("costs").click()
        expect(stranger).to_have_url(f"{site.url}/{SEARCH}")
        drawn(stranger)


def test_the_link_logs_in_from_another_site_too(stranger: Page, site: Site) -> None:
    with elsewhere(f"{site.url}/{SEARCH}&token={TOKEN}") as there:
        stranger.goto(there)
        stranger.get_by_text("costs").click()
        expect(stranger).to_have_url(f"{site.url}/{SEARCH}")
        drawn(stranger)


def test_whoever_is_no_longer_known_is_asked_again_where_he_was(stranger: Page, site: Site) -> None:
    stranger.goto(f"{site.url}/{SEARCH}&token={TOKEN}")
    drawn(stranger)
    stranger.context.clear_cookies()
    stranger.get_by_role("link", name="30 days").click()
    expect(stranger).to_have_url(re.compile(r"/login\?.*service="))
    enter(stranger, TOKEN)
    drawn(stranger)
    assert "service=Amazon+Relational" in stranger.url


def test_under_a_sub_path(page: Page) -> None:
    with served(Clock(), "demo", token=TOKEN, base_path="/costs/") as site:
        page.goto(f"{site.url}/costs/login?period=7d")
        enter(page, TOKEN)
        expect(page).to_have_url(f"{site.url}/costs/?period=7d")
        drawn(page)
        (cookie,) = page.context.cookies()
        assert cookie["path"] == "/costs/"
        with page.expect_download() as download:
            page.locator("#cost-table-csv").click()
        assert download.value.suggested_filename.startswith("cloudsense-service-")


def test_logging_out(stranger: Page, site: Site) -> None:
    visit(stranger, f"{site.url}/?token={TOKEN}")
    stranger.get_by_role("button", name="Log out").click()
    expect(stranger).to_have_url(f"{site.url}/login?")
    assert stranger.context.cookies() == []
    stranger.goto(f"{site.url}/?period=7d")
    expect(stranger).to_have_url(f"{site.url}/login?period=7d")


def test_a_link_that_has_to_wait_leaves_nothing_in_the_address_either(browser: Browser) -> None:
    with served(Clock(), "demo", token=TOKEN) as site:
        context = browser.new_context()
        page = context.new_page()
        for n in range(TRIES + 1):
            token = TOKEN if n == TRIES else "wrong"
            page.goto(f"{site.url}/?token={token}&period=7d")
            reason = "wait" if n == TRIES else "wrong"
            expect(page).to_have_url(f"{site.url}/login?refused={reason}&period=7d")
        expect(page.get_by_role("alert")).to_contain_text("Wait a minute")
        context.close()


def test_where_nobody_logs_in_nobody_logs_out(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    expect(page.get_by_role("button", name="Log out")).to_have_count(0)

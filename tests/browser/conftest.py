"""One Chromium for all tests, pages that are watched, and CloudSense on the demo and on the local endpoint."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from endpoint import Endpoint, environment
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from screen import Guard
from staging import TODAY, Changing, Clock, NewContext, Serve, Site, Tab, served

PATIENCE = 20_000
"""Milliseconds; on a busy machine things take long, but they must happen."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

VIEWPORT = {"width": 1280, "height": 900}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this folder need Chromium; those of the kit can be run alone."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
        if item.path.is_relative_to(HERE / "kit"):
            item.add_marker("kit")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=_chromium(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


def _chromium(playwright: Playwright) -> str:
    """Debian's, or the one that Playwright fetched. On a CI machine it has to be there."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), playwright.chromium.executable_path)
    if not Path(found).exists():
        said = "no Chromium is installed: `apt-get install chromium` or `playwright install chromium`"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    return found


@pytest.fixture(scope="session")
def demo() -> Iterator[Site]:
    with served(Clock(), "demo") as site:
        yield site


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """A browser profile of its own; whatever happens on its pages must be above suspicion."""
    opened: list[tuple[BrowserContext, Guard]] = []

    def new(**options: object) -> BrowserContext:
        context = _context(browser, **options)
        opened.append((context, Guard(context)))
        return context

    yield new
    for context, _ in opened:
        context.close()
    for _, guard in opened:
        guard.check()


@pytest.fixture(scope="session")
def _tabs(browser: Browser) -> Iterator[dict[str, tuple[Page, Guard]]]:
    """Those that tests share, by the options of their profiles."""
    opened: dict[str, tuple[Page, Guard]] = {}
    yield opened
    for page, _ in opened.values():
        page.context.close()


@pytest.fixture
def tab(browser: Browser, _tabs: dict[str, tuple[Page, Guard]]) -> Iterator[Tab]:
    """A page that keeps the scripts it has loaded from test to test, and nothing else.

    A test that sets the clock or adds scripts needs a `new_context`.
    """
    used: dict[str, dict[str, object]] = {}

    def shared(**options: object) -> Page:
        key = repr(options)
        if key not in _tabs:
            context = _context(browser, **options)
            _tabs[key] = context.new_page(), Guard(context)
        used[key] = options
        return _tabs[key][0]

    yield shared
    for key, options in used.items():
        _clear(_tabs[key][0], options)
    for key in used:
        _tabs[key][1].check()


def _clear(page: Page, options: Mapping[str, object]) -> None:
    """Everything back to what a new page has."""
    for each in page.context.pages:
        if each.url.startswith("http"):
            each.evaluate("[localStorage, sessionStorage].forEach((storage) => storage.clear())")
        if each != page:
            each.close()
    page.unroute_all()
    page.context.clear_cookies()
    page.evaluate("location.replace('about:blank')")
    page.wait_for_url("about:blank")
    page.mouse.move(0, 0)
    page.set_viewport_size(options.get("viewport") or VIEWPORT)  # type: ignore[arg-type]
    emulated = {name: options.get(name, "null") for name in ("color_scheme", "reduced_motion")}
    page.emulate_media(media="null", **emulated)  # type: ignore[arg-type]


@pytest.fixture
def page(tab: Tab) -> Page:
    """A page that remembers nothing of earlier tests."""
    return tab()


def _context(browser: Browser, **options: object) -> BrowserContext:
    context = browser.new_context(**{"viewport": VIEWPORT, **options})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def book() -> Changing:
    return Changing()


@pytest.fixture
def aws(book: Changing, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A local AWS, with the way to it in the environment; botocore and CloudSense try again at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr("cloudsense.aws.explorer.sleep", lambda _seconds: None)
    with Endpoint(book, page_size=5000, today=TODAY) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """CloudSense on AWS, as the environment says, with a cache folder of its own."""
    with ExitStack() as stack:

        def start(clock: Clock | None = None, **values: str) -> Site:
            return stack.enter_context(served(clock or Clock(), cache_dir=str(tmp_path / "costs"), **values))

        yield start

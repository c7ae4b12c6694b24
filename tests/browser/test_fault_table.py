"""Every way that AWS, or the way to it, can fail: what the page says, what it keeps showing, and what it pays.

Each row is played twice on a CloudSense that is really served, on a page in Chromium and by a visitor without a browser
who looks twice: from nothing, and two hours after good numbers. In between, and in the end, the fault is over and
nobody presses a button.
"""

from __future__ import annotations

import csv
import io
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import endpoint
import pytest
from background import running
from endpoint import Changed, Endpoint, Fault, Hang, Raw, environment
from playwright.sync_api import Browser, Locator, Page, expect
from screen import Guard, cost, money, quiet
from staging import TODAY, Changing, Clock, open_again, total
from visitor import Visitor
from waitress.server import create_server

from cloudsense.aws import explorer
from cloudsense.bootstrap import open_payer
from cloudsense.config.settings import read
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.web.app import create_app

pytestmark = pytest.mark.browser

ALWAYS = float("inf")
ASKS, WHO = "GetCostAndUsage", "GetCallerIdentity"
NAME = "ce.cloudsense.invalid"
"""Where AWS is; found only as long as `Names.known`."""
AGAIN = re.compile(r"CloudSense tries again at (\d\d):(\d\d) UTC\.")
OLD = re.compile(r"The page shows data from Nov 23, \d\d:\d\d UTC, through Nov 21\.")


class Names:
    """Name resolution, for `NAME` only."""

    def __init__(self) -> None:
        self.known = True
        self._resolve = socket.getaddrinfo

    def __call__(self, host: Any, *args: Any, **more: Any) -> Any:
        return self._resolve("127.0.0.1" if host == NAME and self.known else host, *args, **more)


@dataclass
class World:
    """AWS and the way to it."""

    aws: Endpoint
    names: Names

    def heal(self) -> None:
        self.aws.heal()
        self.names.known = True


@dataclass(frozen=True)
class Row:
    """A fault, the first sentence about it, and the most pages that it may cost while it is looked at three times."""

    begin: Callable[[World], None]
    said: str
    paid: int
    """From nothing."""
    paid_later: int
    """Two hours after good numbers; a page without the fault buys two: the services, and what is within EC2."""
    place: str = "#overview-messages"
    """Where it is said if there is nothing to show."""
    read_timeout: float = 30
    needs_restart: bool = False
    """Whether it has to be mended where CloudSense is started: the page gives no time."""


def befalls(fault: Fault, times: float = ALWAYS, **which: Any) -> Callable[[World], None]:
    return lambda world: world.aws.fail(fault, times, **which)


def everywhere(fault: Fault) -> Callable[[World], None]:
    def begin(world: World) -> None:
        for operation in (ASKS, WHO):
            world.aws.fail(fault, ALWAYS, operation=operation)

    return begin


def unnamed(world: World) -> None:
    """The name is not found any more, and every connection that is still open is lost."""
    everywhere(endpoint.RESET)(world)
    world.names.known = False


def of_usage_types(asked: dict[str, Any]) -> bool:
    return any(group["Key"] == "USAGE_TYPE" for group in asked.get("GroupBy", ()))


def day_short(answer: dict[str, Any]) -> dict[str, Any]:
    """Without its last day: complete in form, short of what was asked for."""
    return {**answer, "ResultsByTime": answer["ResultsByTime"][:-1]}


SLOW_DOWN = "Cost Explorer is throttling requests."
INCOMPLETE = "Cost Explorer's answer is not complete."
BROKE_OFF = "Cost Explorer ended its answer early."
UNREADABLE = "The response from AWS could not be read."
DENIED = "This user or role is not allowed to read Cost Explorer."

ROWS = {
    "throttled-briefly": Row(befalls(endpoint.THROTTLED, 2), "", 15, 15),
    "throttled": Row(befalls(endpoint.THROTTLED), SLOW_DOWN, 0, 0),
    "ailing": Row(befalls(endpoint.INTERNAL), "AWS has an internal problem (InternalServerError).", 0, 0),
    "hanging": Row(befalls(Hang(600)), f"{NAME} does not answer.", 2, 2, read_timeout=0.25),
    "reset": Row(befalls(endpoint.RESET), f"{NAME} closed the connection before it answered.", 2, 2),
    "reset-within": Row(befalls(endpoint.RESET_WITHIN), f"{NAME} ended its response early.", 2, 2),
    "truncated": Row(befalls(endpoint.TRUNCATED), INCOMPLETE, 1, 1),
    "empty": Row(befalls(endpoint.EMPTY), INCOMPLETE, 1, 1),
    "a-day-short": Row(befalls(Changed(day_short)), INCOMPLETE, 5, 2),
    "html-200": Row(befalls(endpoint.HTML_200), UNREADABLE, 1, 1),
    "html-403": Row(befalls(endpoint.HTML_403), "The response did not come from AWS (403).", 0, 0),
    "html-503": Row(befalls(endpoint.HTML_503), "AWS has an internal problem (503).", 0, 0),
    "wrong-type": Row(befalls(Raw(200, b"ok", "text/plain")), UNREADABLE, 1, 1),
    "garbled": Row(befalls(endpoint.GARBLED), INCOMPLETE, 1, 1),
    "denied": Row(befalls(endpoint.ACCESS_DENIED), DENIED, 0, 0),
    "denied-within": Row(befalls(endpoint.ACCESS_DENIED, asked=of_usage_types), DENIED, 7, 2, "#body-families"),
    "expired-within": Row(
        befalls(endpoint.EXPIRED, page=2), "The AWS credentials have expired.", 1, 1, needs_restart=True
    ),
    "invalid-token": Row(befalls(endpoint.INVALID_TOKEN, page=2), BROKE_OFF, 1, 1),
    "request-changed": Row(befalls(endpoint.REQUEST_CHANGED, page=2), BROKE_OFF, 1, 1),
    "no-data": Row(befalls(endpoint.DATA_UNAVAILABLE), "Cost Explorer has no data for this account yet.", 0, 0),
    "no-history": Row(
        befalls(endpoint.HISTORY_LIMIT), "Cost Explorer's history of this account does not reach that far back.", 0, 0
    ),
    "no-name": Row(unnamed, f"{NAME} cannot be reached.", 0, 1),
    "clock-off": Row(everywhere(endpoint.SKEWED), "AWS refused the request because its time is off.", 0, 0),
    "token-loop": Row(befalls(endpoint.TOKEN_LOOP), INCOMPLETE, 2, 2),
    "endless": Row(befalls(endpoint.ENDLESS), INCOMPLETE, 30, 30),
}


class Stage:
    """One address, so that the browser loads its scripts once, and one CloudSense after the other behind it."""

    def __init__(self) -> None:
        self.url = ""
        self.clock = Clock()
        self._app: Any = None

    def __call__(self, environ: Any, start: Any) -> Any:
        return self._app(environ, start)

    def put_on(self, folder: Path, read_timeout: float) -> None:
        """A new CloudSense at noon, that keeps what it buys in `folder`."""
        self.clock = Clock()
        settings = replace(read({"cache_dir": [str(folder)]}, {}), read_timeout=timedelta(seconds=read_timeout))
        self._app = create_app(settings, open_payer(settings, self.clock).ledger).server


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    with running(create_server(stage, host="127.0.0.1", port=0, threads=8, ident=None)) as port:
        stage.url = f"http://127.0.0.1:{port}"
        yield stage


@pytest.fixture(scope="module")
def _tab(browser: Browser) -> Iterator[tuple[Page, Guard]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    context.clock.install()
    yield context.new_page(), Guard(context)
    context.close()


@pytest.fixture
def page(_tab: tuple[Page, Guard]) -> Iterator[Page]:
    """A page that stays open while one CloudSense after the other is behind its address."""
    page, guard = _tab
    yield page
    guard.check()


@pytest.fixture
def world(book: Changing, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    names = Names()
    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr("cloudsense.aws.explorer.sleep", lambda _seconds: None)
    monkeypatch.setattr(explorer, "MOST_PAGES", 30)
    with Endpoint(book, page_size=250, today=TODAY) as aws:
        for name, value in environment(aws).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url.replace("127.0.0.1", NAME))
        yield World(aws, names)


@pytest.fixture
def visitor(stage: Stage) -> Iterator[Visitor]:
    visitor = Visitor(stage.url)
    yield visitor
    visitor.close()


@pytest.mark.parametrize("name", ROWS)
def test_fault(
    name: str, stage: Stage, world: World, book: Changing, page: Page, visitor: Visitor, tmp_path: Path
) -> None:
    row = ROWS[name]
    stage.put_on(tmp_path, row.read_timeout)
    figure = page.locator("#body-total .figure").filter(visible=True)
    message = page.locator(f"{row.place} .message")
    whole = row.place == "#overview-messages"
    first = money(total(book, "2026-10-24", "2026-11-22"))

    row.begin(world)
    later(page, seconds=61) if page.url.startswith(stage.url) else page.goto(stage.url)
    if row.said:
        becomes(message.locator("strong"), row.said)
    looked_at(row, visitor, world.aws, row.paid)
    quiet(page)
    if row.said and whole:
        assert not dollars(page), "numbers from nothing"
    else:
        becomes(figure, first)
    recovers(row, stage, world, page)
    becomes(figure, first)
    becomes(page.locator(".message"))
    quiet(page)  # what is within EC2 may come after the services
    assert round(exactly(visitor), 4) == round(total(book, "2026-10-24", "2026-11-22"), 4)
    visitor.read()  # until nothing is on its way any more

    stage.clock.move(hours=2)
    newer, paid = open_again(book, 2), world.aws.charged
    row.begin(world)
    later(page, seconds=61)
    message = page.locator("#overview-messages .message")
    if row.said:
        becomes(message.locator("strong"), row.said)
        expect(message).to_contain_text(OLD)
    looked_at(row, visitor, world.aws, row.paid_later, paid)
    quiet(page)
    if row.said and whole:
        assert cost(page) == first
    else:
        becomes(figure, newer)
    recovers(row, stage, world, page)
    becomes(figure, newer)
    becomes(page.locator(".message"))
    assert cost(page) == newer
    visitor.read()
    books = Spending(FileJournal(tmp_path / "spending.jsonl"))
    assert len(books.payments(*world.aws.accounts.values(), date.min)) == world.aws.charged


def becomes(locator: Locator, *texts: str) -> None:
    """Wait for the texts; Playwright's own waiting looks less often, which takes longer in so many rows."""
    until = time.monotonic() + 20
    while locator.all_inner_texts() != list(texts) and time.monotonic() < until:
        time.sleep(0.02)
    expect(locator).to_have_text(texts, timeout=1)


def looked_at(row: Row, visitor: Visitor, aws: Endpoint, most: int, paid: int = 0) -> None:
    """Two more looks see the same and pay nothing more."""
    for _ in range(2):
        parts = visitor.read()
        assert row.said in str(parts)
        assert bool(row.said) == ("Try again" in str(parts["overview-messages"]))
    assert aws.charged - paid <= most


def recovers(row: Row, stage: Stage, world: World, page: Page) -> None:
    """Once the fault is over the page finds out by itself, at the time that it says."""
    world.heal()
    if row.said:
        said = AGAIN.search(page.locator(".message").filter(visible=True).first.inner_text())
        assert bool(said) != row.needs_restart, "when the page tries again"
        now = stage.clock.now
        hour, minute = map(int, said.groups()) if said else (now.hour, now.minute + 5)
        stage.clock.now = now.replace(hour=hour, minute=minute)
        later(page, seconds=61)


def later(page: Page, **span: float) -> None:
    """Time passes for the page."""
    page.clock.fast_forward(int(timedelta(**span).total_seconds() * 1000))


def dollars(page: Page) -> list[str]:
    """Amounts on the screen, but in messages."""
    texts = [
        text for place in ("tiles", "panels") for text in page.locator(f".{place} .body:visible").all_inner_texts()
    ]
    return [text for text in texts if "$" in text]


def exactly(visitor: Visitor) -> Decimal:
    """The sum of the table, as it is downloaded."""
    status, text = visitor.request("/costs.csv")
    assert status == 200, text
    return sum((Decimal(row["cost_USD"]) for row in csv.DictReader(io.StringIO(text))), Decimal())

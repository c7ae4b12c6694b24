"""What the page says when there is nothing to show, or nothing newer; and that it recovers without a restart."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from datetime import date

import endpoint
import pytest
from endpoint import Endpoint, Fault
from playwright.sync_api import BrowserContext, Page, expect
from screen import arrived, chart_fits, cost, follow, inspect, money, visit, words
from staging import Changing, Serve, Site, total

pytestmark = pytest.mark.browser

NewContext = Callable[..., BrowserContext]
ALWAYS = float("inf")

NOBODY = {
    "wrong-key": ({"AWS_ACCESS_KEY_ID": "AKIDOFNOBODYATALL000"}, "AWS does not recognize these credentials."),
    "no-credentials": (
        {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
        "No AWS credentials were found.",
    ),
    "no-profile": ({"AWS_PROFILE": "gone"}, "There is no AWS profile named gone."),
}
"""By name: what is in the environment, and what the page says first."""

FAILURES: dict[str, tuple[Fault, str]] = {
    "access-denied": (endpoint.ACCESS_DENIED, "This user or role is not allowed to read Cost Explorer."),
    "not-enabled": (endpoint.NOT_ENABLED, "Cost Explorer is not enabled for this user or account."),
    "data-unavailable": (endpoint.DATA_UNAVAILABLE, "Cost Explorer has no data for this account yet."),
    "throttled": (endpoint.THROTTLED, "Cost Explorer is throttling requests."),
    "hanging": (endpoint.Hang(600), "127.0.0.1 does not answer."),
    "broken": (endpoint.EMPTY, "Cost Explorer's answer is not complete."),
    "ailing": (endpoint.HTML_503, "AWS has an internal problem (503)."),
}


def thirty_days(book: Changing) -> str:
    return money(total(book, "2026-10-24", "2026-11-22"))


def recovers(page: Page, book: Changing) -> None:
    """Without a restart, once what was wrong is put right."""
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#body-total .figure")).to_have_text(thirty_days(book))
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(page.locator(".message")).to_have_count(0)
    assert page.locator(".barlayer .point").count() > 30
    chart_fits(page)


@pytest.mark.parametrize("name", NOBODY)
def test_aws_does_not_know_who_asks(
    name: str,
    page: Page,
    aws: Endpoint,
    book: Changing,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment, said = NOBODY[name]
    with monkeypatch.context() as patch:
        for variable, value in environment.items():
            patch.setenv(variable, value) if value else patch.delenv(variable)
        page.goto(serve().url)
        expect(page.locator("#overview-messages strong")).to_have_text(said)
        expect(page.locator("#overview-messages code").first).to_be_visible()
        expect(page.locator("#update")).to_be_hidden()
        if name == "no-credentials":
            inspect(page, name)
    assert aws.pages == 0
    recovers(page, book)


@pytest.mark.parametrize("name", FAILURES)
def test_aws_gives_no_numbers(name: str, page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    fault, said = FAILURES[name]
    aws.fail(fault, ALWAYS)
    page.goto(serve(read_timeout="1s").url)
    messages = page.locator(".message strong").filter(visible=True)
    expect(messages.first).to_have_text(said)
    assert set(messages.all_inner_texts()) == {said}
    for place in ("tiles", "panels"):
        assert "$" not in "".join(page.locator(f".{place} .body:visible").all_inner_texts())
    assert page.locator("#trend-chart").is_hidden()
    if name in ("access-denied", "throttled"):  # the others differ in words only
        inspect(page, name, *([(390, 1280)] if name != "access-denied" else []))
    aws.heal()
    recovers(page, book)


def test_nobody_is_at_the_endpoint(
    page: Page, aws: Endpoint, book: Changing, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed, monkeypatch.context() as patch:
        closed.bind(("127.0.0.1", 0))
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
        page.goto(serve(connect_timeout="1s").url)
        expect(page.locator("#overview-messages strong")).to_have_text("127.0.0.1 cannot be reached.")
        inspect(page, "unreachable", (390, 1280))
    recovers(page, book)


def test_credentials_expire_and_old_numbers_stay(page: Page, aws: Endpoint, book: Changing, serve: Serve) -> None:
    site = serve(cache_ttl="10m")
    visit(page, site.url)
    before = cost(page)
    site.clock.move(minutes=11)
    for operation in ("GetCostAndUsage", "GetCallerIdentity"):
        aws.fail(endpoint.EXPIRED, ALWAYS, operation=operation)
    book.factor = 2
    page.locator("#update").click()
    message = page.locator("#overview-messages .message")
    expect(message).to_contain_text("The AWS credentials have expired.")
    expect(message).to_contain_text("The page shows data from Nov 23, 12:00 UTC, through Nov 21.")
    expect(message).to_contain_text("Set new ones in the environment, and start CloudSense again.")
    expect(message).to_have_count(1)
    assert cost(page) == before
    expect(page.locator("#header-freshness")).to_have_text("11 min ago")
    visit(page, f"{site.url}/?period=7d")
    assert cost(page).startswith("$")
    visit(page, site.url)
    expect(message).to_have_count(1)
    inspect(page, "expired")
    aws.heal()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#body-total .figure")).not_to_have_text(before)
    expect(message).to_have_count(0)


@pytest.mark.parametrize(("name", "since"), [("empty", date.max), ("day-old", date(2026, 11, 22))])
def test_account_without_history(
    name: str, since: date, page: Page, aws: Endpoint, book: Changing, serve: Serve
) -> None:
    book.since = since
    visit(page, serve().url)
    assert cost(page) == thirty_days(book)
    message = page.locator("#overview-messages .message")
    if name == "empty":
        expect(message).to_contain_text("This account has no costs in this period.")
        assert cost(page) == "$0.00"
    else:
        expect(message).to_have_count(0)
        expect(page.locator("#body-month")).to_contain_text("No projection: no complete day yet.")
    inspect(page, name, (390, 1280))
    for period in ("this-month", "2026-11-22", "2026-11-12", "90d"):
        visit(page, f"{page.url.partition('?')[0]}?period={period}&chart=pie&budget=10")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?period=fortnight", "“fortnight” is not a valid period."),
        ("?period=2020-01", "The cost history does not reach back to 2020-01-01."),
        ("?colour=blue", "Unknown parameter “colour”."),
        ("?by=<b>x</b>", "Cannot group by “<b>x</b>”."),
    ],
)
def test_address_that_cannot_be(page: Page, demo: Site, address: str, said: str) -> None:
    page.goto(f"{demo.url}/{address}")
    expect(page.locator("#overview-messages strong")).to_have_text(said)
    if "fortnight" in address:
        inspect(page, "nonsense", (390, 1280))
    page.get_by_role("link", name="Back to the overview").click()
    arrived(page, "?")
    assert words(page)["title-table"] == "Services"


def test_service_that_does_not_exist(page: Page, aws: Endpoint, serve: Serve) -> None:
    site = serve()
    visit(page, site.url)
    paid = aws.pages
    visit(page, f"{site.url}/?service=Amazon+Teapot&by=usage-type")
    message = page.locator("#overview-messages .message")
    expect(message).to_contain_text("No costs of service “Teapot” in Oct 24 – Nov 22, 2026.")
    assert aws.pages == paid
    inspect(page, "teapot", (390, 1280))
    follow(page.get_by_role("link", name="All services"))
    assert re.match(r"\$[1-9]", cost(page))

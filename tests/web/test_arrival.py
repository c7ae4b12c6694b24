"""Opening the page spends a few cents at most, and nothing if another site did it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from webclient import Dashboard, Screen, addresses, demo, nodes_of, paid

from cloudsense.web.security.page_origin import COOKIE_FOR, OPEN_PAGE_CENTS

CHEAP, DEAR = "?period=2026-03-05", "?period=2025-11-01..2026-11-22&by=usage-type"
TOKEN = "sixteen-characters-at-least"


@pytest.fixture
def dashboard() -> Dashboard:
    """The first page is cached."""
    dashboard = paid()
    dashboard.read()
    return dashboard


def kind(dashboard: Dashboard, path: str = "/", **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = dashboard.http.get(path, headers=named)
    found = re.search(r'<meta name="cloudsense-load" content="(\w*)">', answer.text)
    assert found, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return found[1]


def button(screen: Screen) -> str:
    """What the button says, if there is one."""
    said = [node["x"][0] for node in nodes_of(screen.nodes("messages")) if node.get("a", {}).get("id") == "ask"]
    return said[0] if said else ""


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Sec_Fetch_Site": "none", "Sec_Fetch_Dest": "document", "Sec_Fetch_User": "?1"}, "own"),
        ({"Sec_Fetch_Site": "same-origin"}, "own"),
        ({"Sec_Fetch_Site": "same-site"}, "foreign"),
        ({"Sec_Fetch_Site": "cross-site"}, "foreign"),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_User": "?1"}, "foreign"),
        ({"Sec_Fetch_Site": "none", "Sec_Fetch_Dest": "iframe"}, "foreign"),
        ({"Sec_Fetch_Site": "nonsense"}, "foreign"),
        ({"Sec_Fetch_Site": ""}, "foreign"),
        ({}, "foreign"),
        ({"Referer": "http://localhost/"}, "foreign"),
    ],
)
def test_how_the_page_was_opened(dashboard: Dashboard, headers: dict[str, str], said: str) -> None:
    assert kind(dashboard, **headers) == said


@pytest.mark.parametrize("name", ["Sec-Purpose", "Purpose"])
@pytest.mark.parametrize("value", ["prefetch", "prefetch;prerender"])
def test_nothing_is_fetched_before_it_is_opened(dashboard: Dashboard, name: str, value: str) -> None:
    assert dashboard.http.get("/?period=90d", headers={name: value, "Sec-Fetch-Site": "none"}).status_code == 503


@pytest.mark.parametrize(
    "search", [CHEAP, DEAR, "?service=Nope", "?by=account", "?page=data", "?budget=5&period=2026-08"]
)
@pytest.mark.parametrize("load", ["foreign", "nonsense"])
def test_another_site_buys_nothing(dashboard: Dashboard, search: str, load: str) -> None:
    payments, fetched = dashboard.payments(), len(dashboard.source.fetched)
    for _ in range(2):
        screen = dashboard.look(search, load)
        assert not screen.busy
        assert "Asking AWS" not in screen.text
    assert (dashboard.payments(), len(dashboard.source.fetched)) == (payments, fetched)
    if search not in ("?page=data", "?service=Nope"):
        assert re.fullmatch(r"Ask AWS( \((≈|from )\d+¢\))?", button(screen))


def test_what_is_cached_is_shown_and_the_rest_after_the_button(dashboard: Dashboard) -> None:
    screen = dashboard.look("?period=90d", load="foreign")
    assert "Nothing to show: see the message above." in screen.sentence("total")
    assert "Showing cached data." in screen.notices
    assert "$" in screen.sentence("month")
    assert "90 days≈2¢" in screen.slot("period"), "its price stands on every link that would buy it"
    assert button(screen) == "Ask AWS (≈2¢)"
    before = len(dashboard.payments())
    screen = dashboard.read("?period=90d")
    assert len(dashboard.payments()) == before + 2
    assert not button(screen)
    assert not button(dashboard.look("?period=90d", load="foreign"))


def test_where_nothing_is_cached_no_cached_data_is_said_to_be_shown() -> None:
    notices = paid().look("", load="foreign").notices
    assert "None of this page is cached." in notices
    assert "Showing cached data" not in notices


def test_old_numbers_are_shown_until_somebody_asks(dashboard: Dashboard) -> None:
    dashboard.clock.pass_by(hours=3)
    screen = dashboard.look("", load="foreign")
    assert button(screen).startswith("Ask AWS (≈")
    assert screen.sentence("total").startswith("$")
    assert "3 h ago" in screen.slot("updated")
    price = screen.price
    before = len(dashboard.payments())
    dashboard.read("", load="own")
    assert len(dashboard.payments()) - before <= int(price.removesuffix("¢"))


def test_a_load_of_ones_own_buys_a_few_cents_worth() -> None:
    dashboard = paid()
    screen = dashboard.read("", load="own")
    assert screen.sentence("total").startswith("$")
    assert 0 < len(dashboard.payments()) <= OPEN_PAGE_CENTS
    dashboard.read(CHEAP, load="own")
    payments = dashboard.payments()
    screen = dashboard.read(DEAR, load="own")
    assert button(screen).startswith("Ask AWS (")
    assert dashboard.payments() == payments


def test_a_list_of_accounts_is_not_bought_by_opening_a_page(dashboard: Dashboard) -> None:
    payments = dashboard.payments()
    assert button(dashboard.read("?by=account", load="own")) == "Ask AWS (from 1¢)"
    assert dashboard.payments() == payments
    dashboard.read("?by=account")
    assert dashboard.payments() != payments
    assert not button(dashboard.read("?by=account", load="own"))


def test_a_load_that_takes_many_pages_asks() -> None:
    dashboard = paid()
    dashboard.source.pages = 9
    dashboard.read("?period=2026-03")
    payments = dashboard.payments()
    assert re.fullmatch(r"Ask AWS \(≈\d\d¢\)", button(dashboard.read("?period=2026-05", load="own")))
    assert dashboard.payments() == payments


def test_update_says_what_it_buys_with_what_is_missing(dashboard: Dashboard) -> None:
    dashboard.clock.pass_by(minutes=1)
    screen = dashboard.look("?period=90d", load="foreign")
    before = len(dashboard.payments())
    dashboard.press("update", "?period=90d")
    dashboard.read("?period=90d")
    assert f"{len(dashboard.payments()) - before}¢" == screen.price


@pytest.mark.parametrize(
    "path", ["/costs.csv", "/price", "/", "/metrics", "/healthz", "/readyz", "/favicon.ico", "/login"]
)
def test_no_get_buys(dashboard: Dashboard, path: str) -> None:
    payments = dashboard.payments()
    for search in (CHEAP, DEAR, "?by=account", "?page=data"):
        dashboard.http.get(f"{path}{search}", headers={"Sec-Fetch-Site": "same-origin"})
    assert dashboard.payments() == payments


def test_the_demo_costs_nothing_and_so_never_asks() -> None:
    screen = demo().read(DEAR, load="foreign")
    assert not button(screen)
    assert addresses(screen)


def test_the_way_through_the_login_makes_no_load_ones_own() -> None:
    dashboard = paid(token=TOKEN, host="0.0.0.0")
    foreign, own = ({"Sec-Fetch-Site": site, "Host": "127.0.0.1:8080"} for site in ("cross-site", "same-origin"))
    dashboard.http.post("/login", data={"token": TOKEN}, headers=own)
    assert kind(dashboard, Host="127.0.0.1:8080", Sec_Fetch_Site="same-origin") == "own"
    stranger = dashboard.app.server.test_client()
    answer = stranger.get("/?period=90d", headers=foreign)
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status_code, cookie.partition("=")[0]) == (401, "cloudsense-load-8080")
    assert f"Max-Age={COOKIE_FOR.seconds}" in cookie
    assert "HttpOnly" in cookie
    stranger.post("/login", data={"token": TOKEN}, headers=own)
    page = stranger.get("/?period=90d", headers=own)
    assert 'content="foreign"' in page.text
    form = dashboard.app.server.test_client().get("/login?period=90d", headers=foreign)
    assert form.headers["Set-Cookie"].startswith("cloudsense-load-8080=foreign")
    typed = dashboard.app.server.test_client().get("/", headers=own | {"Sec-Fetch-Site": "none"})
    assert "Set-Cookie" not in typed.headers


def test_a_daily_limit_below_the_price_is_said_before_anything_is_bought() -> None:
    dashboard = paid()
    dashboard.spending.limit = Decimal("0.01")
    screen = dashboard.look("?period=90d", load="foreign")
    assert "The spending limit leaves 1¢ today, so only a part will load." in screen.notices
    assert button(screen)
    dashboard.spending.limit = Decimal(0)
    screen = dashboard.look("?period=90d", load="foreign")
    assert "Today's spending limit is reached." in screen.notices
    assert not button(screen)
    assert dashboard.source.fetched == []

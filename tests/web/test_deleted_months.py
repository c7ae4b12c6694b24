"""Deleting cached data withdraws what a person agreed to pay for it: no open page buys it again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from endpoint import Endpoint, environment, organization
from webclient import NOON, Clock, Dashboard, Screen, nodes_of

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.query import OVERVIEW

AUTUMN = "?period=2026-09-01..2026-11-22"
DELETED = "Deleted from the cache: Oct 2026."


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    with Endpoint(organization(accounts=2, services=4, regions=2), today=NOON.date()) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def dashboard(aws: Endpoint) -> Dashboard:
    return Dashboard(AwsSource(), Clock())


def delete(dashboard: Dashboard, month: str = "2026-10") -> None:
    dashboard.clock.pass_by(minutes=1)
    dashboard.press("forget", "?page=data", (OVERVIEW.name, month))
    dashboard.clock.pass_by(minutes=1)


def ask_button(screen: Screen) -> str:
    found = [node for node in nodes_of(screen.nodes("messages")) if node.get("a", {}).get("data-do") == "ask"]
    return found[0]["x"][0] if found else ""


@pytest.mark.parametrize("load", ["", "own"])
def test_an_open_page_does_not_buy_what_was_deleted(dashboard: Dashboard, aws: Endpoint, load: str) -> None:
    dashboard.read(AUTUMN)
    as_of = dashboard.read(AUTUMN, load).status["as_of"]
    delete(dashboard)
    pages = aws.pages
    for _ in range(3):
        screen = dashboard.look(AUTUMN, load, asked_at=as_of)
        assert not screen.busy
        assert DELETED in screen.notices
        assert ask_button(screen) == "Ask AWS (≈1¢)"
        dashboard.clock.pass_by(minutes=1)
    assert aws.pages == pages


def test_the_button_buys_it_for_the_price_it_names(dashboard: Dashboard, aws: Endpoint) -> None:
    before = dashboard.read(AUTUMN)
    delete(dashboard)
    withheld = dashboard.read(AUTUMN, asked_at=before.status["as_of"])
    pages = aws.pages
    after = dashboard.read(AUTUMN, asked_at=withheld.status["as_of"])
    assert aws.pages == pages + 1
    assert after.sentence("total") == before.sentence("total")
    assert (ask_button(after), DELETED in after.notices) == ("", False)
    again = dashboard.read(AUTUMN, asked_at=before.status["as_of"])
    assert (ask_button(again), DELETED in again.notices) == ("", False), "what is there again withdraws nothing"


def test_a_page_that_needs_no_deleted_month_goes_on(dashboard: Dashboard, aws: Endpoint) -> None:
    as_of = dashboard.read("?period=7d").status["as_of"]
    dashboard.read(AUTUMN)
    delete(dashboard, "2026-09")
    dashboard.clock.pass_by(hours=2)
    pages = aws.pages
    screen = dashboard.read("?period=7d", asked_at=as_of)
    assert not ask_button(screen)
    assert aws.pages > pages, "its open month is an hour old"


def test_opening_a_page_after_the_deletion_is_asking_for_it(dashboard: Dashboard, aws: Endpoint) -> None:
    dashboard.read(AUTUMN)
    delete(dashboard)
    pages = aws.pages
    assert not ask_button(dashboard.read(AUTUMN, load="own"))
    assert aws.pages == pages + 1


@pytest.mark.parametrize("asked_at", ["", "yesterday", "2026-11-23", "2026-11-23T12:00:00", "9" * 400])
def test_a_time_that_is_none_agrees_to_nothing(dashboard: Dashboard, aws: Endpoint, asked_at: str) -> None:
    dashboard.read(AUTUMN)
    delete(dashboard)
    pages = aws.pages
    dashboard.read(AUTUMN, load="foreign", asked_at=asked_at)
    assert aws.pages == pages

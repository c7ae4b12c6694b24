"""What reads the same is drawn once; what does not is drawn anew, at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from webclient import Dashboard, paid, small_book

from cloudsense.costs.period import ONE_DAY
from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import UnavailableError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer
from cloudsense.web.pages import page_cache as drawing
from cloudsense.web.pages import render as page
from cloudsense.web.queries.page_data import Reading
from cloudsense.web.queries.reader import read
from cloudsense.web.state.selection import Selection

PLACES = ("", "?period=7d", "?by=region", "?service=Amazon+RDS")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were drawn, in order."""
    seen: list[str] = []

    def draw(reading: Any, *given: Any) -> drawing.Drawn:
        seen.append(reading.selection.search)
        return drawing.draw(reading, *given)

    monkeypatch.setattr(page, "draw", draw)
    return seen


@pytest.fixture
def dashboard() -> Dashboard:
    return paid(small_book({"Amazon RDS": 2.0, "AWS Lambda": 1.0}, region="eu-west-1"))


@pytest.mark.parametrize("place", PLACES)
def test_a_page_looked_at_again_is_the_same_and_not_drawn_again(
    dashboard: Dashboard, drawn: list[str], place: str
) -> None:
    dashboard.read(place)
    settled = dashboard.read(place)
    drawn.clear()
    again = dashboard.read(place)
    assert drawn == []
    assert (again.payload, again.figure) == (settled.payload, settled.figure)


def test_what_an_update_brings_is_drawn(drawn: list[str]) -> None:
    dashboard = paid(small_book({"Amazon RDS": 2.0}))
    assert "$60.00" in dashboard.read().sentence("total")
    dashboard.read()
    dashboard.source._book = small_book({"Amazon RDS": 3.0})
    dashboard.clock.pass_by(minutes=5)
    drawn.clear()
    dashboard.press("update")
    assert "$82.00" in dashboard.read().sentence("total"), "22 open days at $3 and 8 days of October at $2"
    assert drawn


def test_the_age_of_the_numbers_goes_on_without_drawing(dashboard: Dashboard, drawn: list[str]) -> None:
    dashboard.read()
    assert "just now" in dashboard.read().slot("updated")
    drawn.clear()
    dashboard.clock.pass_by(minutes=20)
    assert "20 min" in dashboard.read().slot("updated")
    assert drawn == []


def test_another_day_is_another_page(dashboard: Dashboard, drawn: list[str]) -> None:
    before = dashboard.read()
    dashboard.clock.pass_by(days=1)
    drawn.clear()
    assert dashboard.read().slot("status") != before.slot("status")
    assert drawn


def test_a_failure_shows_at_once_and_so_does_its_end(dashboard: Dashboard) -> None:
    healthy = dashboard.read()
    dashboard.clock.pass_by(hours=2)
    dashboard.source.failing = lambda _query: UnavailableError("AWS cannot be reached.")
    assert "AWS cannot be reached." in dashboard.read().notices
    assert "AWS cannot be reached." in dashboard.read().notices
    dashboard.source.failing = lambda _query: None
    dashboard.press("retry")
    well = dashboard.read()
    assert well.notices == healthy.notices
    assert well.sentence("total") == healthy.sentence("total")


def test_what_is_bought_meanwhile_shows_as_it_comes(dashboard: Dashboard) -> None:
    dashboard.source.gate.clear()
    waiting = dashboard.look()
    assert waiting.busy
    dashboard.source.gate.set()
    assert "$90.00" in dashboard.read().sentence("total")


def reading_of(dashboard: Dashboard, place: str = "") -> Reading:
    found = read(dashboard.ledger, Selection.parse(place), patience=5)
    assert found
    return found


def test_of_many_who_come_at_once_one_draws(dashboard: Dashboard) -> None:
    dashboard.read()
    reading, drawings, calls = reading_of(dashboard), drawing.Drawings(), []

    def draw() -> drawing.Drawn:
        calls.append(1)
        time.sleep(0.05)
        return drawing.draw(reading, page.AppOptions(), True, None)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: drawings.of("here", reading, draw), range(8)))
    assert len(calls) == 1
    assert all(one is made[0] for one in made)


@pytest.mark.parametrize(
    "other",
    [
        lambda one: replace(one, total=None),
        lambda one: replace(one, today=one.today + ONE_DAY),
        lambda one: replace(one, identity=replace(one.identity, account="999988887777")),
        lambda one: replace(one, asked={**one.asked, (OVERVIEW, one.choice.before): one.overview}),
        lambda one: replace(one, asked=dict.fromkeys(one.asked, Answer(None, Progress(2)))),
        lambda one: replace(one, asked=dict.fromkeys(one.asked, UnavailableError("AWS cannot be reached."))),
    ],
    ids=["no total", "another day", "another account", "more questions", "under way", "failed"],
)
def test_readings_of_other_answers_are_not_the_same(dashboard: Dashboard, other: Callable[[Reading], Reading]) -> None:
    dashboard.read()
    reading = reading_of(dashboard)
    assert reading.total
    assert reading.same(reading_of(dashboard))
    assert not reading.same(other(reading))
    assert not other(reading).same(reading)


def test_two_failures_are_never_the_same(dashboard: Dashboard) -> None:
    dashboard.read()
    reading = reading_of(dashboard)
    failed = replace(reading, asked=dict.fromkeys(reading.asked, UnavailableError("AWS cannot be reached.")))
    assert not failed.same(failed)


def test_the_least_looked_at_pages_are_let_go(dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "AT_HAND", 2)
    drawings = drawing.Drawings()
    for place in PLACES:
        dashboard.read(place)
        page.page(dashboard.ledger, page.AppOptions(), place, drawings=drawings)
    assert len(drawings._known) == 2


def test_prices_are_reckoned_in_each_state_once_and_on_a_page_that_waits_less_often() -> None:
    priced, reckoned = drawing.Priced(), 0

    def reckon() -> drawing.Payload:
        nonlocal reckoned
        reckoned += 1
        return {"reckoned": reckoned}

    assert [priced.of(state, 0, reckon)["reckoned"] for state in "aabba"] == [1, 1, 2, 2, 3]
    assert [priced.of(state, 60, reckon)["reckoned"] for state in "abc"] == [3, 3, 3]
    assert priced.of("c", 0, reckon)["reckoned"] == 4

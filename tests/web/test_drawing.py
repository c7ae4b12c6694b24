"""What reads the same is drawn once; what does not is drawn anew, at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from webclient import Dashboard, paid, small_book

from cloudsense.costs.period import ONE_DAY
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import UnavailableError
from cloudsense.figures.nodes import link
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer
from cloudsense.web.pages import page_cache
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.overview import projection
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.pages.page_cache import Drawn, PageCache, PagePrices
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.link_price_labels import TagOf
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.selection import Selection

PLACES = ("", "?period=7d", "?by=region", "?service=Amazon+RDS")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were drawn, in order."""
    seen: list[str] = []

    draw = Renderer._draw

    def noted(renderer: Renderer, page: Any, answers: Any, slip: Any) -> Drawn:
        seen.append(answers.selection.search)
        return draw(renderer, page, answers, slip)

    monkeypatch.setattr(Renderer, "_draw", noted)
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
    assert again.parts == settled.parts


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
    before = dashboard.read().parts["overview-period"]
    dashboard.clock.pass_by(days=1)
    drawn.clear()
    after = dashboard.read().parts["overview-period"]
    assert (before["last"], after["last"]) == ("2026-11-22", "2026-11-23")
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


def reading_of(dashboard: Dashboard, place: str = "") -> OverviewAnswers:
    found = PAGES[0].read(dashboard.ledger, Selection.parse(place), Terms(5))
    assert found
    return found


def test_of_many_who_come_at_once_one_draws(dashboard: Dashboard) -> None:
    dashboard.read()
    answers, cache, calls = reading_of(dashboard), PageCache(), []
    everybody = threading.Barrier(8)

    def draw() -> Drawn:
        calls.append(1)
        return Drawn.of(answers, {}, "")

    def come(_number: int) -> Drawn:
        everybody.wait(10)
        return cache.of("here", answers, draw)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(come, range(8)))
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
def test_readings_of_other_answers_are_not_the_same(
    dashboard: Dashboard, other: Callable[[OverviewAnswers], OverviewAnswers]
) -> None:
    dashboard.read()
    answers = reading_of(dashboard)
    assert answers.total
    assert answers.same(reading_of(dashboard))
    assert not answers.same(other(answers))
    assert not other(answers).same(answers)


@pytest.mark.parametrize("page", PAGES[:-1], ids=lambda page: page.name)
def test_readings_of_the_same_answers_are_the_same_on_every_page(dashboard: Dashboard, page: Page[Any]) -> None:
    """So nothing is drawn again while AWS has no newer data. The last page lists ages, which change."""
    search = f"?page={page.name}"
    dashboard.read(search)
    selection = Selection.parse(search)
    first, again = (page.read(dashboard.ledger, selection, Terms(5)) for _ in range(2))
    assert first.same(again)


def test_two_failures_are_never_the_same(dashboard: Dashboard) -> None:
    dashboard.read()
    answers = reading_of(dashboard)
    failed = replace(answers, asked=dict.fromkeys(answers.asked, UnavailableError("AWS cannot be reached.")))
    assert not failed.same(failed)


def test_the_least_looked_at_pages_are_let_go(
    dashboard: Dashboard, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "CACHED_PAGES", 2)
    renderer = Renderer(dashboard.ledger, AppOptions())
    for place in PLACES:
        dashboard.read(place)
        renderer.render(place)
    drawn.clear()
    for place in PLACES[-2:]:
        renderer.render(place)
    assert drawn == []
    renderer.render(PLACES[0])
    assert drawn == ["?"]


def test_a_page_is_priced_once_in_each_state() -> None:
    priced: list[str] = []
    prices = PagePrices({"list": {"nodes": [link("?", "Home")]}})

    def look(state: str) -> int:
        def current() -> TagOf:
            priced.append(state)
            return lambda _href: state

        prices.of(state, current)
        return len(priced)

    assert [look(state) for state in "aabba"] == [1, 1, 2, 2, 3]


def test_a_part_is_priced_again_only_if_a_price_on_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    chart, cheap, dear = ({"figure": {"data": []}}, {"nodes": [link("?a", "A")]}, {"nodes": [link("?b", "B")]})
    prices = PagePrices({"chart": chart, "cheap": cheap, "dear": dear})
    tags = {"?a": "≈1¢", "?b": "≈3¢"}
    first = prices.of(1, lambda: tags.__getitem__)
    written: list[object] = []
    monkeypatch.setattr(page_cache, "tagged", lambda props, _tag_of: written.append(props) or props)
    tags["?b"] = ""
    second = prices.of(2, lambda: tags.__getitem__)
    assert written == [dear]
    assert second["chart"] is first["chart"]
    assert second["cheap"] is first["cheap"]
    assert second["dear"].digest != first["dear"].digest


def test_a_digest_tells_content_and_prices_apart() -> None:
    def digest_of(text: str, price: str) -> str:
        page = PagePrices({"list": {"nodes": [link("?a", text)]}}).of(1, lambda: lambda _href: price)
        return page["list"].digest

    assert digest_of("A", "≈1¢") == digest_of("A", "≈1¢")
    assert len({digest_of("A", "≈1¢"), digest_of("A", "≈2¢"), digest_of("B", "≈1¢")}) == 3


def test_one_month_is_projected_once_for_all_periods_and_charts(
    dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    projected: list[object] = []

    def noted(*given: Any) -> Any:
        projected.append(given)
        return project_month(*given)

    monkeypatch.setattr(projection, "project_month", noted)

    def figures_of(place: str) -> tuple[int, object]:
        dashboard.read(place)
        projected.clear()
        found = reading_of(dashboard, place).projection
        return len(projected), found

    _, first = figures_of("?period=this-month")
    assert first
    assert figures_of("?period=7d") == (0, first)
    assert figures_of("?period=7d&by=region&chart=line") == (0, first)
    assert figures_of("?metric=amortized&period=7d")[1] == first, "this book has one amount for all metrics"
    _, of_rds = figures_of("?service=Amazon+RDS")
    assert of_rds != first
    dashboard.source._book = small_book({"Amazon RDS": 5.0})
    dashboard.clock.pass_by(minutes=5)
    dashboard.press("update")
    dashboard.read("?period=7d")
    assert reading_of(dashboard, "?period=7d").projection != first

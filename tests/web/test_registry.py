"""Each page is a row of the registry: its parts are in the layout, and its callback fills them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from dash import no_update
from dash.development.base_component import Component
from webclient import Dashboard, demo, paid

from cloudsense.web import callbacks
from cloudsense.web.app import assets_dir
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.shell import view_id
from cloudsense.web.state.app_options import AppOptions

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    dashboard = demo()
    dashboard.read()
    return dashboard


@pytest.fixture(scope="module")
def components(dashboard: Dashboard) -> dict[str, Component]:
    """Every component of the layout that has an id."""
    found = {one.id: one for one in [dashboard.app.layout, *dashboard.app.layout._traverse()] if hasattr(one, "id")}
    assert len(found) > 20
    return found


def outputs(dashboard: Dashboard) -> Iterator[tuple[str, str]]:
    for name in dashboard.app.callback_map:
        for output in name.strip(".").split("..."):
            identifier, _, prop = output.partition("@")[0].rpartition(".")
            yield identifier, prop


def test_names_and_titles_are_of_one_page_each() -> None:
    for taken in ([page.name for page in PAGES], [page.title for page in PAGES]):
        assert len(set(taken)) == len(taken)


@each_page
def test_a_page_has_a_title_and_an_icon_that_is_drawn(page: Page[Any]) -> None:
    icons = (assets_dir() / "kit" / "icons.js").read_text(encoding="utf-8")
    assert re.fullmatch(r"[a-z-]+", page.name)
    assert page.title
    assert re.search(rf"^\s*\"?{page.icon}\"?:", icons, re.MULTILINE)


@each_page
def test_its_parts_are_its_components_with_props_that_they_have(
    page: Page[Any], components: dict[str, Component]
) -> None:
    within = {one.id for one in components[view_id(page.name)]._traverse() if hasattr(one, "id")}
    assert page.parts.keys() == within
    for name, props in page.parts.items():
        assert props, name
        lacking = set(props) - set(components[name]._prop_names)
        assert not lacking, name
    assert {page.messages, page.footer, page.export} <= within
    for name in page.actions:
        assert "action" in components[name]._prop_names
        assert name in within


@each_page
def test_what_it_draws_are_props_of_its_parts(page: Page[Any], dashboard: Dashboard) -> None:
    """Anything else would never come to the browser."""
    rendered = Renderer(dashboard.ledger, AppOptions()).render(f"?page={page.name}", Terms(5))
    assert not rendered.status.get("closed")
    for name, props in rendered.content.items():
        assert set(props) <= set(page.parts[name]), name
    assert rendered.digests.keys() == rendered.content.keys()
    again = Renderer(dashboard.ledger, AppOptions()).render(f"?page={page.name}", Terms(5))
    assert again.digests == rendered.digests


def test_every_output_is_a_prop_of_a_component(dashboard: Dashboard, components: dict[str, Component]) -> None:
    written = list(outputs(dashboard))
    assert len(written) > 40
    assert [(name, prop) for name, prop in written if prop not in components[name]._prop_names] == []


def test_every_output_has_one_writer_but_what_the_shown_page_writes(dashboard: Dashboard) -> None:
    writers = Counter(outputs(dashboard))
    several = {name: count for name, count in writers.items() if count > 1}
    shared = [("navigator", "status"), ("header", "status")]
    assert several == dict.fromkeys(shared, len(PAGES))


@each_page
@pytest.mark.parametrize("search", ["", "&nonsense=1"])
def test_its_callback_answers_with_a_value_for_each_output(page: Page[Any], search: str, dashboard: Dashboard) -> None:
    renderer = Renderer(dashboard.ledger, AppOptions())
    rendered = renderer.render(f"?page={page.name}{search}", Terms(5))
    values = callbacks._answer(page, rendered, {})
    assert len(values) == len(callbacks._outputs(page))
    assert values[-2:] == [rendered.status, rendered.header]
    known = callbacks._answer(page, rendered, values[-3])
    assert len(known) == len(values)
    assert all(value is no_update for value in known[:-3])


@each_page
def test_an_error_in_the_address_is_shown_on_its_page(page: Page[Any], dashboard: Dashboard) -> None:
    screen = dashboard.look(f"?page={page.name}&nonsense=1")
    assert screen.page == page.name
    assert "Unknown parameter" in str(screen.parts[page.messages]["nodes"])


def test_what_is_shown_already_is_left_out(dashboard: Dashboard) -> None:
    screen = dashboard.read()
    again = dashboard.look(shown=screen.shown)
    assert set(again.parts) == {"page-overview", "navigator", "header"}
    assert again.shown == screen.shown
    assert len(again.text) < len(screen.text) / 10


def test_what_changed_is_not_left_out(dashboard: Dashboard) -> None:
    screen = dashboard.read()
    other = dashboard.look("?chart=line", shown=screen.shown)
    assert {"trend-chart", "trend", "overview-options"} <= set(other.parts), "and their links"
    assert other.figure != screen.figure
    assert "charges" not in other.parts, "which has no links"
    assert dashboard.look("?chart=line", shown=other.shown).figure["data"] == []
    back = dashboard.look(shown=other.shown)
    assert back.figure == screen.figure
    assert back.rows == screen.rows


def test_what_was_shown_before_an_error_is_still_known_afterwards(dashboard: Dashboard) -> None:
    screen = dashboard.read()
    closed = dashboard.look("?nonsense=1", shown=screen.shown)
    assert closed.status["closed"]
    assert set(closed.parts) == {
        "overview-messages",
        "overview-footer",
        "overview-export",
        "page-overview",
        "navigator",
        "header",
    }
    back = dashboard.look(shown=closed.shown)
    assert back.notices == screen.notices
    assert set(back.parts) == {
        "overview-messages",
        "overview-footer",
        "overview-export",
        "page-overview",
        "navigator",
        "header",
    }


@pytest.mark.parametrize("name", ["settings", "Overview", "", "x" * 5000, "\u202e", "<b>"])
def test_a_page_that_is_not_in_the_registry_is_refused_with_a_sentence_and_free(name: str) -> None:
    dashboard = paid()
    screen = dashboard.look(f"?page={name}")
    assert screen.status["closed"]
    assert screen.notices.startswith("Unknown page “")
    names = ", ".join(page.name for page in PAGES)
    assert f"Use one of: {names}." in screen.notices
    assert len(screen.notices) < 200
    assert "\u202e" not in screen.notices
    dashboard.press("update", f"?page={name}")
    assert dashboard.http.get(f"/costs.csv?page={name}").status_code == 400
    assert dashboard.http.get(f"/price?page={name}").status_code == 503
    assert dashboard.source.identified == 0
    assert dashboard.source.fetched == []

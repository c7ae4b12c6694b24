"""Components of the kit alone: a Dash app of theirs in Chromium, and what they report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import waitress
from background import running
from dash import Dash, Input, Output, html
from dash.development.base_component import Component
from kit_page import REPORTED, Mount
from playwright.sync_api import Page
from staging import NewContext, Tab

from cloudsense.web.app import assets_dir
from cloudsense.web.kit.bundle import bundles, serve

PLOTLY = "/assets/10-plotly-basic.min.js"
A_YEAR = 31_536_000
"""Seconds."""


class Stage:
    """One address for the apps of all tests, one after the other, so that browsers keep what they loaded."""

    def __init__(self) -> None:
        self.script, _ = bundles(assets_dir())
        self.app: Dash | None = None
        self.url = ""

    def __call__(self, *request: Any) -> Any:
        assert self.app
        return self.app.server(*request)

    def new_app(self, charts: bool) -> Dash:
        """With the style sheets of CloudSense and the scripts of the kit; Plotly is for charts."""
        scripts = [self.script.address("/")]
        self.app = Dash(
            __name__,
            assets_folder=str(assets_dir()),
            assets_ignore=r"licences|\.js$",
            external_scripts=[PLOTLY, *scripts] if charts else scripts,
        )
        self.app.server.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
        serve(self.app.server, self.script)
        return self.app


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    stage = Stage()
    with running(waitress.create_server(stage, host="127.0.0.1", port=0)) as port:
        stage.url = f"http://127.0.0.1:{port}/"
        yield stage


@pytest.fixture
def mount(stage: Stage, tab: Tab, new_context: NewContext) -> Mount:
    """Opens `component` in the style of CloudSense, on a page that remembers nothing.

    Of `props` the page shows what the component has set last. `arrange` may add callbacks to the
    app, and routes to its server. `charts` loads Plotly. `alone`: in a profile of its own, for a
    test that sets the clock or adds scripts.
    """

    def open_page(
        component: Component,
        props: Sequence[str] = (),
        arrange: Callable[[Dash], None] | None = None,
        charts: bool = False,
        alone: bool = False,
        **options: object,
    ) -> Page:
        app = stage.new_app(charts)
        app.layout = html.Main([component, html.Pre(id=REPORTED)], className="page")
        if props:
            inputs = [Input(component.id, name) for name in props]
            app.callback(Output(REPORTED, "children"), inputs)(_as_json)
        if arrange:
            arrange(app)
        page = new_context(**options).new_page() if alone else tab(**options)
        page.goto(stage.url)
        page.wait_for_selector(f"#{component.id}")
        return page

    return open_page


def _as_json(*values: object) -> str:
    shown = values[0] if len(values) == 1 else values
    return json.dumps(shown) if any(value is not None for value in values) else ""

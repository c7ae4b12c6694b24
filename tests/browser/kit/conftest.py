"""Components of the kit alone: a Dash app of theirs in Chromium, and what they report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
import waitress
from background import running
from dash import Dash, Input, Output, html
from dash.development.base_component import Component
from kit_page import REPORTED, Mount
from playwright.sync_api import BrowserContext, Page

from cloudsense.web.app import assets_dir


@pytest.fixture
def mount(new_context: Callable[..., BrowserContext]) -> Iterator[Mount]:
    """Serves `component` in the style of CloudSense and opens it.

    Of `props` the page shows what the component has set last. `arrange` may add callbacks to the
    app, and routes to its server.
    """
    with ExitStack() as stack:

        def open_page(
            component: Component,
            props: Sequence[str] = (),
            arrange: Callable[[Dash], None] | None = None,
            **options: object,
        ) -> Page:
            app = Dash(__name__, assets_folder=str(assets_dir()), assets_ignore="licences|05-theme|30-page")
            app.layout = html.Main([component, html.Pre(id=REPORTED)], className="page")
            if props:
                inputs = [Input(component.id, name) for name in props]
                app.callback(Output(REPORTED, "children"), inputs)(_as_json)
            if arrange:
                arrange(app)
            server = waitress.create_server(app.server, host="127.0.0.1", port=0)
            port = stack.enter_context(running(server))
            page = new_context(**options).new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            page.wait_for_selector(f"#{component.id}")
            return page

        yield open_page


def _as_json(*values: object) -> str:
    shown = values[0] if len(values) == 1 else values
    return json.dumps(shown) if any(value is not None for value in values) else ""

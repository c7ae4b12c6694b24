"""The callbacks of the app: one a page, and one for its commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from cloudsense.ledger.ledger import PATIENCE
from cloudsense.web.commands import UPDATE, Order, carry_out
from cloudsense.web.ops.wait_slots import WaitSlots
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Rendered, Renderer
from cloudsense.web.security import arrival
from cloudsense.web.shell import view_id
from cloudsense.web.state import ids

Request = Mapping[str, Any]
"""`{search, load, at}`, as the `Navigator` sends it."""
WAIT_LONGER = 2000
"""Milliseconds a second of patience that a request did not get: it comes back later."""


def page_callbacks(app: Dash, renderer: Renderer, slots: WaitSlots) -> None:
    """For each page a callback from its address to the props of its parts."""
    for page in PAGES:
        _page_callback(app, page, renderer, slots)


def _page_callback(app: Dash, page: Page[Any], renderer: Renderer, slots: WaitSlots) -> None:
    @app.callback(
        _outputs(page),
        Input(view_id(page.name), "request"),
        State(view_id(page.name), "shown"),
        prevent_initial_call=True,
    )
    def _show(request: Request | None, shown: Mapping[str, str] | None) -> list[Any]:
        asked = request or {}
        search = str(asked.get("search") or "")
        with slots.seat() as patience:
            most = arrival.most(asked.get("load"))
            rendered = renderer.render(search, patience, most)
        waited_less = PATIENCE - patience
        poll = rendered.status["poll"] + round(WAIT_LONGER * waited_less)
        status = {**rendered.status, "poll": poll if rendered.status["poll"] else 0}
        return _answer(page, rendered, status, shown or {})


def _outputs(page: Page[Any]) -> list[Output]:
    own = [Output(part.id, prop) for part in page.parts for prop in part.props]
    shown = Output(view_id(page.name), "shown")
    status = Output(ids.NAVIGATOR, "status", allow_duplicate=True)
    header = Output(ids.HEADER, "status", allow_duplicate=True)
    return [*own, shown, status, header]


def _answer(page: Page[Any], rendered: Rendered, status: Mapping[str, Any], shown: Mapping[str, str]) -> list[Any]:
    """In the order of the outputs; what the browser shows already is left out."""
    values: list[Any] = []
    for part in page.parts:
        props = rendered.content.get(part.id)
        same = shown.get(part.id) == rendered.digests.get(part.id)
        if props is None or same:
            values += [no_update] * len(part.props)
        else:
            values += [props.get(prop) for prop in part.props]
    return [*values, {**shown, **rendered.digests}, status, rendered.header]


def command_callback(app: Dash, renderer: Renderer) -> None:
    """For buttons that do something: *Update*, *Try again*, and those of the pages."""
    actions = [Input(name, "action") for page in PAGES for name in (page.messages, *page.actions)]

    @app.callback(
        Output(ids.NAVIGATOR, "revision"),
        Input(ids.HEADER, "update"),
        *actions,
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _command(*given: Any) -> str:
        address = str(given[-1] or "")
        order = UPDATE if ctx.triggered_id == ids.HEADER else Order.parse(_triggered())
        if order:
            carry_out(renderer.ledger, order, address, renderer.options.references)
        return renderer.ledger.clock().isoformat()


def _triggered() -> object:
    """What the button that was clicked asks for."""
    return ctx.triggered[0]["value"] if ctx.triggered else None

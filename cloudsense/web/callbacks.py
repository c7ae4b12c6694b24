"""The callbacks of the app: one a page, and one for its commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from dash import Dash, Input, NoUpdate, Output, State, ctx, no_update

from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import PATIENCE
from cloudsense.web.commands import UPDATE, Order, carry_out
from cloudsense.web.ops.wait_slots import WaitSlots
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Rendered, Renderer, questions_of
from cloudsense.web.queries.filter_values import filter_values, priced_months
from cloudsense.web.security import arrival
from cloudsense.web.shell import view_id
from cloudsense.web.state import ids
from cloudsense.web.state.selection import Selection

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


def picker_callbacks(app: Dash, renderer: Renderer, slots: WaitSlots) -> None:
    """What the pickers of each page show once they are opened."""
    for page in PAGES:
        if page.has_controls:
            _month_callback(app, renderer, f"{page.name}-period")
            _value_callback(app, renderer, slots, f"{page.name}-filters")


def _month_callback(app: Dash, renderer: Renderer, picker: str) -> None:
    @app.callback(
        Output(picker, "months"),
        Input(picker, "wanted"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _months(_wanted: object, address: str | None) -> list[Mapping[str, str]] | NoUpdate:
        selection = _selection(renderer, address)
        if selection is None:
            return no_update
        return priced_months(renderer.ledger, selection, questions_of)


def _value_callback(app: Dash, renderer: Renderer, slots: WaitSlots, picker: str) -> None:
    @app.callback(
        Output(picker, "values"),
        Input(picker, "wanted"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _values(wanted: Mapping[str, Any] | None, address: str | None) -> Mapping[str, Any] | NoUpdate:
        selection = _selection(renderer, address)
        if selection is None or not wanted:
            return no_update
        dimension, buy = Dimension(wanted["dimension"]), bool(wanted.get("buy"))
        hidden = renderer.options.hide_account
        with slots.seat() as patience:
            return filter_values(renderer.ledger, selection, dimension, hidden, buy=buy, patience=patience).props


def _selection(renderer: Renderer, address: str | None) -> Selection | None:
    """That of an address; None if it is no address, which the page then says."""
    try:
        return Selection.lenient(address or "", renderer.options.references)[0]
    except AddressError:
        return None


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
        return uuid4().hex


def _triggered() -> object:
    """What the button that was clicked asks for."""
    return ctx.triggered[0]["value"] if ctx.triggered else None

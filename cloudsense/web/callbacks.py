"""The callbacks of the app: one a page, and one for its commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from dash import Dash, Input, NoUpdate, Output, State, ctx, no_update

from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node
from cloudsense.ledger.ledger import PATIENCE
from cloudsense.web.commands import UPDATE, Command, run
from cloudsense.web.ops.wait_slots import WaitSlots
from cloudsense.web.pages import pickers
from cloudsense.web.pages.base import Page, PeriodChosen
from cloudsense.web.pages.budgets import counts
from cloudsense.web.pages.budgets.commands import preview
from cloudsense.web.pages.budgets.layout import FORM
from cloudsense.web.pages.finds import finds
from cloudsense.web.pages.payers import Payers
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Renderer
from cloudsense.web.pages.rendered import Rendered
from cloudsense.web.queries.price_tags import Props
from cloudsense.web.security import arrival
from cloudsense.web.shell import view_id
from cloudsense.web.state import ids
from cloudsense.web.state.selection import Selection

Request = Mapping[str, Any]
"""`{search, load, asked_at?, at}`, as the `Navigator` sends it."""
Shown = Mapping[str, str]
"""Digests of the components that the browser shows."""
DELAY_PER_SECOND = 2000
"""Milliseconds by which a poll is delayed for each second that a request was not allowed to
wait."""


def page_callbacks(app: Dash, payers: Payers, slots: WaitSlots) -> None:
    """For each page a callback from its address to the props of its parts."""
    for page in PAGES:
        _page_callback(app, page, payers, slots)


def _page_callback(app: Dash, page: Page[Any], payers: Payers, slots: WaitSlots) -> None:
    @app.callback(
        _outputs(page),
        Input(view_id(page.name), "request"),
        State(view_id(page.name), "shown"),
        prevent_initial_call=True,
    )
    def _show(request: Request | None, shown: Shown | None) -> list[Any]:
        rendered = _rendered(page, request or {}, payers, slots)
        return _answer(page, rendered, shown or {})


def _rendered(
    page: Page[Any],
    request: Request,
    payers: Payers,
    slots: WaitSlots,
) -> Rendered:
    search = str(request.get("search") or "")
    limit = arrival.request_limit(request.get("load"))
    asked_at = arrival.asked_at(request.get("asked_at"))
    with slots.acquire() as patience:
        rendered = payers.render(search, patience, limit, page, asked_at)
    return replace(rendered, status=_delayed(rendered.status, patience))


def _delayed(status: Props, patience: float) -> Props:
    """The status with a later poll, for a request that could not wait."""
    if not status["poll"]:
        return status
    delay = round(DELAY_PER_SECOND * (PATIENCE - patience))
    return {**status, "poll": status["poll"] + delay}


def _outputs(page: Page[Any]) -> list[Output]:
    own = []
    for part in page.all_parts:
        own += [Output(part.id, prop) for prop in part.props]
    shown = Output(view_id(page.name), "shown")
    status = Output(ids.NAVIGATOR, "status", allow_duplicate=True)
    header = Output(ids.HEADER, "status", allow_duplicate=True)
    return [*own, shown, status, header]


def _answer(
    page: Page[Any],
    rendered: Rendered,
    shown: Shown,
) -> list[Any]:
    """In the order of the outputs. Components that the browser shows already are not updated."""
    values: list[Any] = []
    digests = rendered.digests
    for part in page.all_parts:
        props = rendered.content.get(part.id)
        is_shown = shown.get(part.id) == digests.get(part.id)
        if props is None or is_shown:
            values += [no_update] * len(part.props)
        else:
            values += [props.get(prop) for prop in part.props]
    return [*values, {**shown, **digests}, rendered.status, rendered.header]


def picker_callbacks(app: Dash, payers: Payers, slots: WaitSlots) -> None:
    """What the pickers of each page show once they are opened."""
    for page in PAGES:
        for picker, chosen in page.pickers.items():
            _month_callback(app, payers, picker, chosen)
        if page.has_controls:
            _value_callback(app, payers, slots, f"{page.name}-filters")


def _month_callback(app: Dash, payers: Payers, picker: str, chosen: PeriodChosen) -> None:
    @app.callback(
        Output(picker, "months"),
        Input(picker, "wanted"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _months(_wanted: object, address: str | None) -> Sequence[Props] | NoUpdate:
        found = _selection(payers, address)
        if found is None:
            return no_update
        renderer, selection = found
        return pickers.months(renderer, partial(chosen, selection))


def _value_callback(app: Dash, payers: Payers, slots: WaitSlots, picker: str) -> None:
    @app.callback(
        Output(picker, "values"),
        Input(picker, "wanted"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _values(wanted: Props | None, address: str | None) -> Props | NoUpdate:
        found = _selection(payers, address)
        if found is None or not wanted or "dimension" not in wanted:
            return no_update
        with slots.acquire() as patience:
            return pickers.values(*found, wanted, patience)


def find_callback(app: Dash, payers: Payers, slots: WaitSlots) -> None:
    """What *Find* finds once it is opened."""

    @app.callback(
        Output(ids.FINDER, "found"),
        Input(ids.FINDER, "wanted"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _found(_wanted: object, address: str | None) -> Props:
        first = payers.first
        renderer, selection = _selection(payers, address) or (first, first.options.home)
        with slots.acquire() as patience:
            return {"address": address or "", **finds(renderer, selection, patience)}


def _selection(payers: Payers, address: str | None) -> tuple[Renderer, Selection] | None:
    """The payer and the selection of an address; None if it is invalid, which the page reports."""
    try:
        renderer = payers.of(address or "")
        selection, _ = Selection.lenient(address or "", renderer.options.references)
    except AddressError:
        return None
    return renderer, selection


def budget_callbacks(app: Dash, payers: Payers, slots: WaitSlots) -> None:
    """What the form of a budget shows while somebody types, and the values of its filters."""

    @app.callback(
        Output(FORM, "preview"),
        Output(FORM, "drafted"),
        Input(FORM, "draft"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _preview(draft: Props | None, address: str | None) -> tuple[Sequence[Node] | NoUpdate, Any]:
        renderer = _one_payer(payers, address)
        if not draft or renderer is None:
            return no_update, no_update
        ledger, options = renderer.ledger, renderer.options
        text = str(draft["form"])
        filters = counts.drafted(ledger, text, options)
        return preview(ledger, text, options.references), filters or no_update

    @app.callback(
        Output(FORM, "offered"),
        Input(FORM, "wanted"),
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _offered(wanted: Props | None, address: str | None) -> Props | NoUpdate:
        renderer = _one_payer(payers, address)
        if not wanted or "dimension" not in wanted or renderer is None:
            return no_update
        with slots.acquire() as patience:
            found = counts.offered(renderer.ledger, wanted, renderer.options, patience)
        return found.props


def _one_payer(payers: Payers, address: str | None) -> Renderer | None:
    """The payer of an address; all payers have no budget together."""
    with suppress(AddressError):
        parts = payers.of(address or "").parts
        return parts[0] if len(parts) == 1 else None
    return None


def command_callback(app: Dash, payers: Payers) -> None:
    """For buttons that do something: *Update*, *Try again*, and those of the pages."""
    actions = []
    for page in PAGES:
        filters = (f"{page.name}-filters",) if page.has_controls else ()
        actions += [Input(name, "action") for name in (page.messages, *filters, *page.actions)]

    @app.callback(
        Output(ids.NAVIGATOR, "revision"),
        Input(ids.HEADER, "update"),
        *actions,
        State(ids.NAVIGATOR, "address"),
        prevent_initial_call=True,
    )
    def _command(*given: Any) -> str:
        address: str = given[-1] or ""
        command = _clicked()
        if command:
            with suppress(AddressError):  # a payer that is unknown has nothing to do
                for renderer in payers.concerned(address, command.do):
                    run(renderer.ledger, command, address, renderer.options.references)
        return uuid4().hex


def _clicked() -> Command | None:
    """The command of the button that was clicked."""
    if ctx.triggered_id == ids.HEADER:
        return UPDATE
    return Command.parse(ctx.triggered[0]["value"]) if ctx.triggered else None

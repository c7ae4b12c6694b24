"""Callbacks: one for each page, its pickers, Find, the budget form, and one for all buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import uuid4

from dash import Dash, Input, NoUpdate, Output, State, ctx, no_update

from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node
from cloudsense.ledger.ledger import PATIENCE
from cloudsense.web.commands import UPDATE, Command, run
from cloudsense.web.ops.wait_slots import WaitSlots
from cloudsense.web.pages import picker_values
from cloudsense.web.pages.base import Page, PeriodChosen, Rendered
from cloudsense.web.pages.budgets import form_filters
from cloudsense.web.pages.budgets.commands import preview
from cloudsense.web.pages.budgets.layout import FORM
from cloudsense.web.pages.find_groups import finds
from cloudsense.web.pages.payer_renderers import Payers
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.security import page_origin
from cloudsense.web.shell import view_id
from cloudsense.web.state import ids
from cloudsense.web.state.selection import Selection

Request = Mapping[str, Any]
"""Request of a page, `{search, load, asked_at?, at}`, as the `Navigator` sends it."""
Shown = Mapping[str, str]
"""Digests of the components that the browser shows already."""
ADDRESS = State(ids.NAVIGATOR, "address")
DELAY_PER_SECOND = 2000
"""Milliseconds that a poll is delayed for each second that a request was not allowed to wait."""


def add_callbacks(app: Dash, payers: Payers, slots: WaitSlots) -> None:
    """Add all callbacks. At most as many requests wait for AWS as there are `slots`."""
    handlers = CallbackHandlers(payers, slots)
    for page in PAGES:
        _add_page(app, handlers, page)
    for page in PAGES:
        _add_pickers(app, handlers, page)
    drafted = [Output(FORM, "preview"), Output(FORM, "drafted")]
    _add(app, handlers.drafted, drafted, Input(FORM, "draft"), ADDRESS)
    _add_opened(app, handlers.offered, FORM, "offered")
    _add_opened(app, handlers.found, ids.FINDER, "found")
    revision = Output(ids.NAVIGATOR, "revision")
    _add(app, handlers.command, revision, *_buttons(), ADDRESS)


def _add_page(app: Dash, handlers: CallbackHandlers, page: Page[Any]) -> None:
    """Add the callback from a page's address to the props of its parts."""
    view = view_id(page.name)
    show = partial(handlers.page, page)
    given = Input(view, "request"), State(view, "shown")
    _add(app, show, _outputs(page), *given)


def _add_pickers(app: Dash, handlers: CallbackHandlers, page: Page[Any]) -> None:
    """Add callbacks that fill the page's pickers when they are opened."""
    for picker, chosen in page.pickers.items():
        _add_opened(app, partial(handlers.months, chosen), picker, "months")
    if page.has_controls:
        _add_opened(app, handlers.values, f"{page.name}-filters", "values")


def _add_opened(app: Dash, answer: Callable[..., object], name: str, prop: str) -> None:
    """Add a callback that sets a prop of a component when it is opened, reported as `wanted`."""
    _add(app, answer, Output(name, prop), Input(name, "wanted"), ADDRESS)


def _add(app: Dash, answer: Callable[..., object], outputs: Any, *given: Input | State) -> None:
    """Add a callback: `answer` takes the values of `given` and returns those of the outputs."""
    register = app.callback(outputs, *given, prevent_initial_call=True)
    register(answer)


def _outputs(page: Page[Any]) -> list[Output]:
    own = []
    for name, props in page.parts.items():
        own += [Output(name, prop) for prop in props]
    shown = Output(view_id(page.name), "shown")
    status = Output(ids.NAVIGATOR, "status", allow_duplicate=True)
    header = Output(ids.HEADER, "status", allow_duplicate=True)
    return [*own, shown, status, header]


def _buttons() -> list[Input]:
    """Inputs that report clicked buttons: *Update*, *Try again*, and those of the pages."""
    found = [Input(ids.HEADER, "update")]
    for page in PAGES:
        names = [page.messages, *page.actions]
        if page.has_controls:
            names.insert(1, f"{page.name}-filters")
        found += [Input(name, "action") for name in names]
    return found


@dataclass(frozen=True)
class CallbackHandlers:
    """The functions behind the callbacks."""

    payers: Payers
    slots: WaitSlots

    def page(self, page: Page[Any], request: Request | None, shown: Shown | None) -> list[Any]:
        """Return the values of the page's outputs; `no_update` for those already shown."""
        given = request or {}
        search = str(given.get("search") or "")
        limit = page_origin.request_limit(given.get("load"))
        asked_at = page_origin.asked_at(given.get("asked_at"))
        with self.slots.acquire() as patience:
            terms = Terms(patience, limit, asked_at)
            rendered = self.payers.render(search, terms, page)
        status = _delayed(rendered.status, patience)
        return _answer(page, replace(rendered, status=status), shown or {})

    def months(
        self, chosen: PeriodChosen, _wanted: object, address: str | None
    ) -> Sequence[Props] | NoUpdate:
        """Return the months of a picker that was opened."""
        found = self._selection(address)
        if found is None:
            return no_update
        renderer, selection = found
        return picker_values.months(renderer, partial(chosen, selection))

    def values(self, wanted: Props | None, address: str | None) -> Props | NoUpdate:
        """Return the values of a filter that was opened."""
        found = self._selection(address)
        if found is None or not wanted or "dimension" not in wanted:
            return no_update
        with self.slots.acquire() as patience:
            return picker_values.values(*found, wanted, patience)

    def found(self, _wanted: object, address: str | None) -> Props:
        """Return what can be found with *Find*."""
        first = self.payers.first
        found = self._selection(address)
        renderer, selection = found or (first, first.options.home)
        with self.slots.acquire() as patience:
            return {"address": address or "", **finds(renderer, selection, patience)}

    def drafted(
        self, draft: Props | None, address: str | None
    ) -> tuple[Sequence[Node] | NoUpdate, Sequence[Props] | NoUpdate]:
        """Return the preview and the filters of the budget form while somebody types."""
        renderer = self._one_payer(address)
        if not draft or renderer is None:
            return no_update, no_update
        ledger, options = renderer.ledger, renderer.options
        text = str(draft["form"])
        filters = form_filters.drafted(ledger, text, options)
        return preview(ledger, text, options.references), filters or no_update

    def offered(self, wanted: Props | None, address: str | None) -> Props | NoUpdate:
        """Return the values of a filter in the budget form."""
        renderer = self._one_payer(address)
        if not wanted or "dimension" not in wanted or renderer is None:
            return no_update
        with self.slots.acquire() as patience:
            found = form_filters.offered(renderer.ledger, wanted, renderer.options, patience)
        return found.props

    def command(self, *given: Any) -> str:
        """Run the command of the clicked button and return a new revision of the page."""
        *_, address = given
        command = _clicked()
        if command:
            self._run(command, address or "")
        return uuid4().hex

    def _run(self, command: Command, address: str) -> None:
        with suppress(AddressError):  # an unknown payer: nothing to do
            for renderer in self.payers.concerned(address, command.do):
                run(renderer.ledger, command, address, renderer.options.references)

    def _selection(self, address: str | None) -> tuple[Renderer, Selection] | None:
        """Return the payer and the selection of an address; None if invalid (the page says so)."""
        search = address or ""
        try:
            renderer = self.payers.of(search)
            selection, _ = Selection.lenient(search, renderer.options.references)
        except AddressError:
            return None
        return renderer, selection

    def _one_payer(self, address: str | None) -> Renderer | None:
        """Return the payer of an address; None for all payers, which share no budget."""
        with suppress(AddressError):
            parts = self.payers.of(address or "").parts
            return parts[0] if len(parts) == 1 else None
        return None


def _delayed(status: Props, patience: float) -> Props:
    """Return the status with a later poll, for a request that could not wait."""
    if not status["poll"]:
        return status
    delay = round(DELAY_PER_SECOND * (PATIENCE - patience))
    return {**status, "poll": status["poll"] + delay}


def _answer(page: Page[Any], rendered: Rendered, shown: Shown) -> list[Any]:
    """Return values in the order of the outputs; `no_update` for components already shown."""
    values: list[Any] = []
    digests = rendered.digests
    for name, written in page.parts.items():
        props = rendered.content.get(name)
        if props is None or shown.get(name) == digests.get(name):
            values += [no_update] * len(written)
        else:
            values += [props.get(prop) for prop in written]
    return [*values, {**shown, **digests}, rendered.status, rendered.header]


def _clicked() -> Command | None:
    """Return the command of the clicked button."""
    if ctx.triggered_id == ids.HEADER:
        return UPDATE
    if not ctx.triggered:
        return None
    first, *_ = ctx.triggered
    return Command.parse(first["value"])

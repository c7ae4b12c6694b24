"""Payers of this CloudSense, and which one an address names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from cloudsense.config.payers import ALL, unknown
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.base import Page, Rendered
from cloudsense.web.pages.explore.commands import VIEW_ACTIONS
from cloudsense.web.pages.picker_values import price_of
from cloudsense.web.pages.registry import PAGES, page_of
from cloudsense.web.pages.render import ANY_TERMS, Renderer
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.selection import Selection

PARAMETER = "payer"
UNCHANGED = "!'()*"
"""Characters that JavaScript's `encodeURIComponent` does not escape, besides `-._~`."""
SHARED_ACTIONS = (*VIEW_ACTIONS, "test-alerts")
"""Commands about what all payers share: views and alert targets."""
COMMANDS_FOR_ALL_PAYERS = ("ask", "update", "retry", "find-keys")
"""Commands that may be for all payers."""


@dataclass(frozen=True)
class Payers:
    """Renderers of the payers, by name. The first one is used for addresses without `payer`."""

    renderers: Mapping[str, Renderer]
    combined: Renderer | None = None
    """Renderer of all payers, if there are several."""

    @property
    def first(self) -> Renderer:
        return next(iter(self.renderers.values()))

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        return tuple(renderer.ledger for renderer in self.renderers.values())

    @property
    def options(self) -> AppOptions:
        """Settings that all payers share."""
        return self.first.options

    @property
    def with_budget(self) -> str:
        """Payers with a budget in the settings, for a script: their names in addresses, `payer=`
        for the first one."""
        found = []
        for name, renderer in self.renderers.items():
            if renderer.options.budget:
                place = self.options.address_of(name)
                found.append(f"{PARAMETER}={quote(place, UNCHANGED)}")
        return " ".join(found)

    def of(self, search: str) -> Renderer:
        """Return the renderer of the payer in an address. Raises AddressError."""
        name = payer_of(search)
        if not name:
            return self.first
        if name == ALL and self.combined:
            return self.combined
        if name not in self.renderers:
            raise unknown(name, self.renderers)
        return self.renderers[name]

    def price_of(self, href: str) -> str | None:
        """Return the price of opening an address, as on a link; None until the account is known.

        Does not call AWS.
        """
        try:
            renderer = self.of(href)
        except AddressError:
            return ""
        ledgers = [part.ledger for part in renderer.parts]
        if any(ledger.is_priced and ledger.session.identity is None for ledger in ledgers):
            return None
        return price_of(renderer, href)

    def concerned(self, search: str, do: str) -> Sequence[Renderer]:
        """Return the payers that a command at an address is for. Raises AddressError.

        For all payers, data can be updated, views saved and alert targets tested.
        """
        renderer = self.of(search)
        if renderer is self.combined:
            if do in SHARED_ACTIONS:
                return (self.first,)
            selection = Selection.parse(search, renderer.options.references)
            if do not in COMMANDS_FOR_ALL_PAYERS or page_of(selection).join is None:
                return ()
        return renderer.parts

    def lacking(self) -> tuple[str, ...]:
        """Why no payer can answer (see `Ledger.lacking`)."""
        missing = [renderer.ledger.lacking() for renderer in self.renderers.values()]
        everywhere = set(missing[0]).intersection(*missing)
        return tuple(name for name in missing[0] if name in everywhere)

    def render(
        self,
        search: str,
        terms: Terms = ANY_TERMS,
        page: Page[Any] = PAGES[0],
    ) -> Rendered:
        """Render the page of an address for its payer (see `Renderer.render`)."""
        try:
            renderer = self.of(search)
        except AddressError as problem:
            return self.first.refusal(page, search, problem)
        return renderer.render(search, terms, page)


def payer_of(search: str) -> str:
    """Return the payer in an address; "" without one. Raises AddressError for several."""
    found = [
        value
        for name, value in parse_qsl(search.removeprefix("?"), keep_blank_values=True)
        if name == PARAMETER
    ]
    if len(found) > 1:
        raise AddressError(f"The parameter “{PARAMETER}” is given twice.", remedy="Remove one.")
    return found[0] if found else ""

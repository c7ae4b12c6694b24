"""The payers of one CloudSense: which one an address is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote

from cloudsense.config.payers import ALL, unknown
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import PATIENCE, Ledger
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.explore.commands import VIEW_ACTIONS
from cloudsense.web.pages.pickers import price_of
from cloudsense.web.pages.registry import PAGES, page_of
from cloudsense.web.pages.render import Renderer
from cloudsense.web.pages.rendered import Rendered
from cloudsense.web.state.selection import Selection

PARAMETER = "payer"
UNCHANGED = "!'()*"
"""By the script's `encodeURIComponent`, besides letters, digits and `-._~`."""
TOGETHER = ("ask", "update", "retry", "find-keys")
"""Commands that may be about all payers."""


@dataclass(frozen=True)
class Payers:
    """The renderer of each payer, by name; the first is that of addresses without `payer`."""

    renderers: Mapping[str, Renderer]
    combined: Renderer | None = None
    """Of all together, where there are several."""

    @property
    def first(self) -> Renderer:
        return next(iter(self.renderers.values()))

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        return tuple(renderer.ledger for renderer in self.renderers.values())

    @property
    def options(self) -> AppOptions:
        """What does not depend on the payer."""
        return self.first.options

    @property
    def with_budget(self) -> str:
        """The payers that have a budget of the settings, as addresses name them, for a script:
        `payer=` for the first one."""
        names = [name for name, each in self.renderers.items() if each.options.budget]
        places = [quote(self.options.address_of(name), UNCHANGED) for name in names]
        return " ".join(f"{PARAMETER}={place}" for place in places)

    def of(self, search: str) -> Renderer:
        """The renderer of the payer that an address names. Raises AddressError."""
        name = payer_of(search)
        if not name:
            return self.first
        if name == ALL and self.combined:
            return self.combined
        if name not in self.renderers:
            raise unknown(name, self.renderers)
        return self.renderers[name]

    def price_of(self, href: str) -> str:
        """About what opening an address costs, as its link would say it; nothing is asked of
        AWS."""
        try:
            renderer = self.of(href)
        except AddressError:
            return ""
        return price_of(renderer, href)

    def concerned(self, search: str, do: str) -> Sequence[Renderer]:
        """Whom a command at an address is about. Raises AddressError.

        All payers together can be updated and tried again, and views of them saved, and nothing
        else, on pages that show them together.
        """
        renderer = self.of(search)
        if renderer is self.combined:
            if do in VIEW_ACTIONS:  # they are one list for all payers
                return (self.first,)
            selection = Selection.parse(search, renderer.options.references)
            if do not in TOGETHER or page_of(selection).join is None:
                return ()
        return renderer.parts

    def lacking(self) -> tuple[str, ...]:
        """What keeps every payer from being answered (see `Ledger.lacking`)."""
        missing = [renderer.ledger.lacking() for renderer in self.renderers.values()]
        everywhere = set(missing[0]).intersection(*missing)
        return tuple(name for name in missing[0] if name in everywhere)

    def render(
        self,
        search: str,
        patience: float = PATIENCE,
        limit: int | None = None,
        page: Page[Any] = PAGES[0],
        asked_at: datetime | None = None,
    ) -> Rendered:
        """As `Renderer.render`, for the payer of the address."""
        try:
            renderer = self.of(search)
        except AddressError as problem:
            return self.first.refusal(page, search, problem)
        return renderer.render(search, patience, limit, page, asked_at)


def payer_of(search: str) -> str:
    """The name in an address; "" without one. Raises AddressError if there are several."""
    found = [
        value
        for name, value in parse_qsl(search.removeprefix("?"), keep_blank_values=True)
        if name == PARAMETER
    ]
    if len(found) > 1:
        raise AddressError(f"The parameter “{PARAMETER}” is given twice.", remedy="Remove one.")
    return found[0] if found else ""

"""Content of pickers when they are opened, for one payer or all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial

from cloudsense import formatting
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components.controls import filter_state
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.filter_values import FilterValues, filter_values
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.queries.link_prices import Price, link_prices
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection


def months(
    renderer: Renderer, chosen: Callable[[str], Selection]
) -> list[Mapping[str, str | None]]:
    """Return every month of the history, from the first: `{month, label, price, href}`.

    `chosen` makes the selection with a month, as an address has it. The price is None where that
    asks nothing, such as for periods that can't be compared.
    """
    ledger = renderer.ledger
    today = ledger.clock().date()
    found: list[Mapping[str, str | None]] = []
    for month in ledger.capabilities.history(today).months:
        selection = chosen(str(month))
        asks = _asks(ledger, selection, today)
        line = {
            "month": str(month),
            "label": formatting.month(month.first, year=True),
            "price": price_of(renderer, selection.search) if asks else None,
            "href": selection.search,
        }
        found.append(line)
    return found


def _asks(ledger: Ledger, selection: Selection, today: date) -> bool:
    """Whether the page has any question at all."""
    with suppress(AddressError):
        return bool(questions_of(ledger, selection, today).all(ledger))
    return False


def price_of(renderer: Renderer, href: str) -> str:
    """Return the price of following a link, as a text; "" if it is free."""
    found = []
    for part in renderer.parts:
        known = link_prices(part.ledger, questions_of, part.options.references)
        found.append(known.of(href))
    return Price.of_all(found).tag


def values(renderer: Renderer, selection: Selection, wanted: Props, patience: float) -> Props:
    """Return the values of a dimension, and its filter if it has no button yet."""
    dimension = Dimension(wanted["dimension"])
    find = partial(filter_values, buy=bool(wanted.get("buy")), patience=patience)
    found = []
    for part in renderer.parts:
        hide = part.options.hide_account
        found.append(find(part.ledger, selection, dimension, hide))
    props = FilterValues.of_all(found).props
    if any(rule.dimension is dimension for rule in selection.filters):
        return props
    return {**props, "filter": filter_state(selection, Labels(), {}, dimension)}

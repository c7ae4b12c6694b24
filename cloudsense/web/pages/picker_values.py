"""Content of pickers when they are opened, for one payer or all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from cloudsense.costs.query import Dimension
from cloudsense.web.components.controls import filter_state
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries.filter_values import FilterValues, filter_values
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.queries.link_prices import Price, link_prices
from cloudsense.web.queries.priced_months import priced_months
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection


def months(
    renderer: Renderer, chosen: Callable[[str], Selection]
) -> list[Mapping[str, str | None]]:
    """Return every month of the history with its price. `chosen` returns its selection."""
    return priced_months(renderer.ledger, chosen, partial(price_of, renderer), questions_of)


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

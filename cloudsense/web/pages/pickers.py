"""What the pickers of a page show once they are opened, of one payer or of all."""

from __future__ import annotations

from collections.abc import Mapping

from cloudsense.costs.query import Dimension
from cloudsense.web.pages.render import Renderer, questions_of
from cloudsense.web.queries.filter_values import FilterValues, filter_values, priced_months
from cloudsense.web.queries.link_prices import Price, prices
from cloudsense.web.state.selection import Selection


def months(renderer: Renderer, selection: Selection) -> list[Mapping[str, str]]:
    """Every month of the history with its price."""
    return priced_months(renderer.ledger, selection, lambda href: price_of(renderer, href))


def price_of(renderer: Renderer, href: str) -> str:
    """About what following a link takes, in a text; "" for nothing."""
    found = []
    for part in renderer.parts:
        known = prices(part.ledger, questions_of, part.options.references)
        found.append(known.of(href))
    return Price.of_all(found).tag


def values(
    renderer: Renderer, selection: Selection, dimension: Dimension, patience: float, *, buy: bool
) -> FilterValues:
    """The values that a dimension can be filtered to."""
    found = []
    for part in renderer.parts:
        hide = part.options.hide_account
        found.append(
            filter_values(part.ledger, selection, dimension, hide, buy=buy, patience=patience)
        )
    return FilterValues.of_all(found)

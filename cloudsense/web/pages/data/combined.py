"""Cached data of several payers side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.web.pages.data import cache_table
from cloudsense.web.pages.data.answers import CachedData
from cloudsense.web.pages.data.inventory_view import INVENTORY
from cloudsense.web.queries.combined import Join, names_of
from cloudsense.web.state.selection import Selection


def combine(selection: Selection, of_payers: Mapping[str, CachedData]) -> CachedData:
    first = next(iter(of_payers.values()))
    names = names_of(of_payers.values())
    return replace(first, selection=selection, accounts=names, payers=of_payers)


def note(answers: CachedData) -> str:
    """Return `5 paid requests ($0.05) in the last 14 days`."""
    days = answers.inventory.days
    pages = sum(day.total for day in days)
    total = formatting.count(pages, "paid request")
    cost = cache_table.price(PAGE_PRICE * pages)
    return f"{total} ({cost}) in the last {len(days)} days"


JOIN = Join[CachedData](
    main=lambda _answers: (),
    focus=lambda _answers: Focus(Dimension.CHARGE_TYPE),
    combine=combine,
    list_in=INVENTORY,
    note=note,
    adds=False,
    draws_early=True,
)

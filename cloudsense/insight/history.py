"""The longest stretch of cached months that ends today. Asks AWS nothing."""

from __future__ import annotations

from collections.abc import Collection

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger


def cached_history(
    ledger: Ledger, query: CostQuery, known: Collection[Month] | None = None
) -> Snapshot | None:
    """The answer to `query` over as many months as are cached without a gap, up to this one.

    With `known`, only months among these are looked for. None if this month is not cached, or
    several currencies were billed in it.
    """
    today = ledger.clock().date()
    history = ledger.capabilities.history(today)
    months = [month for month in history.months if known is None or month in known]
    for first in _starts(months, Month.of(today)):
        try:
            snapshot = ledger.cached(query, Period(first.first, today + ONE_DAY)).snapshot
        except CloudSenseError:
            continue
        if snapshot:
            return snapshot
    return None


def _starts(months: Collection[Month], last: Month) -> list[Month]:
    """The months from which on none is missing, the earliest first."""
    found: list[Month] = []
    month = last
    while month in months:
        found.append(month)
        month = month.plus(-1)
    return found[::-1]

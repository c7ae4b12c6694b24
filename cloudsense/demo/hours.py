"""Exact hourly amounts from those of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from cloudsense.costs.hour import Hour
from cloudsense.costs.query import CostQuery
from cloudsense.demo.book import Book, Sums

LOAD = (7, 6, 6, 6, 6, 7, 8, 9, 11, 13, 14, 14, 13, 13, 14, 14, 13, 12, 11, 10, 9, 9, 8, 7)
"""Share of a day's usage in each hour."""


def sums_by_hour(book: Book, query: CostQuery, hours: Sequence[Hour]) -> Iterator[Sums]:
    """Answer to `query` for `hours`, the first ones of each day, which together
    have all its costs."""
    for day, of_day in groupby(hours, key=lambda hour: hour.day):
        starts = tuple(hour.start for hour in of_day)
        for sums in book.sums(query, [day]):
            spread = _spread(sums.amounts[0], len(starts))
            exists = np.repeat(sums.exists, len(starts), axis=0)
            yield replace(sums, days=starts, amounts=spread, exists=exists)


def _spread(amounts: np.ndarray, hours: int) -> np.ndarray:
    """Whole numbers by hour that add up to `amounts`."""
    until = np.cumsum((0, *LOAD[:hours])).reshape(-1, *[1] * amounts.ndim)
    whole, rest = np.divmod(amounts, until[-1])  # amounts times a load may exceed int64
    spent: np.ndarray = whole * until + rest * until // until[-1]
    return np.diff(spent, axis=0)

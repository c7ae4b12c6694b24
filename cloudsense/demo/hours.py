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
"""Weights of the hours in a day's usage."""


def sums_by_hour(book: Book, query: CostQuery, hours: Sequence[Hour]) -> Iterator[Sums]:
    """Answer to `query` for `hours`, the first ones of each day. They have all costs of the day."""
    for day, of_day in groupby(hours, key=lambda hour: hour.day):
        starts = tuple(hour.start for hour in of_day)
        for sums in book.sums(query, [day]):
            spread = _spread(sums.amounts[0], len(starts))
            exists = np.repeat(sums.exists, len(starts), axis=0)
            yield replace(sums, days=starts, amounts=spread, exists=exists)


def _spread(amounts: np.ndarray, hours: int) -> np.ndarray:
    """Whole numbers by hour that add up to `amounts`."""
    weights = np.cumsum((0, *LOAD[:hours]))
    total = weights[-1]
    until = np.expand_dims(weights, tuple(range(1, amounts.ndim + 1)))
    whole, rest = np.divmod(amounts, total)  # amounts times a weight may exceed int64
    part_of_rest = rest * until // total
    spent: np.ndarray = whole * until + part_of_rest
    return np.diff(spent, axis=0)

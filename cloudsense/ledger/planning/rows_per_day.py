"""Estimated rows a day of answers. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.ledger.cache.entry import Outline
from cloudsense.ledger.planning.page_estimate import PageSize, answers

Group = frozenset[Dimension]
Filters = frozenset[Filter]


class Rate(NamedTuple):
    """Rows a day: lower and upper bound."""

    low: float
    high: float


class RowsPerDay:
    """Row rates of other questions, from an account's cached answers."""

    def __init__(self, entries: Iterable[Outline]) -> None:
        grouped: defaultdict[Group, list[Outline]] = defaultdict(list)
        for entry in entries:
            if entry.query != TOTAL:  # always one row a day, which says nothing about other answers
                grouped[_group(entry.query)].append(entry)
        self._page_sizes: dict[Group, PageSize] = {}
        self._rates: dict[Group, Mapping[Filters, float]] = {}
        sizes = []
        for group, known in grouped.items():
            found = answers(known)
            self._page_sizes[group] = PageSize.of_answers(found)
            self._rates[group] = _rates(known)
            sizes.append(found)
        self.page_size = PageSize.of_answers(chain.from_iterable(sizes))
        self._known: dict[CostQuery, Rate] = {}

    def of(self, part: CostQuery) -> Rate:
        """Rows a day of a part: as many as the same question had.

        Else no more than a wider question had, and probably no more than one about other values.
        """
        if part not in self._known:
            rates = self._rates.get(_group(part), {})
            self._known[part] = self._find(_filters(part), rates)
        return self._known[part]

    def page_size_of(self, query: CostQuery) -> PageSize:
        """Page size from answers with the same grouping if one of them took several
        pages, else from all."""
        own = self._page_sizes.get(_group(query))
        return own if own and own.several else self.page_size

    def _find(self, wanted: Filters, rates: Mapping[Filters, float]) -> Rate:
        if wanted in rates:
            return Rate(rates[wanted], rates[wanted])
        wider = [rates[limits] for limits in rates if limits < wanted]
        if wider:
            return Rate(0, min(wider))
        shape = _shape(wanted)
        similar = [rates[limits] for limits in rates if _shape(limits) == shape]
        return Rate(0, max(similar, default=math.inf))


def _rates(entries: Iterable[Outline]) -> dict[Filters, float]:
    rows: defaultdict[Filters, int] = defaultdict(int)
    days: defaultdict[Filters, int] = defaultdict(int)
    for entry in entries:
        limits = _filters(entry.query)
        rows[limits] += entry.rows
        days[limits] += entry.covered.days
    return {limits: rows[limits] / days[limits] for limits in rows}


@lru_cache(maxsize=2**15)
def _group(query: CostQuery) -> Group:
    """Group of questions with similar numbers of rows. A usage type contains its Region."""
    found = frozenset(query.group_by)
    by_usage = frozenset({Dimension.SERVICE, Dimension.USAGE_TYPE})
    return by_usage if found == {Dimension.REGION, Dimension.USAGE_TYPE} else found


@lru_cache(maxsize=2**15)
def _filters(query: CostQuery) -> Filters:
    """Filters without those by charge type: credits, refunds and tax hardly add rows."""
    charges = Dimension.CHARGE_TYPE
    return frozenset(rule for rule in query.where if rule.dimension is not charges)


@lru_cache(maxsize=2**15)
def _shape(limits: Filters) -> frozenset[tuple[Dimension, bool, int]]:
    """Filtered dimensions, whether values are excluded, and how many."""
    shape = set()
    for rule in limits:
        shape.add((rule.dimension, rule.exclude, len(rule.values)))
    return frozenset(shape)

"""How many rows a day answers have. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.planning.page_estimate import PageSize, answers

Group = frozenset[Dimension]
Filters = frozenset[Filter]
NO_GROUP: Group = frozenset()
"""Stands for all groupings that have no entries."""


class Rate(NamedTuple):
    """Rows a day: at least and at most, as far as one can tell."""

    low: float
    high: float


UNKNOWN = Rate(0, math.inf)


class GroupRates:
    """What the cached answers of one grouping had, by the filters of their questions."""

    def __init__(self, rates: Mapping[Filters, float], page_size: PageSize) -> None:
        self.page_size = page_size
        self._rates = rates
        self._known: dict[CostQuery, Rate] = {}

    def of(self, part: CostQuery) -> Rate:
        """As many as the same question had.

        No more than a wider question had, and probably no more than one about other values.
        """
        if part not in self._known:
            self._known[part] = self._find(filters(part))
        return self._known[part]

    def _find(self, wanted: Filters) -> Rate:
        if wanted in self._rates:
            rate = self._rates[wanted]
            return Rate(rate, rate)
        wider = [rate for limits, rate in self._rates.items() if limits < wanted]
        if wider:
            return Rate(0, min(wider))
        shape = _shape(wanted)
        similar = [rate for limits, rate in self._rates.items() if _shape(limits) == shape]
        return Rate(0, max(similar)) if similar else UNKNOWN


def rates_by_group(entries: Iterable[Entry]) -> dict[Group, GroupRates]:
    """Rates of all groupings that have entries."""
    known: defaultdict[Group, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.query != TOTAL:  # one row a day, which tells nothing of other answers
            known[group(entry.query)].append(entry)
    sizes = {name: answers(found) for name, found in known.items()}
    common = PageSize.of_answers(chain.from_iterable(sizes.values()))
    rates = {NO_GROUP: GroupRates({}, common)}
    for name, found in known.items():
        own = PageSize.of_answers(sizes[name])
        rates[name] = GroupRates(_rates(found), own if own.several else common)
    return rates


def _rates(entries: Iterable[Entry]) -> dict[Filters, float]:
    rows: defaultdict[Filters, int] = defaultdict(int)
    days: defaultdict[Filters, int] = defaultdict(int)
    for entry in entries:
        limits = filters(entry.query)
        rows[limits] += len(entry.frame)
        days[limits] += entry.covered.days
    return {limits: count / days[limits] for limits, count in rows.items()}


@lru_cache(maxsize=2**15)
def group(query: CostQuery) -> Group:
    """Questions of one group have about as many rows. A usage type names its region."""
    found = frozenset(query.group_by)
    by_usage = frozenset({Dimension.SERVICE, Dimension.USAGE_TYPE})
    return by_usage if found == {Dimension.REGION, Dimension.USAGE_TYPE} else found


@lru_cache(maxsize=2**15)
def filters(query: CostQuery) -> Filters:
    """Without those by charge type: credits, refunds and tax hardly add rows."""
    return frozenset(rule for rule in query.where if rule.dimension is not Dimension.CHARGE_TYPE)


@lru_cache(maxsize=2**15)
def _shape(limits: Filters) -> frozenset[tuple[Dimension, bool, int]]:
    """What an answer is limited by: to how many values, or to all but these."""
    return frozenset((rule.dimension, rule.exclude, len(rule.values)) for rule in limits)

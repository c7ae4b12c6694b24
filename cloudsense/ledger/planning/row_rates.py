"""How many rows a day answers have. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cloudsense.costs.families import region_code
from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.parts import splittable
from cloudsense.ledger.planning.page_estimate import A_MONTH, PageSize

Group = frozenset[Dimension]
COUNTED = (Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT)
NO_REGION = 1
"""Costs that belong to no region have one of their own, `global` or `NoRegion`."""


class RowRates:
    """Rows a day by question, as the answers to it or to a similar one had."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Totals tell nothing of other answers: they have one row a day."""
        self._entries: defaultdict[CostQuery, list[Entry]] = defaultdict(list)
        self._queries: defaultdict[Group, set[CostQuery]] = defaultdict(set)
        for entry in entries:
            if entry.query != TOTAL:
                self._entries[entry.query].append(entry)
                self._queries[group(entry.query)].add(entry.query)
        self._page_size = self._size_of(self._entries)
        self._sizes = {name: self._size_of(queries) for name, queries in self._queries.items()}
        self._known: dict[CostQuery, float | None] = {}
        self._counts: dict[Dimension, int] = {}

    def of(self, part: CostQuery) -> float | None:
        """Rows a day of `part`; None if nothing like it was ever bought."""
        if part not in self._known:
            self._known[part] = self._rate(part)
        return self._known[part]

    def page_size(self, query: CostQuery) -> PageSize:
        """That of answers of its group, if one of them took several pages; else that of all
        answers."""
        size = self._sizes.get(group(query))
        return size if size and size.several else self._page_size

    def _rate(self, part: CostQuery) -> float | None:
        """By the question itself, the narrowest of the wider ones, the largest of the similar ones,
        or counting."""
        if part in self._entries:
            return rows_a_day(self._entries[part], part)
        queries = self._queries[group(part)]
        wanted = _filters(part)
        if wider := [query for query in queries if _filters(query) <= wanted]:
            return min(rows_a_day(self._entries[query], part) for query in wider)
        shape = _shape(part)
        similar = [query for query in queries if _shape(query) == shape]
        if similar:
            return max(rows_a_day(self._entries[query], part) for query in similar)
        return self._most(part)

    def _most(self, part: CostQuery) -> int | None:
        """With costs of every service in every region or account.

        None if that cannot be counted, or may take several pages while nobody knows how much goes
        on one.
        """
        counts = [
            self._count(dimension)
            for dimension in part.group_by
            if dimension is not Dimension.SERVICE
        ]
        if Dimension.SERVICE in part.group_by:
            counts.append(len(part.services) or self._count(Dimension.SERVICE))
        rows = math.prod(counts)
        size = self._page_size
        return rows if rows and (size.several or rows * A_MONTH <= size.rows) else None

    def _count(self, dimension: Dimension) -> int:
        """How many values it has; nothing of those that each service has others of."""
        if dimension not in COUNTED:
            return 0
        if dimension not in self._counts:
            found = max((len(values) for values in self._values(dimension)), default=0)
            if dimension is Dimension.REGION:
                types = self._values(Dimension.USAGE_TYPE)
                codes = {region_code(name) for names in types for name in names}
                found = max(found, len(codes) + NO_REGION if codes else 0)
            self._counts[dimension] = found
        return self._counts[dimension]

    def _values(self, dimension: Dimension) -> Iterator[Sequence[str]]:
        for query, entries in self._entries.items():
            if dimension in query.group_by:
                for entry in entries:
                    yield entry.frame.data[dimension.value].cat.categories.tolist()

    def _size_of(self, queries: Iterable[CostQuery]) -> PageSize:
        return PageSize.of([entry for query in queries for entry in self._entries[query]])


def rows_a_day(entries: Iterable[Entry], part: CostQuery) -> float:
    """Of `entries` of one question, or of those of its rows that are about the services of
    `part`."""
    rows = days = 0
    for entry in entries:
        frame = entry.frame
        if part.services and not entry.query.services and splittable(entry.query):
            frame = frame.only(Dimension.SERVICE, part.services)
        rows += len(frame)
        days += entry.covered.days
    return rows / days


@lru_cache(maxsize=2**15)
def group(query: CostQuery) -> Group:
    """Questions of one group have about as many rows. A usage type names its region."""
    found = frozenset(query.group_by)
    by_usage = frozenset({Dimension.SERVICE, Dimension.USAGE_TYPE})
    return by_usage if found == {Dimension.REGION, Dimension.USAGE_TYPE} else found


@lru_cache(maxsize=2**15)
def _filters(query: CostQuery) -> frozenset[Filter]:
    """Its filters. Without credits, refunds and tax there are hardly fewer rows."""
    return frozenset(rule for rule in query.where if rule.dimension is not Dimension.CHARGE_TYPE)


@lru_cache(maxsize=2**15)
def _shape(query: CostQuery) -> frozenset[tuple[Dimension, bool]]:
    """What it is limited by, and whether to values or to all others."""
    return frozenset((rule.dimension, rule.exclude) for rule in _filters(query))

"""How many rows a day the answer to a question has, going by the answers to it and to questions like it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cloudsense.costs.families import region_code
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.parts import splittable

ANYWHERE = (Dimension.REGION, Dimension.ACCOUNT)
"""What every service may have costs in."""
SAME_FOR_ALL = 1
"""Costs that belong to no region have one of their own, `global` or `NoRegion`."""


class Rate(NamedTuple):
    """About so many rows a day; at least so many where nothing like it was ever bought."""

    rows: float
    known: bool


def rate(part: CostQuery, known: Iterable[Entry], at_most: bool = True) -> Rate:
    """How many rows a day of `part` has, as far as the `known` answers tell.

    They tell best if they are about `part` itself; next, about more than it; then, about the same of other services or
    regions, of which the largest counts. Else they may tell how many it has `at_most`, with costs of every service in
    every region.
    """
    entries: defaultdict[CostQuery, list[Entry]] = defaultdict(list)
    for entry in known:
        entries[entry.query].append(entry)
    if part in entries:
        return Rate(_daily(entries[part], part), known=True)

    def those(fit: Callable[[CostQuery], bool]) -> list[float]:
        return [_daily(found, part) for query, found in entries.items() if kind(query) == kind(part) and fit(query)]

    if wider := those(lambda query: _limits(query) <= _limits(part)):
        return Rate(min(wider), known=True)
    if beside := those(lambda query: _dimensions(query) == _dimensions(part)):
        return Rate(max(beside), known=True)
    everything = [entry for found in entries.values() for entry in found]
    services = (len(part.services) or _count(Dimension.SERVICE, everything)) * (Dimension.SERVICE in part.group_by)
    places = max((_count(d, everything) for d in part.group_by if d in ANYWHERE), default=0)
    if at_most and services and places:
        return Rate(services * places, known=True)
    if len(part.group_by) == 1 and (services or places):
        return Rate(services or places, known=True)
    return Rate(max([services, *those(lambda query: _limits(query) >= _limits(part))]), known=False)


@lru_cache(maxsize=2**15)
def kind(query: CostQuery) -> frozenset[Dimension]:
    """What an answer is grouped by; questions of one kind have about as many rows. A usage type tells its region."""
    groups = frozenset(query.group_by)
    told = {Dimension.REGION, Dimension.USAGE_TYPE}
    return frozenset({Dimension.SERVICE, Dimension.USAGE_TYPE}) if groups == told else groups


@lru_cache(maxsize=2**15)
def _limits(query: CostQuery) -> frozenset[Filter]:
    """Its filters. Without credits, refunds and tax there are hardly fewer rows."""
    return frozenset(f for f in query.where if f.dimension is not Dimension.CHARGE_TYPE)


@lru_cache(maxsize=2**15)
def _dimensions(query: CostQuery) -> frozenset[tuple[Dimension, bool]]:
    """What it is limited by, and whether to values or to all others."""
    return frozenset((f.dimension, f.exclude) for f in _limits(query))


def _daily(entries: Sequence[Entry], part: CostQuery) -> float:
    """Rows a day; of answers about all services, those only that `part` is about."""
    frames, query = [entry.frame for entry in entries], entries[0].query
    if part.services and splittable(query) and not query.services:
        frames = [frame.only(Dimension.SERVICE, part.services) for frame in frames]
    return sum(map(len, frames)) / sum(entry.covered.days for entry in entries)


def _count(dimension: Dimension, known: Iterable[Entry]) -> int:
    """How many values of `dimension` there are, as far as one can tell."""
    found = [_values(entry, dimension) for entry in known if dimension in entry.query.group_by]
    if dimension is Dimension.REGION:
        types = [
            _values(entry, Dimension.USAGE_TYPE) for entry in known if Dimension.USAGE_TYPE in entry.query.group_by
        ]
        codes = {region_code(usage_type) for values in types for usage_type in values}
        return max([*map(len, found), len(codes) + SAME_FOR_ALL if codes else 0])
    return max(map(len, found), default=0)


def _values(entry: Entry, dimension: Dimension) -> Sequence[str]:
    values: list[str] = entry.frame.data[dimension.value].cat.categories.tolist()
    return values

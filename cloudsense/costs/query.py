"""Queries: dimensions, metrics, filters, and questions made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cloudsense.costs.dimension import DIMENSIONS as DIMENSIONS
from cloudsense.costs.dimension import Dimension as Dimension
from cloudsense.costs.dimension import Kind

WORD = re.compile(r"(?:\\.|[^ \\])+", re.DOTALL)
FILTER = re.compile(r"((?:\\.|[^=\\])+)=(.*)", re.DOTALL)
VALUE = re.compile(r"((?:\\.|[^|\\])*)\|", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
"""A backslash in names escapes a character that would end a word or a value."""


class Metric(StrEnum):
    """Cost metric; its value is the address word."""

    UNBLENDED = "unblended"
    AMORTIZED = "amortized"
    NET_UNBLENDED = "net-unblended"
    NET_AMORTIZED = "net-amortized"
    BLENDED = "blended"


@dataclass(frozen=True, order=True)
class Filter:
    """Filter for costs whose `dimension` is (or, with `exclude`, is not) one of `values`."""

    dimension: Dimension
    values: tuple[str, ...]
    exclude: bool = False

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a filter needs at least one value")
        values = tuple(sorted(set(self.values)))
        object.__setattr__(self, "values", values)

    @property
    def chooses_services(self) -> bool:
        """Whether it limits costs to certain services."""
        return self.dimension is Dimension.SERVICE and not self.exclude

    @property
    def is_one_value(self) -> bool:
        """Whether it includes a single value."""
        return len(self.values) == 1 and not self.exclude


@dataclass(frozen=True)
class CostQuery:
    """Question without period and metric: every answer is daily and has all metrics."""

    group_by: tuple[Dimension, ...]
    where: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.group_by)) != len(self.group_by):
            raise ValueError("a dimension can be grouped by only once")
        filtered = [rule.dimension for rule in self.where]
        if Dimension.FAMILY in (*self.group_by, *filtered):
            raise ValueError("families are made from usage types, and not asked for")
        where = tuple(sorted(set(self.where)))
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "_hash", hash((self.group_by, where)))

    def __hash__(self) -> int:
        """Computed once: questions are keys of many caches."""
        return int(self._hash)  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        """Question as one stable line, part of the cache key; equal questions have equal names."""
        groups = " x ".join(_quoted_key(dimension) for dimension in self.group_by)
        filters = map(_filter_name, self.where)
        return " ".join((groups or "total", *filters))

    @classmethod
    def parse(cls, name: str) -> CostQuery:
        """Question of this name. Raises ValueError for an invalid name."""
        groups: list[Dimension] = []
        filters: list[Filter] = []
        for word in WORD.findall(name):
            if found := FILTER.fullmatch(word):
                filters.append(_filter(*found.groups()))
            elif word not in ("total", "x"):
                groups.append(Dimension(_plain(word)))
        query = cls(tuple(groups), tuple(filters))
        if query.name != name:
            raise ValueError("not the name of a question")
        return query

    @property
    def services(self) -> tuple[str, ...]:
        """Services that it is limited to; empty if it is not."""
        for rule in self.where:
            if rule.chooses_services:
                return rule.values
        return ()

    @property
    def named_kinds(self) -> frozenset[Kind]:
        """Kinds among tag and cost category that it groups or filters by."""
        filtered = [rule.dimension for rule in self.where]
        used = (*self.group_by, *filtered)
        return frozenset(dimension.kind for dimension in used if dimension.key)

    def about(self, services: tuple[str, ...]) -> CostQuery:
        """The question limited to these services."""
        others = [rule for rule in self.where if not rule.chooses_services]
        chosen = Filter(Dimension.SERVICE, services)
        return CostQuery(self.group_by, (*others, chosen))

    @property
    def parts(self) -> tuple[CostQuery, ...]:
        """Questions that it consists of: one a service if it is limited to services, else itself.

        Answers are cached by part, so the answer for one service is used by every question about
        it.
        """
        return _parts(self)


@lru_cache(maxsize=2**15)
def _parts(query: CostQuery) -> tuple[CostQuery, ...]:
    by_service = [query.about((service,)) for service in query.services]
    return tuple(by_service or [query])


TOTAL = CostQuery(())
"""The account's total, without grouping: the parts of every other answer must add up to it."""

OVERVIEW = CostQuery((Dimension.SERVICE, Dimension.CHARGE_TYPE))
"""Question of the first page. Its answer is small for any size of organization, and every other
answer by service must agree with it: days on which it has not changed need no new requests."""


def _filter_name(rule: Filter) -> str:
    """`service=Amazon\\ RDS|Tax`, `region!=global`."""
    sign = "!=" if rule.exclude else "="
    values = "|".join(map(_quoted, rule.values))
    return f"{_quoted_key(rule.dimension)}{sign}{values}"


def _filter(name: str, written: str) -> Filter:
    values = map(_plain, VALUE.findall(f"{written}|"))
    word = name.removesuffix("!")
    return Filter(Dimension(_plain(word)), tuple(values), exclude=word != name)


def _plain(written: str) -> str:
    return ESCAPED.sub(r"\1", written)


def _quoted(value: str) -> str:
    return re.sub(r"[\\| ]", r"\\\g<0>", value)


def _quoted_key(dimension: Dimension) -> str:
    return _quoted(dimension.value).replace("=", "\\=")

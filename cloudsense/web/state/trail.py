"""The trail of filters of a selection, and its steps down and up. Pure."""

from __future__ import annotations

from cloudsense.costs.query import Dimension, Filter
from cloudsense.costs.questions import WITHIN_SERVICES, comparable

Filters = tuple[Filter, ...]


def included(filters: Filters) -> frozenset[Dimension]:
    """Return the dimensions with filters that include values."""
    return frozenset(rule.dimension for rule in filters if not rule.exclude)


def values(filters: Filters, dimension: Dimension, exclude: bool = False) -> tuple[str, ...]:
    """Return the values that the dimension's filter includes or, with `exclude`, excludes."""
    for rule in filters:
        if rule.dimension is dimension and rule.exclude == exclude:
            return rule.values
    return ()


def next_step(filters: Filters) -> Dimension:
    """Return the dimension that costs are listed by unless a person has chosen one."""
    filtered = included(filters)
    if Dimension.SERVICE not in filtered:
        return Dimension.SERVICE
    steps = [Dimension.FAMILY, Dimension.USAGE_TYPE, Dimension.REGION, Dimension.ACCOUNT]
    if Dimension.USAGE_TYPE in filtered:  # a usage type is of one family
        steps.remove(Dimension.FAMILY)
    for dimension in steps:
        if dimension not in filtered:
            return dimension
    return Dimension.CHARGE_TYPE


def without(filters: Filters, dimension: Dimension) -> Filters:
    """Remove the filters on `dimension`, and with services also the filters that depend on them."""
    gone = {dimension}
    if dimension is Dimension.SERVICE and dimension in included(filters):
        gone |= set(WITHIN_SERVICES)
    return tuple(rule for rule in filters if rule.dimension not in gone)


def down(filters: Filters, step: Filter) -> Filters:
    """Add a filter at the end. Other excluded values of its dimension stay excluded."""
    dimension = step.dimension
    staying = set(without(filters, dimension))
    chosen = {comparable(dimension, value) for value in step.values}
    excluded = values(filters, dimension, exclude=True)
    if excluded and chosen.isdisjoint(comparable(dimension, value) for value in excluded):
        staying.add(Filter(dimension, excluded, exclude=True))
    before = [rule for rule in filters if rule in staying]
    return (*before, step)


def exchanged(filters: Filters, chosen: Filter) -> Filters:
    """Replace all filters of the dimension of `chosen` by it."""
    staying = without(filters, chosen.dimension)
    found: list[Filter] = []
    for rule in filters:
        if rule.dimension is chosen.dimension and chosen not in found:
            found.append(chosen)
        elif rule in staying:
            found.append(rule)
    if chosen not in found:
        found.append(chosen)
    return tuple(found)

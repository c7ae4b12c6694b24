"""Filters as Cost Explorer's expressions. Pure."""

from __future__ import annotations

from typing import Any

from cloudsense.aws.capabilities import DIMENSION_KEYS
from cloudsense.costs.dimension import ABSENT, Dimension, Kind
from cloudsense.costs.query import Filter

FIELDS = {
    Kind.BUILT_IN: "Dimensions",
    Kind.TAG: "Tags",
    Kind.COST_CATEGORY: "CostCategories",
}
"""The member of an expression that filters by a dimension of a kind."""


def api_key(dimension: Dimension) -> str:
    """What Cost Explorer calls it; tags and cost categories by their own names."""
    return dimension.key or DIMENSION_KEYS[dimension]


def expression(rule: Filter) -> dict[str, Any]:
    """The filter as a tree with one operator a node, as Cost Explorer wants it."""
    chosen = _chosen(rule)
    return {"Not": chosen} if rule.exclude else chosen


def _chosen(rule: Filter) -> dict[str, Any]:
    """The costs with one of the values. Costs without the tag are matched by ABSENT, which is
    given without values."""
    dimension = rule.dimension
    field, key = FIELDS[dimension.kind], api_key(dimension)
    named = [value for value in rule.values if value != ABSENT]
    if not dimension.can_be_absent or ABSENT not in rule.values:
        return {field: {"Key": key, "Values": list(rule.values)}}
    without = {field: {"Key": key, "MatchOptions": ["ABSENT"]}}
    if not named:
        return without
    return {"Or": [{field: {"Key": key, "Values": named}}, without]}

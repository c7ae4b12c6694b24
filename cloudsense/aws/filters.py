"""Filters as Cost Explorer expressions. Pure."""

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
"""Field of an expression that filters by a dimension, by kind."""


def api_key(dimension: Dimension) -> str:
    """Name in Cost Explorer; tags and cost categories have their own."""
    return dimension.key or DIMENSION_KEYS[dimension]


def expression(rule: Filter) -> dict[str, Any]:
    """Expression of the filter as a tree with one operator a node, as Cost Explorer requires."""
    chosen = _chosen(rule)
    return {"Not": chosen} if rule.exclude else chosen


def _chosen(rule: Filter) -> dict[str, Any]:
    """Expression for costs with one of the values. Costs without the tag match ABSENT,
    which takes no values."""
    dimension = rule.dimension
    field, key = FIELDS[dimension.kind], api_key(dimension)
    named = [value for value in rule.values if value != ABSENT]
    if not dimension.can_be_absent or ABSENT not in rule.values:
        return {field: {"Key": key, "Values": list(rule.values)}}
    without = {field: {"Key": key, "MatchOptions": ["ABSENT"]}}
    if not named:
        return without
    return {"Or": [{field: {"Key": key, "Values": named}}, without]}

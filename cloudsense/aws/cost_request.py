"""GetCostAndUsage: request, with filters as expressions. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cloudsense.aws.capabilities import COST_EXPLORER, DIMENSION_KEYS, GROUP_TYPES
from cloudsense.aws.response import COSTS, USAGE, time_text
from cloudsense.costs.dimension import ABSENT, Dimension, Kind
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Filter

FIELDS = {
    Kind.BUILT_IN: "Dimensions",
    Kind.TAG: "Tags",
    Kind.COST_CATEGORY: "CostCategories",
}
"""Field of an expression that filters by a dimension, by kind."""


def request(query: CostQuery, period: Period) -> dict[str, Any]:
    """Request for the question: by day, with all metrics, which cost no more than one.

    Raises ValueError for a question that Cost Explorer cannot answer.
    """
    COST_EXPLORER.check(query)
    asked: dict[str, Any] = {
        "TimePeriod": days_of(period),
        "Granularity": "DAILY",
        "Metrics": [*COSTS, USAGE],
    }
    if query.group_by:
        asked["GroupBy"] = [
            {"Type": GROUP_TYPES[dimension.kind], "Key": api_key(dimension)}
            for dimension in query.group_by
        ]
    where = where_of(query)
    return {**asked, "Filter": where} if where else asked


def days_of(period: Period) -> dict[str, str]:
    """Period in a request; its end is exclusive."""
    return {"Start": time_text(period.start), "End": time_text(period.end)}


def by_hour(asked: dict[str, Any], start: datetime, end: datetime) -> dict[str, Any]:
    """The request by hour, from `start` up to, not including, `end`."""
    period = {"Start": time_text(start), "End": time_text(end)}
    return asked | {"TimePeriod": period, "Granularity": "HOURLY"}


def where_of(query: CostQuery) -> dict[str, Any] | None:
    """Filters as one expression; None without any."""
    rules = [expression(rule) for rule in query.where]
    if len(rules) > 1:
        return {"And": rules}
    return rules[0] if rules else None


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

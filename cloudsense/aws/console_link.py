"""A Cost Explorer request as an address of the AWS console. Pure.

AWS does not document these addresses. The parameters are those of the console's own addresses; the
end of the period is inclusive.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from cloudsense.aws.cost_request import request
from cloudsense.costs.aws_tools import ConsoleLink, Viewed
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.query import Metric

HOSTS = {"aws": "us-east-1.console.aws.amazon.com"}
"""Console hosts of partitions that accept these addresses. The parameters of AWS China's console
(console.amazonaws.cn) are not known; AWS GovCloud (US) has no costs."""
GRANULARITIES = {Granularity.HOURLY: "Hourly", Granularity.MONTHLY: "Monthly"}
METRICS = {
    Metric.UNBLENDED: "unBlendedCost",
    Metric.AMORTIZED: "amortizedCost",
    Metric.NET_UNBLENDED: "netUnblendedCost",
    Metric.NET_AMORTIZED: "netAmortizedCost",
    Metric.BLENDED: "blendedCost",
}
UNLIKE = {"RECORD_TYPE": "RecordTypeV2", "AZ": "AZ"}
"""Dimension ids that are not derived from their keys."""
TAG_FILTER = "TagKey"
TAG_GROUP = "TagKeyValue:"
FIXED = {
    "chartStyle": "STACK",
    "excludeForecasting": "true",
    "futureRelativeRange": "CUSTOM",
    "historicalRelativeRange": "CUSTOM",
    "isDefault": "true",
    "reportMode": "STANDARD",
    "showOnlyUncategorized": "false",
    "showOnlyUntagged": "false",
    "usageAggregate": "undefined",
    "useNormalizedUnits": "false",
}


def console_link(viewed: Viewed) -> ConsoleLink:
    """Cost Explorer in the console with the same period, grouping, filters and metric."""
    host = HOSTS.get(viewed.partition)
    if host is None:
        return ConsoleLink("")
    asked = request(viewed.query, viewed.period)
    rules = _rules(asked.get("Filter"))
    filters = [_filter(rule) for rule in rules]
    groups = [_group(group) for group in asked.get("GroupBy", ())]
    parameters = FIXED | {
        "costAggregate": METRICS[viewed.metric],
        "startDate": str(viewed.period.start),
        "endDate": str(viewed.period.last),
        "granularity": GRANULARITIES.get(viewed.granularity, "Daily"),
        # The console groups by one dimension.
        "groupBy": _json([group for group in groups if group][:1]),
        "filter": _json([each for each in filters if each]),
    }
    query = urlencode(sorted(parameters.items()), quote_via=quote)
    address = f"https://{host}/costmanagement/home#/cost-explorer?{query}"
    return ConsoleLink(address, tuple(_lost(viewed, groups, filters)))


def _lost(viewed: Viewed, groups: Sequence[str], filters: Sequence[object]) -> list[str]:
    lost = []
    if viewed.granularity is Granularity.WEEKLY:
        lost.append("weeks")
    if len(groups) > 1:
        lost.append("the second grouping")
    if not all(groups[:1]):
        lost.append("the grouping")
    if not all(filters):
        lost.append("a filter")
    return lost


def _rules(expression: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    """Parts of a filter, which must all match."""
    if expression is None:
        return ()
    return list(expression.get("And", (expression,)))


def _group(group: Mapping[str, str]) -> str:
    """Id of a grouping; "" if it is not known."""
    kind, key = group["Type"], group["Key"]
    if kind == "TAG":
        return TAG_GROUP + key
    return _dimension(key) if kind == "DIMENSION" else ""


def _filter(rule: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Filter in the console's format; None if it is not known."""
    is_excluded = "Not" in rule
    chosen = rule["Not"] if is_excluded else rule
    kind, about = next(iter(chosen.items()))
    if kind not in ("Dimensions", "Tags"):
        return None
    key = about["Key"]
    values = about.get("Values", ())
    # The console's format of an empty or absent value is not known.
    if "MatchOptions" in about or not all(values):
        return None
    identifier = TAG_FILTER if kind == "Tags" else _dimension(key)
    row = {
        "dimension": {"id": identifier, "displayValue": identifier},
        "operator": "EXCLUDES" if is_excluded else "INCLUDES",
        "values": [_shown(value) for value in values],
    }
    if kind == "Tags":
        row["growableValue"] = _shown(key)
    return row


def _shown(value: str) -> dict[str, str]:
    return {"value": value, "displayValue": value}


def _dimension(key: str) -> str:
    """Id such as `UsageType` for `USAGE_TYPE`."""
    words = key.split("_")
    return UNLIKE.get(key) or "".join(map(str.title, words))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

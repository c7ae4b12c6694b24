"""A request to Cost Explorer as an address of the AWS console. Pure.

AWS documents no such addresses. These are the parameters that the console itself writes into the
address bar; the end of its period is inclusive.
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
"""Of partitions whose console is known to take these addresses. How that of AWS China, at
console.amazonaws.cn, writes them is not known; that of AWS GovCloud (US) has no costs."""
GRANULARITIES = {Granularity.HOURLY: "Hourly", Granularity.MONTHLY: "Monthly"}
METRICS = {
    Metric.UNBLENDED: "unBlendedCost",
    Metric.AMORTIZED: "amortizedCost",
    Metric.NET_UNBLENDED: "netUnblendedCost",
    Metric.NET_AMORTIZED: "netAmortizedCost",
    Metric.BLENDED: "blendedCost",
}
UNLIKE = {"RECORD_TYPE": "RecordTypeV2", "AZ": "AZ"}
"""Ids of dimensions that are not their key in another spelling."""
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
    """The parts of a filter, all of which must hold."""
    if expression is None:
        return ()
    return list(expression.get("And", (expression,)))


def _group(group: Mapping[str, str]) -> str:
    """The id of a grouping; "" for one that no address is known to have."""
    kind, key = group["Type"], group["Key"]
    if kind == "TAG":
        return TAG_GROUP + key
    return _dimension(key) if kind == "DIMENSION" else ""


def _filter(rule: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A row of the console's filters; None for one that no address is known to have."""
    is_excluded = "Not" in rule
    chosen = rule["Not"] if is_excluded else rule
    kind, about = next(iter(chosen.items()))
    if kind not in ("Dimensions", "Tags"):
        return None
    key = about["Key"]
    values = about.get("Values", ())
    # How the console writes an empty or absent value is not known.
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
    """`UsageType` of `USAGE_TYPE`."""
    words = key.split("_")
    return UNLIKE.get(key) or "".join(map(str.title, words))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

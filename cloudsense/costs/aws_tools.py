"""Views of CloudSense as queries for AWS's own tools: the AWS CLI and the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Metric
from cloudsense.costs.questions import USAGE_ONLY, Focus, asked_as


@dataclass(frozen=True)
class Viewed:
    """Costs shown, and the partition of the account: `aws`, `aws-cn`."""

    query: CostQuery
    period: Period
    metric: Metric = Metric.UNBLENDED
    granularity: Granularity = Granularity.DAILY
    partition: str = "aws"


@dataclass(frozen=True)
class ConsoleLink:
    """Address of the AWS console; "" for partitions without a known one."""

    address: str
    lost: tuple[str, ...] = ()
    """Parts of the view that the address cannot hold, such as `weeks`."""


@dataclass(frozen=True)
class AwsTools:
    """Links to AWS's tools for the same costs."""

    command: Callable[[Viewed], str]
    """Makes an AWS CLI command for a shell."""
    console: Callable[[Viewed], ConsoleLink]


def plain_query(focus: Focus) -> CostQuery:
    """Minimal query for `focus`: its groups and filters only.

    Families are CloudSense's own: they are queried by usage type, and filters on them are left out.
    """
    groups = map(asked_as, focus.grouped)
    where = [rule for rule in focus.filters if rule.dimension is not Dimension.FAMILY]
    if focus.usage_only:
        where.append(USAGE_ONLY)
    return CostQuery(tuple(dict.fromkeys(groups)), tuple(where))


def asks_families(focus: Focus) -> bool:
    """Whether families were left out of `plain_query`."""
    return Dimension.FAMILY in focus.dimensions

"""What a person looks at, as a question for AWS's own tools: the AWS CLI and the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Metric
from cloudsense.costs.questions import USAGE_ONLY, Focus, asked_as


@dataclass(frozen=True)
class Viewed:
    """The costs that a person looks at, and the partition of the account: `aws`, `aws-cn`."""

    query: CostQuery
    period: Period
    metric: Metric = Metric.UNBLENDED
    granularity: Granularity = Granularity.DAILY
    partition: str = "aws"


@dataclass(frozen=True)
class ConsoleLink:
    """An address of the AWS console; "" where the partition has none that is known."""

    address: str
    lost: tuple[str, ...] = ()
    """What the address cannot say, such as `weeks`."""


@dataclass(frozen=True)
class AwsTools:
    """The same costs elsewhere."""

    command: Callable[[Viewed], str]
    """A line for a shell with the AWS CLI."""
    console: Callable[[Viewed], ConsoleLink]


def plain_query(focus: Focus) -> CostQuery:
    """The query that a person would write: its groups and every filter, and nothing besides.

    Families are CloudSense's own: they are asked for by usage type, and filters on them are left
    out.
    """
    groups = map(asked_as, focus.grouped)
    where = [rule for rule in focus.filters if rule.dimension is not Dimension.FAMILY]
    if focus.usage_only:
        where.append(USAGE_ONLY)
    return CostQuery(tuple(dict.fromkeys(groups)), tuple(where))


def asks_families(focus: Focus) -> bool:
    """Whether `plain_query` says less than `focus`."""
    return Dimension.FAMILY in focus.dimensions

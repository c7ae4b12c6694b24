"""A Cost Explorer request as an AWS CLI command. Pure."""

from __future__ import annotations

import json
import shlex
from typing import Any

from cloudsense.aws.cost_request import by_hour, request
from cloudsense.costs.aws_tools import Viewed
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hour import HOURS_A_DAY, Hour

CHINA = ("--region", "cn-northwest-1")
"""Region of Cost Explorer in `aws-cn`. In other partitions any Region works."""


def command(viewed: Viewed) -> str:
    """Command for the same request that CloudSense makes, as one line for a POSIX shell.

    Each run pays for its own pages. Raises ValueError for a query that Cost Explorer cannot answer.
    """
    region = CHINA if viewed.partition == "aws-cn" else ()
    words = ["aws", "ce", "get-cost-and-usage", *region]
    period = viewed.period
    asked = request(viewed.query, period)
    if viewed.granularity is Granularity.HOURLY:
        first, last = Hour(period.start, 0), Hour(period.last, HOURS_A_DAY - 1)
        asked = by_hour(asked, first.start, last.end)
    return shlex.join([*words, *_options(asked)])


def _options(asked: dict[str, Any]) -> list[str]:
    start, end = asked["TimePeriod"].values()
    words = ["--time-period", f"Start={start},End={end}"]
    words += ["--granularity", asked["Granularity"]]
    words += ["--metrics", *asked["Metrics"]]
    if "GroupBy" in asked:
        words += ["--group-by", _json(asked["GroupBy"])]
    if "Filter" in asked:
        words += ["--filter", _json(asked["Filter"])]
    return words


def _json(value: object) -> str:
    # All but ASCII is escaped, so that names with control characters are harmless in a terminal.
    return json.dumps(value, separators=(",", ":"))

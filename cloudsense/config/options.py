"""Options of the commands that read costs, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import click

from cloudsense.costs.against import AGAINST_WORDS
from cloudsense.costs.period import PERIOD_WORDS
from cloudsense.costs.query import DIMENSIONS, Metric

Action = TypeVar("Action", bound=Callable[..., Any])
_FILTERS = [dimension.value for dimension in DIMENSIONS if dimension.is_filter_only]
_GROUPS = [dimension.value for dimension in DIMENSIONS if not dimension.is_filter_only]


class Format(StrEnum):
    """Output format: for people, for programs, or for issues and chats."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class PageFormat(StrEnum):
    """Further formats of `report`: a page, and the AWS CLI command for the same costs."""

    HTML = "html"
    AWS_CLI = "aws-cli"


page = click.option(
    "--page", default="overview", help="with --format html: overview, changes, anomalies, …"
)
payer = click.option(
    "--payer",
    help="payer to report on: a name, or all; default: the first",
)
period = click.option("--period", default="30d", help=PERIOD_WORDS)
by = click.option(
    "--by",
    default=("service",),
    multiple=True,
    help=f"{', '.join(_GROUPS)}, tag:KEY or cost-category:NAME; report takes two",
)
where = click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    help="filter by any of these, for example region=us-east-1 or region!=us-east-1, or by "
    f"{', '.join(_FILTERS)}; can be given several times",
)
metric = click.option("--metric", default="unblended", help=", ".join(Metric))
charges = click.option(
    "--charges", default="all", help="all, or usage (without credits, refunds and tax)"
)
granularity = click.option(
    "--granularity", default="total", help="total, daily, weekly (from Monday) or monthly"
)
refresh = click.option(
    "--refresh",
    is_flag=True,
    help="load data from AWS again, also of final months, and report the price",
)
against = click.option("--against", default="before", help=AGAINST_WORDS)
per_day = click.option("--per-day", is_flag=True, help="divide both sides by their days")

since = click.option("--since", default="90d", help="a number of days such as 90d, or a day")
min_dollars = click.option(
    "--min-dollars",
    metavar="AMOUNT",
    help="least sum above expected; default: 20, or 0.1% of the last 30 days if that is more",
)
min_percent = click.option(
    "--min-percent", default="25", metavar="PERCENT", help="least share above expected"
)
falls = click.option("--falls", is_flag=True, help="also list days that cost less than expected")
deep = click.option(
    "--deep", is_flag=True, help="ask AWS what explains them; prints the price first"
)
aws = click.option(
    "--aws",
    is_flag=True,
    help="also list those of AWS Cost Anomaly Detection; prints the price first",
)


def costs(action: Action) -> Action:
    """Adds the options that select costs."""
    # decorators are applied in reverse, so the last option is listed first
    for option in (charges, metric, where, by, period):
        action = option(action)
    return action


def anomalies(action: Action) -> Action:
    """Adds the options that select anomalies, the last one first."""
    for option in (aws, deep, falls, min_percent, min_dollars, since):
        action = option(action)
    return action


def output_format(*formats: Format | PageFormat) -> Callable[[Action], Action]:
    """Adds the option --format with these `formats`; the command gets a member of them."""

    def understood(_context: click.Context, _option: click.Parameter, text: str) -> StrEnum:
        from cloudsense.costs.parsing import word  # imports pandas, which --help does not need

        return word(StrEnum, "--format", text, formats)

    *others, last = formats
    return click.option(
        "--format",
        default=Format.TABLE.value,
        help=f"{', '.join(others)} or {last}",
        callback=understood,
    )

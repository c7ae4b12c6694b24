"""The options of the commands that read costs, each declared once."""

from __future__ import annotations

import click

from cloudsense.costs.period import PERIOD_WORDS
from cloudsense.costs.query import Dimension, Metric

period = click.option("--period", default="30d", help=PERIOD_WORDS)
by = click.option("--by", default="service", help=", ".join(Dimension))
where = click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    help="filter, for example region=us-east-1 or region!=us-east-1; can be given several times",
)
metric = click.option("--metric", default="unblended", help=", ".join(Metric))
charges = click.option(
    "--charges", default="all", help="all, or usage (without credits, refunds and tax)"
)
granularity = click.option(
    "--granularity", default="total", help="total, daily, weekly (from Monday) or monthly"
)
output_format = click.option("--format", default="table", help="table, json or csv")
refresh = click.option(
    "--refresh",
    is_flag=True,
    help="load data from AWS again, also of final months, and say what that cost",
)

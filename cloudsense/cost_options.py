"""The options by which commands choose costs, with the words of the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from cloudsense.costs.period import PERIOD_WORDS
from cloudsense.costs.query import Dimension, Metric

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = (
    click.option("--period", default="30d", help=PERIOD_WORDS),
    click.option("--by", default="service", help=", ".join(Dimension)),
    click.option(
        "--where",
        multiple=True,
        metavar="NAME=VALUE",
        help="filter, for example region=us-east-1 or region!=us-east-1; can be given several "
        "times",
    ),
    click.option("--metric", default="unblended", help=", ".join(Metric)),
    click.option(
        "--charges", default="all", help="all, or usage (without credits, refunds and tax)"
    ),
)


def selects(command: Command) -> Command:
    """Gives a command these options."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command

"""Options of `cloudsense anomalies`, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Action = TypeVar("Action", bound=Callable[..., Any])

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


def all_of_them(action: Action) -> Action:
    """Adds the options of `cloudsense anomalies`, except the format."""
    for option in (
        aws,
        deep,
        falls,
        min_percent,
        min_dollars,
        since,
    ):  # decorators are applied in reverse, so the last option is listed first
        action = option(action)
    return action

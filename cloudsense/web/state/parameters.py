"""Parameters of an address: the names of filters, and gates."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote_plus

from cloudsense.costs.anomalies.gates import Gates, parse_dollars, parse_falls, parse_percent
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import EXCLUDING, dimension_and_sign
from cloudsense.errors import AddressError

ONCE = (
    *("period", "against", "per-day", "metric", "charges"),
    *("chart", "granularity", "show", "top", "budget", "page", "anomaly", "name", "listed"),
    "payer",
)
"""Parameters that an address holds once at most; `by` may be there twice."""
GATES = ("min-dollars", "min-percent", "falls")
MOST_NAMED = 20
"""Names of a chart that have a colour of their own."""


def gates_of(once: Mapping[str, str]) -> Gates:
    dollars, percent = once.get("min-dollars"), once.get("min-percent")
    return Gates(
        dollars=None if dollars is None else parse_dollars("min-dollars", dollars),
        percent=Gates.percent if percent is None else parse_percent("min-percent", percent),
        falls=parse_falls("falls", once.get("falls", "no")),
    )


def top_of(text: str) -> int:
    """How many names a chart tells apart."""
    numbers = {str(number): number for number in range(1, MOST_NAMED + 1)}
    if text not in numbers:
        said = f"“{visible(text[:40])}” is not a valid value of top."
        raise AddressError(said, remedy=f"Use a number from 1 to {MOST_NAMED}.")
    return numbers[text]


def filtered_by(parameter: str) -> tuple[Dimension | None, bool]:
    """The dimension that a parameter filters, if any, and whether its value is excluded."""
    name, exclude = dimension_and_sign(parameter)
    try:
        return Dimension(name), exclude
    except ValueError:
        return None, exclude


def filter_name(dimension: Dimension, exclude: bool) -> str:
    """The name that a filter has in an address: `service`, `region!`, `tag:a%3Db`."""
    name = quote_plus(dimension.value, safe=":/@")
    return f"{name}{EXCLUDING}" if exclude else name

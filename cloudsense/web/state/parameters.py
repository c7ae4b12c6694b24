"""Parameters of an address, not yet parsed into a selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote_plus

from cloudsense.costs.anomalies.gates import Gates, parse_dollars, parse_falls, parse_percent
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import CONTROL, EXCLUDING, Condition, dimension_and_sign
from cloudsense.costs.period import Month, Period
from cloudsense.errors import AddressError
from cloudsense.web.state.account_references import AccountReferences

ONCE = (
    *("period", "against", "per-day", "metric", "charges"),
    *("chart", "granularity", "show", "top", "budget", "page", "anomaly", "name", "listed"),
    "payer",
)
GATES = ("min-dollars", "min-percent", "falls")
SINGLE = frozenset((*ONCE, *GATES))
"""Parameters that an address may hold once. `by` may be there twice."""
MOST_NAMED = 20
"""Most names of a chart that have colours of their own."""
NUMBERS = {str(number): number for number in range(1, MOST_NAMED + 1)}


@dataclass(frozen=True)
class Parameters:
    """Parameters of an address, as text."""

    once: dict[str, str] = field(default_factory=dict)
    """Values of the parameters in `SINGLE` that the address has."""
    conditions: list[Condition] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    """Dimensions that costs are grouped by."""

    @classmethod
    def read(cls, search: str, references: AccountReferences) -> Parameters:
        """Parse a query string. Raises AddressError for unknown and repeated parameters."""
        found = cls()
        for name, value in parse_qsl(search.removeprefix("?"), keep_blank_values=True):
            if CONTROL.search(name + value):
                said = "The address contains control characters."
                raise AddressError(said, remedy="Remove them.")
            found.add(name, value, references)
        return found

    def add(self, name: str, value: str, references: AccountReferences) -> None:
        dimension, exclude = filtered_by(name)
        if dimension:
            known = references.read(dimension, value)
            self.conditions.append(Condition(dimension, known, exclude))
        elif name == "by":
            self.groups.append(value)
        elif name not in SINGLE:
            said = f"Unknown parameter “{visible(name[:40])}”."
            raise AddressError(said, remedy="Remove it from the address.")
        elif name in self.once:
            raise AddressError(f"The parameter “{name}” is given twice.", remedy="Remove one.")
        else:
            self.once[name] = value


def gates_of(once: Mapping[str, str]) -> Gates:
    dollars = once.get("min-dollars")
    percent = once.get("min-percent")
    return Gates(
        dollars=None if dollars is None else parse_dollars("min-dollars", dollars),
        percent=Gates.percent if percent is None else parse_percent("min-percent", percent),
        falls=parse_falls("falls", once.get("falls", "no")),
    )


def top_of(text: str) -> int:
    """Parse how many names a chart shows. Raises AddressError."""
    if text not in NUMBERS:
        said = f"“{visible(text[:40])}” is not a valid value of top."
        raise AddressError(said, remedy=f"Use a number from 1 to {MOST_NAMED}.")
    return NUMBERS[text]


def period_text(period: Period) -> str:
    """The value of `period`: `2026-10`, `2026-10-12`, `2026-10-05..2026-10-12`."""
    month = Month.of(period.start)
    if period == month.period:
        return str(month)
    if period.days == 1:
        return str(period.start)
    return f"{period.start}..{period.last}"


def filtered_by(parameter: str) -> tuple[Dimension | None, bool]:
    """Return the dimension that a parameter filters, if any, and whether its value is excluded."""
    name, exclude = dimension_and_sign(parameter)
    try:
        return Dimension(name), exclude
    except ValueError:
        return None, exclude


def filter_name(dimension: Dimension, exclude: bool) -> str:
    """Return the name of a filter in an address: `service`, `region!`, `tag:a%3Db`."""
    name = quote_plus(dimension.value, safe=":/@")
    return f"{name}{EXCLUDING}" if exclude else name

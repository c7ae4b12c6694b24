"""What Explore adds up: costs, how much was used, or costs for each unit of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cloudsense import formatting
from cloudsense.costs.frame import QUANTITY, CostFrame
from cloudsense.costs.hour import Span
from cloudsense.costs.names import visible
from cloudsense.costs.pivot import Pivot
from cloudsense.costs.quantities import units_of, usage_of
from cloudsense.errors import AddressError
from cloudsense.figures.pivot_table import Shown
from cloudsense.web.pages.explore.answers import ExploreReading
from cloudsense.web.state.options import Show

NAMED = 4
"""Units that a message names."""
UNIT_DIGITS = 6


@dataclass(frozen=True)
class Measured:
    """Amounts of the answer, and how they are written."""

    shown: Shown
    frame: CostFrame
    """What they are sums of."""
    column: str
    show: Show
    currency: str
    unit: str = ""

    @classmethod
    def of(cls, reading: ExploreReading, spans: Sequence[Span]) -> Measured:
        """By these `spans` of the period. Raises AddressError for quantities of several units, else
        as `reading.snapshot`."""
        show = reading.selection.show
        metric = reading.selection.metric.value
        currency = reading.snapshot.currency or "USD"
        frame, grouped = reading.frame, reading.focus.grouped
        if show is Show.COST:
            costs = Pivot.of(frame, grouped, metric, spans)
            return cls(Shown(costs), frame, metric, show, currency)
        frame = usage_of(frame)
        unit = _unit(frame)
        quantity = Pivot.of(frame, grouped, QUANTITY, spans)
        if show is Show.USAGE_QUANTITY:
            return cls(Shown(quantity), frame, QUANTITY, show, currency, unit)
        costs = Pivot.of(frame, grouped, metric, spans)
        return cls(Shown(costs, quantity), frame, metric, show, currency, unit)

    @property
    def pivot(self) -> Pivot:
        return self.shown.pivot

    @property
    def prefix(self) -> str:
        if self.show is Show.USAGE_QUANTITY:
            return ""
        return formatting.symbol(self.currency)

    @property
    def digits(self) -> int:
        return UNIT_DIGITS if self.show is Show.UNIT_PRICE else 2

    @property
    def title(self) -> str:
        """`Costs`, `Usage in Hrs`, `Price of one GB`."""
        match self.show:
            case Show.COST:
                return "Costs"
            case Show.USAGE_QUANTITY:
                return f"Usage in {self.unit}"
            case _:
                return f"Price of one {self.unit}"

    @property
    def file_unit(self) -> str:
        """`USD`, `Hrs`, `USD per Hrs`: in the names of a file's columns."""
        match self.show:
            case Show.COST:
                return self.currency
            case Show.USAGE_QUANTITY:
                return self.unit
            case _:
                return f"{self.currency} per {self.unit}"

    def says(self, amount: float) -> str:
        """`$12.50`, `1,200.00 Hrs`, `$0.096 per Hrs`."""
        if self.show is Show.COST:
            return formatting.money(amount, self.currency)
        if self.show is Show.USAGE_QUANTITY:
            return f"{formatting.money(amount, '')} {self.unit}"
        return f"{unit_price(amount, self.currency)} per {self.unit}"


def unit_price(amount: float, currency: str) -> str:
    """`$0.096`, `$1.25`, `$0.0000004`: with the digits that it has."""
    if amount != amount:
        return "–"
    text = f"{abs(amount):,.{UNIT_DIGITS}f}"
    whole, _, places = text.rstrip("0").partition(".")
    places = places.ljust(2, "0")
    sign = formatting.MINUS if amount < 0 else ""
    symbol = formatting.symbol(currency)
    return f"{sign}{symbol}{whole}.{places}"


def _unit(frame: CostFrame) -> str:
    """The one unit of all usage. Raises AddressError."""
    units = units_of(frame)
    if len(units) == 1 and units[0]:
        return visible(units[0])
    remedy = "Filter by one usage type, or by several of one unit; or show costs."
    if not units:
        raise AddressError("None of these costs has a usage quantity.", remedy=remedy)
    detail = "Quantities add up within one unit only."
    if named := [visible(unit) for unit in units if unit]:
        known = named[:NAMED]
        if known != named or "" in units:
            known.append("others")
        detail += f" Here are {formatting.enumerated(known)}."
    raise AddressError("These costs have several units of usage.", detail, remedy)

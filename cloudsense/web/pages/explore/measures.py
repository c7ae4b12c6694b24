"""Amounts of Explore: costs, usage quantities, or unit prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cloudsense import formatting
from cloudsense.costs.frame import QUANTITY, CostFrame
from cloudsense.costs.hour import Span
from cloudsense.costs.names import visible
from cloudsense.costs.pivot import Pivot
from cloudsense.costs.quantities import units_of, usage_of
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError
from cloudsense.figures.pivot_table import Shown
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.state.address_words import Show

NAMED = 4
"""Most units that a message names."""
UNIT_DIGITS = 6


@dataclass(frozen=True)
class Measured:
    """Amounts of the answer, and their format."""

    shown: Shown
    frame: CostFrame
    """Rows that the amounts are sums of."""
    column: str
    show: Show
    currency: str
    unit: str = ""

    @classmethod
    def of(cls, answers: ExploreAnswers, spans: Sequence[Span]) -> Measured:
        """Add up the answer by `spans`. Raises as `snapshot`; AddressError for several units."""
        show = answers.selection.show
        metric = answers.selection.metric.value
        currency = answers.snapshot.currency or "USD"
        frame, grouped = answers.frame, answers.focus.grouped
        if show is Show.COST:
            costs = Pivot.of(frame, grouped, metric, spans)
            return cls(Shown(costs), frame, metric, show, currency)
        frame = usage_of(frame)
        unit = _unit(frame, answers.focus)
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
        """Title: `Costs`, `Usage in Hrs`, or `Price of one GB`."""
        match self.show:
            case Show.COST:
                return "Costs"
            case Show.USAGE_QUANTITY:
                return f"Usage in {self.unit}"
            case _:
                return f"Price of one {self.unit}"

    @property
    def file_unit(self) -> str:
        """Unit in the column names of files: `USD`, `Hrs`, or `USD per Hrs`."""
        match self.show:
            case Show.COST:
                return self.currency
            case Show.USAGE_QUANTITY:
                return self.unit
            case _:
                return f"{self.currency} per {self.unit}"

    def says(self, amount: float) -> str:
        """Return `$12.50`, `1,200.00 Hrs`, or `$0.096 per Hrs`."""
        if self.show is Show.COST:
            return formatting.money(amount, self.currency)
        if self.show is Show.USAGE_QUANTITY:
            return f"{formatting.money(amount, '')} {self.unit}"
        return f"{unit_price(amount, self.currency)} per {self.unit}"


def unit_price(amount: float, currency: str) -> str:
    """Return `$0.096`, `$1.25`, or `$0.0000004`, with as many digits as needed."""
    if amount != amount:
        return "–"
    text = f"{abs(amount):,.{UNIT_DIGITS}f}"
    whole, _, places = text.rstrip("0").partition(".")
    places = places.ljust(2, "0")
    sign = formatting.MINUS if amount < 0 else ""
    symbol = formatting.symbol(currency)
    return f"{sign}{symbol}{whole}.{places}"


def _unit(frame: CostFrame, focus: Focus) -> str:
    """Return the unit of all usage. Raises AddressError if there are several."""
    units = units_of(frame)
    if len(units) == 1 and units[0]:
        return visible(units[0])
    remedy = "Filter by one usage type, or by several of one unit; or show costs."
    if any(rule.dimension is Dimension.USAGE_TYPE and rule.is_one_value for rule in focus.filters):
        remedy = "Choose another usage type, or show costs."
    if not units:
        raise AddressError("None of these costs has a usage quantity.", remedy=remedy)
    detail = "Only quantities of the same unit can be added."
    if named := [visible(unit) for unit in units if unit]:
        known = named[:NAMED]
        if known != named or "" in units:
            known.append("others")
        detail += f" Units here: {formatting.enumerated(known)}."
    raise AddressError("These costs have several units of usage.", detail, remedy)

"""What a person has chosen, as an address and back: the only reader and the only maker of addresses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus

from cloudsense.costs.amounts import Amount, parse_amount
from cloudsense.costs.granularity import Granularity, automatic
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import (
    CONTROL,
    EXCLUDING,
    Charges,
    Condition,
    can_be_filtered,
    dimension_and_sign,
    trail,
    word,
)
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.costs.questions import WITHIN_SERVICES, Focus, comparable
from cloudsense.errors import AddressError
from cloudsense.web.state.references import PLAIN, AccountReferences

LONGEST = 16_000
"""Characters of an address: enough for a name of 1,024 characters of four bytes each."""
ONCE = ("period", "by", "metric", "charges", "chart", "granularity", "budget", "page")
"""Parameters that an address holds once at most."""
PLACE = "__PERIOD__"
"""Stands for a period that is filled in by the browser."""


class Chart(StrEnum):
    """How the daily costs are drawn."""

    STACKED = "stacked"
    BAR = "bar"
    LINE = "line"
    PIE = "pie"


class Grain(StrEnum):
    """What a bar of the chart stands for; the length of the period decides, unless it was chosen."""

    AUTO = "auto"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    def of(self, period: Period) -> Granularity:
        return automatic(period) if self is Grain.AUTO else Granularity(self.value)


@dataclass(frozen=True)
class Selection:
    """Everything that the page depends on. `by` is None where the address leaves it to the trail."""

    period: str = "30d"
    by: Dimension | None = None
    filters: tuple[Filter, ...] = ()
    metric: Metric = Metric.UNBLENDED
    charges: Charges = Charges.ALL
    chart: Chart = Chart.STACKED
    granularity: Grain = Grain.AUTO
    budget: Amount | None = None
    """A month, of what `filters` leave."""
    page: str = "overview"
    """A name of `pages.registry`."""
    references: AccountReferences = field(default=PLAIN, compare=False, repr=False)
    """How its address names accounts."""

    @classmethod
    def parse(cls, search: str, references: AccountReferences = PLAIN) -> Selection:
        """`?period=90d&service=Amazon+RDS` as a selection. Raises AddressError for whatever it does not know.

        The period's text is taken as it is: what it means depends on the day (see `costs.period.choose`).
        """
        if len(search) > LONGEST:
            raise AddressError("The address is too long.", remedy="Start again from the overview.")
        once: dict[str, str] = {}
        conditions: list[Condition] = []
        for name, value in parse_qsl(search.removeprefix("?"), keep_blank_values=True):
            if CONTROL.search(name + value):
                raise AddressError("The address contains control characters.", remedy="Remove them.")
            dimension, exclude = _dimension(name)
            if dimension:
                conditions.append(Condition(dimension, references.read(dimension, value), exclude))
            elif name not in ONCE:
                raise AddressError(f"Unknown parameter “{visible(name[:40])}”.", remedy="Remove it from the address.")
            elif name in once:
                raise AddressError(f"The parameter “{name}” is given twice.", remedy="Remove one.")
            else:
                once[name] = value
        by = word(Dimension, "by", once["by"]) if "by" in once else None
        return cls(
            period=once.get("period", cls.period),
            by=by,
            filters=trail(conditions, by),
            metric=word(Metric, "metric", once.get("metric", cls.metric)),
            charges=word(Charges, "charges", once.get("charges", cls.charges)),
            chart=word(Chart, "chart", once.get("chart", cls.chart)),
            granularity=word(Grain, "granularity", once.get("granularity", cls.granularity)),
            budget=parse_amount(once["budget"]) if once.get("budget") else None,
            page=once.get("page", cls.page),
            references=references,
        )

    @classmethod
    def lenient(cls, search: str, references: AccountReferences = PLAIN) -> tuple[Selection, AddressError | None]:
        """The same without an invalid budget, and what is wrong with it."""
        try:
            return cls.parse(search, references), None
        except AddressError as problem:
            words = search.removeprefix("?").split("&")
            rest = [word for word in words if not word.startswith("budget=")]
            if len(rest) == len(words):
                raise
            return cls.parse("&".join(rest), references), problem

    @property
    def search(self) -> str:
        """The address of this selection, with defaults left out: `?period=90d&service=Amazon+RDS`, or `?`."""
        words: list[tuple[str, str]] = [("period", self.period)] if self.period != Selection.period else []
        for rule in self.filters:
            name = rule.dimension.value + (EXCLUDING if rule.exclude else "")
            words += [(name, self.references.written(rule.dimension, value)) for value in rule.values]
        words += [("by", self.by.value)] if self.by else []
        words += [("page", self.page)] if self.page != Selection.page else []
        for name in ("metric", "charges", "chart", "granularity"):
            value = getattr(self, name)
            words += [(name, value.value)] if value != getattr(Selection, name) else []
        words += [("budget", str(self.budget))] if self.budget else []
        return "?" + "&".join(f"{name}={_quoted(value)}" for name, value in words)

    @property
    def focus(self) -> Focus:
        """What it asks for: `by` as chosen, else one step further down the trail."""
        return Focus(self.by or self._next, self.filters, self.charges is Charges.USAGE)

    @property
    def _next(self) -> Dimension:
        filtered = self.included
        if Dimension.SERVICE not in filtered:
            return Dimension.SERVICE
        trail = (Dimension.FAMILY, Dimension.USAGE_TYPE, Dimension.REGION, Dimension.ACCOUNT)
        done = max((n for n, d in enumerate(trail[:2]) if d in filtered), default=-1)
        return next((d for d in trail[done + 1 :] if d not in filtered), Dimension.CHARGE_TYPE)

    @property
    def included(self) -> frozenset[Dimension]:
        """The dimensions that are filtered to chosen values; one that excludes values still has all others."""
        return frozenset(f.dimension for f in self.filters if not f.exclude)

    def values(self, dimension: Dimension, exclude: bool = False) -> tuple[str, ...]:
        """The values that the dimension is filtered to or, with `exclude`, filtered without; nothing if it is not."""
        found = (f.values for f in self.filters if f.dimension is dimension and f.exclude == exclude)
        return next(found, ())

    def with_period(self, text: str) -> Selection:
        return replace(self, period=text)

    def with_filter(self, dimension: Dimension, *values: str) -> Selection:
        """One step down: only these values of `dimension`, which takes its place at the end of the trail.

        Other excluded values of `dimension` stay excluded, as the step before was.
        """
        rest = self.without(dimension)
        chosen = {comparable(dimension, value) for value in values}
        excluded = {comparable(dimension, value) for value in self.values(dimension, exclude=True)}
        stays = excluded and chosen.isdisjoint(excluded)
        before = [f for f in self.filters if f in rest.filters or (stays and f.dimension is dimension and f.exclude)]
        return self._filtered((*before, Filter(dimension, values)))

    def with_values(self, dimension: Dimension, values: Collection[str], exclude: bool = False) -> Selection:
        """With these values of `dimension` in place of all its filters; without any, none is left.

        Costs stay listed as they are, unless all of them would be of one value or need a service.
        """
        rest = self.without(dimension)
        if not values:
            return rest._listed_by(self.by)
        chosen = Filter(dimension, tuple(values), exclude)
        place = next((n for n, f in enumerate(self.filters) if f.dimension is dimension), len(self.filters))
        before = tuple(f for f in self.filters[:place] if f in rest.filters)
        after = tuple(f for f in rest.filters if f not in before)
        changed = rest._filtered((*before, chosen, *after))
        if exclude or len(values) > 1:
            return changed._listed_by(self.focus.by)
        return changed._listed_by(None if self.by is dimension else self.by)

    def _listed_by(self, by: Dimension | None) -> Selection:
        """The same by `by`, which is left out where the trail says so, or it needs a service."""
        needs_service = by in WITHIN_SERVICES and Dimension.SERVICE not in self.included
        return replace(self, by=None if needs_service or by is self._next else by)

    def into(self, dimension: Dimension, values: Collection[str]) -> str | None:
        """The address of one step down; None if no address can hold the values."""
        if not all(map(can_be_filtered, values)):
            return None
        search = self.with_filter(dimension, *values).search
        return search if len(search) <= LONGEST else None

    def without(self, dimension: Dimension) -> Selection:
        """Without the filters on `dimension`; what lies within a service goes with it."""
        gone = {dimension}
        if dimension is Dimension.SERVICE:
            gone |= {*WITHIN_SERVICES}
        return self._filtered(tuple(f for f in self.filters if f.dimension not in gone))

    def up_to(self, steps: int) -> Selection:
        """The first `steps` filters of the trail."""
        return self._filtered(self.filters[:steps])

    def _filtered(self, filters: tuple[Filter, ...], by: Dimension | None = None) -> Selection:
        """With other filters; the budget of one selection is not that of another."""
        budget = self.budget if set(filters) == set(self.filters) else None
        return replace(self, filters=filters, by=by, budget=budget)


_quoted = lru_cache(maxsize=4096)(quote_plus)


def _dimension(parameter: str) -> tuple[Dimension | None, bool]:
    """The dimension that a parameter filters, if any, and whether its value is excluded."""
    name, exclude = dimension_and_sign(parameter)
    return (Dimension(name) if name in Dimension._value2member_map_ else None), exclude

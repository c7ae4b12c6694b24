"""The selection of a page, parsed from its address and written as one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote_plus

from werkzeug.utils import cached_property

from cloudsense.costs.against import Against
from cloudsense.costs.amounts import Amount, parse_amount
from cloudsense.costs.anomalies.gates import DEFAULT_GATES, Gates
from cloudsense.costs.parsing import (
    Charges,
    can_all_be_filtered,
    check_focus,
    grouping,
    services_first,
    word,
)
from cloudsense.costs.parsing import trail as read_trail
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.costs.questions import WITHIN_SERVICES, Focus
from cloudsense.errors import AddressError
from cloudsense.web.state import trail
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.address_words import (
    Chart,
    ChartGranularity,
    Listed,
    Show,
    Switch,
    charts_of,
    default_period,
    granularity_of,
)
from cloudsense.web.state.parameters import Parameters, filter_name, gates_of, top_of

LONGEST = 16_000
"""Most characters of an address: enough for a name of 1,024 characters of four bytes."""
PLACEHOLDER = "\x1a"
"""Placeholder for a value that the browser fills in. Addresses and filter values contain no control
characters, so none is mistaken for it."""
QUOTED_PLACEHOLDER = quote_plus(PLACEHOLDER)


@dataclass(frozen=True)
class Selection:
    """Everything that the page depends on. `by` is None where the trail of filters decides it."""

    period: str = "30d"
    by: Dimension | None = None
    then: Dimension | None = None
    """Second dimension that costs are grouped by, on pages that have two."""
    filters: tuple[Filter, ...] = ()
    metric: Metric = Metric.UNBLENDED
    charges: Charges = Charges.ALL
    chart: Chart = Chart.STACKED
    granularity: ChartGranularity = ChartGranularity.AUTO
    show: Show = Show.COST
    """What Explore adds up."""
    top: int = 10
    """Number of names in Explore's chart."""
    budget: Amount | None = None
    """Monthly budget of the costs that pass `filters`."""
    page: str = "overview"
    """Name of a page in `pages.registry`."""
    against: str = Against.BEFORE
    """What Overview, Changes and Accounts compare the period with."""
    per_day: bool = False
    """Whether Changes compares amounts per day."""
    anomaly: str = ""
    """Id of the open anomaly."""
    gates: Gates = DEFAULT_GATES
    """Smallest anomalies that are listed."""
    name: str = ""
    """Name of the budget that the Budgets page draws."""
    listed: Listed = Listed.ALL
    """Which budgets the Budgets page lists."""
    payer: str = ""
    """Name of the payer; "" for the first one."""
    references: AccountReferences = field(default=PLAIN, compare=False, repr=False)
    """How the address names accounts."""

    @classmethod
    def parse(cls, search: str, references: AccountReferences = PLAIN) -> Selection:
        """Parse `?period=90d&service=Amazon+RDS`. Raises AddressError for unknown parameters and
        values.

        The period is not parsed, because its days depend on today (see `costs.period.choose`).
        """
        if len(search) > LONGEST:
            raise AddressError("The address is too long.", remedy="Start again from the overview.")
        given = Parameters.read(search, references)
        once = given.once
        grouped = grouping("by", given.groups)
        by, then = (*grouped, None, None)[:2]
        page = once.get("page", cls.page)
        charts = charts_of(page)
        per_day = word(Switch, "per-day", once.get("per-day", Switch.NO))
        selection = cls(
            period=once.get("period", default_period(page)),
            by=by,
            then=then,
            filters=read_trail(given.conditions, grouped),
            metric=word(Metric, "metric", once.get("metric", cls.metric)),
            charges=word(Charges, "charges", once.get("charges", cls.charges)),
            chart=word(Chart, "chart", once.get("chart", cls.chart), charts),
            granularity=granularity_of(page, once.get("granularity", cls.granularity)),
            show=word(Show, "show", once.get("show", cls.show)),
            top=top_of(once.get("top", str(cls.top))),
            budget=parse_amount(once["budget"]) if once.get("budget") else None,
            page=page,
            against=once.get("against", cls.against),
            per_day=per_day is Switch.YES,
            anomaly=once.get("anomaly", cls.anomaly),
            gates=gates_of(once),
            name=once.get("name", cls.name),
            listed=word(Listed, "listed", once.get("listed", cls.listed)),
            payer=once.get("payer", cls.payer),
            references=references,
        )
        check_focus(selection.focus)
        return selection

    @classmethod
    def lenient(
        cls, search: str, references: AccountReferences = PLAIN
    ) -> tuple[Selection, AddressError | None]:
        """Parse an address. An invalid budget is left out, and its error is returned."""
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
        """The address without defaults: `?period=90d&service=Amazon+RDS`, or `?`."""
        words = self._changed("payer", "period")
        for rule in self.filters:
            parameter = filter_name(rule.dimension, rule.exclude)
            for value in rule.values:
                words.append((parameter, self._written(rule.dimension, value)))
        words += [("by", dimension) for dimension in filter(None, (self.by, self.then))]
        words += self._changed("page", "against")
        if self.per_day:
            words.append(("per-day", Switch.YES))
        words += self._changed("metric", "charges", "chart", "granularity", "show", "top", "budget")
        words += self.gates.parameters
        words += self._changed("anomaly", "name", "listed")
        parameters = ["=".join((name, _quoted(value))) for name, value in words]
        return "?" + "&".join(parameters)

    def _written(self, dimension: Dimension, value: str) -> str:
        return value if value == PLACEHOLDER else self.references.written(dimension, value)

    def _changed(self, *names: str) -> list[tuple[str, str]]:
        """Return those of the fields that differ from their defaults, as parameters."""
        words = []
        for name in names:
            value = getattr(self, name)
            usual = getattr(Selection, name)
            if name == "period":
                usual = default_period(self.page)
            if value != usual:
                words.append((name, str(value)))
        return words

    @cached_property
    def focus(self) -> Focus:
        """The costs that are asked for, by `by` if chosen, else by the next step of the trail."""
        by = self.by or trail.next_step(self.filters)
        is_usage_only = self.charges is Charges.USAGE
        return Focus(by, self.filters, is_usage_only, self.then)

    @property
    def included(self) -> frozenset[Dimension]:
        """Dimensions with filters that include values."""
        return trail.included(self.filters)

    def values(self, dimension: Dimension, exclude: bool = False) -> tuple[str, ...]:
        """Return the values that the dimension's filter includes or, with `exclude`, excludes."""
        return trail.values(self.filters, dimension, exclude)

    def on_page(self, page: str) -> Selection:
        """Return this selection on another page, whose defaults replace those of this page."""
        is_usual = self.period == default_period(self.page)
        is_drawn = self.chart in charts_of(page)
        return replace(
            self,
            page=page,
            period=default_period(page) if is_usual else self.period,
            chart=self.chart if is_drawn else Selection.chart,
            granularity=self.granularity.on_page(page),
        )

    def with_period(self, text: str) -> Selection:
        return replace(self, period=text)

    def with_filter(self, dimension: Dimension, *values: str) -> Selection:
        """Add a filter of these values at the end of the trail.

        Other excluded values of `dimension` stay excluded.
        """
        step = Filter(dimension, values)
        return self._filtered(trail.down(self.filters, step))

    def with_values(
        self, dimension: Dimension, values: Collection[str], exclude: bool = False
    ) -> Selection:
        """Replace all filters of `dimension` by one with these values, or none without values.

        The grouping stays, unless all costs would be of one value or the grouping needs a service.
        """
        rest = self.without(dimension)
        if not values:
            return rest._listed_by(self.by, self.then)
        chosen = Filter(dimension, tuple(values), exclude)
        changed = rest._filtered(trail.exchanged(self.filters, chosen))
        if exclude or len(values) > 1:
            return changed._listed_by(self.focus.by, self.then)
        kept = [each for each in (self.by, self.then) if each is not dimension]
        return changed._listed_by(*kept)

    def _listed_by(self, *groups: Dimension | None) -> Selection:
        """Group by `groups`, without those that need a service. If only the next step of the trail
        is left, no grouping is chosen."""
        needing: Collection[Dimension] = WITHIN_SERVICES
        if Dimension.SERVICE in self.included:
            needing = ()
        kept = [each for each in groups if each and each not in needing]
        if kept == [trail.next_step(self.filters)]:
            kept = []
        by, then = (*kept, None, None)[:2]
        listed = replace(self, by=by, then=then)
        return replace(listed, then=None) if listed.focus.needs_too_many else listed

    def into(
        self, dimension: Dimension, values: Collection[str], by: Dimension | None = None
    ) -> str | None:
        """Return the address with this filter added, listed `by`; None if it is too long."""
        if not can_all_be_filtered(dimension, values):
            return None
        search = self._down(dimension, values, by)
        return search if len(search) <= LONGEST else None

    def _down(self, dimension: Dimension, values: Collection[str], by: Dimension | None) -> str:
        if any(rule.dimension is dimension for rule in self.filters):
            return replace(self.with_filter(dimension, *values), by=by).search
        # A table has hundreds of such addresses that differ in their values only.
        if (dimension, by) not in self._steps:
            placed = replace(self.with_filter(dimension, PLACEHOLDER), by=by).search
            parameter = f"{filter_name(dimension, exclude=False)}="
            start, _, end = placed.partition(f"{parameter}{QUOTED_PLACEHOLDER}")
            self._steps[dimension, by] = start, parameter, end
        start, parameter, end = self._steps[dimension, by]
        written = [f"{parameter}{_quoted(self._written(dimension, value))}" for value in values]
        return f"{start}{'&'.join(written)}{end}"

    @cached_property
    def _steps(self) -> dict[tuple[Dimension, Dimension | None], tuple[str, str, str]]:
        """Addresses with one more filter, by its dimension and `by`: the part before the values,
        the name of the filter, and the part after them."""
        return {}

    def without(self, dimension: Dimension) -> Selection:
        """Remove the filters on `dimension`, and with services those that depend on them."""
        return self._filtered(trail.without(self.filters, dimension))

    def up_to(self, steps: int) -> Selection:
        """Keep the first `steps` filters of the trail."""
        return self._filtered(self.filters[:steps])

    def _filtered(self, filters: tuple[Filter, ...]) -> Selection:
        """Replace the filters. The budget is dropped, because it is that of one selection."""
        is_same = set(filters) == set(self.filters)
        return replace(
            self,
            filters=services_first(filters),
            by=None,
            then=None,
            budget=self.budget if is_same else None,
        )


_quoted = lru_cache(maxsize=2**14)(quote_plus)

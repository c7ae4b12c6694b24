"""Where costs come from, as the rest of CloudSense sees it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cloudsense.costs.dimension import Kind
from cloudsense.costs.frame import Fetched
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery, Dimension, Metric


@dataclass(frozen=True)
class Capabilities:
    """What a source can be asked, and whether it charges for the answers."""

    dimensions_at_once: int
    """That an answer can be grouped by."""
    dimensions: frozenset[Dimension]
    """That an answer can be grouped and filtered by."""
    filters: frozenset[Dimension]
    """That it can be filtered by only."""
    kinds: frozenset[Kind]
    """Of which it can be grouped and filtered by any: tags, cost categories."""
    metrics: frozenset[Metric]
    granularities: frozenset[Granularity]
    history_months: int
    """Before the current month."""
    priced: bool
    forecasts: bool = False
    """Whether it is a `forecast.Forecaster`."""
    reports_anomalies: bool = False
    """Whether it is an `anomalies.reported.Reporter`."""
    lists_values: bool = False
    """Whether it is a `value_lists.Lister`."""

    def first_day(self, today: date) -> date:
        """The first day of its history."""
        return Month.of(today).plus(-self.history_months).first

    def history(self, today: date) -> Period:
        """Every day that it has, up to and including `today`."""
        return Period(self.first_day(today), today + ONE_DAY)

    def check(self, query: CostQuery) -> None:
        """Raises ValueError if the source cannot answer `query`."""
        if len(query.group_by) > self.dimensions_at_once:
            raise ValueError(f"it groups by {self.dimensions_at_once} dimensions at most")
        unknown = [dimension for dimension in query.group_by if not self.groups_by(dimension)]
        unknown += [rule.dimension for rule in query.where if not self.filters_by(rule.dimension)]
        if unknown:
            raise ValueError(f"it does not know {', '.join(sorted(unknown))}")

    def groups_by(self, dimension: Dimension) -> bool:
        return dimension in self.dimensions or dimension.kind in self.kinds

    def filters_by(self, dimension: Dimension) -> bool:
        return self.groups_by(dimension) or dimension in self.filters


class Meter(Protocol):
    """Where requests that AWS charges for are paid."""

    def page(self) -> AbstractContextManager[None]:
        """To be entered for each request before it is sent, and left with its answer or failure.

        Raises SpendingLimitError if it may not be sent.
        """
        ...


class CostSource(Protocol):
    """AWS, or the demo organization. Safe to use from several threads at once."""

    @property
    def capabilities(self) -> Capabilities:
        """The same at all times."""
        ...

    def identity(self) -> Identity:
        """Who is asking, validated by the source. Raises CredentialsError, UnavailableError."""
        ...

    def check(self) -> None:
        """Ask the source, at no cost, whether it still takes our credentials; where they lie is not
        forgotten.

        Raises CredentialsError, UnavailableError.
        """
        ...

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        """The complete daily answer to `query` over `period`, and never part of one. Raises
        CloudSenseError."""
        ...

    def renew(self) -> None:
        """Forget credentials and identity, so that the next call looks for them afresh."""
        ...

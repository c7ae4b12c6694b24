"""Interface of a source of costs."""

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
    """Capabilities of a source, and whether it charges for answers."""

    dimensions_at_once: int
    """Number of dimensions that an answer can be grouped by."""
    dimensions: frozenset[Dimension]
    """Dimensions to group and filter by."""
    filters: frozenset[Dimension]
    """Dimensions to filter by only."""
    kinds: frozenset[Kind]
    """Kinds that it can group and filter by with any key: tags, cost categories."""
    metrics: frozenset[Metric]
    granularities: frozenset[Granularity]
    history_months: int
    """Months of history before the current month."""
    priced: bool

    def first_day(self, today: date) -> date:
        """First day of the history."""
        return Month.of(today).plus(-self.history_months).first

    def history(self, today: date) -> Period:
        """Period of the history, up to and including `today`."""
        return Period(self.first_day(today), today + ONE_DAY)

    def since(self, first: date, today: date) -> Period:
        """Period from `first` up to and including `today`, as far as the history reaches."""
        return Period(max(first, self.first_day(today)), today + ONE_DAY)

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
    """Records requests that AWS charges for."""

    def page(self) -> AbstractContextManager[None]:
        """Context of one request: entered before it is sent, left with its answer or failure.

        Raises SpendingLimitError if it may not be sent.
        """
        ...


class CostSource(Protocol):
    """Source of costs: AWS or the demo organization. Thread-safe."""

    @property
    def capabilities(self) -> Capabilities:
        """Capabilities; constant."""
        ...

    def identity(self) -> Identity:
        """Validated identity of the caller. Raises CredentialsError, UnavailableError."""
        ...

    def check(self) -> None:
        """Checks, free of charge, that the source still accepts the credentials; keeps where they
        were found.

        Raises CredentialsError, UnavailableError.
        """
        ...

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        """Complete daily answer to `query` over `period`, never a part
        of it. Raises CloudSenseError."""
        ...

    def renew(self) -> None:
        """Drops credentials and identity, so that the next call looks them up again."""
        ...

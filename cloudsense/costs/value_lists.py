"""Lists without costs: tag keys, names of cost categories, values of a dimension. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.source import Meter


@dataclass(frozen=True)
class ListQuestion:
    """Which tag keys or cost categories there are, or which values a dimension has."""

    of: Kind | Dimension
    """A kind for its keys: `Kind.TAG`, `Kind.COST_CATEGORY`."""
    period: Period
    """Today is its last day."""

    @property
    def name(self) -> str:
        """The same for equal questions; no name of a `CostQuery`."""
        return f"list of {self.of.value}"


@dataclass(frozen=True)
class ValueList:
    """The source's answer."""

    values: tuple[str, ...]
    """Sorted, without the empty value of costs that have none."""
    fetched_at: datetime | None = None

    def dimensions(self, kind: Kind) -> tuple[Dimension, ...]:
        """The keys as dimensions, without those that no address can hold."""
        found = []
        for key in self.values:
            try:
                found.append(Dimension(f"{kind}:{key}"))
            except ValueError:
                continue
        return tuple(found)


@runtime_checkable
class Lister(Protocol):
    """A source that lists keys and values."""

    def value_list(self, identity: Identity, question: ListQuestion, meter: Meter) -> ValueList:
        """All of them: one paid request a page. Raises CloudSenseError."""
        ...

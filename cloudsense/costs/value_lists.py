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
    """Question for tag keys, cost categories, or the values of a dimension."""

    of: Kind | Dimension
    """Kind to list the keys of (`Kind.TAG`, `Kind.COST_CATEGORY`), or dimension to
    list the values of."""
    period: Period
    """Period of the list; today is its last day."""

    @property
    def name(self) -> str:
        """Name in the cache; differs from that of every `CostQuery`."""
        return f"list of {self.of.value}"


@dataclass(frozen=True)
class ValueList:
    """Complete answer of the source."""

    values: tuple[str, ...]
    """Values, sorted, without the empty one of costs that have none."""
    fetched_at: datetime | None = None

    def dimensions(self, kind: Kind) -> tuple[Dimension, ...]:
        """Keys as dimensions, without those that addresses cannot hold."""
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
        """All keys or values: one paid request a page. Raises CloudSenseError."""
        ...

"""The source's own forecast for the rest of a month. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Metric
from cloudsense.costs.source import Meter

LEVEL = 80
"""Percentage of outcomes that the range covers."""


@dataclass(frozen=True)
class ForecastQuestion:
    """Question for the future costs of a selection."""

    metric: Metric
    selection: CostQuery
    """Selection without grouping."""
    period: Period
    """Period from today (UTC) on; the end is exclusive."""

    @property
    def name(self) -> str:
        """Name in the cache; differs from that of every `CostQuery`."""
        return f"forecast {self.metric.value}: {self.selection.name}"


@dataclass(frozen=True)
class Forecast:
    """Forecast from the source."""

    amount: float
    """Sum of all days of the period."""
    low: float | None
    high: float | None
    """Bounds of the range that covers `LEVEL` percent of outcomes; None if
    the source gives none."""
    currency: str
    fetched_at: datetime | None = None


@runtime_checkable
class Forecaster(Protocol):
    """A source with forecasts."""

    def forecast(self, identity: Identity, question: ForecastQuestion, meter: Meter) -> Forecast:
        """Forecast for the question: one paid request. Raises CloudSenseError; NoDataError
        with too little history."""
        ...

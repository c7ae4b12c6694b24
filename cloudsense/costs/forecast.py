"""What the source itself forecasts for the rest of a month. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Metric
from cloudsense.costs.source import Meter

LEVEL = 80
"""Percent of all outcomes that the range is to hold."""


@dataclass(frozen=True)
class ForecastQuestion:
    """What the costs of a selection will be over days to come."""

    metric: Metric
    selection: CostQuery
    """Grouped by nothing."""
    period: Period
    """From today (UTC) on; the end is exclusive."""

    @property
    def name(self) -> str:
        """The same for equal questions; no name of a `CostQuery`."""
        return f"forecast {self.metric.value}: {self.selection.name}"


@dataclass(frozen=True)
class Forecast:
    """The source's answer."""

    amount: float
    """Of all days of the period."""
    low: float | None
    high: float | None
    """The range that holds `LEVEL` percent of all outcomes, where the source gives one."""
    currency: str
    fetched_at: datetime | None = None


@runtime_checkable
class Forecaster(Protocol):
    """A source that forecasts."""

    def forecast(self, identity: Identity, question: ForecastQuestion, meter: Meter) -> Forecast:
        """One paid request. Raises CloudSenseError; NoDataError with too little history."""
        ...

"""Questions and answers about hourly costs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from cloudsense.costs.frame import CostFrame
from cloudsense.costs.hour import Hour, hours_of
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period, complete_through
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import Meter
from cloudsense.errors import AddressError

HISTORY = timedelta(days=14)
"""Days before today for which Cost Explorer has hours."""


@dataclass(frozen=True)
class HourlyQuestion:
    """Question for the costs of each hour of a period."""

    query: CostQuery
    period: Period
    hours: tuple[Hour, ...]
    """Hours of the period that have begun."""

    @classmethod
    def at(cls, query: CostQuery, period: Period, now: datetime) -> HourlyQuestion:
        """The question at `now` (UTC). Raises AddressError if the period has no hourly costs."""
        check_hours(period, now.date())
        return cls(query, period, hours_of(period, now.replace(tzinfo=None)))

    @property
    def name(self) -> str:
        """Name in the cache; differs from that of every `CostQuery`."""
        return f"hours up to {self.hours[-1].end:%H:%M}: {self.query.name}"

    @property
    def place(self) -> str:
        """Cache key without the hour, so that the answer of an hour ago is found."""
        return f"hours: {self.query.name}"


@dataclass(frozen=True, eq=False)
class HourlyCosts:
    """Complete answer of the source: every page, every hour."""

    frame: CostFrame
    """Hourly costs; `day` is the start of each hour."""
    currency: str
    account_names: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None

    def is_current(self, period: Period, now: datetime, open_for: timedelta) -> bool:
        """Whether the answer is recent, or all its days were complete, so that
        asking again is pointless."""
        if self.fetched_at is None:
            return False
        is_complete = period.last <= complete_through(self.fetched_at.date())
        return is_complete or now - self.fetched_at < open_for


@runtime_checkable
class HourlySource(Protocol):
    """A source with hourly costs."""

    def hourly(self, identity: Identity, question: HourlyQuestion, meter: Meter) -> HourlyCosts:
        """Hourly costs: one paid request a page. Raises CloudSenseError; HoursOffError if the
        account has not enabled them."""
        ...


def has_hours(period: Period, today: date) -> bool:
    """Whether all days of the period are recent enough."""
    return period.start >= today - HISTORY


def check_hours(period: Period, today: date) -> None:
    """Raises AddressError for days that are too old."""
    if not has_hours(period, today):
        raise AddressError(
            "Cost Explorer has hours of the last 14 days only.",
            "Costs by day, week and month go back further.",
            f"Choose a period that starts on {today - HISTORY} or later, such as 7d.",
        )

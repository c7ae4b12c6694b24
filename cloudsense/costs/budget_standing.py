"""Status of a budget: spent, projected, and when the amount is exceeded. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cloudsense.costs.analysis import tabulate
from cloudsense.costs.budget import highest_reached
from cloudsense.costs.budgets import Budget
from cloudsense.costs.daily import Daily
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month, Period
from cloudsense.costs.projection.inputs import daily_costs
from cloudsense.costs.projection.project import project
from cloudsense.costs.projection.projection import Projection
from cloudsense.costs.query import Dimension

SHOWN_MONTHS = 3


class State(StrEnum):
    """State of a budget."""

    WITHIN = "within"
    PROJECTED_OVER = "projected over"
    EXCEEDED = "exceeded"


@dataclass(frozen=True)
class Standing:
    """Status of a budget in its current month, quarter or year."""

    budget: Budget
    currency: str
    projection: Projection
    by_month: Mapping[Month, float]
    """Counted costs of the last known months, the current one last."""
    has_costs: bool
    """Whether there are any charges or credits, even if they add up to 0."""

    @property
    def period(self) -> Period:
        """Current month, quarter or year of the budget."""
        return self.projection.period

    @property
    def spent(self) -> float:
        """Spent from the first day of the period, or of the history, through today."""
        return self.projection.so_far

    @property
    def projected(self) -> float | None:
        """Projected cost at the end of the period; None without complete days."""
        return self.projection.amount if self.projection.sample_days else None

    @property
    def range(self) -> tuple[float | None, float | None]:
        """Likely lowest and highest end; None where unknown or too far ahead."""
        if self.projected is None:
            return None, None
        return self.projection.low, self.projection.high

    @property
    def limit(self) -> float:
        return float(self.budget.amount.value)

    @property
    def used(self) -> float:
        """Used part as a ratio: 0.5 is half. 0 where credits exceed costs."""
        return max(0.0, round(self.spent / self.limit, 9))

    @property
    def state(self) -> State:
        if self.spent > self.limit:
            return State.EXCEEDED
        if self.projected is not None and self.projected > self.limit:
            return State.PROJECTED_OVER
        return State.WITHIN

    @property
    def step(self) -> int:
        """Highest threshold reached, in percent; 0 if none."""
        return highest_reached(self.budget.thresholds, self.used)

    @property
    def crosses(self) -> date | None:
        """Day at whose end the sum goes above the amount for good; it may be past."""
        if self.state is State.WITHIN:
            return None
        return self.projection.crosses(self.limit)

    @property
    def matches_nothing(self) -> bool:
        """Whether its filter may be misspelled. A budget of all costs has none."""
        return bool(self.budget.filters) and not self.has_costs


def stand(
    budget: Budget, snapshot: Snapshot, today: date, earlier: CostFrame | None = None
) -> Standing:
    """Status of `budget` on the UTC day `today`; `snapshot` holds its costs from the first day of
    its period on.

    `earlier` holds known costs of the days before, without charge types; the projection learns from
    them.

    Raises AddressError if the amount is in another currency than the bill.
    """
    if len(snapshot.frame):
        budget.amount.check(snapshot.currency)
    period = budget.every.around(today)
    through = snapshot.complete_to
    frame = budget.focus.within(snapshot.frame)
    costs = tabulate(frame, Dimension.CHARGE_TYPE, budget.metric, snapshot.period).by_day
    daily = daily_costs(frame, budget.metric, snapshot.period, through, earlier)
    if daily is None:
        daily = Daily.of_charge_types({}, through)
    return Standing(
        budget=budget,
        currency=snapshot.currency or "USD",
        projection=project(daily, period, today, through),
        by_month=_by_month(costs, snapshot.period),
        has_costs=any(amount for days in costs.values() for amount in days.values()),
    )


def _by_month(costs: Mapping[str, Mapping[date, float]], period: Period) -> dict[Month, float]:
    """Last months of `period`; only whole ones and the current one."""
    found = {}
    for days in period.by_month[-SHOWN_MONTHS:]:
        if days.start.day > 1:
            continue
        amounts: list[float] = []
        for kind in costs.values():
            amounts += [kind.get(day, 0.0) for day in days.dates]
        found[Month.of(days.start)] = math.fsum(amounts)
    return found

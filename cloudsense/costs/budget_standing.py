"""How a budget stands: what is spent, what is projected, and when the amount is passed. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import takewhile

from cloudsense.costs.analysis import tabulate
from cloudsense.costs.budgets import Budget
from cloudsense.costs.daily import Daily
from cloudsense.costs.forecast import project
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension


class State(StrEnum):
    """Where a budget stands."""

    WITHIN = "within"
    PROJECTED_OVER = "projected over"
    PASSED = "passed"


@dataclass(frozen=True)
class Outlook:
    """The end of a month, quarter or year as it looks today. Four outcomes of five lie between
    `low` and `high`."""

    amount: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """A budget in the month, quarter or year of `period`, as of its last complete day."""

    budget: Budget
    period: Period
    currency: str
    spent: float
    """From the first day of the period, or of the history, through today."""
    path: Mapping[date, float]
    """The sum since the first day, by day: actual through `complete_to`, projected from then on."""
    complete_to: date
    outlook: Outlook | None = None
    """None where there are no complete days to tell."""

    @property
    def limit(self) -> float:
        return float(self.budget.amount.value)

    @property
    def used(self) -> float:
        """A ratio: 0.5 is half used. Where credits exceed costs nothing is."""
        return max(0.0, round(self.spent / self.limit, 9))

    @property
    def state(self) -> State:
        if self.spent > self.limit:
            return State.PASSED
        if self.outlook and self.outlook.amount > self.limit:
            return State.PROJECTED_OVER
        return State.WITHIN

    @property
    def step(self) -> int:
        """The highest threshold reached, in percent; 0 if none."""
        reached = [step for step in self.budget.thresholds if self.used * 100 >= step]
        return max(reached, default=0)

    @property
    def crosses(self) -> date | None:
        """The day from whose evening on the sum stays above the amount; it may be past."""
        latest_first = sorted(self.path, reverse=True)
        above = list(takewhile(lambda day: self.path[day] > self.limit, latest_first))
        return above[-1] if above else None

    @property
    def has_costs(self) -> bool:
        """Whether anything was charged or credited: a misspelled filter has no costs."""
        return bool(self.spent) or any(self.path.values())


def stand(budget: Budget, snapshot: Snapshot, today: date) -> Standing:
    """How `budget` stands on the UTC day `today`, by an answer that holds its costs from the first
    day of its period on.

    Raises AddressError if the amount is in another currency than the bill.
    """
    if len(snapshot.frame):
        budget.amount.check(snapshot.currency)
    period = budget.every.around(today)
    costs = costs_by_charge_type(budget, snapshot)
    daily = Daily.of_charge_types(costs, snapshot.complete_to)
    known = Period(period.start, today + ONE_DAY)
    path = _sums({day: _on(costs, day) for day in known.dates})
    standing = Standing(
        budget=budget,
        period=period,
        currency=snapshot.currency or "USD",
        spent=path[today],
        path=path,
        complete_to=snapshot.complete_to,
    )
    return _with_outlook(standing, daily, today) if costs else standing


def costs_by_charge_type(budget: Budget, snapshot: Snapshot) -> dict[str, dict[date, float]]:
    """What the budget counts of an answer, by charge type and day."""
    frame = budget.focus.within(snapshot.frame)
    table = tabulate(frame, Dimension.CHARGE_TYPE, budget.metric, snapshot.period)
    return table.by_day


def _on(costs: Mapping[str, Mapping[date, float]], day: date) -> float:
    return math.fsum(amounts.get(day, 0.0) for amounts in costs.values())


def _sums(amounts: Mapping[date, float]) -> dict[date, float]:
    path, so_far = {}, []
    for day, amount in amounts.items():
        so_far.append(amount)
        path[day] = math.fsum(so_far)
    return path


def _with_outlook(standing: Standing, daily: Daily, today: date) -> Standing:
    """With the end of the period and the days to it, where complete days tell."""
    projection = project(daily, today, standing.complete_to)
    month = Month.of(today).period
    ends_with_month = month.end == standing.period.end
    if not projection.sample_days or not ends_with_month:
        return standing
    before = standing.path[month.start - ONE_DAY] if month.start > standing.period.start else 0.0
    ahead = {day: before + amount for day, amount in projection.path.items()}
    outlook = Outlook(before + projection.amount, before + projection.low, before + projection.high)
    return replace(standing, path={**standing.path, **ahead}, outlook=outlook)

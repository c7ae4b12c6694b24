"""Projections of a selection: the current month, and the next year. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from cloudsense.costs.analysis import Table
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Kind, Month, Period, PeriodChoice
from cloudsense.costs.projection.inputs import daily_costs
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.projection.projection import Projection
from cloudsense.costs.projection.year_ahead import YearAhead, year_ahead
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.questions import Focus
from cloudsense.web.pages.overview.cost_history import CostHistory
from cloudsense.web.state.selection import Selection

PROJECTIONS_AT_HAND = 64
"""Projections in the cache. Each holds references to its answers."""


def running_month(
    recent: Snapshot, history: CostHistory, selection: Selection, today: date
) -> Projection | None:
    """Project the month of `today`, by the metric and charges of `selection`; None without costs.

    `recent` has last month and this month of the selection, `history` the months before.
    """
    focus, metric = selection.focus, selection.metric
    if Dimension.CHARGE_TYPE in recent.query.group_by:
        focus = replace(focus, by=Dimension.CHARGE_TYPE)
    known = replace(history, under_way=False)
    return _running_month(recent, known, focus, metric, today)


@lru_cache(maxsize=PROJECTIONS_AT_HAND)
def _running_month(
    recent: Snapshot,
    history: CostHistory,
    focus: Focus,
    metric: Metric,
    today: date,
) -> Projection | None:
    """Project the month. The result is cached for all periods and charts."""
    snapshot, total = history.for_projection(recent)
    frame = _by_charge_type(snapshot, focus)
    through = recent.complete_to
    daily = daily_costs(frame, metric, snapshot.period, through, total)
    return project_month(daily, today, through) if daily else None


def next_year(table: Table, choice: PeriodChoice, complete_to: date) -> YearAhead | None:
    """Project the year after the complete months of `table`, if these are the last year's."""
    if choice.kind not in (Kind.MONTHS, Kind.YEAR):
        return None
    period = choice.period
    totals = {}
    for month in period.months:
        days = month.period
        is_whole = days.meet(period) == days
        if is_whole and days.last <= complete_to:
            first = (days.start - period.start).days
            costs = table.daily[first : first + days.days]
            totals[month] = float(costs.sum())
    return year_ahead(totals)


def before_today(recent: Snapshot, selection: Selection, today: date) -> float:
    """Return the costs of the current month up to yesterday."""
    first = Month.of(today).first
    if first == today:
        return 0.0
    so_far = Period(first, today)
    frame = _by_charge_type(recent, selection.focus).within(so_far)
    return float(frame.data[selection.metric.value].sum())


def _by_charge_type(snapshot: Snapshot, focus: Focus) -> CostFrame:
    """Return the rows of the selection, with charge types if the answer has them."""
    if Dimension.CHARGE_TYPE in snapshot.frame.dimensions:
        focus = replace(focus, by=Dimension.CHARGE_TYPE)
    return focus.within(snapshot.frame)

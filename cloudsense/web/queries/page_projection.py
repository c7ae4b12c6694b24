"""What is projected of a selection: the running month, and the year after the months on the screen.
Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cloudsense.costs.analysis import Table
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Kind, Month, Period, PeriodChoice
from cloudsense.costs.projection.inputs import daily_costs
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.projection.projection import Projection
from cloudsense.costs.projection.year_ahead import YearAhead, year_ahead
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.web.queries.cost_history import CostHistory
from cloudsense.web.state.selection import Selection


def running_month(
    recent: Snapshot, history: CostHistory, selection: Selection, today: date
) -> Projection | None:
    """The month of `today` by the metric and charges of `selection`; None without costs.

    `recent` has last month and this month of the selection, `history` the months before.
    """
    focus = selection.focus
    snapshot, total = history.for_projection(recent)
    if focus.filters or focus.usage_only:
        total = None
    frame = _by_charge_type(snapshot, focus)
    through = recent.complete_to
    daily = daily_costs(frame, selection.metric, snapshot.period, through, total)
    return project_month(daily, today, through) if daily else None


def next_year(table: Table, choice: PeriodChoice, complete_to: date) -> YearAhead | None:
    """The year after the complete months of `table`, where these are the last year's."""
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
    """Costs of the running month up to yesterday."""
    first = Month.of(today).first
    if first == today:
        return 0.0
    frame = _by_charge_type(recent, selection.focus).within(Period(first, today))
    return float(frame.data[selection.metric.value].sum())


def _by_charge_type(snapshot: Snapshot, focus: Focus) -> CostFrame:
    """The rows of the selection, with their charge types where these are known."""
    if Dimension.CHARGE_TYPE in snapshot.frame.dimensions:
        focus = replace(focus, by=Dimension.CHARGE_TYPE)
    return focus.within(snapshot.frame)

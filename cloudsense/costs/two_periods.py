"""Changes between two periods, from the answers about them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.basis import Basis, KnownCosts, basis
from cloudsense.costs.changes import Changes, changes
from cloudsense.costs.currency import joined_codes, single
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice
from cloudsense.costs.query import OVERVIEW, Dimension, Metric
from cloudsense.costs.questions import Focus
from cloudsense.costs.row_rates import Frames, RowDetails


def lately(today: date) -> Period:
    """Last month and this month: every page asks for their overview."""
    last_month = Month.of(today).plus(-1)
    return Period(last_month.first, today + ONE_DAY)


def services_in(overview: Snapshot, metric: Metric) -> Table:
    """Services by falling cost over the last two months; their order decides their
    colors on all pages."""
    frame = Focus(Dimension.SERVICE).within(overview.frame)
    return tabulate(frame, Dimension.SERVICE, metric, overview.period)


def joined(snapshots: Sequence[Snapshot]) -> CostFrame:
    """Rows of several answers to one question. Raises MixedCurrencyError."""
    months: dict[Month, str] = {}
    for snapshot in snapshots:
        if len(snapshot.frame):
            months[Month.of(snapshot.period.last)] = snapshot.currency
    single(months)
    frames = [snapshot.frame for snapshot in snapshots]
    first = frames[0]
    if len(frames) == 1:
        return first
    return CostFrame.joined(frames, first.dimensions)


def agree(one: Snapshot, other: Snapshot) -> None:
    """Raises MixedCurrencyError unless both have the same currency, as needed for shares."""
    if len(one.frame) and len(other.frame):
        currency = joined_codes((one.currency, other.currency))
        single({Month.of(one.period.last): currency})


def complete_through_all(snapshots: Sequence[Snapshot]) -> date:
    """Last day that is complete in all snapshots."""
    return max(snapshot.complete_to for snapshot in snapshots)


def known_costs(overview: Snapshot, focus: Focus) -> KnownCosts:
    """Costs of other days in the overview, as far as it can be limited to the filters."""
    filters = [rule for rule in focus.filters if rule.dimension in OVERVIEW.group_by]
    scoped = Focus(Dimension.CHARGE_TYPE, tuple(filters), focus.usage_only)
    return KnownCosts(scoped.within(overview.frame), overview.period, overview.complete_to)


def basis_of(
    snapshots: Sequence[Snapshot],
    overview: Snapshot | None,
    focus: Focus,
    metric: Metric,
    choice: PeriodChoice,
) -> Basis:
    """Days and charges to compare. `snapshots` cover both periods; raises MixedCurrencyError.

    The `overview`, for whatever days it is cached, shows which charges fall on single days.
    """
    frame = focus.within(joined(snapshots))
    currency = snapshots[-1].currency
    known = None
    if overview is not None and overview.currency == currency:
        known = known_costs(overview, focus)
    through = complete_through_all(snapshots)
    return basis(frame, focus.by, metric, choice, through, known)


def changes_between(
    snapshots: Sequence[Snapshot],
    overview: Snapshot | None,
    focus: Focus,
    metric: Metric,
    choice: PeriodChoice,
    *,
    per_day: bool = False,
    details: Mapping[str, RowDetails] = MappingProxyType({}),
) -> Changes:
    """Changes by `focus.by`. `details` holds the usage types by row name; other
    arguments as for `basis_of`."""
    return changes(
        basis_of(snapshots, overview, focus, metric, choice),
        focus.by,
        metric,
        divides=focus.of_one_usage_type,
        per_day=per_day,
        types=frames_of(details, snapshots[-1].currency),
    )


def frames_of(details: Mapping[str, RowDetails], currency: str) -> Frames:
    """Frames of the details in the same currency, made on demand."""
    found = {}
    for name, row in details.items():
        if all(snapshot.currency == currency for snapshot in row.snapshots):
            found[name] = partial(_frame, row)
    return found


def _frame(row: RowDetails) -> CostFrame:
    return row.focus.within(joined(row.snapshots))

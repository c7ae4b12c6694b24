"""Days and charges of two periods that are compared: equal numbers of complete days, without
charges of single days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.compared_days import ComparedDays, compared_days, month_pairs
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Period, PeriodChoice
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.series import DailySeries, days_with_single_charges, single_charges

Name = tuple[Dimension, str]
"""A service, or a charge type."""
LAST = 32
"""Number of the last day of any month."""


@dataclass(frozen=True)
class SingleCharge:
    """Service or charge type billed on single days of either period; not compared."""

    dimension: Dimension
    value: str
    now: float
    before: float

    @property
    def size(self) -> float:
        """Absolute amount of the larger side."""
        return max(abs(self.now), abs(self.before))


@dataclass(frozen=True)
class KnownCosts:
    """Costs by service and charge type of the same selection; its period may differ."""

    frame: CostFrame
    period: Period
    complete_to: date

    def tells(self, dimensions: Sequence[Dimension]) -> bool:
        """Whether it is grouped by all of `dimensions`."""
        return set(dimensions) <= set(self.frame.dimensions)

    def daily(self, metric: Metric) -> DailySeries:
        known = [(self.period, self.complete_to)]
        return DailySeries.of(self.frame, self.frame.dimensions, metric, known)


@dataclass(frozen=True)
class Basis:
    """Which days and charges of two periods are compared with each other."""

    choice: PeriodChoice
    days: ComparedDays
    series: DailySeries
    once: np.ndarray
    """Cells of `series` that are charges of single days: not compared, unless between months."""
    single: tuple[SingleCharge, ...] = ()

    @property
    def counted(self) -> np.ndarray:
        """Cells of `series` that count on the compared days: a boolean matrix."""
        if self.days.whole_months:
            return np.ones_like(self.once)
        return np.asarray(~self.once)


def basis(
    frame: CostFrame,
    by: Dimension,
    metric: Metric,
    choice: PeriodChoice,
    complete_to: date,
    overview: KnownCosts | None,
) -> Basis:
    """Days and charges to compare; arguments as for `compare`."""
    sides = choice.before, choice.period
    days = compared_days(choice, complete_to)
    known = [(side, complete_to) for side in sides]
    if Dimension.CHARGE_TYPE not in frame.dimensions:
        series = DailySeries.of(frame, (by,), metric, known)
        if not days.whole_months:
            days = days.without(_fee_days(series, overview, metric), choice.same_days)
        nothing = np.zeros_like(series.amounts, dtype=bool)
        return Basis(choice, days, series, nothing)
    if overview is not None and overview.tells(frame.dimensions):
        frame = _joined(frame, overview, sides)
        known.append((overview.period, overview.complete_to))
    series = DailySeries.of(frame, frame.dimensions, metric, known)
    once = single_charges(series)
    if days.whole_months:
        return Basis(choice, days, series, once)
    once &= ~_compared_anyway(series, once, choice, days)
    return Basis(choice, days, series, once, _single_charges(series, once, choice))


def _joined(frame: CostFrame, overview: KnownCosts, sides: Sequence[Period]) -> CostFrame:
    """Rows of the two periods, and the overview's rows of other complete days."""
    first = overview.period.start
    last = max(overview.complete_to, first)
    rest = overview.frame.within(Period(first, last + ONE_DAY))
    for side in sides:
        rest = rest.outside(side)
    parts = [*map(frame.within, sorted(sides)), rest]
    return CostFrame.joined(parts, frame.dimensions)


def _fee_days(series: DailySeries, overview: KnownCosts | None, metric: Metric) -> frozenset[date]:
    """Days with fees.

    Where fees are unknown: the 1st, and the days with fees in other months.
    """
    found = days_with_single_charges(series)
    others = set(series.span.dates)
    if overview is not None:
        found |= days_with_single_charges(overview.daily(metric))
        others.difference_update(overview.period.dates)
    usual = {1, *(day.day for day in found)}
    if any(map(_is_last, found)):
        usual.add(LAST)
    return found.union(day for day in others if _is_usual(day, usual))


def _is_usual(day: date, usual: set[int]) -> bool:
    """Whether a day of the month is among the `usual` ones; the last day of a month stands
    in for later ones."""
    if _is_last(day) and day.day < max(usual):
        return True
    return day.day in usual


def _is_last(day: date) -> bool:
    return (day + ONE_DAY).day == 1


def _compared_anyway(
    series: DailySeries, once: np.ndarray, choice: PeriodChoice, days: ComparedDays
) -> np.ndarray:
    """Series of open months that were charged on the compared days of both months."""
    found = np.zeros_like(once)
    if not choice.same_days:
        return found
    for now, before in month_pairs(choice):
        after = [day for day in days.now if day in now]
        earlier = [day for day in days.before if day in before]
        in_both = _is_on(once, series.columns(after))
        in_both &= _is_on(once, series.columns(earlier))
        both = series.columns([*now.dates, *before.dates])
        found[:, both] |= in_both
    return found


def _is_on(cells: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Whether each series has a cell in one of the columns: series x 1."""
    return np.asarray(cells[:, columns].any(axis=1, keepdims=True))


def _single_charges(
    series: DailySeries, once: np.ndarray, choice: PeriodChoice
) -> tuple[SingleCharge, ...]:
    """Single charges by charge type, or by service if the service bills usage on single
    days; the largest first."""
    amounts = np.where(once, series.amounts, 0.0)
    names = [_named(series.dimensions, key) for key in series.keys]
    now = _sums_on(series, amounts, choice.period, names)
    before = _sums_on(series, amounts, choice.before, names)
    found = []
    for name, amount in now.items():
        charge = SingleCharge(*name, amount, before[name])
        if charge.size >= NEGLIGIBLE:
            found.append(charge)
    return tuple(sorted(found, key=lambda charge: -charge.size))


def _sums_on(
    series: DailySeries, amounts: np.ndarray, period: Period, names: Sequence[Name]
) -> dict[Name, float]:
    """Sum of each name in `period`; `names` holds the name of each series."""
    columns = series.columns(tuple(period.dates))
    by_series = amounts[:, columns].sum(axis=1)
    sums = dict.fromkeys(names, 0.0)
    for name, amount in zip(names, by_series.tolist(), strict=True):
        sums[name] += amount
    return sums


def _named(dimensions: Sequence[Dimension], key: Sequence[str]) -> Name:
    of = dict(zip(dimensions, key, strict=True))
    is_usage = of[Dimension.CHARGE_TYPE].lower() == "usage"
    by = Dimension.CHARGE_TYPE
    if is_usage and Dimension.SERVICE in of:
        by = Dimension.SERVICE
    return by, of[by]

"""Daily costs of every combination in an answer, and which of them are charged
on single days. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.daily import charge_kind
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.groups import Groups
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Dimension, Metric

LARGE = 0.25
"""Share of the largest day from which a day counts as one with a charge."""
DAYS_A_MONTH = 2
"""Most days a month on which a charge of single days occurs."""
SCATTERED = 5
"""Most days a month if they are less than half of the days between the first and the last."""
ABOVE_USUAL = 4.0
"""Multiple of the mean of other days from which a day of the month has more than usage."""
DAYS_KNOWN = 7
"""Known days needed to call a charge on a single day monthly."""
A_MONTH = 365.25 / 12
"""Days of an average month."""
SHIFT = 3
"""Days by which a monthly charge may be early or late."""
NOTICEABLE = 0.001
"""Share of a mean day from which single charges are noticeable."""


@dataclass(frozen=True)
class DailySeries:
    """One series for each combination of values of `dimensions`.

    `amounts` is a float64 matrix of series x days of `span`, in the bill's currency; `known` says
    for each day whether it is complete and known.
    """

    span: Period
    dimensions: tuple[Dimension, ...]
    keys: tuple[tuple[str, ...], ...]
    amounts: np.ndarray
    known: np.ndarray
    rows: CostFrame
    """Rows that the series are made from."""
    series_of_row: np.ndarray

    @classmethod
    def of(
        cls,
        frame: CostFrame,
        dimensions: Sequence[Dimension],
        metric: Metric,
        known: Sequence[tuple[Period, date]],
    ) -> DailySeries:
        """Series of `frame`, whose rows are in periods that are complete up to a date."""
        periods = [period for period, _ in known]
        first = min(period.start for period in periods)
        end = max(period.end for period in periods)
        span = Period(first, end)
        rows = frame.within(span)
        groups = Groups.of(rows, dimensions)
        return cls(
            span=span,
            dimensions=groups.dimensions,
            keys=groups.keys,
            amounts=groups.summed(rows.column(metric), span),
            known=_known(span, known),
            rows=rows,
            series_of_row=groups.of_row,
        )

    def of_dimension(self, dimension: Dimension) -> list[str]:
        """Each series' value of `dimension`."""
        place = self.dimensions.index(dimension)
        return [key[place] for key in self.keys]

    def columns(self, days: Sequence[date]) -> np.ndarray:
        """Column indices of `days` in `amounts`."""
        first = self.span.start
        places = [(day - first).days for day in days]
        return np.array(places, dtype=np.intp)


def single_charges(series: DailySeries) -> np.ndarray:
    """Cells with charges of single days: fees, tax, support, upfront payments, one-time credits.

    A boolean matrix like `series.amounts`. Such a charge has a type other than usage and occurs on
    few days of a month, or it is usage on one day of every known month. Without charge types only
    the latter is found.
    """
    billed = np.abs(series.amounts)
    size = np.where(series.known, billed, 0.0)
    peak = size.max(axis=1, keepdims=True, initial=0.0)
    charged = size >= NEGLIGIBLE
    large = charged & (size >= LARGE * peak)
    is_fee = _is_fee(series)
    fees = is_fee & _on_few_days(large, series)
    # Small ones beside large ones count, such as two kinds of tax; remainders of daily credits do
    # not.
    all_fees = fees & _on_few_days(charged, series)
    is_first = [day.day == 1 for day in series.span.dates]
    firsts = series.known & np.array(is_first)
    on_firsts = ~is_fee & _on_firsts(size, firsts, series.known)
    monthly = ~is_fee & _months_apart(billed, series.known)
    incomplete = ~series.known & (billed >= NEGLIGIBLE)
    apart = _rows(fees | monthly) & large
    apart |= _rows(fees) & incomplete
    apart |= _rows(all_fees) & charged
    apart |= _rows(on_firsts) & firsts & charged
    return np.asarray(apart)


def _rows(series: np.ndarray) -> np.ndarray:
    """One value for each series, broadcastable to series x days."""
    return np.asarray(series[:, None])


def days_with_single_charges(series: DailySeries) -> frozenset[date]:
    """Days on which single charges make a noticeable part of all costs."""
    billed = np.abs(series.amounts)
    once = np.where(single_charges(series), billed, 0.0)
    by_day = once.sum(axis=0).tolist()
    days_known = int(series.known.sum())
    usual = billed.sum() / max(days_known, 1)
    least = NOTICEABLE * usual
    days = zip(series.span.dates, by_day, strict=True)
    return frozenset(day for day, amount in days if amount > least)


def _is_fee(series: DailySeries) -> np.ndarray:
    if Dimension.CHARGE_TYPE not in series.dimensions:
        return np.zeros(len(series.keys), dtype=bool)
    kinds = map(charge_kind, series.of_dimension(Dimension.CHARGE_TYPE))
    return np.array([kind != "usage" for kind in kinds], dtype=bool)


def _on_few_days(large: np.ndarray, series: DailySeries) -> np.ndarray:
    """Whether each series is large on few days of every month, and not on all known days."""
    firsts = series.columns([month.start for month in series.span.by_month])
    by_month = np.add.reduceat(large, firsts, axis=1, dtype=np.intp)
    most = by_month.max(axis=1)
    days = large.sum(axis=1)
    # Up to the end of the row; the reversed row begins with its last large day.
    backwards = large[:, ::-1]
    end = large.shape[1] - backwards.argmax(axis=1)
    extent = end - large.argmax(axis=1)
    scattered = (most <= SCATTERED) & (2 * days < extent)
    few = (most <= DAYS_A_MONTH) | scattered
    return np.asarray(few & (days < series.known.sum()))


def _on_firsts(size: np.ndarray, firsts: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each series has far more on every known 1st than on other days.

    A single 1st is enough only if no other day is as large.
    """
    if not firsts.any():
        return np.zeros(len(size), dtype=bool)
    others = known & ~firsts
    if not others.any():
        return np.zeros(len(size), dtype=bool)
    usual = size[:, others].mean(axis=1)
    most = size[:, others].max(axis=1)
    least = size[:, firsts].min(axis=1)
    several = firsts.sum() > 1
    sure = several | (least > ABOVE_USUAL * most)
    return np.asarray(sure & (least > ABOVE_USUAL * usual))


def _months_apart(size: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each series is large on days that are months apart, and far smaller on all others.

    Incomplete days count, too: they show daily usage, but no monthly charge.
    """
    peak = size.max(axis=1, keepdims=True, initial=0.0)
    large = (size >= LARGE * peak) & (size >= NEGLIGIBLE)
    small = np.where(large, 0.0, size).sum(axis=1)
    days = (known & ~large).sum(axis=1)
    usual = small / np.maximum(days, 1)
    least = np.where(large, size, np.inf)
    least = least.min(axis=1, initial=np.inf)
    counts = large.sum(axis=1)
    most = size.shape[1] / A_MONTH + 2
    seldom = (counts > 0) & (counts <= most)
    monthly = seldom & (least > ABOVE_USUAL * usual)
    monthly[monthly] = _whole_months_apart(large[monthly])
    alone = monthly & (counts == 1)
    if alone.any():
        days = range(size.shape[1])
        possible = np.array([_may_be_monthly(day, known) for day in days])
        is_possible = possible[large.argmax(axis=1)]
        is_possible &= np.count_nonzero(size, axis=1) == 1
        monthly &= ~alone | is_possible
    return np.asarray(monthly)


def _whole_months_apart(large: np.ndarray) -> np.ndarray:
    """Whether the large days of each series are whole months apart; true for a single day."""
    series, days = np.nonzero(large)
    months = np.diff(days) / A_MONTH
    nearest = np.round(months).clip(min=1)
    off = np.abs(months - nearest) * A_MONTH
    later = series[1:]
    is_same_series = later == series[:-1]
    refuted = is_same_series & (off > SHIFT + 0.5)
    found = np.ones(len(large), dtype=bool)
    found[later[refuted]] = False
    return found


def _may_be_monthly(day: int, known: np.ndarray) -> bool:
    """Whether a charge on one day may also have occurred a month before and
    after, on unknown days."""
    if known.sum() < DAYS_KNOWN:
        return False
    month = round(A_MONTH)
    steps = range(month - SHIFT, month + SHIFT + 1)
    days_known = set(np.flatnonzero(known).tolist())
    before = {day - step for step in steps}
    after = {day + step for step in steps}
    return not (before <= days_known or after <= days_known)


def _known(span: Period, known: Sequence[tuple[Period, date]]) -> np.ndarray:
    found = np.zeros(span.days, dtype=bool)
    for period, complete_to in known:
        complete = period.meet(Period(date.min, complete_to + ONE_DAY))
        part = complete and complete.meet(span)
        if part:
            first = (part.start - span.start).days
            found[first : first + part.days] = True
    return found

"""From answers to the daily costs that a projection is made from. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from cloudsense.costs.daily import Daily, charge_kind
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.series import DailySeries, single_charges

TWICE = 2
"""Months in which usage fell on a single day, from which on it is taken for monthly."""


def daily_costs(
    frame: CostFrame,
    metric: Metric,
    period: Period,
    complete_to: date,
    earlier: CostFrame | None = None,
) -> Daily | None:
    """The costs of `frame` over `period` by how they can be foreseen; None without any rows.

    `earlier` has the days before `period` without charge types, as far as they are known.
    """
    present = [d for d in (Dimension.SERVICE, Dimension.CHARGE_TYPE) if d in frame.dimensions]
    series = DailySeries.of(frame, present, metric, [(period, complete_to)])
    if not series.keys:
        return None
    before = by_day(earlier, metric) if earlier else {}
    monthly = _monthly_usage(series)
    costs = _by_type(series, np.where(monthly, 0.0, series.amounts))
    daily = Daily.of_charge_types(costs, complete_to, before)
    lumps = defaultdict(float, daily.lumps)
    fees = np.where(monthly, series.amounts, 0.0).sum(axis=0)
    for day, fee in zip(series.span.dates, fees.tolist(), strict=True):
        if fee:
            lumps[day] += fee
    return Daily(daily.usage, lumps, daily.unforeseeable, daily.recurring, before)


def by_day(frame: CostFrame, metric: Metric) -> dict[date, float]:
    """The sum of each day that has rows."""
    sums = frame.data.groupby("day", observed=True)[metric.value].sum()
    return {day.date(): float(amount) for day, amount in sums.items()}  # type: ignore[attr-defined]


def _by_type(series: DailySeries, amounts: np.ndarray) -> dict[str, dict[date, float]]:
    """By charge type and day; all of it as usage where charge types are not known."""
    types = _types(series)
    days = list(series.span.dates)
    found = {}
    for name in dict.fromkeys(types):
        rows = np.array([each == name for each in types])
        sums = amounts[rows].sum(axis=0)
        found[name] = dict(zip(days, sums.tolist(), strict=True))
    return found


def _monthly_usage(series: DailySeries) -> np.ndarray:
    """The cells of usage that is billed on one day of each month, such as marketplace fees."""
    is_usage = np.array([charge_kind(each) == "usage" for each in _types(series)])
    apart = single_charges(series) & is_usage[:, None]
    months = np.array([(day.year, day.month) for day in series.span.dates])
    starts = np.flatnonzero(np.any(np.diff(months, axis=0, prepend=0), axis=1))
    with_some = np.logical_or.reduceat(apart, starts, axis=1).sum(axis=1)
    return np.asarray(apart & (with_some >= TWICE)[:, None])


def _types(series: DailySeries) -> list[str]:
    if Dimension.CHARGE_TYPE not in series.dimensions:
        return ["Usage"] * len(series.keys)
    return series.of_dimension(Dimension.CHARGE_TYPE)

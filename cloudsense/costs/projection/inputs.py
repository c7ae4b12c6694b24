"""Daily costs for a projection, from answers. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from cloudsense.costs.daily import Daily, charge_kind
from cloudsense.costs.frame import DAY, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, Dimension, Metric
from cloudsense.costs.series import DailySeries, single_charges

TWICE = 2
"""Months with usage on a single day that make it monthly usage."""


def daily_costs(
    frame: CostFrame,
    metric: Metric,
    period: Period,
    complete_to: date,
    earlier: CostFrame | None = None,
) -> Daily | None:
    """Costs of `frame` over `period` by predictability; None without any rows.

    `earlier` holds known costs of the days before `period`, without charge types.
    """
    present = [dimension for dimension in OVERVIEW.group_by if dimension in frame.dimensions]
    series = DailySeries.of(frame, present, metric, [(period, complete_to)])
    if not series.keys:
        return None
    before = by_day(earlier, metric) if earlier else {}
    monthly = _monthly_usage(series)
    costs = _by_type(series, np.where(monthly, 0.0, series.amounts))
    daily = Daily.of_charge_types(costs, complete_to, before)
    lumps = defaultdict(float, daily.lumps)
    fees = np.where(monthly, series.amounts, 0.0)
    by_date = zip(series.span.dates, fees.sum(axis=0).tolist(), strict=True)
    for day, fee in by_date:
        if fee:
            lumps[day] += fee
    return Daily(daily.usage, lumps, daily.unforeseeable, daily.recurring, before)


def by_day(frame: CostFrame, metric: Metric) -> dict[date, float]:
    """Sum of each day that has rows."""
    days, places = np.unique(frame.column(DAY), return_inverse=True)
    sums = np.bincount(places, weights=frame.column(metric))
    dates = days.astype("datetime64[D]").tolist()
    return dict(zip(dates, sums.tolist(), strict=True))


def _by_type(series: DailySeries, amounts: np.ndarray) -> dict[str, dict[date, float]]:
    """Amounts by charge type and day; all of them count as usage if charge types are unknown."""
    types = _types(series)
    days = list(series.span.dates)
    found = {}
    for name in dict.fromkeys(types):
        rows = np.array([each == name for each in types])
        sums = amounts[rows].sum(axis=0).tolist()
        found[name] = dict(zip(days, sums, strict=True))
    return found


def _monthly_usage(series: DailySeries) -> np.ndarray:
    """Cells of usage that is billed on one day of each month, such as marketplace fees."""
    kinds = map(charge_kind, _types(series))
    is_usage = np.array([kind == "usage" for kind in kinds])
    apart = single_charges(series) & is_usage[:, None]
    firsts = series.columns([month.start for month in series.span.by_month])
    has_some = np.logical_or.reduceat(apart, firsts, axis=1)
    is_monthly = has_some.sum(axis=1) >= TWICE
    return np.asarray(apart & is_monthly[:, None])


def _types(series: DailySeries) -> list[str]:
    if Dimension.CHARGE_TYPE not in series.dimensions:
        return ["Usage"] * len(series.keys)
    return series.of_dimension(Dimension.CHARGE_TYPE)

"""Series of daily usage costs, made of an answer: one a service, usage type or account. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from cloudsense.costs.anomalies.anomaly import SeriesSet
from cloudsense.costs.daily import charge_kind
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.series import DailySeries

WORTH_LOOKING = 1.0
"""Dollars in total: a series that costs less can't have a relevant anomaly."""


def usage_only(frame: CostFrame) -> CostFrame:
    """The rows that follow usage: no tax, support, fees, credits, refunds or upfront payments."""
    if Dimension.CHARGE_TYPE not in frame.dimensions:
        return frame
    types = frame.categories(Dimension.CHARGE_TYPE)
    usage = [name for name in types if charge_kind(name) == "usage"]
    return frame.only(Dimension.CHARGE_TYPE, usage)


def usage_series(
    frame: CostFrame,
    by: Sequence[Dimension],
    metric: Metric,
    period: Period,
    complete_to: date,
) -> SeriesSet:
    """Series for each combination of values of `by` over `period`, complete up to `complete_to`.

    Services that AWS renamed are one series. Series that cost next to nothing are left out.
    """
    rows = usage_only(frame).within(period)
    if Dimension.SERVICE in by:
        rows = rows.canonical
    found = DailySeries.of(rows, by, metric, [(period, complete_to)])
    sizes = np.abs(found.amounts).sum(axis=1)
    worth = np.flatnonzero(sizes >= WORTH_LOOKING)
    keys = []
    for n in worth.tolist():
        key = zip(by, found.keys[n], strict=True)
        keys.append(tuple(key))
    known = complete_to + ONE_DAY - period.start
    return SeriesSet(
        keys=tuple(keys),
        start=period.start,
        costs=found.amounts[worth],
        complete=min(max(known.days, 0), period.days),
    )

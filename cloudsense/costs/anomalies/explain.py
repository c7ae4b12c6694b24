"""Causes of an anomaly: usage types, regions and accounts that cost more on its days. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cloudsense.costs.anomalies.anomaly import Anomaly, Key
from cloudsense.costs.anomalies.baseline import FOUR_WEEKS, WEEK
from cloudsense.costs.anomalies.series import usage_only
from cloudsense.costs.calendar import Period, days_before
from cloudsense.costs.exact import sum_by_cell
from cloudsense.costs.frame import MIXED_UNITS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.query import Dimension, Metric

NOTICEABLE = 0.05
"""Share of the impact below which a cause is left out."""
CAUSES = 5


@dataclass(frozen=True)
class Cause:
    """A part of an anomaly: its subject, and its cost above the usual one."""

    key: Key
    impact: float
    quantity: float = 0.0
    """Additional usage, in `unit`."""
    unit: str = ""
    """Unit; empty where quantities are unknown or have several units."""

    def value(self, dimension: Dimension) -> str:
        return dict(self.key).get(dimension, "")


def days_needed(anomaly: Anomaly) -> Period:
    """Days needed to explain it: its own and the four weeks before."""
    before = days_before(anomaly.first, FOUR_WEEKS)
    return Period(before.start, anomaly.period.end)


def causes(anomaly: Anomaly, frame: CostFrame, by: Dimension, metric: Metric) -> list[Cause]:
    """Values of `by` that cost noticeably more (or, for a fall, less) on the unusual days than the
    median of the same weekdays of the four weeks before; the largest first.

    `frame` has the days of `days_needed` and the costs of the anomaly's service.
    """
    rows = usage_only(frame).within(days_needed(anomaly))
    for dimension, value in anomaly.key:
        if dimension in rows.dimensions:
            named = rows.canonical if dimension is Dimension.SERVICE else rows
            rows = named.only(dimension, [value])
    names = rows.categories(by)
    impacts = _more(anomaly, rows, by, metric)
    used = _more(anomaly, rows, by, QUANTITY)
    sign = 1.0 if anomaly.impact >= 0 else -1.0
    order = np.argsort(-sign * impacts, kind="stable")
    least = NOTICEABLE * abs(anomaly.impact)
    found = []
    for code in order[:CAUSES].tolist():
        impact = float(impacts[code])
        if impact * sign < least:
            break
        key = ((by, str(names[code])),)
        unit = _unit(rows.only(by, [names[code]]))
        quantity = float(used[code]) if unit else 0.0
        found.append(Cause(key, impact, quantity, unit))
    return found


def _more(anomaly: Anomaly, rows: CostFrame, by: Dimension, column: str) -> np.ndarray:
    """For each category of `by`: the column's sum on the unusual days, less the medians of the same
    weekdays of the four weeks before."""
    first = days_needed(anomaly).start
    days = FOUR_WEEKS + len(anomaly.excess)
    codes = rows.codes(by).astype(np.intp)
    cells = codes * days + rows.offsets(first)
    shape = len(rows.categories(by)), days
    sums = sum_by_cell(cells, rows.column(column), shape)
    more = np.zeros(len(sums))
    for day in np.flatnonzero(anomaly.excess).tolist():
        same_weekday = slice(day % WEEK, FOUR_WEEKS, WEEK)
        usual = np.median(sums[:, same_weekday], axis=1)
        more += sums[:, FOUR_WEEKS + day] - usual
    return more


def _unit(rows: CostFrame) -> str:
    """The unit that all rows share, if there is one."""
    units = rows.data[UNIT].unique().tolist()
    if len(units) != 1 or units == [MIXED_UNITS]:
        return ""
    return str(units[0])

"""What explains an anomaly: which usage types, regions and accounts cost more on its days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from cloudsense.costs.anomalies.anomaly import Anomaly, Key
from cloudsense.costs.anomalies.baseline import FOUR_WEEKS, WEEK
from cloudsense.costs.anomalies.series import usage_only
from cloudsense.costs.frame import MIXED_UNITS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric

NOTICEABLE = 0.05
"""Of the impact: what explains less of it is left out."""
CAUSES = 5


@dataclass(frozen=True)
class Cause:
    """A part of an anomaly: what it is about, and how much more it cost than usual."""

    key: Key
    impact: float
    quantity: float = 0.0
    """How much more was used, in `unit`."""
    unit: str = ""
    """Empty where quantities were not told, or are of several units."""

    def value(self, dimension: Dimension) -> str:
        return dict(self.key).get(dimension, "")


def days_needed(anomaly: Anomaly) -> Period:
    """The days that explain it: its own and the four weeks before."""
    return Period(anomaly.first - timedelta(days=FOUR_WEEKS), anomaly.period.end)


def causes(anomaly: Anomaly, frame: CostFrame, by: Dimension, metric: Metric) -> list[Cause]:
    """The values of `by` that cost noticeably more (or, for a fall, less) on its days than usual on
    the same weekdays of the four weeks before; the largest first.

    `frame` has the days of `days_needed` and is about the anomaly's service.
    """
    rows = usage_only(frame).within(days_needed(anomaly))
    for dimension, value in anomaly.key:
        if dimension in rows.dimensions:
            names = rows.canonical if dimension is Dimension.SERVICE else rows
            rows = names.only(dimension, [value])
    column = rows.data[by.value].cat
    codes = column.codes.to_numpy()
    count = len(column.categories)
    impacts = _more(anomaly, rows, codes, rows.data[metric.value].to_numpy(), count)
    used = _more(anomaly, rows, codes, rows.data[QUANTITY].to_numpy(), count)
    sign = 1.0 if anomaly.impact >= 0 else -1.0
    order = np.argsort(-sign * impacts, kind="stable")[:CAUSES].tolist()
    found = []
    for code in order:
        impact = float(impacts[code])
        if impact * sign < NOTICEABLE * abs(anomaly.impact):
            break
        key = ((by, str(column.categories[code])),)
        unit = _unit(rows, codes == code)
        found.append(Cause(key, impact, float(used[code]) if unit else 0.0, unit))
    return found


def _more(
    anomaly: Anomaly, rows: CostFrame, codes: np.ndarray, amounts: np.ndarray, count: int
) -> np.ndarray:
    """By code: the amounts of the unusual days, less the median of the same weekdays of the four
    weeks before each."""
    days = FOUR_WEEKS + len(anomaly.excess)
    cells = codes.astype(np.intp) * days + rows.offsets(days_needed(anomaly).start)
    sums = np.bincount(cells, weights=amounts, minlength=count * days).reshape(count, days)
    more = np.zeros(count)
    for day in np.flatnonzero(np.array(anomaly.excess)).tolist():
        usual = np.median(sums[:, day % WEEK : FOUR_WEEKS : WEEK], axis=1)
        more += sums[:, FOUR_WEEKS + day] - usual
    return more


def _unit(rows: CostFrame, chosen: np.ndarray) -> str:
    """The unit of the chosen rows, if they have one."""
    column = rows.data[UNIT].cat
    codes = np.unique(column.codes.to_numpy()[chosen])
    names = [str(column.categories[code]) for code in codes.tolist()]
    return names[0] if len(names) == 1 and names[0] != MIXED_UNITS else ""

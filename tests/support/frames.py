"""Frames and tables from a few plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from cloudsense.costs.analysis import Table
from cloudsense.costs.comparison import Comparison, compare
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Kind, Period, PeriodChoice
from cloudsense.costs.query import Dimension, Metric

Row = tuple[date, tuple[str, ...], float]


def frame(dimensions: Sequence[Dimension], rows: Iterable[Row]) -> CostFrame:
    """Rows of (day, values, amount); the second metric holds twice the amount, the third three times, and so on."""
    rows = list(rows)
    amounts = [float(amount) for _, _, amount in rows]
    return CostFrame.build(
        dimensions,
        [day for day, _, _ in rows],
        {d: [values[n] for _, values, _ in rows] for n, d in enumerate(dimensions)},
        {metric: [amount * (n + 1) for amount in amounts] for n, metric in enumerate(METRICS)},
        amounts,
        ["Hrs"] * len(rows),
    )


def table(period: Period, amounts: Mapping[str, Sequence[float] | float]) -> Table:
    """Amounts by name: one a day, or one that every day costs."""
    rows = {name: np.broadcast_to(np.asarray(row, dtype=float), period.days) for name, row in amounts.items()}
    names = sorted(rows, key=lambda name: -rows[name].sum())
    return Table(period, tuple(names), np.array([rows[name] for name in names]).reshape(len(names), period.days))


def compared(
    now: Table, before: Table, choice: PeriodChoice | None = None, complete_to: date | None = None
) -> Comparison:
    """What two tables of services say about each other; every day is complete unless told otherwise."""
    chosen = choice or PeriodChoice("", Kind.RANGE, now.period, before.period)
    rows = [
        (day, (name, "Usage"), float(amount))
        for side in (now, before)
        for name, amounts in zip(side.names, side.amounts, strict=True)
        for day, amount in zip(side.period.dates, amounts, strict=True)
        if amount
    ]
    made = frame((Dimension.SERVICE, Dimension.CHARGE_TYPE), rows)
    complete = complete_to or now.period.last
    return compare(made, Dimension.SERVICE, Metric.UNBLENDED, chosen, complete, None)

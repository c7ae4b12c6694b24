"""Frames and tables from a few plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from cloudsense.costs.analysis import Table
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension

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

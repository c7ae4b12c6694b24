"""Rates of rows that contain several usage types. Pure.

A service, Region or account has no quantity of its own. If the usage types of its charges are
known, its rate difference is the sum of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from cloudsense.costs.basis import Basis
from cloudsense.costs.compared_rows import ComparedRows, charges_of
from cloudsense.costs.exact import ZERO
from cloudsense.costs.frame import QUANTITY, CostFrame, Snapshot
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.costs.questions import Focus
from cloudsense.costs.reconcile import MILLIONTH
from cloudsense.costs.series import DailySeries
from cloudsense.costs.split import Sides, divided, split_of

Frames = Mapping[str, Callable[[], CostFrame]]
"""Functions that make the frame of each row's usage types, by row name."""
NO_FRAMES: Frames = {}


@dataclass(frozen=True)
class RowDetails:
    """Answers about the usage types of one row, for both compared periods."""

    focus: Focus
    snapshots: tuple[Snapshot, ...]


def focus_of_row(focus: Focus, name: str) -> Focus:
    """Focus on the usage types of one row of a list."""
    others = [rule for rule in focus.filters if rule.dimension is not focus.by]
    filters = (*others, Filter(focus.by, (name,)))
    return Focus(Dimension.USAGE_TYPE, filters, focus.usage_only)


@dataclass(frozen=True)
class RowRates:
    """Adds up the rate differences of a row's usage types."""

    of: Basis
    by: Dimension
    metric: Metric
    frames: Frames
    lengths: tuple[int, int]
    """Days of each side, to divide by."""

    def rate(self, name: str, row: Sides) -> Decimal | None:
        """Difference due to prices; None if the usage types of these charges are unknown.

        `row` holds the sums of the row, not yet per day.
        """
        made = self.frames.get(name)
        types = self._types(name, made()) if made else None
        if types is None:
            return None
        sums = types.sums()
        if not self._agree(row, sums):
            return None
        rate = ZERO
        for sides, unit in zip(sums, types.units(), strict=True):
            split = split_of(divided(sides, self.lengths), bool(unit))
            rate += split.rate
        return rate

    def _types(self, name: str, frame: CostFrame) -> ComparedRows | None:
        """Rows of its usage types on the compared days, without charges of single days."""
        if self.by not in frame.dimensions:
            frame = frame.with_column(self.by, name)
        whole = self.of.series
        known = [dimension for dimension in whole.dimensions if dimension in frame.dimensions]
        told_less = len(known) < len(whole.dimensions)
        if told_less and name in self._beyond_usage:
            return None
        reach = [(whole.span, whole.span.last)]
        series = DailySeries.of(frame, known, self.metric, reach)
        once = np.zeros_like(series.amounts, dtype=bool)
        for n, key in enumerate(series.keys):
            if (place := self._places.get(key)) is not None:
                once[n] = self.of.once[place]
        of = Basis(self.of.choice, self.of.days, series, once)
        return ComparedRows.of(of, Dimension.USAGE_TYPE, self.metric)

    def _agree(self, row: Sides, types: Sequence[Sides]) -> bool:
        """Whether they add up to the usage of the row; they may have been
        loaded at another time."""
        days = self.of.days
        for side, compared in enumerate((days.now, days.before)):
            usage = sum((sides[side].usage for sides in types), ZERO)
            difference = abs(usage - row[side].usage)
            if difference > MILLIONTH * len(compared):
                return False
        return True

    @cached_property
    def _places(self) -> dict[tuple[str, ...], int]:
        """Index of each combination of values among the series of the rows."""
        keys = self.of.series.keys
        return {key: n for n, key in enumerate(keys)}

    @cached_property
    def _beyond_usage(self) -> frozenset[str]:
        """Rows with charges other than usage, or not compared ones, on the compared days."""
        series, days = self.of.series, self.of.days
        rows = series.rows
        offsets = rows.offsets(series.span.start)
        compared = np.zeros_like(series.known)
        both = series.columns((*days.now, *days.before))
        compared[both] = True
        counts = self.of.counted[series.series_of_row, offsets]
        is_apart = charges_of(rows) | ~counts
        has_costs = rows.column(self.metric) != 0
        has_costs |= rows.column(QUANTITY) != 0
        found = rows.codes(self.by)[compared[offsets] & is_apart & has_costs]
        return frozenset(rows.categories(self.by)[np.unique(found)])

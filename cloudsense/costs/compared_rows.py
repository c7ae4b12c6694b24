"""Rows of two compared periods, added up by name, side, and usage or charge. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pandas as pd

from cloudsense.costs.basis import Basis
from cloudsense.costs.exact import exact_sums
from cloudsense.costs.frame import NO_UNITS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.names import USAGE_CHARGES, charge_key
from cloudsense.costs.query import Dimension, Metric

NOW, BEFORE, NEITHER = 0, 1, -1
SIDES = 2


class SideSums(NamedTuple):
    """Sums of a name on one side."""

    usage: Decimal
    charges: Decimal
    quantity: Decimal
    """Quantity of its usage, across units."""
    is_used: bool
    """Whether any usage had a cost, even if credits covered it."""

    @property
    def amount(self) -> Decimal:
        return self.usage + self.charges


@dataclass(frozen=True)
class ComparedRows:
    """Rows that count, as columns of equal length. A cell is a name on one side."""

    names: tuple[str, ...]
    cell: np.ndarray
    """Index of the name * SIDES + side."""
    is_charge: np.ndarray
    """Whether a row is not usage; always False where charge types are unknown."""
    amount: np.ndarray
    quantity: np.ndarray
    unit: pd.Categorical

    @classmethod
    def of(cls, basis: Basis, by: Dimension, metric: Metric) -> ComparedRows:
        series, days = basis.series, basis.days
        rows = series.rows
        offsets = rows.offsets(series.span.start)
        side_of_day = np.full_like(series.known, NEITHER, dtype=np.intp)
        side_of_day[series.columns(days.now)] = NOW
        side_of_day[series.columns(days.before)] = BEFORE
        sides = side_of_day[offsets]
        counts = basis.counted[series.series_of_row, offsets]
        chosen = np.flatnonzero(counts & (sides != NEITHER))
        names = rows.codes(by)[chosen].astype(np.intp)
        return cls(
            names=tuple(rows.categories(by).tolist()),
            cell=names * SIDES + sides[chosen],
            is_charge=charges_of(rows)[chosen],
            amount=rows.column(metric)[chosen],
            quantity=rows.column(QUANTITY)[chosen],
            unit=rows.data[UNIT].array[chosen],
        )

    def sums(self) -> list[tuple[SideSums, SideSums]]:
        """Sums of each name, now and before."""
        is_usage = ~self.is_charge
        costs = np.where(is_usage, np.abs(self.amount), 0.0)
        sizes = np.bincount(self.cell, costs, minlength=self._cell_count)
        cells = map(
            SideSums,
            self._sums(self.amount, is_usage),
            self._sums(self.amount, self.is_charge),
            self._sums(self.quantity, is_usage),
            (sizes > 0).tolist(),
        )
        # The cells of a name are adjacent: the iterator returns NOW, then BEFORE.
        return list(zip(cells, cells, strict=True))

    def _sums(self, amounts: np.ndarray, chosen: np.ndarray) -> list[Decimal]:
        """Sum of each cell over the chosen rows."""
        return exact_sums(self.cell[chosen], amounts[chosen], self._cell_count)

    @property
    def _cell_count(self) -> int:
        return len(self.names) * SIDES

    def units(self) -> list[str | None]:
        """Unit of each name's usage; "" for mixed units, None where nothing is measured."""
        counts = (self.quantity != 0) & ~self.is_charge
        names = self.cell[counts] // SIDES
        codes = self.unit.codes[counts].astype(np.intp)
        units = self.unit.categories.tolist()
        nothing = -1
        lowest = np.full(len(self.names), len(units))
        highest = np.full(len(self.names), nothing)
        np.minimum.at(lowest, names, codes)
        np.maximum.at(highest, names, codes)
        found: list[str | None] = []
        for low, high in zip(lowest, highest, strict=True):
            if high == nothing:
                found.append(None)
                continue
            unit = units[low] if low == high else ""
            found.append("" if unit in NO_UNITS else unit)
        return found


def charges_of(rows: CostFrame) -> np.ndarray:
    """Whether each row is a charge other than usage."""
    if Dimension.CHARGE_TYPE not in rows.dimensions:
        return np.zeros(len(rows), dtype=bool)
    names = rows.categories(Dimension.CHARGE_TYPE)
    is_charge = np.array([charge_key(name) not in USAGE_CHARGES for name in names], dtype=bool)
    return np.asarray(is_charge[rows.codes(Dimension.CHARGE_TYPE)])

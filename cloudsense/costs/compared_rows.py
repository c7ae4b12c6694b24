"""The rows of two periods that are compared, added up by name, side, and usage or charge. Pure."""

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

NOW, BEFORE = 0, 1
SIDES = 2


class SideSums(NamedTuple):
    """What a name comes to on one side."""

    usage: Decimal
    charges: Decimal
    quantity: Decimal
    """Of its usage, across units."""
    is_used: bool
    """Whether any usage had a cost, though credits may have paid it."""

    @property
    def amount(self) -> Decimal:
        return self.usage + self.charges


@dataclass(frozen=True)
class ComparedRows:
    """The rows that count, as columns of equal length. A cell is a name on one side."""

    names: tuple[str, ...]
    cell: np.ndarray
    """Name * SIDES + side."""
    is_charge: np.ndarray
    """Whether a row is no usage; never where charge types are not known."""
    amount: np.ndarray
    quantity: np.ndarray
    unit: pd.Categorical

    @classmethod
    def of(cls, basis: Basis, by: Dimension, metric: Metric) -> ComparedRows:
        series, days = basis.series, basis.days
        offsets = series.rows.offsets(series.span.start)
        side_of_day = np.full(series.span.days, -1, dtype=np.intp)
        side_of_day[series.columns(days.now)] = NOW
        side_of_day[series.columns(days.before)] = BEFORE
        sides = side_of_day[offsets]
        counts = basis.counted[series.series_of_row, offsets]
        chosen = np.flatnonzero(counts & (sides >= 0))
        data = series.rows.data
        column = data[by.value].cat
        names = column.codes.to_numpy().astype(np.intp)[chosen]
        return cls(
            names=tuple(column.categories.tolist()),
            cell=names * SIDES + sides[chosen],
            is_charge=charges_of(series.rows)[chosen],
            amount=data[metric.value].to_numpy()[chosen],
            quantity=data[QUANTITY].to_numpy()[chosen],
            unit=data[UNIT].array[chosen],
        )

    def sums(self) -> list[tuple[SideSums, SideSums]]:
        """Of each name, now and before."""
        count = len(self.names) * SIDES
        used, charged = ~self.is_charge, self.is_charge
        usage = exact_sums(self.cell[used], self.amount[used], count)
        charges = exact_sums(self.cell[charged], self.amount[charged], count)
        quantity = exact_sums(self.cell[used], self.quantity[used], count)
        costs = np.abs(self.amount[used])
        is_used = np.bincount(self.cell[used], weights=costs, minlength=count) > 0
        columns = usage, charges, quantity, is_used.tolist()
        cells = list(map(SideSums, *columns))
        return list(zip(cells[NOW::SIDES], cells[BEFORE::SIDES], strict=True))

    def units(self) -> list[str | None]:
        """The one unit of what was used of each name; "" where units mix, None where nothing is
        measured."""
        counts = (self.quantity != 0) & ~self.is_charge
        names = self.cell[counts] // SIDES
        codes = self.unit.codes[counts].astype(np.intp)
        units = self.unit.categories.tolist()
        lowest = np.full(len(self.names), len(units), dtype=np.intp)
        highest = np.full(len(self.names), -1, dtype=np.intp)
        np.minimum.at(lowest, names, codes)
        np.maximum.at(highest, names, codes)
        found: list[str | None] = []
        for low, high in zip(lowest.tolist(), highest.tolist(), strict=True):
            unit = units[low] if low == high else ""
            is_none = high < 0
            found.append(None if is_none else "" if unit in NO_UNITS else unit)
        return found


def charges_of(rows: CostFrame) -> np.ndarray:
    """Which rows are no usage."""
    if Dimension.CHARGE_TYPE not in rows.dimensions:
        return np.zeros(len(rows), dtype=bool)
    column = rows.data[Dimension.CHARGE_TYPE.value].cat
    by_type = [charge_key(name) not in USAGE_CHARGES for name in column.categories]
    return np.array(by_type, dtype=bool)[column.codes.to_numpy()]

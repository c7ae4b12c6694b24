"""Rows of an answer as numbers: little memory, and sums as exact as those of decimals."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

import numpy as np
import pandas as pd

from cloudsense.aws.errors import broken
from cloudsense.costs.frame import MIXED_UNITS, coded

A_DAY = 2**32
"""More keys than a day has."""
DIGITS = 15
"""Floating point holds every number of so many."""
SURE, LARGEST = Decimal(2**32), 10**15
"""Amounts that floating point holds to a millionth whatever their decimals, and that no bill
has."""
PRECISION = Decimal("0.0000005")


@dataclass(frozen=True)
class Table:
    """One row a day and key, by day."""

    days: np.ndarray
    keys: np.ndarray
    amounts: np.ndarray
    """A row each, a column for each amount."""
    units: pd.Categorical


class ExactRows:
    """Grows row by row; days and keys are numbers. A row that was there before is added to it.

    Amounts are kept as floating point, and as decimals where that does not hold them exactly.
    """

    def __init__(self, width: int) -> None:
        """With `width` amounts a row."""
        self._width = width
        self._rows = array("q")
        self._amounts = array("d")
        self._decimals: dict[int, Decimal] = {}
        """By place in `_amounts`."""
        self._units = array("i")
        self._unit_codes = {MIXED_UNITS: 0}

    def add(self, day: int, key: int, texts: Sequence[str], unit: str) -> list[float]:
        """The amounts as numbers. Raises TypeError, ValueError or ArithmeticError where one is no
        finite number."""
        amounts = list(map(float, texts))
        if max(map(len, texts)) > DIGITS or not all(map(isfinite, amounts)):
            self._keep_decimals(texts)
        self._rows.append(day * A_DAY + key)
        self._amounts.extend(amounts)
        self._units.append(self._unit_codes.setdefault(unit, len(self._unit_codes)))
        return amounts

    def table(self) -> Table:
        """All rows. Raises BrokenAnswerError if an amount is too large to be exact."""
        numbers = np.array(self._rows, dtype=np.int64)
        rows, first, place = np.unique(numbers, return_index=True, return_inverse=True)
        for repeat in np.setdiff1d(np.arange(len(numbers)), first).tolist():
            self._move(repeat, int(first[place[repeat]]))
        amounts = np.array(self._amounts, dtype=np.float64).reshape(-1, self._width)[first]
        if not (np.abs(amounts) < LARGEST).all() or not all(
            map(_is_precise, self._decimals.values())
        ):
            raise broken("An amount in it is larger than CloudSense can add up exactly.")
        units = np.array(self._units, dtype=np.int32)[first]
        return Table(rows // A_DAY, rows % A_DAY, amounts, coded(units, list(self._unit_codes)))

    def _keep_decimals(self, texts: Sequence[str]) -> None:
        """Of the row that comes next."""
        for place, text in enumerate(texts, start=len(self._amounts)):
            amount = Decimal(text)
            if not amount.is_finite():
                raise ValueError(text)
            if amount != _shortest(float(text)):
                self._decimals[place] = amount

    def _move(self, row: int, onto: int) -> None:
        """Add the amounts of `row` to those of another one."""
        for column in range(self._width):
            place = onto * self._width + column
            amount = self._exact(place) + self._exact(row * self._width + column)
            self._decimals[place] = amount
            self._amounts[place] = float(amount)
        if self._units[row] != self._units[onto]:
            self._units[onto] = self._unit_codes[MIXED_UNITS]

    def _exact(self, place: int) -> Decimal:
        """The amount, no longer kept."""
        amount = self._decimals.pop(place, None)
        return _shortest(self._amounts[place]) if amount is None else amount


def _shortest(amount: float) -> Decimal:
    """The shortest decimal that is read as this number."""
    return Decimal(repr(amount))


def _is_precise(amount: Decimal) -> bool:
    """Whether floating point holds `amount` to a millionth."""
    return abs(amount) <= SURE or abs(_shortest(float(amount)) - amount) <= PRECISION

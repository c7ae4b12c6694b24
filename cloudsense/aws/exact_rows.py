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
        amounts = [float(text) for text in texts]
        longest = max(map(len, texts))
        if longest > DIGITS or not all(map(isfinite, amounts)):
            self._keep_decimals(texts)
        self._amounts.extend(amounts)
        self._rows.append(day * A_DAY + key)
        code = self._unit_codes.setdefault(unit, len(self._unit_codes))
        self._units.append(code)
        return amounts

    def table(self) -> Table:
        """All rows. Raises BrokenAnswerError if an amount is too large to be exact."""
        numbers = np.array(self._rows, dtype=np.int64)
        rows, first, places = np.unique(numbers, return_index=True, return_inverse=True)
        again = np.setdiff1d(np.arange(len(numbers)), first)
        for row in again.tolist():
            self._move(row, int(first[places[row]]))
        amounts = np.array(self._amounts, dtype=np.float64)
        amounts = amounts.reshape(-1, self._width)[first]
        self._check(amounts)
        units = np.array(self._units, dtype=np.intp)[first]
        return Table(
            days=rows // A_DAY,
            keys=rows % A_DAY,
            amounts=amounts,
            units=coded(units, list(self._unit_codes)),
        )

    def _check(self, amounts: np.ndarray) -> None:
        """Raises BrokenAnswerError if an amount is too large to be exact."""
        are_possible = np.abs(amounts) < LARGEST
        are_precise = map(_is_precise, self._decimals.values())
        if not (are_possible.all() and all(are_precise)):
            raise broken("An amount in it is larger than CloudSense can add up exactly.")

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
        first, first_onto = row * self._width, onto * self._width
        for column in range(self._width):
            place = first_onto + column
            amount = self._taken(first + column) + self._taken(place)
            self._amounts[place] = float(amount)
            self._decimals[place] = amount
        if self._units[row] != self._units[onto]:
            self._units[onto] = self._unit_codes[MIXED_UNITS]

    def _taken(self, place: int) -> Decimal:
        """The exact amount, which is no longer kept."""
        amount = self._decimals.pop(place, None)
        return _shortest(self._amounts[place]) if amount is None else amount


def _shortest(amount: float) -> Decimal:
    """The shortest decimal that is read as this number."""
    return Decimal(repr(amount))


def _is_precise(amount: Decimal) -> bool:
    """Whether floating point holds `amount` to a millionth."""
    if abs(amount) <= SURE:
        return True
    lost = _shortest(float(amount)) - amount
    return abs(lost) <= PRECISION

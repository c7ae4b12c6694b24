"""Rows of a response as numbers: little memory, and sums as exact as those of decimals."""

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
"""Factor between days in combined keys; larger than the number of keys a day."""
DIGITS = 15
"""Decimal digits that floating point always represents exactly."""
SURE, LARGEST = Decimal(2**32), 10**15
"""Amounts that floating point represents to a millionth whatever their decimals, and amounts larger
than any bill."""
PRECISION = Decimal("0.0000005")


@dataclass(frozen=True)
class Table:
    """One row for each day and key, by day."""

    days: np.ndarray
    keys: np.ndarray
    amounts: np.ndarray
    """Amounts: rows x columns."""
    units: pd.Categorical


class ExactRows:
    """Rows to which more are added; days and keys are numbers. Amounts of equal rows are added up.

    Amounts are floats, and decimals as well where floats are not exact.
    """

    def __init__(self, width: int) -> None:
        """Rows with `width` amounts each."""
        self._width = width
        self._rows = array("q")
        self._amounts = array("d")
        self._decimals: dict[int, Decimal] = {}
        """Decimals by index in `_amounts`."""
        self._units = array("i")
        self._unit_codes = {MIXED_UNITS: 0}

    def add(self, day: int, key: int, texts: Sequence[str], unit: str) -> list[float]:
        """Adds a row and returns its amounts as numbers. Raises TypeError, ValueError or
        ArithmeticError for one that is not a finite number."""
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
        """Stores decimals of the next row, where floats are not exact."""
        for place, text in enumerate(texts, start=len(self._amounts)):
            amount = Decimal(text)
            if not amount.is_finite():
                raise ValueError(text)
            if amount != _shortest(float(text)):
                self._decimals[place] = amount

    def _move(self, row: int, onto: int) -> None:
        """Adds the amounts of `row` to those of another one."""
        first, first_onto = row * self._width, onto * self._width
        for column in range(self._width):
            place = first_onto + column
            amount = self._taken(first + column) + self._taken(place)
            self._amounts[place] = float(amount)
            self._decimals[place] = amount
        if self._units[row] != self._units[onto]:
            self._units[onto] = self._unit_codes[MIXED_UNITS]

    def _taken(self, place: int) -> Decimal:
        """Exact amount, which is removed from the stored decimals."""
        amount = self._decimals.pop(place, None)
        return _shortest(self._amounts[place]) if amount is None else amount


def _shortest(amount: float) -> Decimal:
    """Shortest decimal that parses to this float."""
    return Decimal(repr(amount))


def _is_precise(amount: Decimal) -> bool:
    """Whether floating point represents `amount` to a millionth."""
    if abs(amount) <= SURE:
        return True
    lost = _shortest(float(amount)) - amount
    return abs(lost) <= PRECISION

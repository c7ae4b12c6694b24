"""Exact sums of amounts that a source returned with up to ten decimals. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

PLACES = 10
ZERO = Decimal(0).scaleb(-PLACES)
UNITS = 10**PLACES
BLOCK = 65_536
"""Amounts that are split at a time: few enough to stay in the processor's cache."""
EXACT_TO = 2.0**18
"""Largest amount whose nearest multiple of 1e-10 is exactly the source's amount."""


@dataclass(frozen=True)
class ExactSums:
    """Sums of amounts, in arrays of any shape: whole dollars and parts of 1e-10 separately, as
    whole numbers, which float64 holds exactly up to 2**53."""

    whole: np.ndarray
    parts: np.ndarray

    @classmethod
    def of(cls, amounts: np.ndarray) -> ExactSums:
        """Amounts, not added up."""
        whole, parts = np.empty(len(amounts)), np.empty(len(amounts))
        for block in _blocks(amounts):
            whole[block], parts[block] = _split(amounts[block])
        return cls(whole, parts)

    @classmethod
    def summed(cls, amounts: np.ndarray, cells: np.ndarray, shape: tuple[int, int]) -> ExactSums:
        """Matrix of the sums of amounts by cell, block by block: without copies of large frames."""
        whole, parts = np.zeros(shape), np.zeros(shape)
        for block in _blocks(amounts):
            block_whole, block_parts = _split(amounts[block])
            np.add.at(whole.ravel(), cells[block], block_whole)
            np.add.at(parts.ravel(), cells[block], block_parts)
        return cls._carried(whole, parts)

    def by_cell(self, cells: np.ndarray, shape: tuple[int, int]) -> ExactSums:
        """Matrix of the sums by cell; `cells` holds each amount's index in the flat matrix."""
        whole = sum_by_cell(cells, self.whole, shape)
        parts = sum_by_cell(cells, self.parts, shape)
        return self._carried(whole, parts)

    @classmethod
    def _carried(cls, whole: np.ndarray, parts: np.ndarray) -> ExactSums:
        """Sums with whole dollars carried out of the parts, so that many more can be added."""
        dollars = np.rint(parts / UNITS)
        return cls(whole + dollars, parts - dollars * UNITS)

    def __getitem__(self, places: int | slice | np.ndarray) -> ExactSums:
        return ExactSums(self.whole[places], self.parts[places])

    def __len__(self) -> int:
        return len(self.whole)

    def sum(self, axis: int) -> ExactSums:
        """Sum over rows (0) or columns (1)."""
        whole = self.whole.sum(axis=axis)
        parts = self.parts.sum(axis=axis)
        return self._carried(whole, parts)

    def with_row(self, row: ExactSums) -> ExactSums:
        """Sums with one more row at the end."""
        whole = np.vstack([self.whole, row.whole])
        return ExactSums(whole, np.vstack([self.parts, row.parts]))

    @property
    def amounts(self) -> np.ndarray:
        """Amounts as float64, the nearest to the exact sums."""
        return np.asarray(self.whole + self.parts / UNITS)

    @property
    def decimals(self) -> list[Decimal]:
        """Amounts as exact decimals, row by row."""
        whole = self.whole.ravel().tolist()
        parts = self.parts.ravel().tolist()
        return list(map(_sum, whole, parts))


def sum_by_cell(cells: np.ndarray, amounts: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """float64 matrix of the sums of `amounts` by cell; `cells` holds each amount's index
    in the flat matrix."""
    rows, columns = shape
    sums = np.bincount(cells, weights=amounts, minlength=rows * columns)
    # np.bincount of nothing returns integers.
    return sums.astype(np.float64, copy=False).reshape(shape)


def exact_sums(groups: np.ndarray, amounts: np.ndarray, count: int) -> list[Decimal]:
    """Sum of each of `count` groups; `groups` holds each amount's group number."""
    return ExactSums.summed(amounts, groups, (1, count)).decimals


def _blocks(amounts: np.ndarray) -> Iterator[slice]:
    for start in range(0, len(amounts), BLOCK):
        yield slice(start, start + BLOCK)


def _split(amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole dollars, and parts in 1e-10."""
    whole = np.rint(amounts)
    parts = np.rint((amounts - whole) * UNITS)
    is_large = np.abs(amounts) > EXACT_TO
    for n in np.flatnonzero(is_large & (amounts != whole)):
        parts[n] = _part(amounts[n], whole[n])
    return whole, parts


def decimal(amount: float) -> Decimal:
    """The amount as Cost Explorer gave it: the shortest decimal that parses to this float."""
    return rounded(Decimal(repr(amount)))


def text(amount: float | Decimal) -> str:
    """Text with ten decimals: `12.3456789012`; never in exponent form, never `-0`."""
    exact = amount if isinstance(amount, Decimal) else decimal(amount)
    return f"{rounded(exact):zf}"


def rounded(amount: Decimal) -> Decimal:
    """The amount with ten decimals."""
    return amount.quantize(ZERO)


def _part(amount: float, whole: float) -> int:
    """Fraction in 1e-10, from the shortest decimal that parses to the float."""
    shortest = Decimal(repr(float(amount)))
    part = shortest - int(whole)
    units = part * UNITS
    return int(units.to_integral_value())


def _sum(dollars: float, parts: float) -> Decimal:
    if not dollars and not parts:
        return ZERO  # most names have no charges, and many no quantity
    units = int(dollars) * UNITS + int(parts)
    return Decimal(units).scaleb(-PLACES)

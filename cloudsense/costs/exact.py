"""Exact sums of amounts that a source gave with up to ten decimals. Pure."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

PLACES = 10
ZERO = Decimal(0).scaleb(-PLACES)
UNITS = 10**PLACES
EXACT_TO = 2.0**18
"""Up to this amount the nearest whole number of 1e-10 is what the source gave."""


def exact_sums(groups: np.ndarray, amounts: np.ndarray, count: int) -> list[Decimal]:
    """The sum of each of `count` groups; `groups` holds the number of each amount's group.

    Whole dollars and parts are added up by themselves, as whole numbers, which float64 holds
    exactly up to 2**53.
    """
    whole = np.rint(amounts)
    parts = np.rint((amounts - whole) * UNITS)
    large = np.flatnonzero((np.abs(amounts) > EXACT_TO) & (amounts != whole))
    parts[large] = [_part(amounts[n], whole[n]) for n in large]
    dollars = np.bincount(groups, weights=whole, minlength=count).tolist()
    rest = np.bincount(groups, weights=parts, minlength=count).tolist()
    return [_sum(*pair) for pair in zip(dollars, rest, strict=True)]


def rounded(amount: Decimal) -> Decimal:
    """With ten decimals."""
    return amount.quantize(ZERO)


def _part(amount: float, whole: float) -> int:
    """By the shortest decimal that is read as the number."""
    return int(((Decimal(repr(float(amount))) - int(whole)) * UNITS).to_integral_value())


def _sum(dollars: float, parts: float) -> Decimal:
    if not dollars and not parts:
        return ZERO  # most names have no charges, and many no quantity
    return Decimal(int(dollars) * UNITS + int(parts)).scaleb(-PLACES)

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
    is_large = np.abs(amounts) > EXACT_TO
    for n in np.flatnonzero(is_large & (amounts != whole)):
        parts[n] = _part(amounts[n], whole[n])
    dollars = np.bincount(groups, weights=whole, minlength=count).tolist()
    rest = np.bincount(groups, weights=parts, minlength=count).tolist()
    return list(map(_sum, dollars, rest))


def decimal(amount: float) -> Decimal:
    """What Cost Explorer gave: the shortest decimal that is read as this number."""
    return rounded(Decimal(repr(amount)))


def text(amount: float | Decimal) -> str:
    """`12.3456789012`: ten places, never in exponent form, never `-0`."""
    exact = amount if isinstance(amount, Decimal) else decimal(amount)
    return f"{rounded(exact):zf}"


def rounded(amount: Decimal) -> Decimal:
    """With ten decimals."""
    return amount.quantize(ZERO)


def _part(amount: float, whole: float) -> int:
    """By the shortest decimal that is read as the number."""
    shortest = Decimal(repr(float(amount)))
    part = shortest - int(whole)
    units = part * UNITS
    return int(units.to_integral_value())


def _sum(dollars: float, parts: float) -> Decimal:
    if not dollars and not parts:
        return ZERO  # most names have no charges, and many no quantity
    units = int(dollars) * UNITS + int(parts)
    return Decimal(units).scaleb(-PLACES)

"""Statistics of rows in which NaN means unknown. Pure."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def count(values: Array) -> Array:
    """Number of known values along the last axis, kept with length 1."""
    return np.asarray(np.isfinite(values).sum(axis=-1, keepdims=True))


def mean(values: Array) -> Array:
    """Mean of the known values along the last axis, kept with length 1; 0 without any."""
    known = np.maximum(count(values), 1)
    total = np.nansum(values, axis=-1, keepdims=True)
    return np.asarray(total / known)


def median(values: Array) -> Array:
    """Median of the known values along the last axis, kept with length 1; NaN without any."""
    ordered = np.sort(values, axis=-1)  # NaN last
    known = count(ordered)
    last = ordered.shape[-1] - 1
    below = np.maximum(known - 1, 0) // 2
    above = np.minimum(known // 2, last)
    low = np.take_along_axis(ordered, below, axis=-1)
    high = np.take_along_axis(ordered, above, axis=-1)
    return np.asarray((low + high) / 2)


def quantile(values: Array, part: float) -> Array:
    """Quantile `part` of the known values along the last axis, kept with length
    1; NaN without any."""
    ordered = np.sort(values, axis=-1)  # NaN last
    rank = np.ceil(count(ordered) * part) - 1
    place = np.maximum(rank, 0).astype(np.intp)
    return np.asarray(np.take_along_axis(ordered, place, axis=-1))


def ratio(amount: Array, size: Array) -> Array:
    """`amount` divided by `size`; unchanged where `size` is 0."""
    return np.asarray(amount / np.where(size > 0, size, 1.0))

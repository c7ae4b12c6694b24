"""Cumulative costs of a budget's period: actual, expected, and where they
cross the amount. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cloudsense.costs.projection.projection import Projection

Line = tuple[tuple[date, float], ...]
"""Days, and the sum from the first day of the period through each of them."""


@dataclass(frozen=True)
class BurnUp:
    """Lines of the burn-up chart of one period."""

    actual: Line
    """Actual sums of complete days."""
    projected: Line
    """Projected sums, from the last day of `actual` to the end of the period; empty
    once that has ended."""
    low: Line
    high: Line
    """Range of `projected`, on the days that have one; both lines start at the end of `actual`."""
    crossing: date | None
    """First day from which on the sum stays above the budget, if it ends above it."""
    crossed: bool
    """Whether that day is complete."""


def burn_up(projection: Projection, limit: float | None = None) -> BurnUp:
    """Lines of a projection, and where they cross `limit`."""
    known_to = projection.known_to
    path = tuple(projection.path.items())
    actual = tuple(point for point in path if point[0] < known_to)
    joint = actual[-1:]
    ahead = path[len(actual) :]
    crossing = None if limit is None else projection.crosses(limit)
    return BurnUp(
        actual=actual,
        projected=(*joint, *ahead) if ahead else (),
        low=(*joint, *projection.low_path.items()) if ahead else (),
        high=(*joint, *projection.high_path.items()) if ahead else (),
        crossing=crossing,
        crossed=crossing is not None and crossing < known_to,
    )

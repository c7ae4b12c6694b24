"""Cumulative costs of a budget's period: what came, what is expected, where it crosses. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cloudsense.costs.projection.projection import Projection

Line = tuple[tuple[date, float], ...]
"""Days and the sum from the first day of the period to the evening of each."""


@dataclass(frozen=True)
class BurnUp:
    """The lines of a burn-up chart of one period."""

    actual: Line
    """Complete days."""
    projected: Line
    """From the last complete day, where `actual` ends, to the last day of the period; empty once
    the period has ended."""
    low: Line
    high: Line
    """The range of `projected`, on the days that have one; both start where `actual` ends."""
    crossing: date | None
    """The first day from which on the sum stays above the budget, if it ends above it."""
    crossed: bool
    """Whether that day is a complete one."""


def burn_up(projection: Projection, limit: float | None = None) -> BurnUp:
    """The lines of a projection, and where they cross `limit`."""
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

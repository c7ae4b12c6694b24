"""Projection of the end of a period. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from cloudsense.costs.period import Month, Period
from cloudsense.costs.projection.misses import COVERAGE
from cloudsense.costs.projection.rule import WINDOW


@dataclass(frozen=True)
class EarlierProjection:
    """Projection for an earlier period on the same day of it, and the actual cost."""

    period: Period
    projected: float
    actual: float

    @property
    def miss(self) -> float:
        """Miss as a ratio: 0.02 is 2 % off. Infinite where something was projected
        and nothing was billed."""
        gap = abs(self.projected - self.actual)
        if not self.actual:
            return math.inf if gap else 0.0
        return gap / abs(self.actual)


@dataclass(frozen=True)
class Projection:
    """Projected end of a period, as of today."""

    period: Period
    """All days of the period."""
    so_far: float
    """Actual costs, today included."""
    amount: float
    """Projected cost of the whole period."""
    low: float | None
    high: float | None
    """Range that contains the share `coverage` of outcomes; None if the end is too far ahead."""
    complete_days: int
    """Complete days of the period, from the first one with costs on."""
    path: Mapping[date, float]
    """Sum since the first day, by day: actual for complete days, expected from then on."""
    low_path: Mapping[date, float] = field(default_factory=dict)
    high_path: Mapping[date, float] = field(default_factory=dict)
    """Range of `path` on the days to come that have one."""
    known_to: date = date.max
    """Day after the last complete one."""
    sample_days: int = WINDOW
    """Complete days that the projection is made from; if 0, it is just `so_far`."""
    mornings: int = 0
    """Earlier mornings whose misses make the range."""
    typical_miss: float | None = None
    """Median relative miss of these mornings; None where the range is a guess."""
    guessed: bool = False
    """Whether the range is a guess, as there are too few earlier mornings."""
    credits: float = 0.0
    """Expected daily credits from now on, at most 0; they may run out."""
    data_through: date | None = None
    """Last complete day, if newer days are missing although AWS has them."""
    past: tuple[EarlierProjection, ...] = ()
    """Projections for the last periods of the same length, the latest first."""
    coverage: float = COVERAGE

    @property
    def month(self) -> Month:
        """Month of the first day."""
        return Month.of(self.period.start)

    @property
    def misses(self) -> tuple[float, ...]:
        """Misses of the earlier periods with costs, as ratios."""
        return tuple(earlier.miss for earlier in self.past if earlier.actual)

    @property
    def ended(self) -> bool:
        """Whether all days are complete."""
        return self.known_to >= self.period.end

    def crosses(self, limit: float) -> date | None:
        """Day at whose end the sum goes above `limit` for good.

        It may be past. None if the period ends below `limit`.
        """
        latest_first = sorted(self.path, reverse=True)
        above = list(takewhile(lambda day: self.path[day] > limit, latest_first))
        return above[-1] if above else None

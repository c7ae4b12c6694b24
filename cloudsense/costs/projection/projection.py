"""Where a period will end, as it looks today: the result of a projection. Pure."""

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
    """What was projected for an earlier period on the same day of it, and what it cost."""

    period: Period
    projected: float
    actual: float

    @property
    def miss(self) -> float:
        """A ratio: 0.02 is 2 % off. Infinite where something was projected and nothing came."""
        gap = abs(self.projected - self.actual)
        if not self.actual:
            return math.inf if gap else 0.0
        return gap / abs(self.actual)


@dataclass(frozen=True)
class Projection:
    """The end of a period as it looks today."""

    period: Period
    """All of its days, past and to come."""
    so_far: float
    """Actual, today included."""
    amount: float
    """What all of the period will have cost."""
    low: float | None
    high: float | None
    """The part `coverage` of all outcomes lies between them; None where the end is too far ahead
    for an honest range."""
    complete_days: int
    """Days of the period that are known in full, from the first that had any costs."""
    path: Mapping[date, float]
    """The sum since the first day, by day: actual for complete days, expected from then on."""
    low_path: Mapping[date, float] = field(default_factory=dict)
    high_path: Mapping[date, float] = field(default_factory=dict)
    """The range of `path` on the days to come that have one."""
    known_to: date = date.max
    """The day after the last complete one."""
    sample_days: int = WINDOW
    """Complete days that it is made from; without any it is no more than `so_far`."""
    mornings: int = 0
    """Earlier mornings whose misses make the range."""
    typical_miss: float | None = None
    """The median relative miss of these, of the costs to come; None where the range is a guess."""
    guessed: bool = False
    """Whether the range is a guess, as there are too few earlier mornings."""
    credits: float = 0.0
    """What it expects of daily credits from now on, at most 0; they may run out."""
    data_through: date | None = None
    """The last complete day, where newer ones are not known although AWS has them."""
    past: tuple[EarlierProjection, ...] = ()
    """The last periods of the same length, the latest first."""
    coverage: float = COVERAGE

    @property
    def month(self) -> Month:
        """Of its first day."""
        return Month.of(self.period.start)

    @property
    def misses(self) -> tuple[float, ...]:
        """Ratios: how far off it was in those of the earlier periods that cost anything."""
        return tuple(earlier.miss for earlier in self.past if earlier.actual)

    @property
    def ended(self) -> bool:
        """Whether all of its days are complete."""
        return self.known_to >= self.period.end

    def crosses(self, limit: float) -> date | None:
        """The day from whose evening on the sum stays above `limit`, if it ends there.

        A past day if that has happened already.
        """
        latest_first = sorted(self.path, reverse=True)
        above = list(takewhile(lambda day: self.path[day] > limit, latest_first))
        return above[-1] if above else None

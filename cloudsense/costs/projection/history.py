"""What goes on from day to day, as arrays up to the last complete day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.daily import Daily, between, first_charged
from cloudsense.costs.period import ONE_DAY
from cloudsense.costs.projection.misses import Range, likely, windows
from cloudsense.costs.projection.robust import Array
from cloudsense.costs.projection.rule import expected

FARTHEST = 92
"""Days ahead up to which a range is honest: a quarter. Farther ahead none covers what it says."""


@dataclass(frozen=True)
class History:
    """Complete days of costs that come every day."""

    end: date
    """The day after the last one."""
    kinds: tuple[Array, ...]
    """Usage, and each charge type that recurs daily, from its first cost on."""
    net: Array
    """All of them together: credits make up for usage, and its ups and downs."""

    @classmethod
    def of(cls, daily: Daily, end: date) -> History:
        """Up to, not including, `end`."""
        first = daily.first or end
        if any(daily.earlier.values()):  # AWS reports zeros before an account began
            first = max(daily.earlier) + ONE_DAY
        kinds = [_dense(amounts, first, end) for amounts in daily.every_day]
        begin = first_charged([daily.earlier]) or first
        earlier = _dense(daily.earlier, begin, first)
        net = np.concatenate([earlier, np.sum(kinds, axis=0)])
        if len(kinds) == 1:
            return cls(end, (net,), net)
        usage, *recurring = kinds
        return cls(end, (usage, *map(_begun, recurring)), net)

    @property
    def days(self) -> int:
        return len(self.net)

    def expected(self, ahead: int) -> Array:
        """What each kind will cost on the `ahead` days from `end` on, kinds x days."""
        if not ahead or not self.days:
            return np.zeros((len(self.kinds), ahead))
        rows = []
        for kind in self.kinds:
            end = np.array([len(kind)])
            rows.append(windows(kind, end))
        return expected(np.concatenate(rows), ahead)

    def likely(self, expected_days: Array, start: date) -> Range:
        """The range of the sums from the day `start` on, if the days from `end` on cost as
        expected."""
        skip = max((start - self.end).days, 0)
        return likely(self.net, expected_days[: skip + FARTHEST], skip)


def _dense(amounts: Mapping[date, float], first: date, end: date) -> Array:
    """Every day from `first` up to, not including, `end`."""
    days = between(amounts, first, end)
    return np.array(list(days.values()), dtype=np.float64)


def _begun(amounts: Array) -> Array:
    """From the first day that anything was charged or credited on."""
    charged = np.flatnonzero(amounts)
    return amounts[charged[0] :] if len(charged) else amounts

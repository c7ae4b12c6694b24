"""Costs that come every day, as arrays up to the last complete day. Pure."""

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
"""Most days ahead for which a range is given: a quarter. Farther ahead no range
has its stated coverage."""


@dataclass(frozen=True)
class History:
    """Complete days of daily costs."""

    end: date
    """Day after the last one."""
    kinds: tuple[Array, ...]
    """Usage, and each charge type that recurs daily; each from its first cost on."""
    net: Array
    """Sum of all kinds: credits offset usage, also in its variation."""

    @classmethod
    def of(cls, daily: Daily, end: date) -> History:
        """History up to, not including, `end`."""
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
        """Expected costs of each kind on the `ahead` days from `end` on: kinds x days."""
        if not ahead or not self.days:
            return np.zeros((len(self.kinds), ahead))
        rows = []
        for kind in self.kinds:
            end = np.array([len(kind)])
            rows.append(windows(kind, end))
        return expected(np.concatenate(rows), ahead)

    def likely(self, expected_days: Array, start: date) -> Range:
        """Range of the sums from `start` on, if the days from `end` on cost as expected."""
        skip = max((start - self.end).days, 0)
        return likely(self.net, expected_days[: skip + FARTHEST], skip)


def _dense(amounts: Mapping[date, float], first: date, end: date) -> Array:
    """Amounts of every day from `first` up to, not including, `end`."""
    days = between(amounts, first, end)
    return np.array(list(days.values()), dtype=np.float64)


def _begun(amounts: Array) -> Array:
    """Amounts from the first day with a charge or credit on."""
    charged = np.flatnonzero(amounts)
    return amounts[charged[0] :] if len(charged) else amounts

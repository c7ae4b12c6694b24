"""The anomalies that go on during the walk, one a series at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GAP = 2
"""Days in the normal range that don't end an anomaly, such as a weekend."""


@dataclass
class Runs:
    """By series: since when it has been unusual, until when, and in which direction."""

    first: np.ndarray
    """Number of the first day; -1 where nothing goes on."""
    last: np.ndarray
    sign: np.ndarray
    held: np.ndarray
    """The level that a drift is compared with; NaN where there is none."""

    @classmethod
    def none(cls, count: int) -> Runs:
        first, sign = np.full(count, -1), np.zeros(count, dtype=np.int8)
        return cls(first, first.copy(), sign, np.full(count, np.nan))

    @property
    def is_held(self) -> np.ndarray:
        return np.asarray(~np.isnan(self.held))

    @property
    def going_on(self) -> np.ndarray:
        return np.asarray(self.first >= 0)

    def has(self, series: int, excess: float) -> bool:
        """Whether an excess of this sign goes on in the series."""
        return bool(self.first[series] >= 0 and self.sign[series] == np.sign(excess))

    def flag(self, day: int, series: np.ndarray, signs: np.ndarray) -> np.ndarray:
        """`day` is unusual in `series`. Returns those where nothing of the kind went on before."""
        fresh = series[(self.first[series] < 0) | (self.sign[series] != signs)]
        self.first[fresh] = day
        self.last[series] = day
        self.sign[series] = signs
        return np.asarray(fresh)

    def hold(self, first: int, day: int, series: np.ndarray, level: np.ndarray) -> None:
        """A drift of `series` was found on `day`, in days from `first` on."""
        self.first[series] = first
        self.last[series] = day
        self.sign[series] = 1
        self.held[series] = level

    def lasted(self, day: int, days: int) -> np.ndarray:
        """Which have gone on for so many days up to `day`."""
        is_going_on = (self.first >= 0) & (self.last == day)
        return np.asarray(is_going_on & (day - self.first + 1 >= days))

    def end(self, day: int) -> None:
        self.stop(np.flatnonzero((self.first >= 0) & (day - self.last > GAP)))

    def stop(self, series: np.ndarray) -> None:
        self.first[series] = -1
        self.held[series] = np.nan

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
        nothing = np.full(count, -1)
        sign = np.zeros(count, dtype=np.int8)
        held = np.full(count, np.nan)
        return cls(nothing, nothing.copy(), sign, held)

    @property
    def is_held(self) -> np.ndarray:
        return np.asarray(~np.isnan(self.held))

    @property
    def going_on(self) -> np.ndarray:
        return np.asarray(self.first >= 0)

    def has(self, series: int, excess: float) -> bool:
        """Whether an excess of this sign goes on in the series."""
        if self.first[series] < 0:
            return False
        return bool(self.sign[series] == np.sign(excess))

    def flag(self, day: int, series: np.ndarray, signs: np.ndarray) -> np.ndarray:
        """`day` is unusual in `series`. Returns those where nothing of the kind went on before."""
        is_quiet = self.first[series] < 0
        turned = self.sign[series] != signs
        fresh = series[is_quiet | turned]
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
        is_unusual = self.going_on & (self.last == day)
        lasted = day - self.first + 1
        return np.asarray(is_unusual & (lasted >= days))

    def end(self, day: int) -> None:
        is_over = day - self.last > GAP
        over = np.flatnonzero(self.going_on & is_over)
        self.stop(over)

    def stop(self, series: np.ndarray) -> None:
        self.first[series] = -1
        self.held[series] = np.nan

"""Ongoing anomalies during detection, at most one for each series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GAP = 2
"""Normal days, such as a weekend, that don't end an anomaly."""


@dataclass
class Runs:
    """Ongoing anomaly of each series: first day, last day, direction."""

    first: np.ndarray
    """Index of the first day; -1 where none is ongoing."""
    last: np.ndarray
    sign: np.ndarray
    held: np.ndarray
    """Level that a slow rise is compared with; NaN without one."""

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
        """Whether an excess of this sign is ongoing in the series."""
        if self.first[series] < 0:
            return False
        return bool(self.sign[series] == np.sign(excess))

    def flag(self, day: int, series: np.ndarray, signs: np.ndarray) -> np.ndarray:
        """Mark `day` as unusual in `series`. Returns the series in which no
        such anomaly was ongoing."""
        is_quiet = self.first[series] < 0
        turned = self.sign[series] != signs
        fresh = series[is_quiet | turned]
        self.first[fresh] = day
        self.last[series] = day
        self.sign[series] = signs
        return np.asarray(fresh)

    def hold(self, first: int, day: int, series: np.ndarray, level: np.ndarray) -> None:
        """Mark a slow rise of `series`, found on `day`, that began on `first`."""
        self.first[series] = first
        self.last[series] = day
        self.sign[series] = 1
        self.held[series] = level

    def lasted(self, day: int, days: int) -> np.ndarray:
        """Whether each anomaly has been ongoing for this many days up to `day`."""
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

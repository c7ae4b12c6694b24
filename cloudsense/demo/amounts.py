"""What the charges of the demo organization come to on a day.

Every number follows from a charge and the ordinal of a day by additions, multiplications and an integer hash: it is
the same on every machine, and a day that is over never changes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from zlib import crc32

import numpy as np

from cloudsense.costs.frame import METRICS
from cloudsense.costs.period import ONE_DAY
from cloudsense.costs.query import Dimension, Metric
from cloudsense.demo.book import COLUMNS, SCALE
from cloudsense.demo.catalog import DISCOUNTS, MONTHLY_UNITS, PROJECTS, WHOLE_UNITS
from cloudsense.demo.charges import Charge
from cloudsense.demo.patterns import (
    BURST_EVERY,
    BURST_ON,
    EPOCH,
    PROJECT_APART,
    PROJECT_EVERY,
    PROJECT_FIRST,
    PROJECT_LASTS,
    REFUND_EVERY,
    REFUND_ON,
    Booked,
    Name,
    Pattern,
    name_in_use,
)

LEAST_GROWTH = 0.3
"""Long before EPOCH a charge never falls below this share of its quantity."""
LEVELS_LAST = 35, 70
"""Days from one change of level to the next: each charge has its own number between these."""
KNOWN_YESTERDAY, KNOWN_TODAY = (0.85, 0.95), (0.25, 0.55)
"""Shares of a day's usage that have been counted so far."""
USED = (Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.REGION, Dimension.AZ, Dimension.ACCOUNT)


class Amounts:
    """The charges as vectors, and their amounts by day."""

    def __init__(self, charges: Sequence[Charge]) -> None:
        def vector(of: Callable[[Pattern], float]) -> np.ndarray:
            return np.array([of(c.pattern) for c in charges], dtype=np.float64)

        def booked(how: Booked) -> np.ndarray:
            return np.array([c.pattern.booked is how for c in charges], dtype=bool)

        self._seeds = np.array([_seed(c) for c in charges], dtype=np.uint64)
        self._quantity = np.array([c.quantity for c in charges])
        self._price = np.array([c.price for c in charges])
        self._week = np.array([c.pattern.week for c in charges]).T
        self._noise, self._swing = vector(lambda p: p.noise), vector(lambda p: p.swing)
        self._growth, self._burst = vector(lambda p: p.growth), vector(lambda p: p.burst)
        self._counted = vector(lambda p: p.counted)
        self._daily, self._monthly, self._refunded = map(booked, Booked)
        self._names = {
            name: np.array([c.pattern.name in (Name.ONLY, name) for c in charges], dtype=bool)
            for name in (Name.OLD, Name.NEW)
        }
        by_month = np.array([c.line.unit in MONTHLY_UNITS for c in charges], dtype=bool)
        self._spread = self._daily & by_month
        self._gathered = self._monthly & ~by_month
        self._grain = np.array([float(SCALE) if c.line.unit in WHOLE_UNITS else 1.0 for c in charges])
        self._project = np.array([_project(c) for c in charges])
        self._rates = np.array([_rates(c) for c in charges])
        low, high = LEVELS_LAST
        self._level_lasts = self._seeds % np.uint64(high - low) + np.uint64(low)

    def on(self, day: date, today: date) -> tuple[np.ndarray, np.ndarray]:
        """What is known `today` of `day`, as `book.DailyAmounts` has it; nothing yet of a day to come."""
        if day > today:
            return np.zeros((len(self._seeds), len(COLUMNS)), dtype=np.int64), np.zeros(len(self._seeds), dtype=bool)
        quantity = np.rint(self._usage(day) * self._known(day, today) * SCALE / self._grain) * self._grain
        costs = np.rint((quantity * self._price)[:, np.newaxis] * self._rates)
        amounts = np.column_stack([costs, quantity * self._counted]).astype(np.int64)
        return amounts, self._exists(day)

    def _usage(self, day: date) -> np.ndarray:
        """The quantity of each charge, as it will be once the day is over."""
        n, month_days = day.toordinal(), monthrange(day.year, day.month)[1]
        ticks = np.full(len(self._seeds), n, dtype=np.uint64)
        noise = 1 + self._noise * (2 * _uniform(self._seeds, ticks) - 1)
        level = 1 + self._swing * (2 * _uniform(~self._seeds, ticks // self._level_lasts) - 1)
        growth = np.maximum(LEAST_GROWTH, 1 + self._growth * ((n - EPOCH.toordinal()) / 365))
        burst = self._burst if n % BURST_EVERY == BURST_ON else 1.0
        month = np.where(self._spread, 1 / month_days, np.where(self._gathered, month_days, 1))
        usage: np.ndarray = self._quantity * self._week[day.weekday()] * noise * level * growth * burst * month
        return usage

    def _known(self, day: date, today: date) -> np.ndarray:
        """The share of each charge that has been counted; what is not usage is booked at once."""
        if day < today - ONE_DAY:
            return np.ones(len(self._seeds))
        low, high = KNOWN_TODAY if day == today else KNOWN_YESTERDAY
        counted = low + (high - low) * _uniform(self._seeds, np.zeros_like(self._seeds))
        return np.where(self._daily, counted, 1.0)

    def _exists(self, day: date) -> np.ndarray:
        n = day.toordinal()
        running = (n - PROJECT_FIRST - self._project * PROJECT_APART) % PROJECT_EVERY < PROJECT_LASTS
        booked = self._daily | (self._monthly & (day.day == 1)) | (self._refunded & (n % REFUND_EVERY == REFUND_ON))
        exists: np.ndarray = booked & (running | (self._project < 0)) & self._names[name_in_use(day)]
        return exists


def _rates(charge: Charge) -> list[float]:
    """What a dollar of price x quantity is under each metric, in the order of METRICS."""
    pattern = charge.pattern
    net = 1 - DISCOUNTS.get(charge.line.dimensions[Dimension.SERVICE], 0.0)
    tilt = 1 + pattern.tiers * (2 * (_seed(charge) % 101) / 100 - 1)
    rates = {
        Metric.UNBLENDED: pattern.cash,
        Metric.AMORTIZED: pattern.accrued,
        Metric.NET_UNBLENDED: pattern.cash * net,
        Metric.NET_AMORTIZED: pattern.accrued * net,
        Metric.BLENDED: pattern.cash * tilt,
    }
    return [rates[Metric(name)] for name in METRICS]


def _project(charge: Charge) -> int:
    service = charge.line.dimensions[Dimension.SERVICE]
    return PROJECTS.index(service) if service in PROJECTS else -1


def _seed(charge: Charge) -> int:
    """A number of what is used where, whatever its place in the table; usage and its negation have the same."""
    used = (charge.line.dimensions[dimension] for dimension in USED)
    return crc32("|".join(used).encode())


def _uniform(seeds: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """Numbers in [0, 1) that look random, one a seed and tick (both uint64; the mixing is splitmix64's)."""
    mixed: np.ndarray = (seeds << np.uint64(24)) + ticks * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    uniform: np.ndarray = (mixed >> np.uint64(11)) * 2.0**-53
    return uniform

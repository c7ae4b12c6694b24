"""Daily amounts of the demo organization's charges.

Every number is computed from a charge and the ordinal of a day with additions, multiplications and
an integer hash: it is the same on every machine, and a day that is over never changes.
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
"""Share of its quantity that a charge never falls below, however long before EPOCH."""
LEVELS_LAST = 35, 70
"""Range of days between two changes of level; each charge has its own number."""
KNOWN_YESTERDAY, KNOWN_TODAY = (0.85, 0.95), (0.25, 0.55)
"""Shares of a day's usage that are known so far."""
STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
SECOND_FACTOR = np.uint64(0x94D049BB133111EB)
"""Second multiplier of splitmix64."""
USED = (Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.REGION, Dimension.AZ, Dimension.ACCOUNT)


class Amounts:
    """Charges as vectors, and their amounts by day."""

    def __init__(self, charges: Sequence[Charge]) -> None:
        patterns = [charge.pattern for charge in charges]
        units = [charge.line.unit for charge in charges]

        def vector(of: Callable[[Pattern], float]) -> np.ndarray:
            return np.array([of(pattern) for pattern in patterns], dtype=np.float64)

        def flags(of: Callable[[Pattern], bool]) -> np.ndarray:
            return np.array([of(pattern) for pattern in patterns], dtype=bool)

        seeds = [_seed(charge) for charge in charges]
        self._seeds = np.array(seeds, dtype=np.uint64)
        self._quantity = np.array([charge.quantity for charge in charges])
        self._price = np.array([charge.price for charge in charges])
        self._week = np.array([pattern.week for pattern in patterns]).T
        self._noise = vector(lambda pattern: pattern.noise)
        self._swing = vector(lambda pattern: pattern.swing)
        self._growth = vector(lambda pattern: pattern.growth)
        self._burst = vector(lambda pattern: pattern.burst)
        self._counted = vector(lambda pattern: pattern.counted)
        self._daily = flags(lambda pattern: pattern.booked is Booked.DAILY)
        self._monthly = flags(lambda pattern: pattern.booked is Booked.MONTHLY)
        self._refunded = flags(lambda pattern: pattern.booked is Booked.REFUNDED)
        self._names = {
            Name.OLD: flags(lambda pattern: pattern.name is not Name.NEW),
            Name.NEW: flags(lambda pattern: pattern.name is not Name.OLD),
        }
        by_month = np.array([unit in MONTHLY_UNITS for unit in units], dtype=bool)
        self._spread = self._daily & by_month
        self._gathered = self._monthly & ~by_month
        is_whole = np.array([unit in WHOLE_UNITS for unit in units], dtype=bool)
        self._grain = np.where(is_whole, float(SCALE), 1.0)
        self._project = np.array([_project(charge) for charge in charges])
        self._rates = np.array([_rates(charge) for charge in charges])
        low, high = LEVELS_LAST
        span = np.uint64(high - low)
        self._level_lasts = self._seeds % span + np.uint64(low)

    def on(self, day: date, today: date) -> tuple[np.ndarray, np.ndarray]:
        """Amounts of `day` that are known `today`, as in `book.DailyAmounts`; none
        for days to come."""
        if day > today:
            number = len(self._seeds)
            nothing = np.zeros((number, len(COLUMNS)), dtype=np.int64)
            return nothing, np.zeros(number, dtype=bool)
        used = self._usage(day) * self._known(day, today)
        grains = np.rint(used * SCALE / self._grain)
        quantity = grains * self._grain
        list_price = (quantity * self._price)[:, np.newaxis]
        costs = np.rint(list_price * self._rates)
        counted = quantity * self._counted
        amounts = np.column_stack([costs, counted]).astype(np.int64)
        return amounts, self._exists(day)

    def _usage(self, day: date) -> np.ndarray:
        """Final quantity of each charge on the day."""
        n = day.toordinal()
        ticks = np.full(len(self._seeds), n, dtype=np.uint64)
        noise = 1 + self._noise * _around_zero(self._seeds, ticks)
        levels = ticks // self._level_lasts
        level = 1 + self._swing * _around_zero(~self._seeds, levels)
        years = (n - EPOCH.toordinal()) / 365
        growth = np.maximum(LEAST_GROWTH, 1 + self._growth * years)
        burst = self._burst if n % BURST_EVERY == BURST_ON else 1.0
        weekday = self._week[day.weekday()]
        month = self._share_of_month(day)
        usual = self._quantity * weekday * noise
        return np.asarray(usual * level * growth * burst * month)

    def _share_of_month(self, day: date) -> np.ndarray:
        """Monthly prices divided among the days of the month; monthly fees are not divided."""
        days = monthrange(day.year, day.month)[1]
        gathered = np.where(self._gathered, days, 1)
        return np.where(self._spread, 1 / days, gathered)

    def _known(self, day: date, today: date) -> np.ndarray:
        """Known share of each charge; charges other than usage are known at once."""
        if day < today - ONE_DAY:
            return np.ones(len(self._seeds))
        low, high = KNOWN_TODAY if day == today else KNOWN_YESTERDAY
        share = _uniform(self._seeds, np.zeros_like(self._seeds))
        counted = low + (high - low) * share
        return np.where(self._daily, counted, 1.0)

    def _exists(self, day: date) -> np.ndarray:
        n = day.toordinal()
        begun = n - PROJECT_FIRST - self._project * PROJECT_APART
        running = begun % PROJECT_EVERY < PROJECT_LASTS
        is_first = day.day == 1
        is_refund_day = n % REFUND_EVERY == REFUND_ON
        monthly = self._monthly & is_first
        refunded = self._refunded & is_refund_day
        booked = self._daily | monthly | refunded
        no_project = self._project < 0
        name = self._names[name_in_use(day)]
        exists: np.ndarray = booked & (running | no_project) & name
        return exists


def _rates(charge: Charge) -> list[float]:
    """Cost of a dollar of price x quantity under each metric, in the order of METRICS."""
    pattern = charge.pattern
    service = charge.line.dimensions[Dimension.SERVICE]
    net = 1 - DISCOUNTS.get(service, 0.0)
    percent = _seed(charge) % 101
    from_the_middle = 2 * percent / 100 - 1
    tilt = 1 + pattern.tiers * from_the_middle
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
    """Seed of a charge, independent of its row in the table; equal for usage and its negation."""
    used = (charge.line.dimensions[dimension] for dimension in USED)
    return crc32("|".join(used).encode())


def _around_zero(seeds: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """Pseudo-random numbers in [-1, 1)."""
    return 2 * _uniform(seeds, ticks) - 1


def _uniform(seeds: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """Pseudo-random numbers in [0, 1), one for each seed and tick (both uint64), by splitmix64."""
    mixed: np.ndarray = seeds << np.uint64(24)
    mixed = mixed + ticks * STEP
    mixed ^= mixed >> np.uint64(30)
    mixed *= FIRST_FACTOR
    mixed ^= mixed >> np.uint64(27)
    mixed *= SECOND_FACTOR
    mixed ^= mixed >> np.uint64(31)
    mantissa = mixed >> np.uint64(11)
    uniform: np.ndarray = mantissa * 2.0**-53
    return uniform

"""Costs by day of everything that an answer tells apart, and which of them are charged on single days. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.daily import charge_kind
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension, Metric

LARGE = 0.25
"""Of the largest day: what is smaller does not count as a day on which a charge falls."""
DAYS_A_MONTH = 2
"""On no more days of a month than this a charge falls that is not spread over the days."""
ABOVE_USUAL = 4.0
"""Times its mean of other days, from which on the 1st of a month holds more than usage."""
NOTICEABLE = 0.01
"""Of what a day costs in the mean."""


@dataclass(frozen=True)
class DailySeries:
    """One series for each combination of values of `dimensions`.

    `amounts` is a float64 matrix of series x days of `span`, in the bill's currency; `known` says
    of each day whether it is complete and its costs are known.
    """

    span: Period
    dimensions: tuple[Dimension, ...]
    keys: tuple[tuple[str, ...], ...]
    amounts: np.ndarray
    known: np.ndarray

    @classmethod
    def of(
        cls,
        frame: CostFrame,
        dimensions: Sequence[Dimension],
        metric: Metric,
        known: Sequence[Period],
        complete_to: date,
    ) -> DailySeries:
        """The rows of `frame` that lie in one of the periods `known`."""
        span = Period(min(p.start for p in known), max(p.end for p in known))
        rows = frame.within(span)
        data = rows.data
        columns = [data[dimension.value].cat for dimension in dimensions]
        sizes = [max(len(column.categories), 1) for column in columns]
        combined = np.zeros(len(data), dtype=np.int64)
        for column, size in zip(columns, sizes, strict=True):
            combined = combined * size + column.codes.to_numpy()
        found, series = np.unique(combined, return_inverse=True)
        cells = series * span.days + rows.offsets(span.start)
        weights = data[metric.value].to_numpy()
        sums = np.bincount(cells, weights=weights, minlength=len(found) * span.days)
        values = [column.categories.tolist() for column in columns]
        return cls(
            span=span,
            dimensions=tuple(dimensions),
            keys=tuple(_key(int(code), sizes, values) for code in found),
            amounts=sums.astype(np.float64, copy=False).reshape(len(found), span.days),
            known=_known(span, known, complete_to),
        )

    def of_dimension(self, dimension: Dimension) -> list[str]:
        """The value of `dimension` that each series has."""
        place = self.dimensions.index(dimension)
        return [key[place] for key in self.keys]

    def columns(self, days: Sequence[date]) -> np.ndarray:
        """Where `days` stand in `amounts`."""
        return np.array([(day - self.span.start).days for day in days], dtype=np.intp)


def single_charges(series: DailySeries) -> np.ndarray:
    """Which cells are charges that fall on single days: fees, tax, support, upfront payments, one-time credits.

    A boolean matrix as `series.amounts`. Such a charge has a type that does not follow usage and
    falls on one or two days of a month, or it is usage that each 1st of a month has and no other
    day. Without charge types among the dimensions only the latter is found.
    """
    size = np.where(series.known, np.abs(series.amounts), 0.0)
    peak = size.max(axis=1, keepdims=True, initial=0.0)
    large = (size >= LARGE * peak) & (size >= NEGLIGIBLE)
    fees = _is_fee(series) & _on_few_days(large, series)
    firsts = np.array([day.day == 1 for day in series.span.dates]) & series.known
    monthly = ~_is_fee(series) & _on_firsts(size, firsts, series.known)
    return np.asarray((fees[:, None] & large) | (monthly[:, None] & firsts & (size >= NEGLIGIBLE)))


def days_with_single_charges(series: DailySeries) -> frozenset[date]:
    """The days on which these make a noticeable part of all costs."""
    once = np.where(single_charges(series), np.abs(series.amounts), 0.0).sum(axis=0)
    usual = np.abs(series.amounts).sum() / max(int(series.known.sum()), 1)
    days = zip(series.span.dates, once.tolist(), strict=True)
    return frozenset(day for day, amount in days if amount > NOTICEABLE * usual)


def _is_fee(series: DailySeries) -> np.ndarray:
    if Dimension.CHARGE_TYPE not in series.dimensions:
        return np.zeros(len(series.keys), dtype=bool)
    types = series.of_dimension(Dimension.CHARGE_TYPE)
    return np.array([charge_kind(charge) != "usage" for charge in types], dtype=bool)


def _on_few_days(large: np.ndarray, series: DailySeries) -> np.ndarray:
    """Whether each series is large on few days of every month, and not on all days that are known."""
    months = np.array([Month.of(day).number for day in series.span.dates])
    counts = [large[:, months == month].sum(axis=1) for month in np.unique(months)]
    few = np.max(counts, axis=0) <= DAYS_A_MONTH
    return np.asarray(few & (large.sum(axis=1) < series.known.sum()))


def _on_firsts(size: np.ndarray, firsts: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each series has far more on every 1st that is known than on other days.

    A single 1st says so only of a series that has nothing else.
    """
    if not firsts.any():
        return np.zeros(len(size), dtype=bool)
    others = known & ~firsts
    usual = size[:, others].mean(axis=1) if others.any() else np.zeros(len(size))
    least = size[:, firsts].min(axis=1)
    sure = (usual == 0) | (firsts.sum() > 1)
    return np.asarray(sure & others.any() & (least > ABOVE_USUAL * usual))


def _key(code: int, sizes: Sequence[int], values: Sequence[Sequence[str]]) -> tuple[str, ...]:
    key: list[str] = []
    for size, names in zip(reversed(sizes), reversed(values), strict=True):
        code, place = divmod(code, size)
        key.append(names[place])
    return tuple(reversed(key))


def _known(span: Period, known: Sequence[Period], complete_to: date) -> np.ndarray:
    complete = Period(span.start, max(complete_to, span.start) + ONE_DAY)
    days = span.dates
    return np.array([day in complete and any(day in part for part in known) for day in days])

"""Cost of each name on the compared days, and whether it is new or gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, starmap

import numpy as np

from cloudsense.costs.analysis import Change
from cloudsense.costs.basis import Basis, KnownCosts, SingleCharge, basis
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import Dimension, Metric

DAYS_BILLED = 3
"""Days with costs before from which a missing name is called no longer billed."""
DAYS_KNOWN = 7
"""Known days before the period that are needed to call a name new."""
A_MONTH_KNOWN = 30
"""Known days needed to call a name new that is billed on fewer than DAYS_BILLED days:
it may be monthly."""


@dataclass(frozen=True)
class Comparison:
    """Cost of each name on the compared days: in full, or per day if the periods differ in length
    and are not whole months (`days.divided`)."""

    choice: PeriodChoice
    days: ComparedDays
    changes: Mapping[str, Change]
    single: tuple[SingleCharge, ...] = ()

    @property
    def now(self) -> float:
        return sum(change.now for change in self.changes.values())

    @property
    def before(self) -> float:
        return sum(change.before for change in self.changes.values())

    @property
    def change(self) -> float:
        return self.now - self.before

    @property
    def overall(self) -> Change:
        """Change of all names together; per day if the two sides differ in their number of days."""
        days = self.days
        if days.divided or not days.per_day or days.empty:
            return Change(self.now, self.before)
        return Change(
            now=self.now / len(days.now),
            before=self.before / len(days.before),
        )


def compare(
    frame: CostFrame,
    by: Dimension,
    metric: Metric,
    choice: PeriodChoice,
    complete_to: date,
    overview: KnownCosts | None,
) -> Comparison:
    """Compares `frame`, which holds the period and the one before it, by its column `by`.

    Charges of single days (fees, tax, support, upfront payments) are compared between months only.
    If `frame` has charge types they are left out one by one, else by day: the `overview` shows
    which days have them; where it does not, the 1st counts as one.
    """
    return comparison(basis(frame, by, metric, choice, complete_to, overview), by)


def comparison(of: Basis, by: Dimension) -> Comparison:
    """Comparison by the values of `by`."""
    series, days = of.series, of.days
    values = np.array(series.of_dimension(by), dtype=object)
    names, place = np.unique(values, return_inverse=True)
    counted = np.where(of.counted, series.amounts, 0.0)
    costs = _by_name(counted, place, len(names))
    charged = _by_name(np.abs(series.amounts), place, len(names))
    compared = _by_name(np.abs(counted), place, len(names))
    standing = _Standing(of, charged > 0, compared > 0)
    columns = zip(
        _sums(costs, series.columns(days.now), days.divided),
        _sums(costs, series.columns(days.before), days.divided),
        standing.is_new.tolist(),
        standing.is_gone.tolist(),
        standing.is_apart.tolist(),
        strict=True,
    )
    changes = starmap(Change, columns)
    by_name = dict(zip(names.tolist(), changes, strict=True))
    return Comparison(of.choice, of.days, by_name, of.single)


@dataclass(frozen=True)
class _Standing:
    """Whether each name is new, gone, or not compared: arrays of booleans."""

    of: Basis
    has_costs: np.ndarray
    """Whether a name has costs on a day: names x days."""
    counts: np.ndarray
    """Whether it has costs that count if the day is compared: names x days."""

    @property
    def is_new(self) -> np.ndarray:
        period = self._columns(self.of.choice.period.dates)
        known = np.flatnonzero(self.of.series.known)
        known_before = known[known < period[0]]
        if len(known_before) < DAYS_KNOWN:
            return np.zeros(len(self.has_costs), dtype=bool)
        is_unseen = ~_any_of(self.has_costs, known_before)
        enough = 1 if len(known_before) >= A_MONTH_KNOWN else DAYS_BILLED
        billed_days = self.counts[:, period].sum(axis=1)
        return np.asarray(is_unseen & (billed_days >= enough))

    @property
    def is_gone(self) -> np.ndarray:
        before = self._columns(self.of.days.before)
        period = self._columns(self.of.choice.period.dates)
        enough = 1 if self.of.days.whole_months else DAYS_BILLED
        was_billed = self.counts[:, before].sum(axis=1) >= enough
        return np.asarray(was_billed & ~_any_of(self.has_costs, period))

    @property
    def is_apart(self) -> np.ndarray:
        """Whether none of the name's costs are compared."""
        choice, days = self.of.choice, self.of.days
        span = chain(choice.before.dates, choice.period.dates)
        has_costs = _any_of(self.has_costs, self._columns(span))
        compared = self._columns((*days.now, *days.before))
        return np.asarray(has_costs & ~_any_of(self.counts, compared))

    def _columns(self, days: Iterable[date]) -> np.ndarray:
        return self.of.series.columns(tuple(days))


def _any_of(cells: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Whether each row has a True cell in any of the columns."""
    return np.asarray(cells[:, columns].any(axis=1))


def _sums(costs: np.ndarray, columns: np.ndarray, divided: bool) -> list[float]:
    """Sum of each row over the columns; the mean if `divided`."""
    sums = costs[:, columns].sum(axis=1)
    if divided:
        sums /= max(len(columns), 1)
    found: list[float] = sums.tolist()
    return found


def _by_name(amounts: np.ndarray, place: np.ndarray, count: int) -> np.ndarray:
    """Sum of the series of each name: names x days."""
    sums = np.zeros((count, amounts.shape[1]))
    if count == len(amounts):  # usually one series each, and there may be thousands
        sums[place] = amounts
    else:
        np.add.at(sums, place, amounts)
    return sums

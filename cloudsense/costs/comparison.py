"""What each name cost on the days that are compared, and whether it is new or gone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.analysis import Change
from cloudsense.costs.basis import Basis, Known, SingleCharge, basis
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.series import DailySeries

DAYS_BILLED = 3
"""What had costs on fewer days before is not called no longer billed: it may come again."""
DAYS_KNOWN = 7
"""With fewer known days before the period nothing in it is called new."""
A_MONTH_KNOWN = 30
"""With fewer of them, what is billed on fewer than DAYS_BILLED days is not: it may be monthly."""


@dataclass(frozen=True)
class Comparison:
    """What each name cost on the days compared: in full, or per day where these differ in number,
    other than whole months (`days.divided`)."""

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
        """All names together; per day wherever the two sides differ in their number of days."""
        days = self.days
        if days.divided or not days.per_day or days.empty:
            return Change(self.now, self.before)
        return Change(self.now / len(days.now), self.before / len(days.before))


def compare(
    frame: CostFrame,
    by: Dimension,
    metric: Metric,
    choice: PeriodChoice,
    complete_to: date,
    overview: Known | None,
) -> Comparison:
    """The costs of `frame`, which holds the period and the one before it, by its column `by`.

    Charges of single days (fees, tax, support, upfront payments) are compared between months
    only. Where `frame` has charge types they are left out one by one, else the days that hold
    them: the `overview` tells which, and the 1st of a month is taken for one where it does not.
    """
    return comparison(basis(frame, by, metric, choice, complete_to, overview), by)


def comparison(of: Basis, by: Dimension) -> Comparison:
    """What each value of `by` cost on the days compared."""
    changes = _changes(of.series, of.once, by, of.choice, of.days)
    return Comparison(of.choice, of.days, changes, of.single)


def _changes(
    series: DailySeries,
    once: np.ndarray,
    by: Dimension,
    choice: PeriodChoice,
    days: ComparedDays,
) -> dict[str, Change]:
    """By name; all sums are over matrices of names x days."""
    values = np.array(series.of_dimension(by), dtype=object)
    names, place = np.unique(values, return_inverse=True)
    counted = series.amounts if days.whole_months else np.where(once, 0.0, series.amounts)
    active = _by_name(np.abs(series.amounts), place, len(names)) > 0
    compared = _by_name(np.abs(counted), place, len(names)) > 0
    now = series.columns(days.now)
    before = series.columns(days.before)
    after = _by_name(counted[:, now], place, len(names)).sum(axis=1)
    earlier = _by_name(counted[:, before], place, len(names)).sum(axis=1)
    if days.divided:
        after /= max(len(now), 1)
        earlier /= max(len(before), 1)
    new, gone, apart = _standing(series, active, compared, choice, days)
    columns = [each.tolist() for each in (after, earlier, new, gone, apart)]
    return dict(zip(names.tolist(), map(Change, *columns), strict=True))


def _standing(
    series: DailySeries,
    active: np.ndarray,
    compared: np.ndarray,
    choice: PeriodChoice,
    days: ComparedDays,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each name: whether it is new, whether it is gone, whether nothing of it is compared.

    `active` says on which days a name has costs, `compared` on which it has costs that count.
    """
    period = series.columns(tuple(choice.period.dates))
    both = series.columns((*days.now, *days.before))
    span = series.columns((*choice.before.dates, *choice.period.dates))
    earlier = np.flatnonzero(series.known[: period[0]])
    unseen = ~active[:, earlier].any(axis=1)
    unseen &= len(earlier) >= DAYS_KNOWN
    enough = 1 if len(earlier) >= A_MONTH_KNOWN else DAYS_BILLED
    new = unseen & (compared[:, period].sum(axis=1) >= enough)
    needed = 1 if days.whole_months else DAYS_BILLED
    billed = compared[:, series.columns(days.before)].sum(axis=1) >= needed
    gone = billed & ~active[:, period].any(axis=1)
    has_costs = active[:, span].any(axis=1)
    apart = has_costs & ~compared[:, both].any(axis=1)
    return np.asarray(new), np.asarray(gone), np.asarray(apart)


def _by_name(amounts: np.ndarray, place: np.ndarray, count: int) -> np.ndarray:
    """The sum of the series of each name."""
    sums = np.zeros((count, amounts.shape[1]))
    if count == len(amounts):  # one each, and there may be thousands
        sums[place] = amounts
    else:
        np.add.at(sums, place, amounts)
    return sums

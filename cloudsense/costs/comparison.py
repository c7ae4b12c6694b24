"""What a period is compared with: equal numbers of complete days, and charges of single days apart.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.analysis import NEGLIGIBLE, Change
from cloudsense.costs.compared_days import ComparedDays, compared_days, month_pairs
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Period, PeriodChoice
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.series import DailySeries, days_with_single_charges, single_charges

DAYS_BILLED = 3
"""What had costs on fewer days before is not called no longer billed: it may come again."""
DAYS_KNOWN = 7
"""With fewer known days before the period nothing in it is called new."""
LAST = 32
"""Stands for the last day of a month, whichever that is."""
A_MONTH_KNOWN = 30
"""With fewer of them, what is billed on fewer than DAYS_BILLED days is not: it may be monthly."""


@dataclass(frozen=True)
class SingleCharge:
    """What a service or a charge type billed on single days of either period; it is not
    compared."""

    dimension: Dimension
    value: str
    now: float
    before: float

    @property
    def size(self) -> float:
        """The larger of both sides, without its sign."""
        return max(abs(self.now), abs(self.before))


@dataclass(frozen=True)
class Comparison:
    """What each name cost on the days compared."""

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


@dataclass(frozen=True)
class Known:
    """Costs by service and charge type of the same selection, of a period that may differ."""

    frame: CostFrame
    period: Period
    complete_to: date


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
    span = Period(choice.before.start, choice.period.end)
    days = compared_days(choice, complete_to)
    if Dimension.CHARGE_TYPE not in frame.dimensions:
        series = DailySeries.of(frame, (by,), metric, [(span, complete_to)])
        fees = _fee_days(series, overview, metric, everywhere=days.whole_months)
        days = days if days.whole_months else days.without(fees, choice.same_days)
        once = np.zeros(series.amounts.shape, dtype=bool)
        fee_days = sorted(fees.intersection(span.dates))
        once[:, series.columns(fee_days)] = days.per_day
        return Comparison(days, _changes(series, once, by, choice, days))
    known = [(span, complete_to)]
    if overview is not None and set(frame.dimensions) <= set(overview.frame.dimensions):
        frame = _joined(frame.within(span), overview, span)
        known.append((overview.period, overview.complete_to))
    series = DailySeries.of(frame, frame.dimensions, metric, known)
    once = single_charges(series)
    if days.whole_months:
        return Comparison(days, _changes(series, once, by, choice, days))
    once &= ~_compared_anyway(series, once, choice, days)
    single = _single_charges(series, once, choice)
    return Comparison(days, _changes(series, once, by, choice, days), single)


def _joined(frame: CostFrame, overview: Known, span: Period) -> CostFrame:
    """The rows of `frame`, and what the overview knows of other complete days."""
    first = overview.period.start
    last = max(overview.complete_to, first)
    complete = Period(first, last + ONE_DAY)
    rest = overview.frame.within(complete).outside(span)
    return CostFrame.joined([frame, rest], frame.dimensions) if len(rest) else frame


def _fee_days(
    series: DailySeries,
    overview: Known | None,
    metric: Metric,
    everywhere: bool,
) -> frozenset[date]:
    """The days with fees.

    Where they are not known, or `everywhere`: the 1st, and the days that have them in other months.
    """
    found = days_with_single_charges(series)
    if overview is not None:
        reach = [(overview.period, overview.complete_to)]
        held = DailySeries.of(overview.frame, overview.frame.dimensions, metric, reach)
        found |= days_with_single_charges(held)
    usual = {1, *(day.day for day in found)}
    if any(map(_is_last, found)):
        usual.add(LAST)
    known = None if everywhere or overview is None else overview.period
    rest = [day for day in series.span.dates if known is None or day not in known]
    return found.union(day for day in rest if _is_usual(day, usual))


def _is_usual(day: date, usual: set[int]) -> bool:
    """Whether a day of the month is among the `usual` ones; the last day stands for those after
    it."""
    return day.day in usual or (_is_last(day) and day.day < max(usual))


def _is_last(day: date) -> bool:
    return (day + ONE_DAY).day == 1


def _compared_anyway(
    series: DailySeries, once: np.ndarray, choice: PeriodChoice, days: ComparedDays
) -> np.ndarray:
    """Of open months: the series that were charged on the days compared of both months."""
    found = np.zeros(once.shape, dtype=bool)
    if not choice.same_days:
        return found
    for now, before in month_pairs(choice):
        after = [day for day in days.now if day in now]
        earlier = [day for day in days.before if day in before]
        sides = [once[:, series.columns(side)].any(axis=1) for side in (after, earlier)]
        in_both = np.asarray(sides[0] & sides[1])[:, None]
        found[:, series.columns([*now.dates, *before.dates])] |= in_both
    return found


def _single_charges(
    series: DailySeries, once: np.ndarray, choice: PeriodChoice
) -> tuple[SingleCharge, ...]:
    """By charge type, or by service where a service bills its usage so; the largest first."""
    amounts = np.where(once, series.amounts, 0.0)
    now = _sums_on(series, amounts, choice.period)
    before = _sums_on(series, amounts, choice.before)
    sums: dict[tuple[Dimension, str], tuple[float, float]] = {}
    for key, after, earlier in zip(series.keys, now, before, strict=True):
        name = _named(series.dimensions, key)
        known = sums.get(name, (0.0, 0.0))
        sums[name] = known[0] + after, known[1] + earlier
    found = [SingleCharge(*name, *pair) for name, pair in sums.items()]
    listed = [charge for charge in found if charge.size >= NEGLIGIBLE]
    return tuple(sorted(listed, key=lambda charge: -charge.size))


def _sums_on(series: DailySeries, amounts: np.ndarray, period: Period) -> list[float]:
    """What each series comes to in `period`."""
    columns = series.columns(tuple(period.dates))
    sums: list[float] = amounts[:, columns].sum(axis=1).tolist()
    return sums


def _named(dimensions: Sequence[Dimension], key: Sequence[str]) -> tuple[Dimension, str]:
    of = dict(zip(dimensions, key, strict=True))
    usage = of[Dimension.CHARGE_TYPE].lower() == "usage"
    by = Dimension.SERVICE if usage and Dimension.SERVICE in of else Dimension.CHARGE_TYPE
    return by, of[by]


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
    steady = np.where(once, 0.0, series.amounts)
    fees = series.amounts - steady
    counted = series.amounts if days.whole_months else steady
    active = _by_name(np.abs(series.amounts), place, len(names)) > 0
    compared = _by_name(np.abs(counted), place, len(names)) > 0
    now = series.columns(days.now)
    before = series.columns(days.before)
    after = _by_name(counted[:, now], place, len(names)).sum(axis=1)
    earlier = _by_name(steady[:, before], place, len(names)).sum(axis=1)
    if days.whole_months:
        # Months differ in length: what is billed once a month stays, the rest is taken per day.
        full = int(once[:, before].all(axis=0).sum())
        days_now, days_before = len(now) - full, len(before) - full
        earlier *= days_now / max(days_before, 1)
        earlier += _by_name(fees[:, before], place, len(names)).sum(axis=1)
    new, gone, apart = _standing(series, active, compared, choice, days)
    return {
        str(name): Change(
            now=float(after[n]),
            before=float(earlier[n]),
            is_new=bool(new[n]),
            is_gone=bool(gone[n]),
            not_compared=bool(apart[n]),
        )
        for n, name in enumerate(names)
    }


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
    unseen = ~active[:, earlier].any(axis=1) & (len(earlier) >= DAYS_KNOWN)
    enough = 1 if len(earlier) >= A_MONTH_KNOWN else DAYS_BILLED
    new = unseen & (compared[:, period].sum(axis=1) >= enough)
    needed = 1 if days.whole_months else DAYS_BILLED
    billed = compared[:, series.columns(days.before)].sum(axis=1) >= needed
    gone = billed & ~active[:, period].any(axis=1)
    apart = active[:, span].any(axis=1) & ~compared[:, both].any(axis=1)
    return np.asarray(new), np.asarray(gone), np.asarray(apart)


def _by_name(amounts: np.ndarray, place: np.ndarray, count: int) -> np.ndarray:
    """The sum of the series of each name."""
    sums = np.zeros((count, amounts.shape[1]))
    np.add.at(sums, place, amounts)
    return sums

"""Checks costs on the screen against a total that was requested separately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Metric
from cloudsense.costs.reconcile import Difference, differences

SAME_TIME = timedelta(minutes=2)
"""Answers further apart than this may differ because AWS updated its data in between."""


@dataclass(frozen=True)
class Whole:
    """The total that the parts on the screen must add up to."""

    frame: CostFrame
    snapshot: Snapshot
    name: str


@dataclass(frozen=True)
class Reconciliation:
    """Result of comparing the parts with the total."""

    whole: Whole
    apart: tuple[Difference, ...]
    """Days that differ although both answers are of the same time, or final."""
    since: tuple[Difference, ...]
    """Days of the open month that AWS changed after the total was requested."""
    lacking: tuple[str, ...]
    """Charge types that make up the difference, if they do."""
    until: date | None
    """Last day that was checked, if there are later ones."""


def compare(
    whole: Whole, snapshot: Snapshot, parts: CostFrame, metric: Metric, period: Period
) -> Reconciliation | None:
    """Compare `parts` of an answer with the total, on the days of `period` that it has; None if
    there are none, or in another currency."""
    checked = period.meet(_until(whole))
    if checked is None or whole.snapshot.currency != snapshot.currency:
        return None
    found = differences(parts, whole.frame, metric, checked)
    changing = _changing(whole.snapshot, snapshot)
    since = tuple(one for one in found if one.day in changing)
    apart = tuple(one for one in found if one.day not in changing)
    until = None if checked == period else checked.last
    return Reconciliation(whole, apart, since, (), until)


def total_of(total: Snapshot) -> Whole:
    """Return the total of an account as `Whole`."""
    return Whole(total.frame, total, "the account's total")


def _changing(one: Snapshot, other: Snapshot) -> frozenset[date]:
    """Return open days that AWS may have updated between the two answers."""
    if abs(one.fetched_at - other.fetched_at) <= SAME_TIME:
        return frozenset()
    return frozenset(one.estimated | other.estimated)


def _until(whole: Whole) -> Period:
    """Return the days that existed when the total was requested."""
    return Period(date.min, whole.snapshot.fetched_at.date() + ONE_DAY)

"""Checks costs on the screen against a total that was requested separately."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cloudsense import formatting
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import TOTAL, Dimension, Metric
from cloudsense.costs.questions import Focus
from cloudsense.costs.reconcile import Difference, differences, explained
from cloudsense.web.queries.answers import snapshot_of
from cloudsense.web.queries.page_data import OverviewAnswers

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


def reconcile(answers: OverviewAnswers) -> Reconciliation | None:
    """Compare the Overview's costs with a total; None without a total. Buys nothing."""
    if answers.absent_filter or snapshot_of(answers.main) is None:
        return None
    whole, metric = _whole(answers), answers.selection.metric
    if whole is None:
        return None
    is_total = whole.snapshot.query == TOTAL
    parts = answers.snapshot.frame if is_total else answers.frame
    found = compare(whole, answers.snapshot, parts, metric, answers.choice.period)
    charges = None if answers.selection.filters else snapshot_of(answers.charges)
    if found and found.apart and charges:
        return replace(found, lacking=explained(found.apart, charges.frame, metric))
    return found


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


def _whole(answers: OverviewAnswers) -> Whole | None:
    """Return the total: the account's; of usage, the overview's; for one row, that row's."""
    focus = answers.focus
    if not answers.question.where:
        total = answers.total
        return total_of(total) if total else None
    if not focus.filters:
        return _usage(answers)
    if not answers.steps:
        return None
    last = answers.steps[-1]
    rule, step = last.rule, last.focus
    if {rule, *step.filters} != set(focus.filters):
        return None
    found = None
    for (query, _), answer in answers.asked.items():
        if query == last.query:
            found = found or snapshot_of(answer)
    if found is None:
        return None
    name = "their total"
    if len(rule.values) == 1:
        name = f"the {formatting.noun(step.by)}'s total"
    counted = step.within(found.frame)
    frame = counted.only(rule.dimension, rule.values)
    return Whole(frame, found, name)


def _usage(answers: OverviewAnswers) -> Whole | None:
    found = snapshot_of(answers.charges)
    if found is None:
        return None
    usage = Focus(Dimension.CHARGE_TYPE, (), usage_only=True)
    return Whole(usage.within(found.frame), found, "the usage of all services")

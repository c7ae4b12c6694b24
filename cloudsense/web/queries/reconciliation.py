"""Whether what is on the screen adds up to a whole that was asked for by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cloudsense import formatting
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import TOTAL, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.costs.reconcile import Difference, differences, explained
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Answer
from cloudsense.web.queries.page_data import Reading

SAME_TIME = timedelta(minutes=2)
"""Answers that are further apart may differ because AWS has news."""


@dataclass(frozen=True)
class Whole:
    """What the parts on the screen must add up to."""

    frame: CostFrame
    snapshot: Snapshot
    name: str


@dataclass(frozen=True)
class Reconciliation:
    """How the parts stand against the whole."""

    whole: Whole
    apart: tuple[Difference, ...]
    """Days on which they differ though both answers are of the same time, or final."""
    since: tuple[Difference, ...]
    """Days of the open month that have changed after the whole was asked for."""
    lacking: tuple[str, ...]
    """The charge types that make up the difference, where they do."""
    until: date | None
    """The last day that was checked, where there are later ones."""


def reconcile(reading: Reading) -> Reconciliation | None:
    """None where there is nothing to compare with; nothing is bought for it."""
    if reading.nowhere or not isinstance(reading.main, Answer) or not reading.main.snapshot:
        return None
    whole, metric = _whole(reading), reading.selection.metric
    if whole and whole.snapshot.currency != reading.snapshot.currency:
        return None
    period = reading.choice.period.meet(_until(whole)) if whole else None
    if whole is None or period is None:
        return None
    parts = reading.snapshot.frame if whole.snapshot.query == TOTAL else reading.frame
    found = differences(parts, whole.frame, metric, period)
    news = abs(whole.snapshot.fetched_at - reading.snapshot.fetched_at) > SAME_TIME
    open_days = whole.snapshot.estimated | reading.snapshot.estimated
    since = tuple(one for one in found if news and one.day in open_days)
    apart = tuple(one for one in found if one not in since)
    charges = None if reading.selection.filters else _snapshot(reading.charges)
    lacking = explained(apart, charges.frame, metric) if apart and charges else ()
    return Reconciliation(whole, apart, since, lacking, None if period == reading.choice.period else period.last)


def _until(whole: Whole) -> Period:
    """The days that there were when it was asked for."""
    return Period(date.min, whole.snapshot.fetched_at.date() + ONE_DAY)


def _whole(reading: Reading) -> Whole | None:
    """The account's total; of usage only, the overview's; of what lies behind a row, that row."""
    focus = reading.focus
    if not reading.question.where:
        return Whole(reading.total.frame, reading.total, "the account's total") if reading.total else None
    if not focus.filters:
        return _usage(reading)
    if not reading.steps:
        return None
    last = reading.steps[-1]
    rule, step = last.rule, last.focus
    if {rule, *step.filters} != set(focus.filters):
        return None
    answers = (_snapshot(answer) for (query, _), answer in reading.asked.items() if query == last.query)
    found = next(filter(None, answers), None)
    if found is None:
        return None
    name = f"the {formatting.dimension(step.by).lower()}'s total" if len(rule.values) == 1 else "their total"
    return Whole(step.within(found.frame).only(rule.dimension, rule.values), found, name)


def _usage(reading: Reading) -> Whole | None:
    found = _snapshot(reading.charges)
    usage = Focus(Dimension.CHARGE_TYPE, (), usage_only=True)
    return Whole(usage.within(found.frame), found, "the usage of all services") if found else None


def _snapshot(answer: Answer | CloudSenseError | None) -> Snapshot | None:
    return answer.snapshot if isinstance(answer, Answer) else None

"""Compares the Overview's costs with a total."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.query import TOTAL, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.costs.reconcile import explained
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.queries.answers import snapshot_of
from cloudsense.web.queries.reconciliation import Reconciliation, Whole, compare, total_of


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

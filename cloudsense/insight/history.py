"""Longest continuous history of cached months up to today, and the account's total before it.
Nothing is bought."""

from __future__ import annotations

from collections.abc import Collection

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import TOTAL, CostQuery
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Answer, Ledger


def longest_answer(ledger: Ledger, query: CostQuery, patience: float | None = 0) -> Answer:
    """Longest free answer to `query`. A free source is asked for all it has, waiting at most
    `patience` seconds. The snapshot may be None, as for `cached_history`."""
    progress = None
    if not ledger.is_priced:
        whole = ledger.capabilities.history(ledger.clock().date())
        try:
            found = ledger.costs(query, whole, patience)
            if found.snapshot:
                return found
            progress = found.progress
        except CloudSenseError:
            pass  # as far back as the currency is the same
    return Answer(cached_history(ledger, query), progress)


def cached_history(
    ledger: Ledger, query: CostQuery, known: Collection[Month] | None = None
) -> Snapshot | None:
    """Answer to `query` over all cached months without a gap, up to this one.

    `known` limits the months to look for. None if this month is not cached, or has several
    currencies. Asks AWS nothing.
    """
    today = ledger.clock().date()
    whole = ledger.capabilities.history(today)
    part = ledger.cached_part(query, whole) if known is None else whole
    if part is None:
        return None
    months = part.months if known is None else [month for month in part.months if month in known]
    for first in _starts(months, Month.of(today)):
        start = max(first.first, part.start)
        if snapshot := ledger.snapshot(query, Period(start, whole.end)):
            return _without_gap(ledger, snapshot)
    return None


def earlier_total(ledger: Ledger, focus: Focus, answer: Snapshot) -> CostFrame | None:
    """Cached total of the account for the days before `answer`.

    None with filters or with a choice of charges, as the total has neither.
    """
    whole = ledger.capabilities.history(ledger.clock().date())
    if focus.filters or focus.usage_only or whole.start >= answer.period.start:
        return None
    part = ledger.cached_part(TOTAL, Period(whole.start, answer.period.start))
    total = ledger.snapshot(TOTAL, part) if part else None
    if total is None or total.currency != answer.currency:
        return None
    whole_months = _without_gap(ledger, total)
    return whole_months.frame if whole_months else None


def _without_gap(ledger: Ledger, snapshot: Snapshot) -> Snapshot | None:
    """Months after the last one that was bought before it was complete, and not again since."""
    after = Month.of(snapshot.complete_to).plus(1).first
    if after >= Month.of(snapshot.period.last).first:
        return snapshot
    return ledger.snapshot(snapshot.query, Period(after, snapshot.period.end))


def _starts(months: Collection[Month], last: Month) -> list[Month]:
    """Months from which on none is missing, the earliest first."""
    found: list[Month] = []
    month = last
    while month in months:
        found.append(month)
        month = month.plus(-1)
    return found[::-1]

"""What is cached of a selection before the last two months: it tells how good projections are."""

from __future__ import annotations

from dataclasses import dataclass

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.page_questions import PageQuestions, held_by_overview


@dataclass(frozen=True)
class CostHistory:
    """Answers that reach farther back than the last two months. Nothing is bought for them."""

    long: Snapshot | None = None
    """To the same query as the last two months, from as far back as every month is cached."""
    total: Snapshot | None = None
    """The account's total of the days before these; None with filters."""

    def same(self, other: CostHistory) -> bool:
        return self.long is other.long and self.total is other.total

    def for_projection(self, recent: Snapshot) -> tuple[Snapshot, CostFrame | None]:
        """The longest answer with charge types that fits to `recent`, and the rows of the total
        before it."""
        found, total = self.long, self.total
        if found is None or found.query != recent.query or found.currency != recent.currency:
            found = recent
        fits = total and total.currency == found.currency and total.period.end == found.period.start
        return found, total.frame if total and fits else None


NO_HISTORY = CostHistory()


def history(
    ledger: Ledger, questions: PageQuestions, cached: Snapshot | None, patience: float
) -> CostHistory:
    """What is cached of the selection. A source that costs nothing is asked for what it has."""
    focus = questions.selection.focus
    query = cached.query if cached else OVERVIEW
    if cached is None and not held_by_overview(focus):
        return NO_HISTORY
    _, lately = questions.overview
    whole = Period(ledger.capabilities.first_day(questions.today), lately.end)
    long = (
        _free(ledger, query, whole, patience) if not ledger.paid else _cached(ledger, query, whole)
    )
    if focus.filters or focus.usage_only:
        return CostHistory(long)
    start = long.period.start if long else lately.start
    before = whole.meet(Period(whole.start, start)) if whole.start < start else None
    return CostHistory(long, _cached(ledger, TOTAL, before) if before else None)


def _cached(ledger: Ledger, query: CostQuery, period: Period) -> Snapshot | None:
    """The months in a row up to the last one that are cached in full."""
    part = ledger.cached_part(query, period)
    snapshot = _snapshot(ledger, query, part)
    if snapshot is None or part is None:
        return None
    # A month that was bought before it was complete, and not since, ends the row.
    after = Month.of(snapshot.complete_to).plus(1).first
    if after >= Month.of(part.last).first:
        return snapshot
    return _snapshot(ledger, query, Period(after, part.end))


def _snapshot(ledger: Ledger, query: CostQuery, period: Period | None) -> Snapshot | None:
    try:
        return ledger.cached(query, period).snapshot if period else None
    except CloudSenseError:
        return None


def _free(ledger: Ledger, query: CostQuery, period: Period, patience: float) -> Snapshot | None:
    try:
        return ledger.costs(query, period, patience).snapshot
    except CloudSenseError:
        return None

"""What is cached of a selection before the last two months: it tells how good projections are."""

from __future__ import annotations

from dataclasses import dataclass

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.query import OVERVIEW
from cloudsense.insight.history import earlier_total, longest_answer
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.page_questions import PageQuestions, held_by_overview


@dataclass(frozen=True)
class CostHistory:
    """Answers that reach farther back than the last two months. Nothing is bought for them."""

    long: Snapshot | None = None
    """To the same query as the last two months, from as far back as every month is cached."""
    total: CostFrame | None = None
    """The account's total of the days before these; None with filters."""
    under_way: bool = False
    """Whether more of it is on its way."""

    def same(self, other: CostHistory) -> bool:
        return self.long is other.long and self.total is other.total

    def for_projection(self, recent: Snapshot) -> tuple[Snapshot, CostFrame | None]:
        """The longest answer with charge types that fits to `recent`, and the rows of the total
        before it."""
        found = self.long
        if found is None or found.query != recent.query:
            return recent, None
        if found.currency != recent.currency:
            return recent, None
        return found, self.total


NO_HISTORY = CostHistory()


def history(
    ledger: Ledger, questions: PageQuestions, cached: Snapshot | None, patience: float
) -> CostHistory:
    """What is cached of the selection. A source that costs nothing is asked for what it has."""
    focus = questions.selection.focus
    if cached is None and not held_by_overview(focus):
        return NO_HISTORY
    answer = longest_answer(ledger, cached.query if cached else OVERVIEW, patience)
    long, under_way = answer.snapshot, answer.progress is not None
    total = earlier_total(ledger, focus, long) if long else None
    return CostHistory(long, total, under_way)

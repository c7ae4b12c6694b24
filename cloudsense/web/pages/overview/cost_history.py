"""Cached costs of a selection before the last two months. They show how good projections are."""

from __future__ import annotations

from dataclasses import dataclass

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.query import OVERVIEW
from cloudsense.insight.history import earlier_total, longest_answer
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.overview.questions import OverviewQuestions, held_by_overview


@dataclass(frozen=True)
class CostHistory:
    """Answers that reach back further than the last two months. None is bought."""

    long: Snapshot | None = None
    """Answer to the query of the last two months, from as far back as every month is cached."""
    total: CostFrame | None = None
    """The account's total before these days; None with filters."""
    under_way: bool = False
    """Whether more is being loaded."""

    def for_projection(self, recent: Snapshot) -> tuple[Snapshot, CostFrame | None]:
        """Return the longest answer with charge types that matches `recent`, and the rows of the
        total before it."""
        found = self.long
        if found is None or found.query != recent.query:
            return recent, None
        if found.currency != recent.currency:
            return recent, None
        return found, self.total


NO_HISTORY = CostHistory()


def history(
    ledger: Ledger, questions: OverviewQuestions, cached: Snapshot | None, patience: float
) -> CostHistory:
    """Return the cached history of the selection. A free source is asked for all it has."""
    focus = questions.selection.focus
    if cached is None and not held_by_overview(focus):
        return NO_HISTORY
    answer = longest_answer(ledger, cached.query if cached else OVERVIEW, patience)
    long, under_way = answer.snapshot, answer.progress is not None
    total = earlier_total(ledger, focus, long) if long else None
    return CostHistory(long, total, under_way)

"""Data that was deleted while a page that needs it was open. The page must not buy it again."""

from __future__ import annotations

from datetime import datetime

from cloudsense.costs.period import Month
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.questions import QuestionsOf
from cloudsense.web.state.selection import Selection


def deleted_months(
    ledger: Ledger,
    selection: Selection,
    asked_at: datetime | None,
    questions_of: QuestionsOf,
) -> list[Month]:
    """Return months of a page that were deleted after the person opened it, and are still missing.

    `asked_at` is when; None for just now: then, and where requests are free, there are none. Raises
    AddressError.
    """
    if asked_at is None or not ledger.is_priced:
        return []
    questions = questions_of(ledger, selection, ledger.clock().date())
    return ledger.deleted_since(asked_at, questions.all(ledger))

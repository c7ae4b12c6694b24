"""What a person deleted while a page that needs it was open: it is not bought again unasked."""

from __future__ import annotations

from datetime import datetime

from cloudsense.costs.period import Month
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.page_questions import QuestionsOf
from cloudsense.web.state.selection import Selection


def deleted_months(
    ledger: Ledger,
    selection: Selection,
    asked_at: datetime | None,
    questions_of: QuestionsOf,
) -> list[Month]:
    """Months of a page that were deleted after the person asked for it, and are missing since.

    None where that is just now, or where answers are free. Raises AddressError.
    """
    if asked_at is None or not ledger.paid:
        return []
    questions = questions_of(ledger, selection, ledger.clock().date())
    return ledger.deleted_since(asked_at, questions.all(ledger))

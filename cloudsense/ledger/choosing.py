"""Which of two questions to put to AWS, where the answer to either will do."""

from __future__ import annotations

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger

A_FEW = 2
"""Pages a month."""


def to_ask(ledger: Ledger, focus: Focus, period: Period) -> CostQuery:
    """The wide question, whose answer opens every row at no further cost, unless that takes more than a few pages.

    There may be hundreds of accounts, so as long as nobody knows how many there are these are asked for by themselves.
    What is kept is asked for again as it was asked.
    """
    if focus.has_renamed_service:
        focus = focus.spelled(_services(ledger, period))
    wide, lean = focus.query, focus.lean
    if wide == lean or not ledger.paid:
        return wide
    estimate = ledger.to_pay(wide, period)
    if not estimate.pages:
        return wide
    if ledger.knows(lean, period) and not ledger.knows(wide, period):
        return lean
    few = estimate.pages <= A_FEW * len(period.months) if estimate.known else Dimension.ACCOUNT not in wide.group_by
    return wide if few else lean


def _services(ledger: Ledger, period: Period) -> list[str]:
    """All services of the period as AWS spells them, as far as the overview is cached."""
    try:
        snapshot = ledger.kept(OVERVIEW, period).snapshot
    except CloudSenseError:
        return []
    return list(snapshot.frame.data[Dimension.SERVICE.value].unique()) if snapshot else []

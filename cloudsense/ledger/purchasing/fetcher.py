"""Requests to AWS, with payments recorded first."""

from __future__ import annotations

import math
from datetime import date

from cloudsense.clock import Clock
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import CostSource
from cloudsense.errors import SpendingLimitError
from cloudsense.ledger.api_spend import Register, Spending
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.planning.estimator import Estimator
from cloudsense.ledger.purchasing.context import PurchaseContext


class Fetcher:
    """Fetches answers from the source within the daily limit."""

    def __init__(
        self, source: CostSource, spending: Spending, clock: Clock, estimator: Estimator
    ) -> None:
        self._source = source
        self._spending = spending
        self._clock = clock
        self._estimator = estimator
        self._cut_off: dict[tuple[Identity, CostQuery], float] = {}
        """Pages a day after which the limit interrupted an answer."""

    def history(self, today: date) -> Period:
        """All days that the source has."""
        return self._source.capabilities.history(today)

    def fetch(self, context: PurchaseContext, query: CostQuery, period: Period) -> Fetched:
        """Complete answer. Raises CloudSenseError."""
        identity = context.identity
        if self._source.capabilities.priced:
            today = self._clock().date()
            pages = self._likely(identity, query, period)
            self._spending.allow(identity.account, today, pages)
        days = f"{period.start}..{period.last}"
        paid: list[Payment] = []

        def payment() -> Payment:
            now = self._clock().isoformat()
            page = Payment(now, identity.account, query.name, days, context.asked_by)
            paid.append(page)
            return page

        meter = Register(self._spending, payment, context.job.on_page)
        with context.job.request(query, context.optional):
            try:
                return self._source.fetch(identity, query, period, meter)
            except SpendingLimitError:
                self._cut_off[identity, query] = len(paid) / period.days
                raise

    def _likely(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """Estimated pages; more than there were when the limit interrupted it."""
        cut_off = self._cut_off.get((identity, query), 0)
        estimate = self._estimator.of_request(identity, query, period)
        return max(math.ceil(cut_off * period.days), estimate)

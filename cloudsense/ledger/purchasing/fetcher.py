"""Requests to AWS, with payments recorded first."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.errors import SpendingLimitError
from cloudsense.ledger.api_spend import Register
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.purchasing.context import PurchaseContext, Resources


@contextmanager
def paid_request(
    shared: Resources,
    context: PurchaseContext,
    asked: str,
    key: Hashable,
    question: str,
    period: Period,
    pages: int,
) -> Iterator[Register]:
    """Context of a request of about `pages` pages: each is recorded before it is sent.

    `asked` is its kind, for signals, and `key` that of its failures. Raises CloudSenseError if it
    would exceed the daily limit, or failed a moment ago.
    """
    account = context.identity.account
    shared.spending.allow(account, shared.clock().date(), pages)
    days = f"{period.start}..{period.last}"

    def payment() -> Payment:
        now = shared.clock().isoformat()
        return Payment(now, account, question, days, context.asked_by)

    def on_page() -> None:
        context.job.on_page()
        shared.watch.signals.paid.send(shared)

    with context.job.request(key, context.optional), shared.watch.request(asked):
        yield Register(shared.spending, payment, on_page)


class Fetcher:
    """Fetches answers from the source within the daily limit."""

    def __init__(self, shared: Resources) -> None:
        self._shared = shared
        self._cut_off: dict[tuple[Identity, CostQuery], float] = {}
        """Pages a day after which the limit interrupted an answer."""

    def fetch(self, context: PurchaseContext, query: CostQuery, period: Period) -> Fetched:
        """Complete answer. Raises CloudSenseError."""
        source, identity = self._shared.source, context.identity
        is_priced = source.capabilities.priced
        pages = self._likely(identity, query, period) if is_priced else 0
        before = context.job.pages
        with paid_request(
            self._shared, context, "costs", query, query.name, period, pages
        ) as meter:
            try:
                fetched = source.fetch(identity, query, period, meter)
            except SpendingLimitError:
                interrupted = context.job.pages - before + 1
                self._cut_off[identity, query] = interrupted / period.days
                raise
        if is_priced:
            self._shared.watch.answered(fetched.pages)
        return fetched

    def _likely(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """Estimated pages; more than there were when the limit interrupted it."""
        cut_off = self._cut_off.get((identity, query), 0)
        estimate = self._shared.estimator.of_request(identity, query, period)
        return max(math.ceil(cut_off * period.days), estimate)

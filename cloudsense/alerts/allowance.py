"""Spending limit of a check or a digest: nothing, an amount, or whatever it needs."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.errors import NoDataError, SpendingLimitError
from cloudsense.insight.history import longest_answer
from cloudsense.ledger.api_spend import PAGE_PRICE, Spending
from cloudsense.ledger.ledger import Ledger

POLL_SECONDS = 0.1
"""Seconds between two checks of a purchase by another process."""


class Allowance:
    """Answers of `ledger`, bought for `asked_by` for at most `most` dollars in all.

    None: any cost within the daily limit. Zero: nothing is bought, and cached answers are used at
    any age.
    """

    def __init__(self, ledger: Ledger, asked_by: str, most: Decimal | None = None) -> None:
        self.ledger = ledger
        self.most = most
        self._asked_by = asked_by
        self._promised = Decimal(0)
        self._is_capped = False

    def cap(self, spending: Spending, identity: Identity, today: date) -> None:
        """Limits the spending of this process, whatever the estimates are."""
        if self.most is None:
            return
        allowed = spending.spent(identity.account, today).dollars_today + self.most
        if spending.limit is None or allowed < spending.limit:
            spending.limit = allowed
            self._is_capped = True

    def identity(self) -> Identity:
        """Account of the costs. Raises CloudSenseError if AWS does not return it."""
        while True:
            if identity := self.ledger.identity(None):
                return identity

    def answer(self, query: CostQuery, period: Period) -> Snapshot:
        """Complete answer, with more of the past where that is cached. Raises CloudSenseError."""
        if self.ledger.is_priced and not self._pays(query, period):
            return self._cached(query, period)
        snapshot = self._bought(query, period)
        return longest(self.ledger, query, period, None) or snapshot

    def _pays(self, query: CostQuery, period: Period) -> bool:
        """Whether the answer may be bought, or is free."""
        if self.most is None:
            return True
        price = self.price(query, period)
        if self._promised + price > self.most:
            return False
        self._promised += price
        return True

    def price(self, query: CostQuery, period: Period) -> Decimal:
        """Estimated price, or a lower bound."""
        pages = self.ledger.estimate(query, period).pages
        if pages and query == OVERVIEW and self.ledger.total_is_due:
            pages += 1  # the account's total, once a day
        return PAGE_PRICE * pages

    def _bought(self, query: CostQuery, period: Period) -> Snapshot:
        while True:
            try:
                answer = self.ledger.costs(query, period, None, self._asked_by)
            except SpendingLimitError as problem:
                if self._is_capped and self.most:
                    raise too_dear("more than is left", self.most) from problem
                raise
            if answer.snapshot and not answer.progress:
                return answer.snapshot
            time.sleep(POLL_SECONDS)

    def _cached(self, query: CostQuery, period: Period) -> Snapshot:
        snapshot = longest(self.ledger, query, period)
        if snapshot:
            return snapshot
        # raises MixedCurrencyError for months in several currencies
        self.ledger.cached(query, period)
        if not self.most:
            remedy = (
                "Run it without --cached or with a higher --max-spend, or open them on the page."
            )
            raise NoDataError("The costs are not cached.", remedy=remedy)
        price = self.price(query, period)
        raise too_dear(f"about ${price:.2f}", self.most)


def too_dear(price: str, most: Decimal) -> SpendingLimitError:
    return SpendingLimitError(
        f"Loading these costs takes {price}; --max-spend ${most:.2f} does not allow that.",
        remedy="Raise --max-spend, or open them once on the page.",
    )


def longest(
    ledger: Ledger, query: CostQuery, period: Period, patience: float | None = 0
) -> Snapshot | None:
    """Answer that reaches back furthest, at least over `period`; the Overview projects from the
    same one. Buys nothing."""
    snapshot = longest_answer(ledger, query, patience).snapshot
    return snapshot if snapshot and snapshot.period.start <= period.start else None

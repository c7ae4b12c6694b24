"""CloudSense's own costs: every paid request is recorded before it is sent, within a daily limit.

Pages that AWS did not charge for are struck out afterwards. So even after a crash, every page that
may have been charged is counted.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Lock

from cloudsense.costs.period import Month
from cloudsense.errors import (
    AccessError,
    CloudSenseError,
    CredentialsError,
    NoDataError,
    SpendingLimitError,
    StoreError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
    UsageError,
    WithheldError,
)
from cloudsense.ledger.payments import PAGE_PRICE as PAGE_PRICE
from cloudsense.ledger.payments import Payment, PaymentList
from cloudsense.ledger.storage.journal import Journal, MemoryJournal

log = logging.getLogger(__name__)

FREE = (
    AccessError,
    CredentialsError,
    NoDataError,
    ThrottledError,
    UnavailableError,
    UsageError,
    WithheldError,
)
"""Refusals that AWS does not charge for."""


LONGEST_ANSWER_SECONDS = 600.0
"""Seconds from a payment until its page is stored, at most."""


@dataclass(frozen=True)
class Spent:
    """Numbers of paid pages."""

    today: int
    month: int

    @property
    def dollars_today(self) -> Decimal:
        return self.today * PAGE_PRICE

    @property
    def dollars(self) -> Decimal:
        """Dollars this month."""
        return self.month * PAGE_PRICE


@dataclass(frozen=True)
class Progress:
    """A running purchase."""

    pages: int
    """Pages paid so far."""

    @property
    def dollars(self) -> Decimal:
        return self.pages * PAGE_PRICE


class Spending:
    """Payments in `journal`, up to `limit` dollars a UTC day and account."""

    def __init__(self, journal: Journal | None = None, limit: Decimal | None = None) -> None:
        self._list = PaymentList(journal or MemoryJournal())
        self.limit = limit
        self._lock = Lock()
        self._own: set[str] = set()

    @contextmanager
    def page(self, payment: Payment) -> Iterator[None]:
        """Context of one paid request.

        Raises SpendingLimitError instead of exceeding the limit, and StoreError if payments cannot
        be counted.
        """
        self._reserve(payment)
        try:
            yield
        except CloudSenseError as problem:
            with suppress(StoreError):
                if not may_be_charged(problem):
                    self._strike_out(payment)
            raise

    def allow(self, account: str, today: date, pages: int) -> None:
        """Raises SpendingLimitError if `pages` more would exceed today's limit."""
        spent = self.spent(account, today).dollars_today
        price = pages * PAGE_PRICE
        if self.limit is not None and spent + price > self.limit:
            raise _too_much(spent, f"about ${price:.2f}", self.limit)

    def pages_left(self, spent: Spent) -> float:
        """Pages within the limit after `spent`; infinite without one."""
        if self.limit is None:
            return math.inf
        left = self.limit - spent.dollars_today
        return max(0, math.floor(left / PAGE_PRICE))

    def spent(self, account: str, today: date) -> Spent:
        """Payments for `account` on `today` and in its month."""
        with self._lock:
            with suppress(StoreError):
                self._list.read_on()
            days = dict(self._list.days)
        this_month = str(Month.of(today))
        month = 0
        for (owner, day), pages in days.items():
            if owner == account and day.startswith(this_month):
                month += pages
        pages_today = days.get((account, today.isoformat()), 0)
        return Spent(pages_today, month)

    def payments(self, account: str, since: date) -> list[Payment]:
        """Payments of `account` from the day `since` on, the latest first."""
        with self._lock:
            with suppress(StoreError):
                self._list.read_on()
            known = list(self._list.by_id.values())
        own = [payment for payment in known if payment.account == account]
        found = [payment for payment in own if payment.at >= since.isoformat()]
        return sorted(found, key=lambda payment: payment.at, reverse=True)

    def others_paid(self) -> bool:
        """Whether another process paid recently: its answer may be in the store at any moment."""
        with self._lock:
            try:
                self._list.read_on()
            except StoreError:
                return True
            return time.monotonic() - self._list.others_paid_at < LONGEST_ANSWER_SECONDS

    @property
    def pages_paid_here(self) -> int:
        """Pages paid by this process."""
        with self._lock:
            with suppress(StoreError):
                self._list.read_on()
            return len(self._own & self._list.by_id.keys())

    def _reserve(self, payment: Payment) -> None:
        with self._lock, self._list.locked():
            self._list.read_on()
            spent = self._list.days[payment.day] * PAGE_PRICE
            price = Decimal(payment.dollars)
            if self.limit is not None and spent + price > self.limit:
                raise _too_much(spent, f"${price:.2f} or more", self.limit)
            self._own.add(payment.id)
            self._list.add(payment)

    def _strike_out(self, payment: Payment) -> None:
        with self._lock, self._list.locked():
            self._list.read_on()
            self._list.strike_out(payment)


@dataclass(frozen=True)
class Register:
    """`costs.source.Meter` that records each page as a payment."""

    spending: Spending
    payment: Callable[[], Payment]
    on_page: Callable[[], None] = lambda: None
    """Called after each page."""

    @contextmanager
    def page(self) -> Iterator[None]:
        with self.spending.page(self.payment()):
            try:
                yield
            except CloudSenseError as problem:
                if may_be_charged(problem):
                    self.on_page()
                raise
        self.on_page()


def may_be_charged(problem: CloudSenseError) -> bool:
    """Whether AWS may have charged for a failed request: its answer was lost, or cannot be read."""
    return isinstance(problem, UnansweredError) or not isinstance(problem, FREE)


def _too_much(spent: Decimal, price: str, limit: Decimal) -> SpendingLimitError:
    if not limit:
        return SpendingLimitError(
            "Paid requests are turned off (`--spend-limit 0`).",
            "The page shows cached data only.",
            "To load more, start CloudSense with a higher `--spend-limit`.",
        )
    return SpendingLimitError(
        f"Daily limit of ${limit:.2f} reached.",
        f"CloudSense spent ${spent:.2f} on Cost Explorer requests today, and this one costs "
        f"{price}. "
        "The page shows cached data only until 00:00 UTC.",
        "To load more today, start CloudSense with a higher `--spend-limit`.",
    )

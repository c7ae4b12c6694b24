"""CloudSense's own costs: every paid request is recorded before it is sent, within a daily limit.

Pages that AWS did not charge for are struck out afterwards. So even after a crash, every page that
may have been charged is counted.
"""

from __future__ import annotations

import errno
import json
import logging
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any

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
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.storage.journal import PAYMENTS, Journal, MemoryJournal

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


FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
"""Permanent errors. Other errors (a full disk) may pass; payments are kept in memory until then."""
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
    """Payments in `journal`, which processes share, up to `limit` dollars a UTC day and account.
    Thread-safe."""

    def __init__(self, journal: Journal | None = None, limit: Decimal | None = None) -> None:
        self.limit = limit
        self._journal = journal or MemoryJournal()
        self._lock = Lock()
        self._payments: dict[str, Payment] = {}
        self._free: set[str] = set()
        """Ids of payments that AWS did not charge for."""
        self._own: set[str] = set()
        """Ids of this process's payments."""
        self._days: defaultdict[tuple[str, str], int] = defaultdict(int)
        """Pages by account and day."""
        self._others_paid_at = -math.inf
        """Time at which another process's payment was last read, by `time.monotonic`."""

    @contextmanager
    def page(self, payment: Payment, on_page: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Context of one paid request. `on_page` is called after it, unless it was free.

        Raises SpendingLimitError instead of exceeding the limit, and StoreError if payments cannot
        be counted.
        """
        with self._alone():
            spent = self._days[payment.day] * PAGE_PRICE
            price = Decimal(payment.dollars)
            if self.limit is not None and spent + price > self.limit:
                raise _too_much(spent, f"${price:.2f} or more", self.limit)
            self._own.add(payment.id)
            self._write(asdict(payment))
        try:
            yield
        except CloudSenseError as problem:
            if may_be_charged(problem):
                on_page()
            else:
                with suppress(StoreError), self._alone():
                    self._write({"free": payment.id})
            raise
        on_page()

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
        with self._as_far_as_known():
            days = dict(self._days)
        this_month = str(Month.of(today))
        month = 0
        for (owner, day), pages in days.items():
            if owner == account and day.startswith(this_month):
                month += pages
        pages_today = days.get((account, today.isoformat()), 0)
        return Spent(pages_today, month)

    def payments(self, account: str, since: date) -> list[Payment]:
        """Payments of `account` from the day `since` on, the latest first."""
        with self._as_far_as_known():
            known = list(self._payments.values())
        own = [payment for payment in known if payment.account == account]
        found = [payment for payment in own if payment.at >= since.isoformat()]
        return sorted(found, key=lambda payment: payment.at, reverse=True)

    def others_paid(self) -> bool:
        """Whether another process paid recently: its answer may be in the store at any moment."""
        with self._lock:
            try:
                self._read_on()
            except StoreError:
                return True
            return time.monotonic() - self._others_paid_at < LONGEST_ANSWER_SECONDS

    @property
    def pages_paid_here(self) -> int:
        """Pages paid by this process."""
        with self._as_far_as_known():
            return len(self._own & self._payments.keys())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Context with the payments of all processes, in which no other one pays. Raises StoreError
        if they cannot be read."""
        with self._lock, self._journal.alone():
            self._read_on()
            yield

    @contextmanager
    def _as_far_as_known(self) -> Iterator[None]:
        with self._lock:
            with suppress(StoreError):
                self._read_on()
            yield

    def _read_on(self) -> None:
        """Reads new lines of this and other processes."""
        try:
            lines = self._journal.news()
        except OSError as problem:
            raise _uncountable("read") from problem
        for line in lines:
            try:
                if self._take(json.loads(line)):
                    self._others_paid_at = time.monotonic()
            except (ValueError, TypeError, AttributeError, RecursionError):
                log.warning("ignoring an invalid line in the list of payments")

    def _write(self, line: dict[str, str]) -> None:
        try:
            self._journal.add(json.dumps(line))
        except OSError as problem:
            if problem.errno in FORBIDDEN:
                raise _uncountable("written") from problem
            log.warning(
                "cannot record a payment: check that the cache folder is writable and the "
                "disk is not full"
            )
        self._take(line)

    def _take(self, line: dict[str, Any]) -> bool:
        """Whether a line is a new payment. Lines of a payment count once, in any order."""
        if "free" in line:
            identifier = str(line["free"])
            self._free.add(identifier)
            if freed := self._payments.pop(identifier, None):
                self._days[freed.day] -= 1
            return False
        fields = {name: str(line[name]) for name in line}
        payment = Payment(**fields)
        if payment.id in self._payments or payment.id in self._free:
            return False
        self._payments[payment.id] = payment
        self._days[payment.day] += 1
        return True


@dataclass(frozen=True)
class Register:
    """`costs.source.Meter` that records each page as a payment."""

    spending: Spending
    payment: Callable[[], Payment]
    on_page: Callable[[], None] = lambda: None
    """Called after each page."""

    def page(self) -> AbstractContextManager[None]:
        return self.spending.page(self.payment(), self.on_page)


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


def _uncountable(done: str) -> StoreError:
    return StoreError(
        f"The list of payments cannot be {done}.",
        "Without it the daily spending limit cannot be enforced, so nothing is bought. "
        "Cached costs are shown.",
        f"Make `{PAYMENTS}` in the cache folder a file that CloudSense can read and write, or "
        "remove it. "
        "See `cloudsense doctor`.",
    )

"""What CloudSense itself costs: every paid request is written down before it is sent, and a daily
limit is kept.

A page that AWS did not charge for is struck out afterwards. So whatever happens in between, a page
that may have been
paid is counted.
"""

from __future__ import annotations

import errno
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import uuid4

from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery
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
from cloudsense.ledger.storage.journal import PAYMENTS, Journal, MemoryJournal

log = logging.getLogger(__name__)

PRICE = Decimal("0.01")
"""Dollars for one successful request, that is one page, to the Cost Explorer API."""
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
"""Nothing will ever be written; a full disk may be less full in a moment, and until then payments
are remembered."""
FREE = (
    AccessError,
    CredentialsError,
    NoDataError,
    ThrottledError,
    UnavailableError,
    UsageError,
    WithheldError,
)
"""Refusals: AWS does not charge for these."""

Item = tuple[CostQuery, Month]
"""A month of one part of a question."""


@dataclass(frozen=True)
class Payment:
    """One paid page."""

    at: str
    """UTC, ISO 8601."""
    account: str
    question: str
    period: str
    asked_by: str = "page"
    """page, update, report, doctor."""
    dollars: str = str(PRICE)
    id: str = field(default_factory=lambda: uuid4().hex)

    def items(self) -> list[Item]:
        """The months of parts that it is about; none if it is not about costs, or damaged."""
        first, _, last = self.period.partition("..")
        try:
            query = CostQuery.parse(self.question)
            period = Period(date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY)
        except (ValueError, OverflowError):
            return []
        return [(part, month) for part in query.parts for month in period.months]


@dataclass(frozen=True)
class Spent:
    """Paid pages."""

    today: int
    month: int

    @property
    def dollars_today(self) -> Decimal:
        return self.today * PRICE

    @property
    def dollars(self) -> Decimal:
        """This month."""
        return self.month * PRICE


@dataclass(frozen=True)
class Progress:
    """A purchase under way."""

    pages: int
    """Paid so far."""

    @property
    def dollars(self) -> Decimal:
        return self.pages * PRICE


class Spending:
    """The payments in `journal`, and no more than `limit` dollars of them a UTC day and account."""

    def __init__(self, journal: Journal | None = None, limit: Decimal | None = None) -> None:
        self._journal = journal or MemoryJournal()
        self.limit = limit
        self._lock = Lock()
        self._payments: dict[str, Payment] = {}
        self._days: defaultdict[tuple[str, str], int] = defaultdict(int)
        """Pages by account and day."""
        self._own: set[str] = set()
        self._free: set[str] = set()

    @contextmanager
    def page(self, payment: Payment) -> Iterator[None]:
        """Around one request that costs what `payment` says.

        Raises SpendingLimitError instead of going over, and StoreError where payments cannot be
        counted.
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
        """Raises SpendingLimitError if `pages` more would be too many today."""
        spent = self.spent(account, today).dollars_today
        if self.limit is not None and spent + pages * PRICE > self.limit:
            raise _too_much(spent, f"about ${pages * PRICE:.2f}", self.limit)

    def spent(self, account: str, today: date) -> Spent:
        """What CloudSense paid for `account` on `today` and in its month."""
        with self._lock:
            with suppress(StoreError):
                self._read_on()
            days = dict(self._days)
        this_month = str(Month.of(today))
        month = 0
        for (owner, day), pages in days.items():
            if owner == account and day.startswith(this_month):
                month += pages
        return Spent(days.get((account, today.isoformat()), 0), month)

    def payments(self, account: str, since: date) -> list[Payment]:
        """Those of `account` from the day `since` on, the last one first."""
        with self._lock:
            with suppress(StoreError):
                self._read_on()
            known = list(self._payments.values())
        first = since.isoformat()
        found = [payment for payment in known if payment.account == account and payment.at >= first]
        return sorted(found, key=lambda payment: payment.at, reverse=True)

    @property
    def own(self) -> int:
        """Pages that this process paid."""
        with self._lock:
            with suppress(StoreError):
                self._read_on()
            return len(self._own & self._payments.keys())

    def _reserve(self, payment: Payment) -> None:
        with self._lock, self._journal.alone():
            self._read_on()
            spent = self._days[payment.account, payment.at[:10]] * PRICE
            price = Decimal(payment.dollars)
            if self.limit is not None and spent + price > self.limit:
                raise _too_much(spent, f"${price:.2f} or more", self.limit)
            self._own.add(payment.id)
            self._write(asdict(payment))

    def _strike_out(self, payment: Payment) -> None:
        with self._lock, self._journal.alone():
            self._read_on()
            self._write({"free": payment.id})

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

    def _read_on(self) -> None:
        """Take in what was written since, by this process or another. Raises StoreError if it
        cannot be read."""
        try:
            lines = self._journal.news()
        except OSError as problem:
            raise _uncountable("read") from problem
        for line in lines:
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, AttributeError, RecursionError):
                log.warning("ignoring an invalid line in the list of payments")

    def _take(self, line: dict[str, Any]) -> None:
        """Once, however often and in whatever order the lines of a payment come."""
        if "free" in line:
            self._free.add(str(line["free"]))
            if payment := self._payments.pop(str(line["free"]), None):
                self._days[payment.account, payment.at[:10]] -= 1
            return
        payment = Payment(**{name: str(value) for name, value in line.items()})
        if payment.id in self._payments or payment.id in self._free:
            return
        self._payments[payment.id] = payment
        self._days[payment.account, payment.at[:10]] += 1


@dataclass(frozen=True)
class Register:
    """A `costs.source.Meter` that writes each page down as a payment."""

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


def last_paid(payments: Iterable[Payment], months: Collection[Month]) -> dict[Item, str]:
    """When each part was last paid for, by month, as far as it is one of `months`."""
    found: dict[Item, str] = {}
    for payment in payments:
        for item in payment.items():
            if item[1] in months:
                found[item] = max(found.get(item, ""), payment.at)
    return found


def may_be_charged(problem: CloudSenseError) -> bool:
    """Whether AWS may have charged for a request that ended so: its answer was lost, or cannot be
    read."""
    return isinstance(problem, UnansweredError) or not isinstance(problem, FREE)


def _uncountable(done: str) -> StoreError:
    return StoreError(
        f"The list of payments cannot be {done}.",
        "Without it the daily spending limit cannot be enforced, so nothing is bought. "
        "Cached costs are shown.",
        f"Make `{PAYMENTS}` in the cache folder a file that CloudSense can read and write, or "
        "remove it. "
        "`cloudsense doctor` says more.",
    )


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

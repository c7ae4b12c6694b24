"""Payments: every paid page, recorded in a journal that processes share."""

from __future__ import annotations

import errno
import json
import logging
import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import uuid4

from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.errors import StoreError
from cloudsense.ledger.storage.journal import PAYMENTS, Journal

log = logging.getLogger(__name__)

PAGE_PRICE = Decimal("0.01")
"""Dollars for one successful request, that is one page, to the Cost Explorer API."""
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
"""Permanent errors. Other errors (a full disk) may pass; payments are kept in memory until then."""

PartMonth = tuple[CostQuery, Month]
"""A month of one part of a question."""


@dataclass(frozen=True)
class Payment:
    """One paid page."""

    at: str
    """UTC time, ISO 8601."""
    account: str
    question: str
    period: str
    asked_by: str = "page"
    """Requester: a command, `page` or `update`."""
    dollars: str = str(PAGE_PRICE)
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def day(self) -> tuple[str, str]:
        """Account and UTC day that it counts for."""
        return self.account, self.at[:10]

    def items(self) -> Sequence[PartMonth]:
        """Months of parts that it paid for; empty if it is not about costs, or damaged."""
        return _items(self.question, self.period)


@lru_cache(maxsize=2**15)
def _items(question: str, days: str) -> Sequence[PartMonth]:
    """Cached: all payments are read again after every purchase."""
    first, _, last = days.partition("..")
    try:
        query = CostQuery.parse(question)
        end = date.fromisoformat(last) + ONE_DAY
        period = Period(date.fromisoformat(first), end)
    except (ValueError, OverflowError):
        return ()
    return tuple((part, month) for part in query.parts for month in period.months)


class PaymentList:
    """Payments in `journal`. Thread-safe inside `locked`.

    Raises StoreError if payments cannot be read or written.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.by_id: dict[str, Payment] = {}
        self.days: defaultdict[tuple[str, str], int] = defaultdict(int)
        """Pages by account and day."""
        self._free: set[str] = set()
        self.others_paid_at = -math.inf
        """Time at which another process's payment was last read, by `time.monotonic`."""

    def locked(self) -> AbstractContextManager[None]:
        """Lock against other readers and writers."""
        return self._journal.alone()

    def add(self, payment: Payment) -> None:
        self._write(asdict(payment))

    def strike_out(self, payment: Payment) -> None:
        """Records that AWS did not charge for a payment."""
        self._write({"free": payment.id})

    def read_on(self) -> None:
        """Reads new lines of this and other processes. Raises StoreError if they cannot be read."""
        try:
            lines = self._journal.news()
        except OSError as problem:
            raise _uncountable("read") from problem
        for line in lines:
            try:
                if self._take(json.loads(line)):
                    self.others_paid_at = time.monotonic()
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
            if freed := self.by_id.pop(identifier, None):
                self.days[freed.day] -= 1
            return False
        fields = {name: str(line[name]) for name in line}
        payment = Payment(**fields)
        if payment.id in self.by_id or payment.id in self._free:
            return False
        self.by_id[payment.id] = payment
        self.days[payment.day] += 1
        return True


def last_paid(payments: Iterable[Payment], months: Collection[Month]) -> dict[PartMonth, str]:
    """Last payment of each part and month, for `months`."""
    found: dict[PartMonth, str] = {}
    for payment in payments:
        for item in payment.items():
            _, month = item
            if month in months:
                found[item] = max(found.get(item, ""), payment.at)
    return found


def _uncountable(done: str) -> StoreError:
    return StoreError(
        f"The list of payments cannot be {done}.",
        "Without it the daily spending limit cannot be enforced, so nothing is bought. "
        "Cached costs are shown.",
        f"Make `{PAYMENTS}` in the cache folder a file that CloudSense can read and write, or "
        "remove it. "
        "See `cloudsense doctor`.",
    )

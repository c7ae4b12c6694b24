"""Every paid request, written down the moment it is paid."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

log = logging.getLogger(__name__)

PRICE = Decimal("0.01")
"""Dollars for one successful request, that is one page, to the Cost Explorer API."""


@dataclass(frozen=True)
class Payment:
    """One paid page."""

    at: str
    """UTC, ISO 8601."""
    account: str
    question: str
    period: str


@dataclass(frozen=True)
class Spent:
    """Paid pages and what they cost."""

    today: int
    month: int


class Spending:
    """The list of payments: in a file of JSON lines that several processes may add to, or in memory without one."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._payments: list[Payment] = []
        self._size_read = 0

    def pay(self, payment: Payment) -> None:
        with self._lock:
            if not (self._file and _append(self._file, payment)):
                self._payments.append(payment)

    def spent(self, account: str, today: date) -> Spent:
        """What CloudSense paid for `account` on `today` and in its month."""
        with self._lock:
            self._read_on()
            mine = [p.at for p in self._payments if p.account == account]
        day, month = today.isoformat(), today.isoformat()[:7]
        return Spent(sum(at.startswith(day) for at in mine), sum(at.startswith(month) for at in mine))

    def _read_on(self) -> None:
        """Take in what was written since, by this process or another."""
        if self._file is None or not self._file.exists():
            return
        try:
            with self._file.open("rb") as file:
                file.seek(self._size_read)
                text = file.read()
        except OSError:
            log.warning("the list of payments could not be read: the sum may lack some")
            return
        whole = text[: text.rfind(b"\n") + 1]
        self._size_read += len(whole)
        self._payments.extend(_payments(whole.decode("utf-8", "replace")))


def _append(file: Path, payment: Payment) -> bool:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(json.dumps(asdict(payment)) + "\n")
    except OSError:
        log.warning("a payment could not be written down: is the cache folder writable, the disk full?")
        return False
    return True


def _payments(text: str) -> Iterator[Payment]:
    for line in text.splitlines():
        try:
            yield Payment(**{name: str(value) for name, value in json.loads(line).items()})
        except (ValueError, TypeError, AttributeError):
            log.warning("a line in the list of payments is none and is ignored")

"""How long a request may wait for AWS without blocking requests that need not wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.ledger.ledger import PATIENCE

SLOTS = 2
"""Requests at a time that may wait: in a crowd, polling costs less than waiting."""


class WaitSlots:
    """A request waits unless others are being answered; then it polls instead. Safe for threads."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = slots
        self._inside = 0
        self._lock = threading.Lock()

    @contextmanager
    def acquire(self) -> Iterator[float]:
        """Seconds that the request may wait."""
        with self._lock:
            self._inside += 1
            may_wait = self._inside <= self._slots
        try:
            yield PATIENCE if may_wait else 0.0
        finally:
            with self._lock:
                self._inside -= 1

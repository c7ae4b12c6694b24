"""Limit of requests that wait for AWS, so that they don't block the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.ledger.ledger import PATIENCE

SLOTS = 2
"""Far fewer than the server has threads: with many visitors, polling costs less than waiting."""


class WaitSlots:
    """Slots for waiting requests; a request without one polls instead. Thread-safe."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = threading.Semaphore(slots)

    @contextmanager
    def acquire(self) -> Iterator[float]:
        """Take a slot, if one is free, and yield the seconds that the request may wait."""
        free = self._slots.acquire(blocking=False)
        try:
            yield PATIENCE if free else 0.0
        finally:
            if free:
                self._slots.release()

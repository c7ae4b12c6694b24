"""How long a request may wait for AWS without blocking requests that need not wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.ledger.ledger import PATIENCE

SLOTS = 2
"""Far fewer than the server has threads: in a crowd, polling costs less than waiting."""


class WaitSlots:
    """Slots for requests that wait; a request without one polls instead. Safe for threads."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = threading.Semaphore(slots)

    @contextmanager
    def acquire(self) -> Iterator[float]:
        """Seconds that the request may wait."""
        free = self._slots.acquire(blocking=False)
        try:
            yield PATIENCE if free else 0.0
        finally:
            if free:
                self._slots.release()

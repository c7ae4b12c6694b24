"""How long a request may wait for AWS, so that many that wait never keep one that need not from an answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.ledger.ledger import PATIENCE

SEATS = 2
"""Far fewer than the server has threads: in a crowd, coming back costs less than waiting."""


class WaitSlots:
    """Seats for requests that wait; whoever finds none has to come back. Safe for threads."""

    def __init__(self, seats: int = SEATS) -> None:
        self._seats = threading.Semaphore(seats)

    @contextmanager
    def seat(self) -> Iterator[float]:
        """Seconds that the request may wait."""
        free = self._seats.acquire(blocking=False)
        try:
            yield PATIENCE if free else 0.0
        finally:
            if free:
                self._seats.release()

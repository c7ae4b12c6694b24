"""What came of the orders of late: what was done, and what was paid for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from cachetools import TTLCache

from cloudsense.clock import Clock
from cloudsense.costs.period import Month
from cloudsense.costs.query import CostQuery

LATELY = timedelta(minutes=1)
"""How long it is told."""
MOST = 1_000

Name = tuple[str, CostQuery, Month | None]
"""What is done (`renew`, `forget`, `history`), with which question, and with which of its
months."""


@dataclass(frozen=True)
class Outcome:
    """How an order ended that did not fail."""

    name: Name
    at: datetime
    months: int
    """Closed months that had changed where history was looked at; else those that were bought again
    or forgotten."""
    pages: int = 0
    """Paid for it."""


class Outcomes:
    """The last outcome of each command, for a minute. Safe for threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: TTLCache[Name, Outcome] = TTLCache(
            MOST, LATELY.total_seconds(), lambda: clock().timestamp()
        )

    def begun(self, name: Name) -> None:
        """Drop what came of it before."""
        with self._lock:
            self._known.pop(name, None)

    def ended(self, name: Name, months: int, pages: int = 0) -> None:
        outcome = Outcome(name, self._clock(), months, pages)
        with self._lock:
            self._known.pop(name, None)
            self._known[name] = outcome

    @property
    def lately(self) -> tuple[Outcome, ...]:
        """The last one last."""
        with self._lock:
            return tuple(self._known.values())

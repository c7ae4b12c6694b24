"""Results of recent commands: what was done, and its price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from cachetools import TTLCache

from cloudsense.clock import Clock
from cloudsense.costs.period import Month
from cloudsense.costs.query import CostQuery

RESULT_TTL = timedelta(minutes=1)
"""Time that a result is shown."""
MOST = 1_000

Name = tuple[str, CostQuery, Month | None]
"""Command (`renew`, `forget`, `history`), question, and month, if any."""


@dataclass(frozen=True)
class Outcome:
    """Result of a successful command."""

    name: Name
    at: datetime
    months: int
    """Changed closed months for `history`, else months that were bought again or deleted."""
    pages: int = 0
    """Pages paid for it."""


class Outcomes:
    """Last result of each command, for a minute. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._known: TTLCache[Name, Outcome] = TTLCache(
            MOST, RESULT_TTL.total_seconds(), lambda: clock().timestamp()
        )

    def begun(self, name: Name) -> None:
        """Drops the earlier result of a command."""
        with self._lock:
            self._known.pop(name, None)

    def ended(self, name: Name, months: int, pages: int = 0) -> None:
        outcome = Outcome(name, self._clock(), months, pages)
        with self._lock:
            self._known.pop(name, None)
            self._known[name] = outcome

    @property
    def lately(self) -> tuple[Outcome, ...]:
        """Results, the latest last."""
        with self._lock:
            return tuple(self._known.values())

"""AWS Budgets, read along: free, at most every ten minutes, and only when somebody looks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cloudsense.clock import Clock
from cloudsense.costs.budgets import AwsBudget
from cloudsense.errors import AccessError, CloudSenseError

log = logging.getLogger(__name__)

AGE = timedelta(minutes=10)
PATIENCE = 0.5
"""Seconds that a page waits for AWS."""
NO_PERMISSION = (
    "AWS Budgets are not shown. To read them along, allow budgets:ViewBudget; that is free."
)

Read = Callable[[], tuple[AwsBudget, ...]]
"""Raises CloudSenseError."""


@dataclass(frozen=True)
class Seen:
    """What AWS Budgets said last."""

    at: datetime
    budgets: tuple[AwsBudget, ...] = ()
    problem: str = ""
    """Why they are not known, in a sentence."""


class ReadAlong:
    """Safe for threads. Without `read` there is nothing to read."""

    def __init__(self, read: Read | None, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._running: threading.Thread | None = None
        self._seen: Seen | None = None

    def look(self, patience: float = PATIENCE) -> Seen | None:
        """What is known, after asking again if that is old; None until the first answer."""
        if self._read is None:
            return None
        with self._lock:
            is_old = self._seen is None or self._clock() - self._seen.at >= AGE
            if is_old and self._running is None:
                self._running = threading.Thread(target=self._ask, args=(self._read,), daemon=True)
                self._running.start()
            running = self._running
        if running and self._seen is None:
            running.join(patience)
        return self._seen

    def _ask(self, read: Read) -> None:
        now = self._clock()
        seen = Seen(now, problem="AWS Budgets could not be read.")
        try:
            seen = Seen(now, read())
        except AccessError:
            seen = Seen(now, problem=NO_PERMISSION)
        except CloudSenseError as problem:
            seen = Seen(now, problem=f"AWS Budgets could not be read: {problem.title}")
        except Exception as unexpected:  # else the page would wait for it for ever
            with_traceback = log.isEnabledFor(logging.DEBUG)
            name = type(unexpected).__name__
            log.warning("AWS Budgets could not be read: %s", name, exc_info=with_traceback)
        finally:
            with self._lock:
                self._seen = seen
                self._running = None

"""Signals of the ledger, and the log of its requests."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from blinker import Signal

from cloudsense.errors import CloudSenseError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signals:
    """Signals to connect to. They are sent on many threads; receivers must not raise."""

    hit: Signal = field(default_factory=Signal)
    """A question was answered from the cache."""
    miss: Signal = field(default_factory=Signal)
    """Something in an answer was missing, stale, or to be updated."""
    paid: Signal = field(default_factory=Signal)
    """A page was paid."""
    began: Signal = field(default_factory=Signal)
    """A question was sent to the source."""
    ended: Signal = field(default_factory=Signal)
    """The source answered or failed. `asked` is `identity` or `costs`, `seconds` the duration."""
    failed: Signal = field(default_factory=Signal)
    """A request failed with an error of class `kind`."""


class Watch:
    """Sends signals of requests, and logs them if there is a listener. Names of questions are not
    logged, as they may contain account ids."""

    def __init__(self, signals: Signals | None) -> None:
        self.signals = signals or Signals()
        self._is_logged = signals is not None

    @contextmanager
    def request(self, asked: str) -> Iterator[None]:
        """Context of a question to the source."""
        began = time.monotonic()
        self.signals.began.send(self)
        try:
            with self.failures(asked):
                yield
        finally:
            seconds = time.monotonic() - began
            self.signals.ended.send(self, asked=asked, seconds=seconds)

    @contextmanager
    def failures(self, asked: str) -> Iterator[None]:
        """Context of a question that is mostly answered at once, so its duration is not sent."""
        try:
            yield
        except CloudSenseError as problem:
            kind = type(problem).__name__
            self.signals.failed.send(self, kind=kind)
            self._log(logging.WARNING, f"AWS: {problem.title}", asked=asked, kind=kind)
            raise

    def answered(self, pages: float) -> None:
        """Logs an answer that was paid for."""
        self._log(logging.INFO, "AWS answered", asked="costs", pages=pages)

    def _log(self, level: int, message: str, **fields: object) -> None:
        if self._is_logged:
            log.log(level, "%s", message, extra={"fields": fields})

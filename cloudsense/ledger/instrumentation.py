"""Who wants to hear what the ledger does, and a source that tells of every question put to it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import CostSource, Meter
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import may_be_charged

log = logging.getLogger(__name__)


class Watcher:
    """Hears of everything and makes nothing of it. Called from many threads; must not fail."""

    def hit(self) -> None:
        """A question was answered from what is kept."""

    def miss(self) -> None:
        """Something about a question was missing, too old, or to be looked at again."""

    def paid(self) -> None:
        """A page was paid."""

    def began(self) -> None:
        """The source is being asked."""

    def ended(self, asked: str, seconds: float) -> None:
        """It answered, or failed to. `asked` is `identity` or `costs`."""

    def failed(self, kind: str) -> None:
        """It failed, with an error of this name."""


class WatchedSource:
    """`source`, telling `watcher` and the log. No question is logged by its name: there may be account ids in it."""

    def __init__(self, source: CostSource, watcher: Watcher) -> None:
        self.capabilities = source.capabilities
        self._source = source
        self._watcher = watcher

    def identity(self) -> Identity:
        """Mostly remembered, so its time says nothing."""
        with self._failures("identity"):
            return self._source.identity()

    def check(self) -> None:
        with self._timed("identity"), self._failures("identity"):
            self._source.check()

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        with self._timed("costs"), self._failures("costs"):
            fetched = self._source.fetch(identity, query, period, _WatchedMeter(meter, self._watcher))
        if self.capabilities.priced:
            log.info("AWS answered", extra={"fields": {"asked": "costs", "pages": fetched.pages}})
        return fetched

    def renew(self) -> None:
        self._source.renew()

    @contextmanager
    def _timed(self, asked: str) -> Iterator[None]:
        began = time.monotonic()
        self._watcher.began()
        try:
            yield
        finally:
            self._watcher.ended(asked, time.monotonic() - began)

    @contextmanager
    def _failures(self, asked: str) -> Iterator[None]:
        try:
            yield
        except CloudSenseError as problem:
            kind = type(problem).__name__
            self._watcher.failed(kind)
            log.warning("AWS: %s", problem.title, extra={"fields": {"asked": asked, "kind": kind}})
            raise


class _WatchedMeter:
    def __init__(self, meter: Meter, watcher: Watcher) -> None:
        self._meter = meter
        self._watcher = watcher

    @contextmanager
    def page(self) -> Iterator[None]:
        with self._meter.page():
            try:
                yield
            except CloudSenseError as problem:
                if may_be_charged(problem):
                    self._watcher.paid()
                raise
        self._watcher.paid()

"""Signals of the ledger, and a source that sends them for every question."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from blinker import Signal

from cloudsense.costs.anomalies.reported import Reporter, ReportQuestion, Reports
from cloudsense.costs.forecast import Forecast, Forecaster, ForecastQuestion
from cloudsense.costs.frame import Fetched
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion, HourlySource
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import CostSource, Meter
from cloudsense.costs.value_lists import Lister, ListQuestion, ValueList
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import may_be_charged

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


class WatchedSource:
    """`source` with signals and a log. Names of questions are not logged, as they
    may contain account ids."""

    def __init__(self, source: CostSource, signals: Signals) -> None:
        self.capabilities = source.capabilities
        self._source = source
        self._signals = signals

    def identity(self) -> Identity:
        """Identity of the caller; mostly cached, so its duration is not recorded."""
        with self._failures("identity"):
            return self._source.identity()

    def check(self) -> None:
        with self._timed("identity"), self._failures("identity"):
            self._source.check()

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        with self._timed("costs"), self._failures("costs"):
            fetched = self._source.fetch(
                identity, query, period, _WatchedMeter(meter, self._signals)
            )
        if self.capabilities.priced:
            fields = {"asked": "costs", "pages": fetched.pages}
            log.info("AWS answered", extra={"fields": fields})
        return fetched

    def forecast(self, identity: Identity, question: ForecastQuestion, meter: Meter) -> Forecast:
        if not isinstance(self._source, Forecaster):
            raise TypeError("the source does not forecast")
        with self._timed("forecast"), self._failures("forecast"):
            watched = _WatchedMeter(meter, self._signals)
            return self._source.forecast(identity, question, watched)

    def reported_anomalies(
        self, identity: Identity, question: ReportQuestion, meter: Meter
    ) -> Reports:
        if not isinstance(self._source, Reporter):
            raise TypeError("the source reports no anomalies")
        with self._timed("anomalies"), self._failures("anomalies"):
            watched = _WatchedMeter(meter, self._signals)
            return self._source.reported_anomalies(identity, question, watched)

    def value_list(self, identity: Identity, question: ListQuestion, meter: Meter) -> ValueList:
        if not isinstance(self._source, Lister):
            raise TypeError("the source lists nothing")
        with self._timed("lists"), self._failures("lists"):
            watched = _WatchedMeter(meter, self._signals)
            return self._source.value_list(identity, question, watched)

    def hourly(self, identity: Identity, question: HourlyQuestion, meter: Meter) -> HourlyCosts:
        if not isinstance(self._source, HourlySource):
            raise TypeError("the source has no hours")
        with self._timed("hours"), self._failures("hours"):
            return self._source.hourly(identity, question, _WatchedMeter(meter, self._signals))

    def renew(self) -> None:
        self._source.renew()

    @contextmanager
    def _timed(self, asked: str) -> Iterator[None]:
        began = time.monotonic()
        self._signals.began.send(self)
        try:
            yield
        finally:
            seconds = time.monotonic() - began
            self._signals.ended.send(self, asked=asked, seconds=seconds)

    @contextmanager
    def _failures(self, asked: str) -> Iterator[None]:
        try:
            yield
        except CloudSenseError as problem:
            kind = type(problem).__name__
            self._signals.failed.send(self, kind=kind)
            fields = {"asked": asked, "kind": kind}
            log.warning("AWS: %s", problem.title, extra={"fields": fields})
            raise


class _WatchedMeter:
    def __init__(self, meter: Meter, signals: Signals) -> None:
        self._meter = meter
        self._signals = signals

    @contextmanager
    def page(self) -> Iterator[None]:
        with self._meter.page():
            try:
                yield
            except CloudSenseError as problem:
                if may_be_charged(problem):
                    self._signals.paid.send(self)
                raise
        self._signals.paid.send(self)

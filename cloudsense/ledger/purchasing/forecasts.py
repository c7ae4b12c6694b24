"""The source's own forecasts: bought when a person asks, and cached for the day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.second_opinion import Forecast, Forecaster, ForecastQuestion
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError, CredentialsError, StoreError
from cloudsense.ledger.api_spend import Register, Spending
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.purchasing.account_session import IDENTITY, AccountSession
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.storage.locks import Locks
from cloudsense.ledger.storage.store import Store


@dataclass(frozen=True)
class SecondOpinion:
    """What is known of the source's forecast."""

    question: ForecastQuestion
    forecast: Forecast | None = None
    problem: CloudSenseError | None = None
    under_way: bool = False

    def same(self, other: SecondOpinion | None) -> bool:
        """Whether both look alike. Failures never do."""
        return self == other and self.problem is None


class Forecasts:
    """Asks for each forecast once a day at most, whoever wants it. Safe for threads."""

    def __init__(
        self,
        source: CostSource,
        store: Store,
        spending: Spending,
        clock: Clock,
        jobs: Jobs,
        session: AccountSession,
        locks: Locks,
    ) -> None:
        self._source: Forecaster | None = None
        if source.capabilities.forecasts and isinstance(source, Forecaster):
            self._source = source
        self._store = store
        self._spending = spending
        self._clock = clock
        self._jobs = jobs
        self._session = session
        self._locks = locks
        self._known: dict[str, Forecast] = {}
        self._lock = Lock()

    @property
    def offered(self) -> bool:
        """Whether the source forecasts."""
        return self._source is not None

    def of(self, question: ForecastQuestion) -> SecondOpinion:
        """What is known without asking."""
        identity = self._session.identity
        if identity is None:
            return SecondOpinion(question)
        key = _key(identity, question)
        if forecast := self._cached(key):
            return SecondOpinion(question, forecast)
        under_way = self._jobs.about(key) is not None
        return SecondOpinion(question, None, self._jobs.failure(key), under_way)

    def ask(self, question: ForecastQuestion, patience: float | None = 0) -> None:
        """Buy it, unless it is known. What came of it is in `of`."""
        identity, source = self._session.identity, self._source
        if identity is None or source is None:
            return
        key = _key(identity, question)
        if self._cached(key):
            return

        def carry_out(job: Job) -> None:
            self._buy(source, question, job)

        self._jobs.forgive(key, IDENTITY)
        self._jobs.start(key, key, carry_out).outcome(patience)

    def _buy(self, source: Forecaster, question: ForecastQuestion, job: Job) -> None:
        """Unless another process has bought it meanwhile."""
        try:
            identity = self._session.check()
            key = _key(identity, question)
            with self._locks.hold(key):
                if self._cached(key) is None:
                    self._keep(key, self._fetch(source, identity, question, job))
        except CredentialsError:
            self._session.expire()
            raise

    def _fetch(
        self, source: Forecaster, identity: Identity, question: ForecastQuestion, job: Job
    ) -> Forecast:
        """Its payment is written down before the request is sent."""
        now = self._clock()
        self._spending.allow(identity.account, now.date(), 1)
        days = f"{question.period.start}..{question.period.last}"

        def payment() -> Payment:
            at = self._clock().isoformat()
            return Payment(at, identity.account, question.name, days)

        meter = Register(self._spending, payment, job.on_page)
        with job.request(job.key):
            forecast = source.forecast(identity, question, meter)
        return replace(forecast, fetched_at=now)

    def _keep(self, key: str, forecast: Forecast) -> None:
        with self._lock:
            self._known[key] = forecast
        written = asdict(forecast) | {"fetched_at": str(forecast.fetched_at)}
        self._store.set(key, written)

    def _cached(self, key: str) -> Forecast | None:
        with self._lock:
            known = self._known.get(key)
        if known is None:
            try:
                known = _read(self._store.get(key))
            except StoreError:
                return None
            if known:
                with self._lock:
                    self._known[key] = known
        return known


def _key(identity: Identity, question: ForecastQuestion) -> str:
    period = question.period
    whose = f"{identity.partition}:{identity.account}"
    return f"{whose}:{question.name}:{period.start}..{period.end}"


def _read(stored: dict[str, Any] | None) -> Forecast | None:
    """None for what is missing or damaged."""
    try:
        if stored is None:
            return None
        at = datetime.fromisoformat(stored["fetched_at"])
        return Forecast(**{**stored, "fetched_at": at})
    except (KeyError, TypeError, ValueError):
        return None

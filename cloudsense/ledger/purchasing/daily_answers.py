"""Answers of the source besides costs: bought on request, and cached for the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.source import Meter
from cloudsense.errors import CloudSenseError, CredentialsError, StoreError
from cloudsense.ledger.api_spend import Register, Spending
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.purchasing.account_session import IDENTITY, AccountSession
from cloudsense.ledger.purchasing.jobs import Job, Jobs
from cloudsense.ledger.storage.locks import Locks
from cloudsense.ledger.storage.store import Store

BOUGHT = "fetched_at"
"""Field with the time of the purchase."""
ASKED = "asked"
"""Field with the name of the question."""
MOST_IN_MEMORY = 50
"""Most answers of a kind in memory; others are read from the store."""


class DailyQuestion(Protocol):
    """Question whose period begins or ends today, so that it is a different one tomorrow."""

    @property
    def name(self) -> str:
        """Name in the cache; differs from that of every `CostQuery`."""
        ...

    @property
    def period(self) -> Period: ...


class DatedAnswer(Protocol):
    """Dataclass with the time of its purchase."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def fetched_at(self) -> datetime | None: ...


Q = TypeVar("Q", bound=DailyQuestion)
A = TypeVar("A", bound=DatedAnswer)


@dataclass(frozen=True)
class AnswerKind(Generic[Q, A]):
    """Kind of question, and how its answers are cached."""

    fetch: Callable[[Identity, Q, Meter], A] | None
    """Asks the source; None if it cannot answer."""
    write: Callable[[A], dict[str, Any]]
    """Makes JSON of an answer; the time of the purchase is added."""
    read: Callable[[Mapping[str, Any]], A]
    """Reads an answer from the JSON of `write`. Raises KeyError, TypeError,
    ValueError for damaged data."""
    pages: Callable[[Identity, Q], int] = lambda _identity, _question: 1
    """Estimates the paid requests."""
    place: Callable[[Q], str] = lambda question: question.name
    """Cache key; an answer replaces that to an earlier question with the same key."""


@dataclass(frozen=True)
class QuestionState(Generic[Q, A]):
    """State of a question."""

    question: Q
    answer: A | None = None
    problem: CloudSenseError | None = None
    under_way: bool = False


@dataclass(frozen=True)
class Dependencies:
    """Dependencies of purchases that are made once among all threads and processes."""

    store: Store
    spending: Spending
    clock: Clock
    jobs: Jobs
    session: AccountSession
    locks: Locks


class DailyAnswers(Generic[Q, A]):
    """Asks each question at most once a day. Thread-safe."""

    def __init__(self, kind: AnswerKind[Q, A], dependencies: Dependencies) -> None:
        self._kind = kind
        self._shared = dependencies
        self._known: dict[str, tuple[str, A]] = {}
        """Name of the last question, and its answer, by cache key."""
        self._lock = Lock()

    @property
    def offered(self) -> bool:
        """Whether the source can answer."""
        return self._kind.fetch is not None

    def of(self, question: Q) -> QuestionState[Q, A]:
        """State of the question, without asking."""
        identity = self._shared.session.identity
        if identity is None:
            return QuestionState(question)
        key = _key(identity, question)
        under_way = self._shared.jobs.about(key) is not None
        problem = self._shared.jobs.failure(key)
        return QuestionState(question, self._cached(identity, question), problem, under_way)

    def ask(self, question: Q, patience: float | None = 0, *, renew: bool = False) -> None:
        """Buys the answer on a person's request, unless it is cached or `renew` is set. The result
        is in `of`."""
        identity = self._shared.session.identity
        if identity is not None:
            self._shared.jobs.clear_backoff(_key(identity, question), IDENTITY)
            self.ask_unless_failed(question, patience, renew=renew)

    def ask_unless_failed(
        self, question: Q, patience: float | None = 0, *, renew: bool = False
    ) -> None:
        """Buys the answer as `ask` does, unless that failed a moment ago."""
        identity, fetch = self._shared.session.identity, self._kind.fetch
        if identity is None or fetch is None:
            return
        key = _key(identity, question)
        if not renew and self._cached(identity, question):
            return
        since = self._shared.clock() if renew else None

        def carry_out(job: Job) -> None:
            self._buy(fetch, question, since, job)

        self._shared.jobs.start(key, key, carry_out).outcome(patience)

    def _buy(
        self,
        fetch: Callable[[Identity, Q, Meter], A],
        question: Q,
        since: datetime | None,
        job: Job,
    ) -> None:
        """Buys the answer, unless another process did; for a renewal, after `since`."""
        try:
            identity = self._shared.session.check()
            key = _key(identity, question)
            with self._shared.locks.hold(key):
                known = self._stored(identity, question)
                bought = known.fetched_at if known else None
                if bought is None or (since and bought <= since):
                    answer = self._fetch(fetch, identity, question, job)
                    self._keep(identity, question, answer)
        except CredentialsError:
            self._shared.session.expire()
            raise

    def _fetch(
        self,
        fetch: Callable[[Identity, Q, Meter], A],
        identity: Identity,
        question: Q,
        job: Job,
    ) -> A:
        """Asks the source; each payment is recorded before its request is sent."""
        now = self._shared.clock()
        pages = self._kind.pages(identity, question)
        self._shared.spending.allow(identity.account, now.date(), pages)
        days = f"{question.period.start}..{question.period.last}"

        def payment() -> Payment:
            at = self._shared.clock().isoformat()
            return Payment(at, identity.account, question.name, days)

        meter = Register(self._shared.spending, payment, job.on_page)
        with job.request(job.key):
            answer = fetch(identity, question, meter)
        return replace(answer, fetched_at=now)

    def _keep(self, identity: Identity, question: Q, answer: A) -> None:
        self._remember(identity, question, answer)
        written = self._kind.write(answer)
        written |= {BOUGHT: str(answer.fetched_at), ASKED: question.name}
        self._shared.store.set(self._place(identity, question), written)

    def _cached(self, identity: Identity, question: Q) -> A | None:
        with self._lock:
            asked, answer = self._known.get(self._place(identity, question), ("", None))
        return answer if asked == question.name else self._stored(identity, question)

    def _stored(self, identity: Identity, question: Q) -> A | None:
        """Answer in the store; None if it is missing, damaged, unreachable,
        or for another question."""
        try:
            stored = self._shared.store.get(self._place(identity, question))
            found = self._read(stored, question) if stored is not None else None
        except (StoreError, KeyError, TypeError, ValueError):
            return None
        if found:
            self._remember(identity, question, found)
        return found

    def _remember(self, identity: Identity, question: Q, answer: A) -> None:
        place = self._place(identity, question)
        with self._lock:
            if len(self._known) >= MOST_IN_MEMORY:
                self._known.pop(next(iter(self._known)))
            self._known[place] = question.name, answer

    def _read(self, stored: Mapping[str, Any], question: Q) -> A | None:
        if stored.get(ASKED, question.name) != question.name:
            return None
        others = {name: value for name, value in stored.items() if name not in (BOUGHT, ASKED)}
        answer = self._kind.read(others)
        return replace(answer, fetched_at=datetime.fromisoformat(stored[BOUGHT]))

    def _place(self, identity: Identity, question: Q) -> str:
        return _named(identity, self._kind.place(question), question.period)


def _key(identity: Identity, question: DailyQuestion) -> str:
    return _named(identity, question.name, question.period)


def _named(identity: Identity, name: str, period: Period) -> str:
    return f"{identity.partition}:{identity.account}:{name}:{period.start}..{period.end}"

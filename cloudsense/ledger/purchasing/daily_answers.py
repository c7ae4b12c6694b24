"""Answers of the source besides costs: bought on request, and cached for the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from cachetools import LRUCache

from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.source import Meter
from cloudsense.errors import CloudSenseError, StoreError
from cloudsense.ledger.purchasing.account_session import IDENTITY
from cloudsense.ledger.purchasing.context import PurchaseContext, Resources
from cloudsense.ledger.purchasing.fetcher import paid_request
from cloudsense.ledger.purchasing.jobs import Job

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

    asked: str
    """Name for signals."""
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


class DailyAnswers(Generic[Q, A]):
    """Asks each question at most once a day. Thread-safe."""

    def __init__(self, kind: AnswerKind[Q, A], shared: Resources) -> None:
        self._kind = kind
        self._shared = shared
        self._known: LRUCache[str, tuple[str, A]] = LRUCache(MOST_IN_MEMORY)
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
        shared = self._shared
        with shared.session.checked() as identity, shared.locks.hold(_key(identity, question)):
            known = self._stored(identity, question)
            bought = known.fetched_at if known else None
            if bought and not (since and bought <= since):
                return
            now = shared.clock()
            with paid_request(
                shared,
                PurchaseContext(identity, job),
                self._kind.asked,
                job.key,
                question.name,
                question.period,
                self._kind.pages(identity, question),
            ) as meter:
                answer = fetch(identity, question, meter)
            self._keep(identity, question, replace(answer, fetched_at=now))

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

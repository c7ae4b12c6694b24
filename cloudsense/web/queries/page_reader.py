"""Asks the questions of a page."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Self, TypeAlias, TypedDict, TypeVar

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import PeriodChoice
from cloudsense.costs.query import Filter
from cloudsense.costs.questions import matches_nothing
from cloudsense.costs.two_periods import joined
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import PATIENCE, Answer, Ledger, Question
from cloudsense.web.queries.answers import AnswerOrError, PageAnswers, snapshot_of, without_rows
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.known_keys import KnownKeys, known_keys
from cloudsense.web.queries.link_prices import Price, price_to_ask
from cloudsense.web.queries.questions import CostQuestions, Questions, choice_of
from cloudsense.web.state.selection import Selection

Q = TypeVar("Q", bound=Questions)
C = TypeVar("C", bound=CostQuestions)
QuestionsOf: TypeAlias = Callable[[Ledger, Selection, date], Q]


class CommonFields(TypedDict):
    """Fields of `PageAnswers` that most pages have."""

    selection: Selection
    today: date
    choice: PeriodChoice
    identity: Identity
    asked: Mapping[Question, AnswerOrError]
    accounts: Mapping[str, str]
    keys: tuple[KnownKeys, ...]
    price_to_confirm: Price | None


@dataclass(frozen=True)
class Terms:
    """How long reading a page may take, and what it may buy."""

    patience: float = PATIENCE
    """Seconds."""
    limit: int | None = None
    """Most paid requests of the page: if it takes more, nothing is bought. None for no limit."""
    asked_at: datetime | None = None
    """When the person opened the page or agreed to its price; None for just now. Data that was
    deleted later is not bought."""


class PageReader(Generic[Q]):
    """Asks the ledger the questions of a page at one address, each once, within `terms`.

    Errors are answers, too. Raises AddressError for questions that can't be asked.
    """

    def __init__(
        self,
        ledger: Ledger,
        selection: Selection,
        questions_of: QuestionsOf[Q],
        identity: Identity,
        terms: Terms,
    ) -> None:
        self.ledger = ledger
        self.selection = selection
        self.identity = identity
        self.today = ledger.clock().date()
        self.terms = terms
        self._questions_of = questions_of
        self.questions = questions_of(ledger, selection, self.today)
        self._price = price_to_ask(ledger, self.questions, terms.limit)
        self._until = time.monotonic() + terms.patience
        self.answers: dict[Question, AnswerOrError] = {}

    @classmethod
    def open(
        cls,
        ledger: Ledger,
        selection: Selection,
        questions_of: QuestionsOf[Q],
        terms: Terms,
    ) -> Self | None:
        """Start reading; None until the account is known."""
        identity = ledger.identity(terms.patience)
        if identity is None:
            return None
        return cls(ledger, selection, questions_of, identity, terms)

    def again(
        self, selection: Selection | None = None, questions_of: QuestionsOf[Q] | None = None
    ) -> Self | None:
        """Start again, with another selection or other questions."""
        return self.open(
            self.ledger,
            selection or self.selection,
            questions_of or self._questions_of,
            self.terms,
        )

    def ask_again(self) -> None:
        """Replace the questions by those that the answers so far lead to."""
        self.questions = self._questions_of(self.ledger, self.selection, self.today)

    @property
    def buys(self) -> bool:
        return self._price is None

    @property
    def price_to_confirm(self) -> Price | None:
        """Price of the page, if a part of it is missing."""
        price = self._price
        return price if price and (price.pages or self._lacks_answers) else None

    @property
    def common(self) -> CommonFields:
        """The common fields, with the answers so far."""
        return CommonFields(
            selection=self.selection,
            today=self.today,
            choice=choice_of(self.ledger, self.selection, self.today),
            identity=self.identity,
            asked=self.answers,
            accounts=self.ledger.account_names(self.identity),
            keys=known_keys(self.ledger, self.selection),
            price_to_confirm=self.price_to_confirm,
        )

    def ask(self, question: Question) -> AnswerOrError:
        if question not in self.answers:
            try:
                self.answers[question] = self._answer(question)
            except CloudSenseError as problem:
                self.answers[question] = problem
        return self.answers[question]

    @property
    def time_left(self) -> float:
        """Seconds that it may still wait."""
        return max(0.0, self._until - time.monotonic())

    @property
    def _lacks_answers(self) -> bool:
        """Whether an answer is missing or loading."""
        found = self.answers.values()
        return any(isinstance(each, Answer) and each.snapshot is None for each in found)

    def _answer(self, question: Question) -> Answer:
        if not self.buys:
            return self.ledger.cached(*question)
        return self.ledger.costs(*question, self.time_left)


def read_all(reader: PageReader[Questions]) -> PageAnswers:
    """Ask all questions at once, for pages whose questions do not depend on answers."""
    for question in reader.questions.all(reader.ledger):
        reader.ask(question)
    counts = value_counts(reader.ledger, reader.selection)
    return PageAnswers(**reader.common, value_counts=counts)


def read_costs(reader: PageReader[C]) -> tuple[Filter | None, tuple[AnswerOrError, ...]]:
    """Return a filter whose values occur in no period, and the answer to show for each period."""
    absent_filter, found = look_up(reader)
    if reader.selection.focus.has_renamed_service and absent_filter is None:
        reader.ask_again()  # with AWS's spelling, which the overview has
        absent_filter, found = look_up(reader)
    return absent_filter, found


def look_up(reader: PageReader[C]) -> tuple[Filter | None, tuple[AnswerOrError, ...]]:
    """Ask for the values of filters, then for the costs.

    While a look-up is loading, or if it failed, nothing else is asked.
    """
    questions = reader.questions
    for step in questions.steps:
        found = _of_periods(reader, questions.of(step.query))
        held: list[Snapshot] = list(filter(None, map(snapshot_of, found)))
        if len(held) < len(found):
            return None, found
        if matches_nothing(step.rule, step.focus.within(joined(held))):
            nothing = [without_rows(each, questions.query) for each in held]
            return step.rule, tuple(nothing)
    return None, _of_periods(reader, questions.of(questions.query))


def _of_periods(
    reader: PageReader[C], questions: tuple[Question, ...]
) -> tuple[AnswerOrError, ...]:
    """Ask about the newest period first: AWS may lack the older days, and after a refusal the query
    is not repeated for a while."""
    found = [reader.ask(question) for question in reversed(questions)]
    return tuple(reversed(found))

"""Puts the questions of a page to the ledger, and makes a reading of what comes of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month, Period, complete_through
from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import absent
from cloudsense.errors import CloudSenseError, MixedCurrencyError
from cloudsense.ledger.ledger import Answer, Ledger, Question
from cloudsense.web.queries.answers import Found, price_to_ask
from cloudsense.web.queries.page_data import Reading, held_by_overview
from cloudsense.web.queries.page_questions import PageQuestions, ec2_of, page_questions
from cloudsense.web.state.selection import Selection


class Asking:
    """Questions put to the ledger within one shared time limit; each question once, failures remembered as answers."""

    def __init__(
        self, ledger: Ledger, patience: float, buy: bool = True, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._ledger = ledger
        self._buy = buy
        self._now = now
        self._until = now() + patience
        self.answers: dict[Question, Found] = {}

    def ask(self, wish: Question) -> Found:
        if wish not in self.answers:
            try:
                self.answers[wish] = self._answer(*wish)
            except CloudSenseError as problem:
                self.answers[wish] = problem
        return self.answers[wish]

    @property
    def lacks_answers(self) -> bool:
        """Whether something that was asked is not here yet."""
        return any(isinstance(found, Answer) and found.snapshot is None for found in self.answers.values())

    def _answer(self, query: CostQuery, period: Period) -> Answer:
        if not self._buy:
            return self._ledger.kept(query, period)
        return self._ledger.costs(query, period, max(0.0, self._until - self._now()))


def read(ledger: Ledger, selection: Selection, patience: float, most: int | None = None) -> Reading | None:
    """Everything that `selection` shows; None while AWS is asked who we are, or another account takes its place.

    Where that takes more than `most` pages nothing is bought, and the reading has what is cached. Raises
    CloudSenseError if nobody knows whose costs these are, and AddressError for a period that cannot be.
    """
    for _ in range(2):
        reading = _read(ledger, selection, patience, most)
        if reading is None or reading.of_one_account:
            return reading
    return None


def _read(ledger: Ledger, selection: Selection, patience: float, most: int | None) -> Reading | None:
    today = ledger.clock().date()
    questions = page_questions(ledger, selection, today)
    identity = ledger.identity(patience)
    if identity is None:
        return None
    unasked = price_to_ask(ledger, questions, today, most)
    asking = Asking(ledger, patience, buy=unasked is None)
    nowhere, main = _main(asking, questions)
    if selection.focus.has_renamed_service and nowhere is None:
        # The overview, which may have come just now, tells how AWS spells the service.
        questions = page_questions(ledger, selection, today)
        nowhere, main = _main(asking, questions)
    mixed = main if isinstance(main, MixedCurrencyError) else None
    if mixed and questions.comparable:  # the days before may be in another currency
        questions = questions.alone
        nowhere, main = _main(asking, questions)
    charges = asking.ask(questions.charges) if questions.charges else None
    overview = _overview(asking, questions)
    kept = _nothing(main, questions) if nowhere else _kept(asking, ledger, questions)
    details = _details(ledger, asking, questions, charges)
    return Reading(
        selection=selection,
        today=today,
        choice=questions.choice,
        identity=identity,
        main=main,
        overview=overview,
        question=questions.route.question,
        steps=questions.route.steps,
        details=details,
        charges=charges,
        accounts=ledger.account_names(identity),
        nowhere=nowhere,
        comparable=questions.comparable,
        asked=asking.answers,
        kept=kept,
        mixed=mixed,
        total=_total(ledger, questions),
        unasked=unasked if unasked and (unasked.pages or asking.lacks_answers) else None,
    )


def _overview(asking: Asking, questions: PageQuestions) -> Found:
    """Of last month and this month; of this month alone where the two are in different currencies."""
    found = asking.ask(questions.overview)
    return asking.ask(questions.this_month) if isinstance(found, MixedCurrencyError) else found


def _main(asking: Asking, questions: PageQuestions) -> tuple[Filter | None, Found]:
    """A filter whose values do not occur, and the answer to show."""
    nowhere, instead = _look_up(asking, questions)
    return nowhere, instead or asking.ask(questions.main)


def _look_up(asking: Asking, questions: PageQuestions) -> tuple[Filter | None, Found | None]:
    """A filter whose values do not occur, and the answer that stands in for the one that then is not asked for."""
    for step, wish in zip(questions.route.steps, questions.steps, strict=True):
        answer = asking.ask(wish)
        if isinstance(answer, CloudSenseError) or answer.snapshot is None:
            return None, answer
        rule, frame = step.rule, step.focus.within(answer.snapshot.frame)
        if absent(rule, frame):
            return rule, Answer(replace(answer.snapshot, frame=_none_of(questions)))
    return None, None


def _none_of(questions: PageQuestions) -> CostFrame:
    """No rows, with every column that an answer would have."""
    return CostFrame.empty(tuple(dict.fromkeys((*questions.route.question.group_by, Dimension.SERVICE))))


def _details(ledger: Ledger, asking: Asking, questions: PageQuestions, charges: Found | None) -> Found | None:
    """The usage types of those EC2 services that have costs."""
    if questions.selection.filters or charges is None:
        return None
    if isinstance(charges, CloudSenseError) or charges.snapshot is None:
        return charges
    wish = questions.details(ledger, ec2_of(charges.snapshot))
    return asking.ask(wish) if wish else None


def _kept(asking: Asking, ledger: Ledger, questions: PageQuestions) -> Snapshot | None:
    """The newest of what is kept of the selection in the last two months, by charge type if it can be had.

    Nothing is bought for it. It is too old if it has no complete day of this month, though there are some.
    """
    focus, lately = questions.selection.focus, questions.overview[1]
    if held_by_overview(focus):
        return None
    at_once = ledger.capabilities.dimensions_at_once
    by_charge_type = replace(focus, by=Dimension.CHARGE_TYPE).wide(at_once)
    if not ledger.paid:
        answer = asking.ask((by_charge_type, lately))
        return None if isinstance(answer, CloudSenseError) else answer.snapshot
    queries = dict.fromkeys((by_charge_type, questions.route.question))
    asked = [query for query in queries if ledger.knows(query, lately)]
    found = [snapshot for query in asked if (snapshot := _of_ledger(ledger, query, lately))]
    newest = max(found, key=lambda snapshot: snapshot.complete_to, default=None)
    first = Month.of(lately.last).first
    tells = newest and newest.complete_to >= min(complete_through(lately.last), first)
    return newest if tells else None


def _nothing(main: Found, questions: PageQuestions) -> Snapshot | None:
    """The empty answer, if it covers the last two months."""
    if isinstance(main, CloudSenseError) or main.snapshot is None:
        return None
    return main.snapshot if main.snapshot.period.start <= questions.overview[1].start else None


def _of_ledger(ledger: Ledger, query: CostQuery, period: Period) -> Snapshot | None:
    try:
        return ledger.kept(query, period).snapshot
    except CloudSenseError:
        return None


def _total(ledger: Ledger, questions: PageQuestions) -> Snapshot | None:
    """Nothing is bought for it."""
    if questions.route.question.where:
        return None
    return _of_ledger(ledger, TOTAL, questions.choice.period)

"""Questions of pages to the ledger. They are declared once, for reading, pricing and updating."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Protocol

from cloudsense.costs.against import check_words
from cloudsense.costs.period import Period, PeriodChoice, choose
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.costs.questions import comparable
from cloudsense.errors import AddressError
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate
from cloudsense.ledger.planning.strategy import Step
from cloudsense.web.queries.link_price_labels import NEVER_OPENED
from cloudsense.web.state.selection import Selection


class Questions(Protocol):
    """Questions of a page at one address."""

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        """Return all questions, which depend on what `ledger` has cached."""
        ...

    def pages_besides(self, _ledger: Ledger) -> Estimate:
        """Estimate the paid requests of the page besides those for costs by day."""
        return NOTHING


QuestionsOf = Callable[[Ledger, Selection, date], Questions]
"""Function that returns the questions of a selection's page on a day."""


@dataclass(frozen=True)
class FixedQuestions(Questions):
    """Questions that depend on the address only."""

    questions: tuple[Question, ...]

    def all(self, _ledger: Ledger) -> tuple[Question, ...]:
        return self.questions


@dataclass(frozen=True, kw_only=True)
class CostQuestions(Questions):
    """Questions about costs in one or more periods, and about the values of filters before them."""

    choice: PeriodChoice
    """The period and, if possible, what it is compared with."""
    steps: tuple[Step, ...] = ()
    """Questions for the values of filters, asked before the others."""
    query: CostQuery = OVERVIEW
    periods: tuple[Period, ...] = ()
    """Asked periods, from the first. There are none for costs that can't be asked for."""
    refused: AddressError | None = field(default=None, compare=False)
    """Why the costs can't be compared, or asked for."""

    def of(self, query: CostQuery) -> tuple[Question, ...]:
        """Return the questions of a query about all periods."""
        return tuple((query, period) for period in self.periods)

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        asked = with_lookups(ledger, self.steps, self.periods, self.of(self.query))
        return tuple(dict.fromkeys(asked))


_of_steps: PerLedger[Memo[object, frozenset[str] | None]] = PerLedger()
"""Cached values of filters. Many links differ only in the value that is chosen."""


def choice_of(ledger: Ledger, selection: Selection, today: date) -> PeriodChoice:
    """Return the period of an address.

    Raises AddressError for days that the source does not have, and for an invalid `against`.
    """
    check_words(selection.against, today)
    return choose(selection.period, today, ledger.capabilities.first_day(today))


def with_lookups(
    ledger: Ledger, steps: Iterable[Step], periods: Sequence[Period], rest: Sequence[Question]
) -> tuple[Question, ...]:
    """Return the questions for the values of filters, and the `rest`.

    Questions after a filter without costs, according to cached answers, are left out.
    """
    asked: list[Question] = []
    for step in steps:
        asked += [(step.query, period) for period in periods]
        if _finds_nothing(ledger, step, periods, rest):
            return tuple(asked)
    return (*asked, *rest)


def _finds_nothing(
    ledger: Ledger, step: Step, periods: Iterable[Period], rest: Iterable[Question]
) -> bool:
    """Whether no value of a filter occurs. Not checked if the `rest` is free."""
    rule = step.rule
    costs = any(ledger.estimate(*question).pages for question in rest)
    if not costs or NEVER_OPENED in rule.values:
        return False
    wanted = {comparable(rule.dimension, value) for value in rule.values}
    for period in periods:
        values = _values(ledger, step, period)
        if values is None or not wanted.isdisjoint(values):
            return False
    return True


def _values(ledger: Ledger, step: Step, period: Period) -> frozenset[str] | None:
    """Return the values that a filter is chosen from; None if they are not cached, or stale."""
    memo = _of_steps.setdefault(ledger, Memo())
    key = step.focus, step.query, period
    look = partial(_fresh_values, ledger, step, period)
    return memo.of(ledger.revision, key, look)


def _fresh_values(ledger: Ledger, step: Step, period: Period) -> frozenset[str] | None:
    if ledger.estimate(step.query, period).pages:
        return None
    snapshot = ledger.snapshot(step.query, period)
    if snapshot is None:
        return None
    frame = step.focus.within(snapshot.frame)
    return frame.values_of(step.rule.dimension)

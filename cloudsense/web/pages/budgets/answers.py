"""Data of the Budgets page: each budget with its answer, and the targets of alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from cloudsense.alerts.aws_budgets_reader import Seen
from cloudsense.alerts.center import ActionResult, AlertCenter, center_of
from cloudsense.alerts.check import (
    Judged,
    Judgements,
    answer_for,
    budget_questions,
    overview_question,
)
from cloudsense.alerts.memory import TargetState
from cloudsense.alerts.targets import Target
from cloudsense.config.budgets_file import BudgetsFile
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budget_standing import State
from cloudsense.costs.budgets import Budget, with_typed
from cloudsense.errors import BudgetsError, CloudSenseError, StoreError
from cloudsense.insight.history import longest_answer
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer, Ledger, Question
from cloudsense.web.queries.answers import AnswerOrError, PageAnswers
from cloudsense.web.queries.combined import progress_of
from cloudsense.web.queries.page_reader import PageReader
from cloudsense.web.queries.questions import Questions, choice_of
from cloudsense.web.state.address_words import Listed
from cloudsense.web.state.selection import Selection

STATES = {Listed.EXCEEDED: State.EXCEEDED, Listed.PROJECTED_OVER: State.PROJECTED_OVER}

Plan = Mapping[Question, Sequence[Budget]]
"""Questions, and the budgets that each answer judges."""


@dataclass(frozen=True)
class AlertTargets:
    """Targets of alerts, and the schedule of checks."""

    states: tuple[tuple[Target, TargetState], ...] = ()
    checks: bool = False
    price: str = ""
    """Sentence about the price of hourly checks."""
    problem: StoreError | None = None
    """Why the states of alerts are not known."""
    aws: Seen | None = None
    """Budgets of AWS Budgets, as last read."""


@dataclass(frozen=True, kw_only=True)
class BudgetAnswers(PageAnswers):
    """Budgets and their answers."""

    file: BudgetsFile
    file_problem: BudgetsError | None = None
    typed: Amount | None = None
    """Monthly budget of the account, from --budget."""
    writable: bool = True
    judged: tuple[Judged, ...] = field(default=(), compare=False)
    """Budgets in the order of the file. Without an answer they have no standing."""
    alerting: AlertTargets = field(default_factory=AlertTargets)
    results: tuple[ActionResult, ...] = ()
    history: tuple[Answer, ...] = ()
    """Longest cached answers, from which errors of past projections are measured."""
    payers: Mapping[str, BudgetAnswers] = field(default_factory=dict)
    """Answers by payer, in the view of all payers."""

    @property
    def by_payer(self) -> Mapping[str, BudgetAnswers]:
        """Answers by payer; of a single one by ""."""
        return self.payers or {"": self}

    @property
    def answers(self) -> list[AnswerOrError]:
        if not self.payers:
            return super().answers
        return list(chain.from_iterable(each.answers for each in self.payers.values()))

    @property
    def progress(self) -> Progress | None:
        """Progress of all questions, including free ones about history."""
        if self.payers:
            return progress_of(self.payers.values())
        loading = (answer.progress for answer in self.history if answer.progress)
        return super().progress or next(loading, None)

    @property
    def chosen(self) -> Judged | None:
        """The budget of the address, or the first one that is judged."""
        for judged in self.judged:
            if judged.budget.name == self.selection.name:
                return judged
        if self.selection.name:
            return None
        return next((judged for judged in self.judged if judged.standing), None)

    def sets(self, budget: Budget) -> bool:
        """Whether the amount of `budget` is that of --budget, not of the file."""
        return self.typed is not None and budget not in self.file.budgets

    @property
    def listed(self) -> tuple[Judged, ...]:
        """Budgets in the state that the address asks for, in the order of the file."""
        state = STATES.get(self.selection.listed)
        if state is None:
            return self.judged
        return tuple(each for each in self.judged if each.state is state)

    @property
    def failed(self) -> bool:
        """Always False: budgets can be edited even if AWS fails."""
        return False


def plan(ledger: Ledger, budgets: Sequence[Budget], today: date) -> Plan:
    """Return the questions, the overview first, with the budgets that they judge."""
    by_overview = [budget for budget in budgets if budget.in_overview]
    others = [budget for budget in budgets if not budget.in_overview]
    overview = overview_question(ledger, by_overview, today)
    return {overview: by_overview, **budget_questions(ledger, others, today)}


@dataclass(frozen=True)
class BudgetQuestions(Questions):
    """Questions about all budgets. They do not depend on the address."""

    file: BudgetsFile
    problem: BudgetsError | None
    """Why the file can't be read."""
    budgets: Sequence[Budget]
    plan: Plan

    def all(self, _ledger: Ledger) -> tuple[Question, ...]:
        return tuple(self.plan)


def questions(ledger: Ledger, _selection: Selection, today: date) -> BudgetQuestions:
    center = center_of(ledger)
    file, problem = _file(center)
    budgets = with_typed(file.budgets, center.typed)
    return BudgetQuestions(file, problem, budgets, plan(ledger, budgets, today))


def answers(reader: PageReader[BudgetQuestions]) -> BudgetAnswers:
    """Read all answers."""
    ledger, asked = reader.ledger, reader.questions
    center = center_of(ledger)
    judged: dict[str, Judged] = {}
    history: list[Answer] = []
    for question, budgets in asked.plan.items():
        found = reader.ask(question)
        if isinstance(found, Answer) and found.snapshot:
            long = longest_answer(ledger, question[0], reader.time_left)
            history.append(long)
            found = _longer(long, question) or found
        judged |= _judged(ledger, center.judgements, question, found, budgets)
    center.judgements.keep(asked.budgets)
    return BudgetAnswers(
        selection=reader.selection,
        today=reader.today,
        choice=choice_of(ledger, reader.selection, reader.today),
        identity=reader.identity,
        asked=reader.answers,
        accounts=ledger.account_names(reader.identity),
        price_to_confirm=reader.price_to_confirm,
        file=asked.file,
        file_problem=asked.problem,
        typed=center.typed,
        writable=center.budgets.writable,
        judged=tuple(judged[budget.name] for budget in asked.budgets),
        alerting=_alerting(center),
        results=center.lately,
        history=tuple(history),
    )


def _file(center: AlertCenter) -> tuple[BudgetsFile, BudgetsError | None]:
    try:
        return center.budgets.read(), None
    except BudgetsError as problem:
        return BudgetsFile(center.budgets.path), problem


def _longer(long: Answer, question: Question) -> Answer | None:
    """Return the longest answer, which has the most past months, if it covers all of `question`."""
    _, period = question
    known = long.snapshot.period if long.snapshot else None
    return long if known and known.start <= period.start else None


def _judged(
    ledger: Ledger,
    judgements: Judgements,
    question: Question,
    found: AnswerOrError,
    budgets: Sequence[Budget],
) -> dict[str, Judged]:
    """Judge budgets; return them by name."""
    today = ledger.clock().date()
    judged = {}
    for budget in budgets:
        if isinstance(found, CloudSenseError):
            judged[budget.name] = _alone(ledger, judgements, question, found, budget)
        elif found.snapshot is None:
            judged[budget.name] = Judged(budget)
        else:
            judged[budget.name] = judgements.of(ledger, budget, found.snapshot, today)
    return judged


def _alone(
    ledger: Ledger,
    judgements: Judgements,
    question: Question,
    problem: CloudSenseError,
    budget: Budget,
) -> Judged:
    """Judge a budget by its own days, if only the days before them have no answer."""
    today = ledger.clock().date()
    answer = answer_for(ledger, budget, question, problem, today)
    if isinstance(answer, CloudSenseError):
        return Judged(budget, problem=answer)
    return judgements.of(ledger, budget, answer, today)


def _alerting(center: AlertCenter) -> AlertTargets:
    states: list[tuple[Target, TargetState]] = []
    problem = None
    try:
        states = center.notifier.states()
    except StoreError as failure:
        problem = failure
        states = [(target, TargetState()) for target in center.notifier.targets]
    aws = center.read_along.look() if center.read_along else None
    return AlertTargets(tuple(states), center.checks, center.price, problem, aws)

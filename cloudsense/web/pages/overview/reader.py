"""Asks the Overview's questions and collects the answers."""

from __future__ import annotations

import logging
from dataclasses import replace

from cloudsense.alerts.center import center_of
from cloudsense.costs.against import Against
from cloudsense.costs.budgets import Budget, of_account
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import Month, complete_through
from cloudsense.costs.query import TOTAL, Dimension, Filter
from cloudsense.costs.questions import matches_nothing
from cloudsense.costs.row_rates import RowDetails
from cloudsense.costs.two_periods import agree
from cloudsense.errors import (
    BudgetsError,
    CloudSenseError,
    MemberAccountError,
    MixedCurrencyError,
)
from cloudsense.insight.remarks import Noticed, noticed
from cloudsense.insight.usage_types import cached_details
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.pages.overview.cost_history import history
from cloudsense.web.pages.overview.questions import OverviewQuestions, ec2_of, held_by_overview
from cloudsense.web.pages.overview.questions import questions as questions_of
from cloudsense.web.queries.answers import (
    ANSWERED_SEPARATELY,
    AnswerOrError,
    KeptBack,
    PageReader,
    snapshot_of,
    without_rows,
)
from cloudsense.web.queries.aws_forecast import aws_forecast
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.questions import choice_of
from cloudsense.web.state.selection import Selection

log = logging.getLogger(__name__)


def read(
    ledger: Ledger,
    selection: Selection,
    patience: float,
    limit: int | None = None,
) -> OverviewAnswers | None:
    """Read all answers that `selection` shows; None until the account is known, or if it changes
    meanwhile.

    Buys nothing if that takes more than `limit` pages: then the answers are those that are cached.
    Raises CloudSenseError if the account can't be determined, and AddressError for an invalid
    period.
    """
    for _ in range(2):
        answers = _read(ledger, selection, patience, limit)
        if answers is None:
            return None
        if answers.of_one_account:
            shown = _without_keys(ledger, answers, patience, limit)
            budget = _file_budget(ledger, selection)
            return replace(shown, file_budget=budget) if shown else None
    return None


def _without_keys(
    ledger: Ledger, answers: OverviewAnswers, patience: float, limit: int | None
) -> OverviewAnswers | None:
    """Read the answers by service, if the management account does not share the key that costs are
    listed by. Only that list is then missing."""
    selection = answers.selection
    filtered = any(rule.dimension.key for rule in selection.filters)
    if not isinstance(answers.main, MemberAccountError) or filtered:
        return answers
    by_service = replace(selection, by=None, then=None)
    others = _read(ledger, by_service, patience, limit)
    kept_back = KeptBack(selection, answers.main)
    return replace(others, kept_back=kept_back) if others else None


def _read(
    ledger: Ledger,
    selection: Selection,
    patience: float,
    limit: int | None,
) -> OverviewAnswers | None:
    today = ledger.clock().date()
    choice_of(ledger, selection, today)  # raises before AWS is asked
    identity = ledger.identity(patience)
    if identity is None:
        return None
    questions = questions_of(ledger, selection, today)  # depends on this account's cache
    reader = PageReader(ledger, selection, questions, patience, limit)
    if questions.first:
        reader.ask(questions.first)
    absent_filter, main = _main(reader, questions)
    if selection.focus.has_renamed_service and absent_filter is None:
        # The overview may just have been loaded: it has AWS's spelling of the service.
        questions = questions_of(ledger, selection, today)
        absent_filter, main = _main(reader, questions)
    apart = main if isinstance(main, ANSWERED_SEPARATELY) else None
    if apart and questions.compared:
        questions = questions.alone
        absent_filter, main = _main(reader, questions)
    against = _against(reader, questions, absent_filter)
    charges = reader.ask(questions.charges) if questions.charges else None
    overview = _overview(reader, questions)
    cached = _covering(main, questions) if absent_filter else _cached(reader, ledger, questions)
    details = _details(ledger, reader, questions, charges)
    return OverviewAnswers(
        **reader.common(questions.choice, identity),
        main=main,
        overview=overview,
        question=questions.route.question,
        steps=questions.route.steps,
        details=details,
        charges=charges,
        value_counts=value_counts(ledger, selection),
        absent_filter=absent_filter,
        compared=questions.compared,
        against=against,
        row_details=_row_details(ledger, questions),
        cached=cached,
        uncompared=apart or _why_not(questions, main, against),
        total=_total(ledger, questions),
        history=history(ledger, questions, cached, patience),
        noticed=_noticed(ledger, selection),  # last, to use all that is cached by then
        forecast=aws_forecast(ledger, selection, today),
    )


def _row_details(ledger: Ledger, questions: OverviewQuestions) -> dict[str, RowDetails]:
    """Return cached usage types of rows, over all days that are compared."""
    if questions.compared is None:
        return {}
    asked = filter(None, [questions.main, questions.against])
    periods = [period for _, period in asked]
    return cached_details(ledger, questions.selection.focus, periods)


def _against(
    reader: PageReader, questions: OverviewQuestions, absent_filter: Filter | None
) -> AnswerOrError | None:
    """Read the answer about the days that the period is compared with, if it is a separate one."""
    question = questions.against
    return reader.ask(question) if question and not absent_filter else None


def _why_not(
    questions: OverviewQuestions, main: AnswerOrError, against: AnswerOrError | None
) -> CloudSenseError | None:
    """Return the error that prevents the comparison; None if only history has no such days."""
    if questions.refused and questions.selection.against != Against.BEFORE:
        return questions.refused
    if isinstance(against, CloudSenseError):
        return against
    now, before = snapshot_of(main), snapshot_of(against)
    if now and before:
        try:
            agree(now, before)
        except MixedCurrencyError as mixed:
            return mixed
    return None


def _overview(reader: PageReader, questions: OverviewQuestions) -> AnswerOrError:
    """Read last month and this month; only this month if the two have no common answer."""
    found = reader.ask(questions.overview)
    if isinstance(found, ANSWERED_SEPARATELY):
        return reader.ask(questions.this_month)
    return found


def _main(reader: PageReader, questions: OverviewQuestions) -> tuple[Filter | None, AnswerOrError]:
    """Return a filter whose values do not occur, and the answer to show."""
    absent_filter, instead = _look_up(reader, questions)
    return absent_filter, instead or reader.ask(questions.main)


def _look_up(
    reader: PageReader, questions: OverviewQuestions
) -> tuple[Filter | None, AnswerOrError | None]:
    """Return a filter whose values do not occur, and the answer that replaces the main one, which
    is then not asked for."""
    route = questions.route
    for step, question in zip(route.steps, questions.steps, strict=True):
        answer = reader.ask(question)
        snapshot = snapshot_of(answer)
        if snapshot is None:
            return None, answer
        frame = step.focus.within(snapshot.frame)
        if matches_nothing(step.rule, frame):
            return step.rule, without_rows(snapshot, route.question)
    return None, None


def _details(
    ledger: Ledger,
    reader: PageReader,
    questions: OverviewQuestions,
    charges: AnswerOrError | None,
) -> AnswerOrError | None:
    """Read the usage types of the EC2 services with costs."""
    if questions.selection.filters or charges is None:
        return None
    snapshot = snapshot_of(charges)
    if snapshot is None:
        return charges
    question = questions.details(ledger, ec2_of(snapshot))
    return reader.ask(question) if question else None


def _cached(reader: PageReader, ledger: Ledger, questions: OverviewQuestions) -> Snapshot | None:
    """Return the newest cached answer about the selection in the last two months, by charge type if
    possible.

    Buys nothing. None if it lacks complete days of this month.
    """
    focus = questions.selection.focus
    _, lately = questions.overview
    if held_by_overview(focus):
        return None
    at_once = ledger.capabilities.dimensions_at_once
    by_charge_type = replace(focus, by=Dimension.CHARGE_TYPE).wide(at_once)
    if not ledger.is_priced:
        return snapshot_of(reader.ask((by_charge_type, lately)))
    queries = dict.fromkeys((by_charge_type, questions.route.question))
    asked = [query for query in queries if ledger.knows(query, lately)]
    found = [ledger.snapshot(query, lately) for query in asked]
    snapshots = [snapshot for snapshot in found if snapshot]
    if not snapshots:
        return None
    newest = max(snapshots, key=lambda snapshot: snapshot.complete_to)
    first = Month.of(lately.last).first
    is_recent = newest.complete_to >= min(complete_through(lately.last), first)
    return newest if is_recent else None


def _covering(main: AnswerOrError, questions: OverviewQuestions) -> Snapshot | None:
    """Return the empty answer, if it covers the last two months."""
    snapshot = snapshot_of(main)
    _, lately = questions.overview
    covers = snapshot is not None and snapshot.period.start <= lately.start
    return snapshot if covers else None


def _total(ledger: Ledger, questions: OverviewQuestions) -> Snapshot | None:
    """Return the account's cached total. Buys nothing."""
    if questions.route.question.where:
        return None
    return ledger.snapshot(TOTAL, questions.choice.period)


def _noticed(ledger: Ledger, selection: Selection) -> Noticed | None:
    """Return anomalies of the selection and notes; None if that fails."""
    try:
        found = noticed(ledger)
        return found.about(selection.filters) if found else None
    except Exception as problem:  # noqa: BLE001 - the costs are shown all the same
        log.error("anomalies could not be found: %s", type(problem).__name__)
        return None


def _file_budget(ledger: Ledger, selection: Selection) -> Budget | None:
    """Return the budget of the selection from budgets.toml; None if the file cannot be read, as the
    Budgets page explains."""
    try:
        budgets = center_of(ledger).budgets.read().budgets
    except BudgetsError:
        return None
    return of_account(budgets, selection.metric, selection.charges)

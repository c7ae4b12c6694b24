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
from cloudsense.web.queries.answers import (
    ANSWERED_SEPARATELY,
    AnswerOrError,
    KeptBack,
    snapshot_of,
)
from cloudsense.web.queries.aws_forecast import aws_forecast
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.page_reader import PageReader, look_up, read_costs
from cloudsense.web.state.selection import Selection

log = logging.getLogger(__name__)


def answers(reader: PageReader[OverviewQuestions]) -> OverviewAnswers | None:
    """Read all answers that the selection shows; None if the account changes meanwhile."""
    found = _read(reader)
    if not found.of_one_account:
        once_more = reader.again()
        if once_more is None:
            return None
        reader, found = once_more, _read(once_more)
        if not found.of_one_account:
            return None
    shown = _without_keys(reader, found)
    if shown is None:
        return None
    return replace(shown, file_budget=_file_budget(reader.ledger, reader.selection))


def _without_keys(
    reader: PageReader[OverviewQuestions], found: OverviewAnswers
) -> OverviewAnswers | None:
    """Read the answers by service, if the management account does not share the key that costs are
    listed by. Only that list is then missing."""
    selection = found.selection
    filtered = any(rule.dimension.key for rule in selection.filters)
    if not isinstance(found.main, MemberAccountError) or filtered:
        return found
    by_service = reader.again(replace(selection, by=None, then=None))
    kept_back = KeptBack(selection, found.main)
    return replace(_read(by_service), kept_back=kept_back) if by_service else None


def _read(reader: PageReader[OverviewQuestions]) -> OverviewAnswers:
    ledger, selection = reader.ledger, reader.selection
    if first := reader.questions.first:
        reader.ask(first)
    absent_filter, (main,) = read_costs(reader)
    apart = main if isinstance(main, ANSWERED_SEPARATELY) else None
    if apart and reader.questions.compared:
        reader.questions = reader.questions.alone
        absent_filter, (main,) = look_up(reader)
    questions = reader.questions
    against = _against(reader, absent_filter)
    charges = reader.ask(questions.charges) if questions.charges else None
    overview = _overview(reader)
    cached = _covering(main, questions) if absent_filter else _cached(reader)
    details = _details(reader, charges)
    return OverviewAnswers(
        **reader.common,
        main=main,
        overview=overview,
        question=questions.query,
        steps=questions.steps,
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
        history=history(ledger, questions, cached, reader.terms.patience),
        noticed=_noticed(ledger, selection),  # last, to use all that is cached by then
        forecast=aws_forecast(ledger, selection, reader.today),
    )


def _row_details(ledger: Ledger, questions: OverviewQuestions) -> dict[str, RowDetails]:
    """Return cached usage types of rows, over all days that are compared."""
    if questions.compared is None:
        return {}
    asked = filter(None, [questions.main, questions.against])
    periods = [period for _, period in asked]
    return cached_details(ledger, questions.selection.focus, periods)


def _against(
    reader: PageReader[OverviewQuestions], absent_filter: Filter | None
) -> AnswerOrError | None:
    """Read the answer about the days that the period is compared with, if it is a separate one."""
    question = reader.questions.against
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


def _overview(reader: PageReader[OverviewQuestions]) -> AnswerOrError:
    """Read last month and this month; only this month if the two have no common answer."""
    found = reader.ask(reader.questions.overview)
    if isinstance(found, ANSWERED_SEPARATELY):
        return reader.ask(reader.questions.this_month)
    return found


def _details(
    reader: PageReader[OverviewQuestions], charges: AnswerOrError | None
) -> AnswerOrError | None:
    """Read the usage types of the EC2 services with costs."""
    if reader.selection.filters or charges is None:
        return None
    snapshot = snapshot_of(charges)
    if snapshot is None:
        return charges
    question = reader.questions.details(reader.ledger, ec2_of(snapshot))
    return reader.ask(question) if question else None


def _cached(reader: PageReader[OverviewQuestions]) -> Snapshot | None:
    """Return the newest cached answer about the selection in the last two months, by charge type if
    possible.

    Buys nothing. None if it lacks complete days of this month.
    """
    ledger, questions = reader.ledger, reader.questions
    focus = questions.selection.focus
    _, lately = questions.overview
    if held_by_overview(focus):
        return None
    at_once = ledger.capabilities.dimensions_at_once
    by_charge_type = replace(focus, by=Dimension.CHARGE_TYPE).wide(at_once)
    if not ledger.is_priced:
        return snapshot_of(reader.ask((by_charge_type, lately)))
    queries = dict.fromkeys((by_charge_type, questions.query))
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
    if questions.query.where:
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

"""Questions of the Accounts page, and what follows from their answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from werkzeug.utils import cached_property

from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.accounts import AccountCosts
from cloudsense.costs.against import asked_periods, compared_with
from cloudsense.costs.analysis import tabulate
from cloudsense.costs.comparison import comparison
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import Period
from cloudsense.costs.query import TOTAL, Dimension
from cloudsense.costs.two_periods import agree, basis_of
from cloudsense.errors import AddressError, CloudSenseError, MixedCurrencyError
from cloudsense.insight.organization import units_of
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.accounts.budgets import account_budgets
from cloudsense.web.pages.changes import answers as changes
from cloudsense.web.pages.changes.answers import ChangesAnswers, ChangesQuestions, questions_about
from cloudsense.web.queries.answers import ANSWERED_SEPARATELY
from cloudsense.web.queries.page_reader import PageReader
from cloudsense.web.queries.questions import choice_of
from cloudsense.web.queries.reconciliation import Reconciliation, compare, total_of
from cloudsense.web.state.selection import Selection


@dataclass(frozen=True, kw_only=True)
class AccountsAnswers(ChangesAnswers):
    """Answers by account. Results are computed when the page needs them."""

    budgets: Mapping[str, AccountBudget] = field(default_factory=dict)
    """Budgets of this month, by account."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Organizational unit by account, if readable."""
    units_problem: str = ""
    """Why organizational units are not readable."""
    payers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Payers that were billed for each account, in the view of all payers."""
    total: Snapshot | None = None
    """The account's total over the period, if cached and nothing is filtered."""
    uncompared: CloudSenseError | None = None
    """Why there is no answer for both periods. The period is then shown without comparison."""

    @classmethod
    def of(cls, answers: ChangesAnswers, **more: Any) -> AccountsAnswers:
        known: dict[str, Any] = {}
        for each in fields(answers):
            known[each.name] = getattr(answers, each.name)
        return cls(**known, **more)

    @property
    def failed(self) -> bool:
        """Whether there are no costs. Periods that can't be compared are no failure."""
        return super(ChangesAnswers, self).failed

    @cached_property
    def costs(self) -> AccountCosts:
        """Costs by account. Raises CloudSenseError if an answer failed, else Waiting."""
        by, metric = Dimension.ACCOUNT, self.selection.metric
        table = tabulate(self.frame, by, metric, self.choice.period)
        if self.questions.refused or self.uncompared:
            return AccountCosts.of(table, None)
        basis = basis_of(self.parts, self.overview, self.focus, metric, self.compared)
        return AccountCosts.of(table, comparison(basis, by))


def questions(ledger: Ledger, selection: Selection, today: date) -> ChangesQuestions:
    """Ask for costs by account in the period and in the one that it is compared with.

    Where the periods can't be compared, only the period is asked for.
    """
    own = choice = choice_of(ledger, selection, today)
    focus = replace(selection, by=Dimension.ACCOUNT, then=None).focus
    refused = None
    periods: tuple[Period, ...] = (choice.period,)
    try:
        choice = compared_with(choice, selection.against, today)
        periods = asked_periods(replace(choice, period=own.period))  # all of its days are shown
    except AddressError as problem:
        refused = problem
    return questions_about(ledger, choice, focus, periods, refused, if_cached=True)


def answers(reader: PageReader[ChangesQuestions]) -> AccountsAnswers | None:
    """Read all answers of the page. Without an answer for both periods, read the period alone."""
    ledger = reader.ledger
    found = changes.answers(reader)
    apart = _why_apart(found)
    if apart:
        alone = reader.again(questions_of=_alone)
        if alone is None:
            return None
        found = changes.answers(alone)
    has_failed = any(isinstance(answer, CloudSenseError) for answer in found.main)
    seen = units_of(ledger)
    return AccountsAnswers.of(
        found,
        budgets=account_budgets(ledger, found.today),
        units=(seen.found if seen else None) or {},
        units_problem=seen.problem if seen else "",
        total=_total(ledger, found),
        uncompared=None if has_failed else apart,
    )


def _alone(ledger: Ledger, selection: Selection, today: date) -> ChangesQuestions:
    """Ask for the period only."""
    asked = questions(ledger, selection, today)
    return replace(asked, periods=(choice_of(ledger, selection, today).period,))


def _why_apart(answers: ChangesAnswers) -> CloudSenseError | None:
    """Return why there is no answer for both periods."""
    failed = [answer for answer in answers.main if isinstance(answer, ANSWERED_SEPARATELY)]
    if failed:
        return failed[0]
    if len(answers.snapshots) < len(answers.main):
        return None
    try:
        agree(answers.snapshots[0], answers.snapshots[-1])
    except MixedCurrencyError as mixed:
        return mixed
    return None


def _total(ledger: Ledger, answers: ChangesAnswers) -> Snapshot | None:
    if answers.focus.filters or answers.focus.usage_only:
        return None
    with suppress(CloudSenseError):
        return ledger.cached(TOTAL, answers.choice.period).snapshot
    return None


def reconciled(answers: AccountsAnswers) -> Reconciliation | None:
    """Compare the sum of all accounts with the total of their payer. None if that is not cached."""
    total, period = answers.total, answers.choice.period
    if total is None or answers.absent_filter:
        return None
    for snapshot in answers.snapshots:
        if covers(snapshot, period):
            metric = answers.selection.metric
            return compare(total_of(total), snapshot, snapshot.frame, metric, period)
    return None


def covers(snapshot: Snapshot, period: Period) -> bool:
    """Whether an answer covers every day."""
    known = snapshot.period
    return known.start <= period.start and period.end <= known.end

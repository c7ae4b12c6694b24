"""Check of all budgets and anomalies, with as few questions as the Overview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cloudsense.alerts.allowance import Allowance, longest
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.anomalies.gates import DEFAULT_GATES
from cloudsense.costs.budget_standing import Standing, State, stand
from cloudsense.costs.budgets import Budget
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.errors import CloudSenseError, MixedCurrencyError, NoDataError
from cloudsense.figures.anomaly_words import Explanation
from cloudsense.insight.explanation import known_explanation
from cloudsense.insight.history import earlier_total
from cloudsense.insight.remarks import remarks_of
from cloudsense.insight.reports import with_reports
from cloudsense.insight.watch import watch
from cloudsense.ledger.ledger import Ledger, Question

APART = (MixedCurrencyError, NoDataError)
"""Errors after which a budget is judged by its own days only."""
OVERVIEW_DAYS = timedelta(days=60)
"""Days of the Overview's default question: 30 days, and as many before."""


@dataclass(frozen=True)
class Judged:
    """A budget with its status, or why that is unknown."""

    budget: Budget
    standing: Standing | None = None
    problem: CloudSenseError | None = None

    @property
    def state(self) -> State | None:
        """State of the budget; None if unknown."""
        return self.standing.state if self.standing else None

    @property
    def is_over(self) -> bool:
        """Whether it is exceeded, or projected to be."""
        return self.state not in (None, State.WITHIN)


@dataclass(frozen=True)
class Unusual:
    """An anomaly with its known explanation."""

    anomaly: Anomaly
    why: Explanation
    currency: str


@dataclass(frozen=True)
class Check:
    """Result of a check on the UTC day `today`."""

    identity: Identity
    today: date
    overview: Snapshot
    as_of: datetime
    """UTC time at which AWS last returned or confirmed the overview of the running month."""
    budgets: tuple[Judged, ...]
    anomalies: tuple[Unusual, ...] = ()
    """Ongoing anomalies, the largest first."""
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Account names by id."""

    @property
    def over(self) -> tuple[Judged, ...]:
        return tuple(judged for judged in self.budgets if judged.is_over)

    @property
    def without_costs(self) -> tuple[Judged, ...]:
        """Budgets whose filter may be misspelled."""
        return tuple(
            judged for judged in self.budgets if judged.standing and judged.standing.matches_nothing
        )

    @property
    def unknown(self) -> tuple[Judged, ...]:
        """Budgets that could not be judged."""
        return tuple(judged for judged in self.budgets if judged.problem)

    @property
    def failed(self) -> bool:
        """Whether anything needs attention, or could not be judged."""
        return bool(self.over or self.unknown or self.anomalies)


def check(
    allowance: Allowance, identity: Identity, budgets: Sequence[Budget], today: date
) -> Check:
    """Judges every budget. Raises CloudSenseError without an overview."""
    ledger = allowance.ledger
    by_overview = [budget for budget in budgets if budget.in_overview]
    question = overview_question(ledger, by_overview, today)
    answer = _answer(allowance, question, today)
    overview = _overview(ledger, answer, today)
    judged = _judged(ledger, question, answer, by_overview, today)
    # The overview contains AWS's spellings of services, which the other questions need.
    others = [budget for budget in budgets if not budget.in_overview]
    for question, about in budget_questions(ledger, others, today).items():
        answer = _answer(allowance, question, today)
        judged |= _judged(ledger, question, answer, about, today)
    return Check(
        identity,
        today,
        overview,
        ledger.last_seen() or overview.fetched_at,
        budgets=tuple(judged[budget.name] for budget in budgets),
        anomalies=unusual(ledger),
        accounts=ledger.account_names(identity),
    )


def unusual(ledger: Ledger, since: date | None = None) -> tuple[Unusual, ...]:
    """Ongoing anomalies in cached costs, or all that lasted until `since` or longer, without muted
    ones; with AWS's if the page loaded them today. Buys nothing."""
    found = watch(ledger)
    if found is None:
        return ()
    remarks = remarks_of(ledger)
    found = with_reports(ledger, found, remarks)
    lasting = found.anomalies(DEFAULT_GATES, since or date.min)
    anomalies = [each for each in lasting if not remarks.mute_of(each)]
    return tuple(
        Unusual(anomaly, known_explanation(ledger, found, anomaly), found.currency)
        for anomaly in anomalies
        if since or anomaly.going_on
    )


def _answer(allowance: Allowance, question: Question, today: date) -> Snapshot | CloudSenseError:
    """The answer. If AWS has not prepared the months before yet, only this month is asked for."""
    query, _ = question
    try:
        return allowance.answer(*question)
    except NoDataError as problem:
        with suppress(CloudSenseError):
            allowance.answer(query, _this_month(today))
        return problem
    except CloudSenseError as problem:
        return problem


def _this_month(today: date) -> Period:
    return Period(Month.of(today).first, today + ONE_DAY)


def _overview(ledger: Ledger, answer: Snapshot | CloudSenseError, today: date) -> Snapshot:
    """The overview; only this month's if the bill changed its currency, or AWS has no more yet."""
    if isinstance(answer, Snapshot):
        return answer
    alone = longest(ledger, OVERVIEW, _this_month(today))
    if alone is None or not isinstance(answer, APART):
        raise answer
    return alone


def _judged(
    ledger: Ledger,
    question: Question,
    answer: Snapshot | CloudSenseError,
    budgets: Iterable[Budget],
    today: date,
) -> dict[str, Judged]:
    """Judged budgets by name."""
    found = {}
    for budget in budgets:
        own = answer_for(ledger, budget, question, answer, today)
        found[budget.name] = judge(ledger, budget, own, today)
    return found


def answer_for(
    ledger: Ledger,
    budget: Budget,
    question: Question,
    answer: Snapshot | CloudSenseError,
    today: date,
) -> Snapshot | CloudSenseError:
    """Answer that judges `budget`: only its own days if those before were billed in another
    currency, or are not prepared yet.

    The days are cached, as months of an answer are; nothing is bought.
    """
    if not isinstance(answer, APART):
        return answer
    query, _ = question
    own = budget.own_days(today, ledger.capabilities.first_day(today))
    return longest(ledger, query, own) or answer


def judge(
    ledger: Ledger, budget: Budget, answer: Snapshot | CloudSenseError, today: date
) -> Judged:
    """Status of a budget by its answer, and by the cached costs of the account before."""
    if isinstance(answer, CloudSenseError):
        return Judged(budget, problem=answer)
    return _stands(budget, answer, today, earlier_total(ledger, budget.focus, answer))


def _stands(budget: Budget, answer: Snapshot, today: date, earlier: CostFrame | None) -> Judged:
    try:
        return Judged(budget, stand(budget, answer, today, earlier))
    except CloudSenseError as problem:
        return Judged(budget, problem=problem)


class Judgements:
    """Cache of judged budgets, so that a page with unchanged answers does not project again.
    Thread-safe; at worst a budget is judged twice."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Snapshot, CostFrame | None, date, Judged]] = {}
        """By name: the answers and the day that a budget was judged by, and the result."""

    def of(self, ledger: Ledger, budget: Budget, answer: Snapshot, today: date) -> Judged:
        """Status of `budget` by `answer`."""
        earlier = earlier_total(ledger, budget.focus, answer)
        if known := self._known.get(budget.name):
            same_answer, same_earlier, day, judged = known
            is_same = same_answer is answer and same_earlier is earlier
            if is_same and day == today and judged.budget == budget:
                return judged
        judged = _stands(budget, answer, today, earlier)
        self._known[budget.name] = answer, earlier, today, judged
        return judged

    def keep(self, budgets: Iterable[Budget]) -> None:
        """Removes all other budgets."""
        names = {budget.name for budget in budgets}
        for name in self._known.keys() - names:
            self._known.pop(name, None)


def overview_question(ledger: Ledger, budgets: Iterable[Budget], today: date) -> Question:
    """Overview as far back as the page needs it, or these budgets do."""
    earliest = ledger.capabilities.first_day(today)
    last_month = Month.of(today).plus(-1)
    starts = [today - OVERVIEW_DAYS, last_month.first]
    starts += [budget.asked(today, earliest).start for budget in budgets]
    return OVERVIEW, ledger.capabilities.since(min(starts), today)


def budget_questions(
    ledger: Ledger, budgets: Iterable[Budget], today: date
) -> dict[Question, tuple[Budget, ...]]:
    """Questions for budgets that the overview cannot judge, each query once, with their budgets."""
    earliest = ledger.capabilities.first_day(today)
    about: defaultdict[CostQuery, list[Budget]] = defaultdict(list)
    for budget in budgets:
        query = _query(ledger, budget, budget.asked(today, earliest))
        about[query].append(budget)
    found = {}
    for query, those in about.items():
        periods = [budget.asked(today, earliest) for budget in those]
        found[query, min(periods)] = tuple(those)
    return found


def _query(ledger: Ledger, budget: Budget, period: Period) -> CostQuery:
    focus = budget.focus
    if focus.has_renamed_service:
        focus = focus.spelled(ledger.services(period))
    return focus.wide(ledger.capabilities.dimensions_at_once)

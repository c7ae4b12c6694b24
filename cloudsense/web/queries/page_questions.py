"""Questions of pages to the ledger. They are declared once, for reading, pricing and updating."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol
from weakref import WeakKeyDictionary

from cloudsense.costs.against import Against, asked_periods, check_words, compared_with
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice, choose
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, comparable
from cloudsense.costs.two_periods import lately
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate
from cloudsense.ledger.planning.requests import merge_adjacent
from cloudsense.ledger.planning.strategy import Route, Step
from cloudsense.web.queries.link_price_labels import NEVER_OPENED
from cloudsense.web.state.selection import Selection

MANY_PAGES = 5
"""Pages for a month. Costs that take more are bought only where a person opens them."""


class Questions(Protocol):
    """Questions of a page at one address."""

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        """Return all questions, which depend on what `ledger` has cached."""
        ...

    def pages_besides(self, _ledger: Ledger) -> Estimate:
        """Estimate the paid requests of the page besides those for costs by day."""
        return NOTHING


_of_steps: WeakKeyDictionary[Ledger, Memo[object, frozenset[str] | None]] = WeakKeyDictionary()
"""Cached values of filters. Many links differ only in the value that is chosen."""
QuestionsOf = Callable[[Ledger, Selection, date], Questions]
"""Function that returns the questions of a selection's page on a day."""


@dataclass(frozen=True)
class OverviewQuestions(Questions):
    """Questions of the Overview at one address, on the UTC day `today`."""

    selection: Selection
    today: date
    choice: PeriodChoice
    compared: PeriodChoice | None
    """The period and what it is compared with; None if that is impossible. Open months may be cut
    to the days that both have."""
    span: Period
    """The period and, unless they are far apart, the days that it is compared with."""
    route: Route
    refused: AddressError | None = None
    """Why the periods can't be compared."""

    @property
    def steps(self) -> Iterator[Question]:
        """Questions for the values of filters, to be asked one by one before the others."""
        return ((step.query, self.span) for step in self.route.steps)

    @property
    def main(self) -> Question:
        return self.route.question, self.span

    @property
    def alone(self) -> OverviewQuestions:
        """The questions without the days that the period is compared with."""
        return replace(self, span=self.choice.period, compared=None)

    @property
    def against(self) -> Question | None:
        """Question for the days that the period is compared with, if they are far from it."""
        compared = self.compared
        if compared is None or compared.before.meet(self.span):
            return None
        return self.route.question, compared.before

    @property
    def charges(self) -> Question | None:
        """The overview of the period, which the sums of charges are made from."""
        if self.selection.filters:
            return None
        return OVERVIEW, self.choice.period

    @property
    def overview(self) -> Question:
        return OVERVIEW, lately(self.today)

    @property
    def this_month(self) -> Question:
        first = Month.of(self.today).first
        return OVERVIEW, Period(first, self.today + ONE_DAY)

    @property
    def first(self) -> Question | None:
        """All days of the overview, asked at once if separate questions would need several requests
        for neighbouring months."""
        known = filter(None, [*self.steps, self.main, self.charges, self.overview])
        periods = [period for query, period in known if query == OVERVIEW]
        _, lately = self.overview
        whole_months = merge_adjacent(map(_from_the_first, periods))
        whole = next(run for run in whole_months if run.meet(lately))
        earliest = next(period for period in periods if period.meet(whole))
        return None if earliest.months == whole.months else (OVERVIEW, whole)

    def details(self, ledger: Ledger, ec2: Sequence[str]) -> Question | None:
        """Ask for the usage types of `ec2`, the EC2 services with costs, if nothing is filtered.

        Left out if they take many pages.
        """
        if self.selection.filters or not ec2:
            return None
        usage_only = self.selection.charges is Charges.USAGE
        query = _usage_types(tuple(ec2), usage_only, ledger.capabilities.dimensions_at_once)
        period = self.choice.period
        most = ledger.estimate(query, period).at_most
        many = MANY_PAGES * len(period.months)
        is_large = math.isfinite(most) and most > many
        return None if is_large else (query, period)

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        """Return all questions in the order in which they are asked."""
        compared = [question for question in (self.main, self.against) if question]
        ec2 = () if self.selection.filters else known_ec2(ledger, self.today)
        asked = (
            self.first,
            *up_to_nothing(ledger, self.route.steps, (self.span,), compared),
            self.charges,
            self.overview,
            self.details(ledger, ec2),
        )
        return tuple(dict.fromkeys(question for question in asked if question))


@lru_cache(maxsize=64)
def _usage_types(services: tuple[str, ...], usage_only: bool, dimensions_at_once: int) -> CostQuery:
    within = Filter(Dimension.SERVICE, services)
    focus = Focus(Dimension.FAMILY, (within,), usage_only)
    return focus.wide(dimensions_at_once)


def choice_of(ledger: Ledger, selection: Selection, today: date) -> PeriodChoice:
    """Return the period of an address.

    Raises AddressError for days that the source does not have, and for an invalid `against`.
    """
    check_words(selection.against, today)
    return choose(selection.period, today, ledger.capabilities.first_day(today))


def page_questions(ledger: Ledger, selection: Selection, today: date) -> OverviewQuestions:
    """Return the Overview's questions. Raises AddressError for an invalid period."""
    choice = choice_of(ledger, selection, today)
    compared, refused = None, None
    try:
        compared = compared_with(choice, selection.against, today)
    except AddressError as problem:
        refused = problem
    span = _span(choice, compared, selection.against)
    chosen = ledger.route(selection.focus, span)
    return OverviewQuestions(selection, today, choice, compared, span, chosen, refused)


def _span(choice: PeriodChoice, compared: PeriodChoice | None, against: str) -> Period:
    """Return all days of both periods; only the period if they are months apart."""
    if compared is None:
        return choice.period
    if against != Against.BEFORE and len(asked_periods(compared)) > 1:
        return choice.period
    start = min(choice.period.start, compared.before.start)
    return Period(start, max(choice.period.end, compared.before.end))


def _from_the_first(period: Period) -> Period:
    """Extend a period by the month before it."""
    return Period(Month.of(period.start).first, period.end)


def up_to_nothing(
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

    def look() -> frozenset[str] | None:
        is_old = ledger.estimate(step.query, period).pages > 0
        snapshot = None if is_old else ledger.snapshot(step.query, period)
        if snapshot is None:
            return None
        return step.focus.within(snapshot.frame).values_of(step.rule.dimension)

    memo = _of_steps.setdefault(ledger, Memo())
    key = step.focus, step.query, period
    return memo.of(ledger.revision, key, look)


def estimates(
    ledger: Ledger, questions: Iterable[Question], under_way: Iterable[Question] = ()
) -> list[tuple[Question, Estimate]]:
    """Return those of `questions` that are not cached, with the pages of each, asked one by one.

    Months that an earlier question buys, or that are `under_way`, are not counted again.
    """
    bought: defaultdict[CostQuery, set[Month]] = defaultdict(set)
    for query, period in under_way:
        bought[query].update(period.months)
    found: list[tuple[Question, Estimate]] = []
    for query, period in questions:
        estimate = ledger.estimate(query, period)
        if not estimate.pages:
            continue
        if bought[query].isdisjoint(period.months):
            found.append(((query, period), estimate))
        else:
            found += _left(ledger, query, period, bought[query])
        bought[query].update(period.months)
    return found


def _left(
    ledger: Ledger, query: CostQuery, period: Period, bought: Collection[Month]
) -> Iterator[tuple[Question, Estimate]]:
    """Yield the questions that remain after some months are bought."""
    months = [month.period for month in period.months if month not in bought]
    for run in merge_adjacent(filter(None, map(period.meet, months))):
        estimate = ledger.estimate(query, run)
        if estimate.pages:
            yield (query, run), estimate


def known_ec2(ledger: Ledger, today: date) -> tuple[str, ...]:
    """Return the EC2 services with recent costs; all EC2 services if that is unknown."""
    overview = ledger.snapshot(OVERVIEW, lately(today))
    return ec2_of(overview) if overview else EC2_SERVICES


def ec2_of(overview: Snapshot) -> tuple[str, ...]:
    """Return the EC2 services with costs."""
    costly = overview.frame.values_of(Dimension.SERVICE)
    return tuple(name for name in EC2_SERVICES if name in costly)


def held_by_overview(focus: Focus) -> bool:
    """Whether the overview has all dimensions of the filters."""
    return {rule.dimension for rule in focus.filters} <= set(OVERVIEW.group_by)

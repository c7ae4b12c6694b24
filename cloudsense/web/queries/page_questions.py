"""What a page asks the ledger: one declaration, which is read, priced and updated."""

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
from cloudsense.ledger.planning.requests import runs
from cloudsense.ledger.planning.strategy import Route, Step
from cloudsense.web.queries.price_tags import NEVER_OPENED
from cloudsense.web.state.selection import Selection

MANY_PAGES = 5
"""A month; what takes more is not bought along with the first page, but where a person opens it."""


class Questions(Protocol):
    """What a page asks the ledger at one address: it is read, priced and updated by this."""

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        """Every question, by what `ledger` has cached."""
        ...

    def pages_besides(self, _ledger: Ledger) -> Estimate:
        """Paid requests that the page takes besides those for costs by day."""
        return NOTHING


_of_steps: WeakKeyDictionary[Ledger, Memo[object, frozenset[str] | None]] = WeakKeyDictionary()
"""The values that filters are chosen from: many links differ only in the one that is chosen."""
QuestionsOf = Callable[[Ledger, Selection, date], Questions]
"""What the page of a selection asks on a day."""


@dataclass(frozen=True)
class PageQuestions(Questions):
    """The questions of the overview at one address, on the UTC day `today`."""

    selection: Selection
    today: date
    choice: PeriodChoice
    compared: PeriodChoice | None
    """With what the period is compared with; open months may be cut to the days that both have.
    None for periods that can't be compared."""
    span: Period
    """The period and, unless they are far from it, the days that it is compared with."""
    route: Route
    refused: AddressError | None = None
    """Why the periods can't be compared."""

    @property
    def steps(self) -> Iterator[Question]:
        """Where the values of filters are looked up, one after the other, before anything else is
        asked."""
        return ((step.query, self.span) for step in self.route.steps)

    @property
    def main(self) -> Question:
        return self.route.question, self.span

    @property
    def alone(self) -> PageQuestions:
        """The same without the days that the period is compared with."""
        return replace(self, span=self.choice.period, compared=None)

    @property
    def against(self) -> Question | None:
        """The days that the period is compared with, where they are far from it."""
        compared = self.compared
        if compared is None or compared.before.meet(self.span):
            return None
        return self.route.question, compared.before

    @property
    def charges(self) -> Question | None:
        """The overview of the period: for what the charges add up to."""
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
        """All days of the overview that are asked for, where one question after the other would
        take several requests for neighbouring months."""
        known = filter(None, [*self.steps, self.main, self.charges, self.overview])
        periods = [period for query, period in known if query == OVERVIEW]
        _, lately = self.overview
        whole_months = runs(map(_from_the_first, periods))
        whole = next(run for run in whole_months if run.meet(lately))
        earliest = next(period for period in periods if period.meet(whole))
        return None if earliest.months == whole.months else (OVERVIEW, whole)

    def details(self, ledger: Ledger, ec2: Sequence[str]) -> Question | None:
        """The usage types of `ec2`, the EC2 services that have costs, where nothing is filtered.

        Left out if they take many pages.
        """
        if self.selection.filters or not ec2:
            return None
        usage_only = self.selection.charges is Charges.USAGE
        query = _usage_types(tuple(ec2), usage_only, ledger.capabilities.dimensions_at_once)
        period = self.choice.period
        most = ledger.to_pay(query, period).at_most
        many = MANY_PAGES * len(period.months)
        is_large = math.isfinite(most) and most > many
        return None if is_large else (query, period)

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        """Everything that is asked, in this order."""
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
    """The days of an address. Raises AddressError for those that the source does not have, and for
    an `against` that is no period."""
    check_words(selection.against, today)
    return choose(selection.period, today, ledger.capabilities.first_day(today))


def page_questions(ledger: Ledger, selection: Selection, today: date) -> PageQuestions:
    """Raises AddressError for a period that cannot be."""
    choice = choice_of(ledger, selection, today)
    compared, refused = None, None
    try:
        compared = compared_with(choice, selection.against, today)
    except AddressError as problem:
        refused = problem
    span = _span(choice, compared, selection.against)
    chosen = ledger.route(selection.focus, span)
    return PageQuestions(selection, today, choice, compared, span, chosen, refused)


def _span(choice: PeriodChoice, compared: PeriodChoice | None, against: str) -> Period:
    """From the first to the last day of both sides; the period alone where another one is chosen
    that is months away."""
    if compared is None:
        return choice.period
    if against != Against.BEFORE and len(asked_periods(compared)) > 1:
        return choice.period
    start = min(choice.period.start, compared.before.start)
    return Period(start, max(choice.period.end, compared.before.end))


def _from_the_first(period: Period) -> Period:
    """With the days of the month before it."""
    return Period(Month.of(period.start).first, period.end)


def up_to_nothing(
    ledger: Ledger, steps: Iterable[Step], periods: Sequence[Period], rest: Sequence[Question]
) -> tuple[Question, ...]:
    """Where the values of filters are looked up, and the `rest`.

    What follows a filter that has no costs, as far as cached answers tell, is not asked.
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
    """Whether none of the values of a filter occurs; not looked into where the `rest` is free."""
    rule = step.rule
    costs = any(ledger.to_pay(*question).pages for question in rest)
    if not costs or NEVER_OPENED in rule.values:
        return False
    wanted = {comparable(rule.dimension, value) for value in rule.values}
    for period in periods:
        values = _values(ledger, step, period)
        if values is None or not wanted.isdisjoint(values):
            return False
    return True


def _values(ledger: Ledger, step: Step, period: Period) -> frozenset[str] | None:
    """Those that the filter is chosen from; None where they are not cached, or have grown old."""

    def look() -> frozenset[str] | None:
        is_old = ledger.to_pay(step.query, period).pages > 0
        snapshot = None if is_old else ledger.snapshot(step.query, period)
        if snapshot is None:
            return None
        return step.focus.within(snapshot.frame).values_of(step.rule.dimension)

    memo = _of_steps.setdefault(ledger, Memo())
    key = step.focus, step.query, period
    return memo.of(ledger.revision, key, look)


def to_pay(
    ledger: Ledger, questions: Iterable[Question], under_way: Iterable[Question] = ()
) -> list[tuple[Question, Estimate]]:
    """What is not cached of `questions`, and how many pages each takes, asked for one after the
    other.

    Months that an earlier one buys, or that are `under_way` anyway, are not bought again.
    """
    bought: defaultdict[CostQuery, set[Month]] = defaultdict(set)
    for query, period in under_way:
        bought[query].update(period.months)
    found: list[tuple[Question, Estimate]] = []
    for query, period in questions:
        estimate = ledger.to_pay(query, period)
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
    """What is still to be paid after some months are bought."""
    months = [month.period for month in period.months if month not in bought]
    for run in runs(filter(None, map(period.meet, months))):
        estimate = ledger.to_pay(query, run)
        if estimate.pages:
            yield (query, run), estimate


def known_ec2(ledger: Ledger, today: date) -> tuple[str, ...]:
    """The EC2 services that have had costs of late; all, if that is not known."""
    overview = ledger.snapshot(OVERVIEW, lately(today))
    return ec2_of(overview) if overview else EC2_SERVICES


def ec2_of(overview: Snapshot) -> tuple[str, ...]:
    """The EC2 services that have costs."""
    costly = overview.frame.values_of(Dimension.SERVICE)
    return tuple(name for name in EC2_SERVICES if name in costly)


def held_by_overview(focus: Focus) -> bool:
    """Whether the overview has all dimensions of the filters."""
    return {rule.dimension for rule in focus.filters} <= set(OVERVIEW.group_by)

"""Questions of the Overview to the ledger."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from cloudsense.costs.against import Against, asked_periods, compared_with
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.costs.two_periods import lately
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.requests import merge_adjacent
from cloudsense.web.queries.questions import CostQuestions, choice_of, with_lookups
from cloudsense.web.state.selection import Selection

MANY_PAGES = 5
"""Pages for a month. Costs that take more are bought only where a person opens them."""


@dataclass(frozen=True, kw_only=True)
class OverviewQuestions(CostQuestions):
    """Questions of the Overview at one address, on the UTC day `today`.

    Its only period has the chosen one and, unless they are far apart, the days that it is compared
    with.
    """

    selection: Selection
    today: date
    compared: PeriodChoice | None
    """The period and what it is compared with; None if that is impossible. Open months may be cut
    to the days that both have."""

    @property
    def span(self) -> Period:
        return self.periods[0]

    @property
    def main(self) -> Question:
        return self.query, self.span

    @property
    def alone(self) -> OverviewQuestions:
        """The questions without the days that the period is compared with."""
        return replace(self, periods=(self.choice.period,), compared=None)

    @property
    def against(self) -> Question | None:
        """Question for the days that the period is compared with, if they are far from it."""
        compared = self.compared
        if compared is None or compared.before.meet(self.span):
            return None
        return self.query, compared.before

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
        steps = [(step.query, self.span) for step in self.steps]
        known = filter(None, [*steps, self.main, self.charges, self.overview])
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
            *with_lookups(ledger, self.steps, self.periods, compared),
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


def questions(ledger: Ledger, selection: Selection, today: date) -> OverviewQuestions:
    """Return the Overview's questions. Raises AddressError for an invalid period."""
    choice = choice_of(ledger, selection, today)
    compared, refused = None, None
    try:
        compared = compared_with(choice, selection.against, today)
    except AddressError as problem:
        refused = problem
    span = _span(choice, compared, selection.against)
    route = ledger.route(selection.focus, span)
    return OverviewQuestions(
        selection=selection,
        today=today,
        choice=choice,
        compared=compared,
        steps=route.steps,
        query=route.question,
        periods=(span,),
        refused=refused,
    )


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

"""Questions of the Explore page, and what follows from their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from werkzeug.utils import cached_property

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.hour import HOURS_A_DAY, Hour, Span
from cloudsense.costs.hourly import HourlyQuestion
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import OVERVIEW, Filter
from cloudsense.costs.two_periods import lately, services_in
from cloudsense.errors import AddressError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer, Ledger
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate
from cloudsense.web.pages.explore.commands import failure_of, views_of
from cloudsense.web.queries.answers import (
    AnswerOrError,
    CostAnswers,
    snapshot_of,
    snapshot_or_raise,
)
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.hourly import hourly_question, hours_to_pay, known_hours
from cloudsense.web.queries.link_prices import price_to_ask
from cloudsense.web.queries.page_reader import PageReader, read_costs
from cloudsense.web.queries.questions import CostQuestions, choice_of
from cloudsense.web.state.address_words import ChartGranularity
from cloudsense.web.state.saved_views import NO_VIEWS, SavedViews
from cloudsense.web.state.selection import Selection

DAILY_UP_TO, WEEKLY_UP_TO = 31, 200
"""Days of a period. Longer ones have a column for each month."""
MOST_HOURS = 3 * HOURS_A_DAY
"""Most columns of hours on a screen. Longer periods show days."""


@dataclass(frozen=True, kw_only=True)
class ExploreQuestions(CostQuestions):
    """Questions at one address; none for hours, which are bought by a click only."""

    hours: HourlyQuestion | None = None
    """Question that replaces the others, if the address asks for hours."""

    def pages_besides(self, ledger: Ledger) -> Estimate:
        """Estimate the pages for hours."""
        return hours_to_pay(ledger, self.hours) if self.hours else NOTHING


@dataclass(frozen=True, kw_only=True)
class ExploreAnswers(CostAnswers):
    """Answers of Explore. Results are computed when the page needs them."""

    main: AnswerOrError
    overview: Snapshot | None = None
    """Costs of the last two months, if cached, for the colours of services."""
    hours: tuple[Hour, ...] = ()
    """Hours of the period, if the address asks for them."""
    offers_hours: bool = False
    """Whether the source has costs by hour."""
    views: SavedViews = NO_VIEWS
    views_failure: str = ""
    """Why a view could not be saved or deleted just now."""

    @property
    def answers(self) -> list[AnswerOrError]:
        return [self.main] if self.hours else super().answers

    @property
    def progress(self) -> Progress | None:
        if self.hours and isinstance(self.main, Answer):
            return super().progress or self.main.progress
        return super().progress

    @cached_property
    def snapshot(self) -> Snapshot:
        """The answer. Raises CloudSenseError if it failed, Waiting while it is loading."""
        return snapshot_or_raise(self.main)

    @property
    def frame(self) -> CostFrame:
        """Costs of the period. Not cached, because it may be large. Raises as `snapshot`."""
        counted = self.focus.within(self.snapshot.frame)
        return counted.within(self.choice.period)

    @property
    def granularity(self) -> Granularity:
        chosen = self.selection.granularity
        if chosen is not ChartGranularity.AUTO:
            return Granularity(chosen.value)
        days = self.choice.period.days
        if days <= DAILY_UP_TO:
            return Granularity.DAILY
        return Granularity.WEEKLY if days <= WEEKLY_UP_TO else Granularity.MONTHLY

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Columns of the chart and of files."""
        return self.hours or split(self.choice.period, self.granularity)

    @cached_property
    def columns(self) -> tuple[Span, ...]:
        """Columns of the table."""
        is_short = self.column_granularity is self.granularity
        return self.spans if is_short else split(self.choice.period, self.column_granularity)

    @property
    def column_granularity(self) -> Granularity:
        return Granularity.DAILY if len(self.hours) > MOST_HOURS else self.granularity

    @property
    def parts(self) -> Sequence[Snapshot]:
        return (self.snapshot,)

    @cached_property
    def complete(self) -> Period | None:
        """Days of the period for which AWS has all costs, or None. Raises as `snapshot`."""
        period = self.choice.period
        end = min(period.last, self.snapshot.complete_to) + ONE_DAY
        return Period(period.start, end) if end > period.start else None

    @cached_property
    def ranking(self) -> tuple[str, ...]:
        """Services by cost in the last two months. It decides their colours on all pages."""
        overview = self.overview
        return services_in(overview, self.selection.metric).names if overview else ()


def questions(ledger: Ledger, selection: Selection, today: date) -> ExploreQuestions:
    """Return the page's questions, for reading, prices of links, and *Update*."""
    choice = choice_of(ledger, selection, today)
    period = choice.period
    try:
        hours = hourly_question(ledger, selection, period, today)
    except AddressError as problem:
        return ExploreQuestions(choice=choice, refused=problem)
    if hours:
        return ExploreQuestions(choice=choice, hours=hours)
    route = ledger.route(selection.focus, period)
    return ExploreQuestions(
        choice=choice, steps=route.steps, query=route.question, periods=(period,)
    )


def answers(reader: PageReader[ExploreQuestions]) -> ExploreAnswers:
    """Read all answers of the page."""
    asked = reader.questions
    if asked.hours or asked.refused:
        return _hours(reader)
    absent_filter, (main,) = read_costs(reader)
    return _answers(reader, main, absent_filter=absent_filter)


def _answers(
    reader: PageReader[ExploreQuestions],
    main: AnswerOrError,
    hours: tuple[Hour, ...] = (),
    absent_filter: Filter | None = None,
) -> ExploreAnswers:
    ledger = reader.ledger
    return ExploreAnswers(
        **reader.common,
        value_counts=value_counts(ledger, reader.selection),
        main=main,
        absent_filter=absent_filter,
        hours=hours,
        offers_hours=ledger.hourly_costs.offered,
        overview=ledger.snapshot(OVERVIEW, lately(reader.today)),
        views=views_of(ledger),
        views_failure=failure_of(ledger),
    )


def _hours(reader: PageReader[ExploreQuestions]) -> ExploreAnswers:
    """Read cached answers by hour. Buys nothing: only *Run* does."""
    ledger, asked = reader.ledger, reader.questions
    main: AnswerOrError = asked.refused or Answer(None)
    hours: tuple[Hour, ...] = ()
    if asked.hours:
        main = known_hours(ledger, asked.hours, reader.identity)
        hours = asked.hours.hours
    found = _answers(reader, main, hours)
    names: dict[str, str] = {}
    for snapshot in found.snapshots:
        names.update(snapshot.account_names)
    price = price_to_ask(ledger, asked, 0)
    is_free = found.progress or price is None or not price.pages
    price_to_confirm = None if is_free else price
    return replace(found, accounts={**names, **found.accounts}, price_to_confirm=price_to_confirm)


def is_answered(found: AnswerOrError) -> bool:
    """Whether there is an answer to show."""
    return snapshot_of(found) is not None

"""Questions of the Explore page, and what follows from their answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from werkzeug.utils import cached_property

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.hour import HOURS_A_DAY, Hour, Span
from cloudsense.costs.hourly import HourlyQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Period, PeriodChoice
from cloudsense.costs.query import OVERVIEW, CostQuery, Filter
from cloudsense.costs.questions import Focus, matches_nothing, spellings_in
from cloudsense.costs.two_periods import lately, services_in
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer, Ledger, Question
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate
from cloudsense.ledger.planning.strategy import Step
from cloudsense.web.pages.explore.commands import failure_of, views_of
from cloudsense.web.queries.answers import (
    AnswerOrError,
    PageAnswers,
    PageReader,
    snapshot_of,
    snapshot_or_raise,
    without_rows,
)
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.hourly import hourly_question, hours_to_pay, known_hours
from cloudsense.web.queries.questions import Questions, choice_of, with_lookups
from cloudsense.web.state.address_words import ChartGranularity
from cloudsense.web.state.saved_views import NO_VIEWS, SavedViews
from cloudsense.web.state.selection import Selection

DAILY_UP_TO, WEEKLY_UP_TO = 31, 200
"""Days of a period. Longer ones have a column for each month."""
MOST_HOURS = 3 * HOURS_A_DAY
"""Most columns of hours on a screen. Longer periods show days."""


@dataclass(frozen=True)
class ExploreQuestions(Questions):
    """Questions at one address."""

    choice: PeriodChoice
    steps: tuple[Step, ...]
    """Questions for the values of filters, asked before the others."""
    query: CostQuery
    hours: HourlyQuestion | None = None
    """Question that replaces the others, if the address asks for hours."""
    refused: AddressError | None = None
    """Why hours can't be shown."""

    @property
    def main(self) -> Question:
        return self.query, self.choice.period

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        if self.hours or self.refused:
            return ()
        asked = with_lookups(ledger, self.steps, (self.choice.period,), (self.main,))
        return tuple(dict.fromkeys(asked))

    def pages_besides(self, ledger: Ledger) -> Estimate:
        """Estimate the pages for hours."""
        return hours_to_pay(ledger, self.hours) if self.hours else NOTHING


@dataclass(frozen=True, kw_only=True)
class ExploreAnswers(PageAnswers):
    """Answers of Explore. Results are computed when the page needs them."""

    main: AnswerOrError
    absent_filter: Filter | None = None
    """A filter whose values do not occur: nothing was requested."""
    overview: Snapshot | None = None
    """Costs of the last two months, if cached, for the colours of services."""
    hours: tuple[Hour, ...] = ()
    """Hours of the period, if the address asks for them."""
    offers_hours: bool = False
    """Whether the source has costs by hour."""
    views: SavedViews = NO_VIEWS
    views_failure: str = ""
    """Why a view could not be saved or deleted just now."""

    def same(self, other: PageAnswers) -> bool:
        if not isinstance(other, ExploreAnswers):
            return False
        if self.overview is not other.overview or self.views != other.views:
            return False
        if self.views_failure != other.views_failure:
            return False
        return self._hours_state == other._hours_state and super().same(other)

    @property
    def _hours_state(self) -> object:
        """State of hours, to compare answers. Failures are never the same."""
        if not self.hours:
            return None
        if isinstance(self.main, CloudSenseError):
            return object()
        known = self.main.snapshot
        return self.hours, self.main.progress, known and known.fetched_at

    @property
    def answers(self) -> list[AnswerOrError]:
        return [self.main] if self.hours else super().answers

    @property
    def progress(self) -> Progress | None:
        if self.hours and isinstance(self.main, Answer):
            return super().progress or self.main.progress
        return super().progress

    @property
    def focus(self) -> Focus:
        return self.selection.focus

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

    @cached_property
    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Names under which AWS bills services, by display name. Raises as `snapshot`."""
        return spellings_in(self.snapshot.frame)

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
    route = ledger.route(selection.focus, choice.period)
    hours, refused = None, None
    try:
        hours = hourly_question(ledger, selection, choice.period, today)
    except AddressError as problem:
        refused = problem
    return ExploreQuestions(choice, route.steps, route.question, hours, refused)


def read(
    ledger: Ledger, selection: Selection, patience: float, limit: int | None
) -> ExploreAnswers | None:
    """Read all answers of the page; None until the account is known.

    Changing the controls buys nothing, however cheap it would be; only *Run* does.
    """
    today = ledger.clock().date()
    choice_of(ledger, selection, today)  # raises before AWS is asked
    identity = ledger.identity(patience)
    if identity is None:
        return None
    asked = questions(ledger, selection, today)  # depends on this account's cache
    if asked.hours or asked.refused:
        return _read_hours(ledger, selection, asked, identity)
    most = None if limit is None else 0
    reader = PageReader(ledger, selection, asked, patience, most)
    absent_filter, main = _main(reader, asked)
    if selection.focus.has_renamed_service and absent_filter is None:
        asked = questions(ledger, selection, today)  # with AWS's spelling
        absent_filter, main = _main(reader, asked)
    return ExploreAnswers(
        **reader.common(asked.choice, identity),
        value_counts=value_counts(ledger, selection),
        main=main,
        absent_filter=absent_filter,
        offers_hours=ledger.hourly_costs.offered,
        overview=ledger.snapshot(OVERVIEW, lately(today)),
        views=views_of(ledger),
        views_failure=failure_of(ledger),
    )


def _read_hours(
    ledger: Ledger,
    selection: Selection,
    asked: ExploreQuestions,
    identity: Identity,
) -> ExploreAnswers:
    """Read cached answers by hour. Buys nothing: only *Run* does."""
    reader = PageReader(ledger, selection, asked, 0, 0)
    main: AnswerOrError = asked.refused or Answer(None)
    if asked.hours:
        main = known_hours(ledger, asked.hours, identity)
    found = ExploreAnswers(
        **reader.common(asked.choice, identity),
        value_counts=value_counts(ledger, selection),
        main=main,
        hours=asked.hours.hours if asked.hours else (),
        offers_hours=ledger.hourly_costs.offered,
        overview=ledger.snapshot(OVERVIEW, lately(ledger.clock().date())),
        views=views_of(ledger),
        views_failure=failure_of(ledger),
    )
    names: dict[str, str] = {}
    for snapshot in found.snapshots:
        names.update(snapshot.account_names)
    price_to_confirm = None if found.progress else found.price_to_confirm
    return replace(found, accounts={**names, **found.accounts}, price_to_confirm=price_to_confirm)


def _main(reader: PageReader, asked: ExploreQuestions) -> tuple[Filter | None, AnswerOrError]:
    """Return a filter whose values do not occur, and the answer to show.

    While a look-up is loading, or if it failed, nothing else is asked.
    """
    for step in asked.steps:
        found = reader.ask((step.query, asked.choice.period))
        snapshot = snapshot_of(found)
        if snapshot is None:
            return None, found
        if matches_nothing(step.rule, step.focus.within(snapshot.frame)):
            return step.rule, without_rows(snapshot, asked.query)
    return None, reader.ask(asked.main)


def is_answered(found: AnswerOrError) -> bool:
    """Whether there is an answer to show."""
    return snapshot_of(found) is not None

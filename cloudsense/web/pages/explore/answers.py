"""What the page Explore asks, and what the answers say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from werkzeug.utils import cached_property

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.period import ONE_DAY, Period, PeriodChoice
from cloudsense.costs.query import OVERVIEW, CostQuery, Filter
from cloudsense.costs.questions import Focus, matches_nothing, spellings_in
from cloudsense.costs.two_periods import lately, services_in
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Answer, Ledger, Question
from cloudsense.ledger.planning.strategy import Step
from cloudsense.web.pages.explore.commands import failure_of, views_of
from cloudsense.web.queries.answers import Found, PageAnswers, PageReader, known, without_rows
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.page_questions import Questions, choice_of
from cloudsense.web.state.options import ChartGranularity
from cloudsense.web.state.saved_views import NO_VIEWS, SavedViews
from cloudsense.web.state.selection import Selection

DAILY_UP_TO, WEEKLY_UP_TO = 31, 200
"""Days of a period; a longer one has a column for each month."""


@dataclass(frozen=True)
class ExploreQuestions(Questions):
    """The questions at one address."""

    choice: PeriodChoice
    steps: tuple[Step, ...]
    """Where the values of filters are looked up, before anything else is asked."""
    query: CostQuery

    @property
    def main(self) -> Question:
        return self.query, self.choice.period

    def all(self, _ledger: Ledger) -> tuple[Question, ...]:
        steps = [(step.query, self.choice.period) for step in self.steps]
        return tuple(dict.fromkeys([*steps, self.main]))


@dataclass(frozen=True, kw_only=True)
class ExploreReading(PageAnswers):
    """The answers, and what is made of them when the page needs it."""

    main: Found
    absent_filter: Filter | None = None
    """A filter whose values do not occur: nothing was requested."""
    overview: Snapshot | None = None
    """Of the last two months, if cached: for the colours of services."""
    views: SavedViews = NO_VIEWS
    views_failure: str = ""
    """Why a view could not be saved or deleted just now."""

    def same(self, other: PageAnswers) -> bool:
        if not isinstance(other, ExploreReading):
            return False
        mine, theirs = ((each.views, each.views_failure) for each in (self, other))
        return self.overview is other.overview and mine == theirs and super().same(other)

    @property
    def focus(self) -> Focus:
        return self.selection.focus

    @cached_property
    def snapshot(self) -> Snapshot:
        """Raises CloudSenseError if it failed, Waiting while it is on its way."""
        return known(self.main)

    @property
    def frame(self) -> CostFrame:
        """Made anew, and not kept with the page: it may be large. Raises as `snapshot`."""
        return self.focus.within(self.snapshot.frame).within(self.choice.period)

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
    def spans(self) -> tuple[Period, ...]:
        return split(self.choice.period, self.granularity)

    @cached_property
    def spellings(self) -> dict[str, tuple[str, ...]]:
        """By the name of a service, the names under which AWS bills it. Raises as `snapshot`."""
        return spellings_in(self.snapshot.frame)

    @cached_property
    def complete(self) -> Period | None:
        """The days of the period to which AWS adds no more; None without any. Raises as
        `snapshot`."""
        period = self.choice.period
        last = min(period.last, self.snapshot.complete_to)
        return Period(period.start, last + ONE_DAY) if last >= period.start else None

    @cached_property
    def ranking(self) -> tuple[str, ...]:
        """Services by cost in the last two months, which decides on their colours on all pages."""
        overview = self.overview
        return services_in(overview, self.selection.metric).names if overview else ()


def questions(ledger: Ledger, selection: Selection, today: date) -> ExploreQuestions:
    """What the page asks: it is read, priced on every link, and renewed by Update."""
    choice = choice_of(ledger, selection, today)
    route = ledger.route(selection.focus, choice.period)
    return ExploreQuestions(choice, route.steps, route.question)


def read(
    ledger: Ledger, selection: Selection, patience: float, limit: int | None
) -> ExploreReading | None:
    """Everything that the page shows; None until the account is known.

    Whoever moves through its controls buys nothing, however little that would be: *Run* does.
    """
    today = ledger.clock().date()
    asked = questions(ledger, selection, today)
    identity = ledger.identity(patience)
    if identity is None:
        return None
    most = None if limit is None else 0
    reader = PageReader(ledger, selection, asked, patience, most)
    absent_filter, main = _main(reader, asked)
    if selection.focus.has_renamed_service and absent_filter is None:
        asked = questions(ledger, selection, today)  # the overview tells how AWS spells it
        absent_filter, main = _main(reader, asked)
    return ExploreReading(
        **reader.common(asked.choice, identity),
        value_counts=value_counts(ledger, selection),
        main=main,
        absent_filter=absent_filter,
        overview=ledger.snapshot(OVERVIEW, lately(today)),
        views=views_of(ledger),
        views_failure=failure_of(ledger),
    )


def _main(reader: PageReader, asked: ExploreQuestions) -> tuple[Filter | None, Found]:
    """A filter whose values do not occur, and the answer to show.

    While a look-up is on its way, or has failed, nothing else is asked.
    """
    for step in asked.steps:
        found = reader.ask((step.query, asked.choice.period))
        if isinstance(found, CloudSenseError) or found.snapshot is None:
            return None, found
        if matches_nothing(step.rule, step.focus.within(found.snapshot.frame)):
            return step.rule, without_rows(found.snapshot, asked.query)
    return None, reader.ask(asked.main)


def is_answered(found: Found) -> bool:
    """Whether there is something to show."""
    return isinstance(found, Answer) and found.snapshot is not None

"""Questions of the Changes page, and what follows from their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from werkzeug.utils import cached_property

from cloudsense.costs.against import asked_periods, compared_with
from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.changes import Changes
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.frame_families import usage
from cloudsense.costs.period import Period, PeriodChoice
from cloudsense.costs.query import OVERVIEW, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.costs.row_rates import RowDetails
from cloudsense.costs.two_periods import changes_between, joined, lately
from cloudsense.errors import AddressError
from cloudsense.insight.usage_types import by_usage_type, cached_details, cached_services
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.queries.answers import (
    AnswerOrError,
    CostAnswers,
    snapshot_of,
    snapshot_or_raise,
)
from cloudsense.web.queries.filter_values import value_counts
from cloudsense.web.queries.page_reader import PageReader, read_costs
from cloudsense.web.queries.questions import CostQuestions, choice_of
from cloudsense.web.state.selection import Selection


@dataclass(frozen=True, kw_only=True)
class ChangesQuestions(CostQuestions):
    """Questions at one address; none for periods that can't be compared."""

    focus: Focus


@dataclass(frozen=True, kw_only=True)
class ChangesAnswers(CostAnswers):
    """Answers, and what changed. It is computed when the page needs it."""

    questions: ChangesQuestions
    main: tuple[AnswerOrError, ...] = field(compare=False)
    """Answers about both periods."""
    overview: Snapshot | None = None
    """Costs of the last two months, if cached."""
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Services by usage type, as far as cached answers have them, if all services are listed."""

    details: Mapping[str, RowDetails] = field(default_factory=dict)
    """Cached usage types of rows, by name."""

    @property
    def failed(self) -> bool:
        """Whether there are no costs. Periods that can't be compared are no failure."""
        return not self.questions.refused and super().failed

    @property
    def compared(self) -> PeriodChoice:
        return self.questions.choice

    @property
    def focus(self) -> Focus:
        return self.questions.focus

    @cached_property
    def parts(self) -> tuple[Snapshot, ...]:
        """Snapshots of both periods."""
        return tuple(map(snapshot_or_raise, self.main))

    @cached_property
    def changes(self) -> Changes:
        """Changes between the periods. Raises as `parts`."""
        selection = self.selection
        return changes_between(
            self.parts,
            self.overview,
            self.focus,
            selection.metric,
            self.compared,
            per_day=selection.per_day,
            details=self.details,
        )

    @property
    def is_empty(self) -> bool:
        """Whether the answers are loaded and nothing was billed."""
        found = list(map(snapshot_of, self.main))
        if not found or not all(found):
            return False
        return not any(len(snapshot.frame) for snapshot in found if snapshot)

    @cached_property
    def frame(self) -> CostFrame:
        return self.focus.within(joined(self.parts))

    @cached_property
    def daily(self) -> Table:
        """Costs by name and day, from the first day of both periods to the last."""
        before, now = self.compared.before, self.compared.period
        start = min(before.start, now.start)
        span = Period(start, max(before.end, now.end))
        return tabulate(self.frame, self.focus.by, self.selection.metric, span)

    @cached_property
    def services_of(self) -> Mapping[str, tuple[str, ...]]:
        """Services by usage type, as AWS spells them."""
        frame = joined(self.parts)
        if {Dimension.SERVICE, Dimension.USAGE_TYPE} <= set(frame.dimensions):
            return by_usage_type(usage(frame))
        return self.services


def focus_of(selection: Selection) -> Focus:
    """Return the costs that are asked for: by usage type where the Overview lists families, which
    have no quantities."""
    focus = selection.focus
    if selection.by is None and focus.by is Dimension.FAMILY:
        return replace(focus, by=Dimension.USAGE_TYPE)
    return focus


def questions(ledger: Ledger, selection: Selection, today: date) -> ChangesQuestions:
    """Return the page's questions, for reading, prices of links, and *Update*."""
    choice = choice_of(ledger, selection, today)
    focus = focus_of(selection)
    try:
        choice = compared_with(choice, selection.against, today)
    except AddressError as problem:
        return ChangesQuestions(choice=choice, focus=focus, refused=problem)
    return questions_about(ledger, choice, focus, asked_periods(choice))


def questions_about(
    ledger: Ledger,
    choice: PeriodChoice,
    focus: Focus,
    periods: tuple[Period, ...],
    refused: AddressError | None = None,
    *,
    if_cached: bool = False,
) -> ChangesQuestions:
    """Ask for costs with charge types or, `if_cached`, only if these answers are cached."""
    route = ledger.route(focus, Period(periods[0].start, periods[-1].end))
    spelled = focus
    if focus.has_renamed_service:
        services = [name for period in periods for name in ledger.services(period)]
        spelled = focus.spelled(services)
    query = spelled.with_charge_types
    if query and if_cached and not all(_is_free(ledger, (query, period)) for period in periods):
        query = None
    return ChangesQuestions(
        choice=choice,
        focus=focus,
        steps=route.steps,
        query=query or route.question,
        periods=periods,
        refused=refused,
    )


def _is_free(ledger: Ledger, question: Question) -> bool:
    """Whether asking buys nothing."""
    if not ledger.is_priced:
        return True
    return ledger.knows(*question) and not ledger.estimate(*question).pages


def answers(reader: PageReader[ChangesQuestions]) -> ChangesAnswers:
    """Read the answers about both periods."""
    absent_filter, main = read_costs(reader)
    ledger, asked = reader.ledger, reader.questions
    return ChangesAnswers(
        **reader.common,
        questions=asked,
        main=main,
        overview=ledger.snapshot(OVERVIEW, lately(reader.today)),
        absent_filter=absent_filter,
        services=_services(ledger, asked),
        details=_details(ledger, asked),
        value_counts=value_counts(ledger, reader.selection),
    )


def _services(ledger: Ledger, asked: ChangesQuestions) -> dict[str, tuple[str, ...]]:
    """Return the services of usage types, if those of all services are listed."""
    focus = asked.focus
    is_listed = focus.by is Dimension.USAGE_TYPE and not asked.refused
    if not is_listed or any(rule.chooses_services for rule in focus.filters):
        return {}
    return cached_services(ledger, (asked.choice.period, asked.choice.before))


def _details(ledger: Ledger, asked: ChangesQuestions) -> dict[str, RowDetails]:
    return {} if asked.refused else cached_details(ledger, asked.focus, asked.periods)

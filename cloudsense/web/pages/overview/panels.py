"""PANELS: the parts of the Overview, and how each makes its view of a reading."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from cloudsense import formatting
from cloudsense.costs.amounts import Amount
from cloudsense.costs.families import family
from cloudsense.costs.names import EC2_SERVICES, visible
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.questions import WITHIN_SERVICES, usage
from cloudsense.errors import CloudSenseError
from cloudsense.figures import (
    breakdown,
    changes,
    charges,
    covered,
    families,
    theme,
    tiles,
    trend,
    year_ahead,
)
from cloudsense.figures.nodes import Node
from cloudsense.figures.scope import Scope
from cloudsense.figures.style import TOP, Style
from cloudsense.figures.view import View
from cloudsense.web.components import messages, skeletons
from cloudsense.web.pages.overview.second_opinion import with_opinion
from cloudsense.web.queries.answers import Waiting, known
from cloudsense.web.queries.page_data import Reading, agree
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import PLACE, Chart

log = logging.getLogger(__name__)

TABLE = "cost-table"
"""Id of the table in the panel of that name."""


@dataclass(frozen=True)
class PanelContext:
    """What every panel draws from: a reading, labels and budgets."""

    reading: Reading
    labels: Labels
    limit: Amount | None
    """The budget of what is on the screen."""
    account_limit: Amount | None = None
    """The budget of the whole account, as the settings have it."""

    @property
    def currency(self) -> str:
        return self.reading.snapshot.currency or "USD"

    @property
    def by(self) -> Dimension:
        return self.reading.focus.by

    @property
    def scope(self) -> Scope:
        """What the projection and the budget are about."""
        selection = self.reading.selection
        counted = []
        if selection.metric is not Metric.UNBLENDED:
            counted.append(selection.metric.value.replace("-", " "))
        if selection.charges is Charges.USAGE:
            counted.append("usage only")
        return Scope(bool(selection.filters), tuple(counted))

    @property
    def unknown_month(self) -> str:
        """The address that fetches what the projection needs."""
        return self.reading.selection.with_period("this-month").search

    def into(self, name: str) -> str | None:
        """The address of a name's details; None where there are none."""
        selection = self.reading.selection
        values = self.reading.spellings(name)
        if selection.values(self.by) == values:
            return None
        if self.by in WITHIN_SERVICES and not selection.values(Dimension.SERVICE):
            return None
        return selection.into(self.by, values)

    def title(self, name: str) -> str:
        """A name as AWS spells it."""
        return ", ".join(map(visible, self.reading.spellings(name)))

    def colour(self) -> theme.Colour:
        table = self.reading.table.listed
        is_by_service = self.by is Dimension.SERVICE
        ranking = self.reading.ranking if is_by_service else table.names
        return theme.colours(ranking, table.top(TOP).names)

    @property
    def style(self) -> Style:
        reading, selection = self.reading, self.reading.selection

        def template(name: str | None) -> str | None:
            chosen = selection
            if name is not None and self.into(name):
                chosen = selection.with_filter(self.by, *reading.spellings(name))
            return chosen.with_period(PLACE).search

        return Style(
            currency=self.currency,
            label=self.labels.of(self.by),
            colour=self.colour(),
            into=self.into,
            template=template,
            period_text=lambda period: period_text(period, reading.today),
            usage_only=selection.charges is Charges.USAGE,
        )


@dataclass(frozen=True)
class Panel:
    """One part of the page: `view` makes it from the context; it fails alone."""

    name: str
    title: str
    """What it is called while it has nothing to show."""
    view: Callable[[PanelContext], View]
    skeleton: Node
    """What stands in its place while its answer is on its way."""


def _total(context: PanelContext) -> View:
    reading = context.reading
    return tiles.total(reading.table, reading.comparison, reading.choice, context.currency)


def _average(context: PanelContext) -> View:
    return tiles.average(context.reading.table, context.reading.complete_to, context.currency)


def _month(context: PanelContext) -> View:
    recent = context.reading.recent
    if recent is None:
        return tiles.unknown("This month, projected", context.unknown_month, context.scope)
    reading, currency = context.reading, recent.currency or "USD"
    view = tiles.month(reading.projection, currency, context.scope)
    if reading.projection is None or not reading.projection.sample_days:
        return view
    view = with_opinion(view, reading.opinion, reading.before_today, currency)
    ahead = reading.year_ahead
    if ahead is None:
        return view
    return replace(view, body=(*view.body, year_ahead.details(ahead, context.currency)))


def _budget(context: PanelContext) -> View:
    reading, limit = context.reading, context.limit
    known(reading.main)  # its currency is needed
    currency = reading.currency or "USD"
    if limit is None:
        account = context.account_limit
        of_account = ""
        if account and account.is_in(currency):
            of_account = tiles.budget_amount(float(account.value), currency)
        return tiles.no_budget(context.scope, of_account)
    limit.check(reading.currency)
    status = reading.budget(limit.value)
    if status is None:
        return tiles.unknown(tiles.BUDGET, context.unknown_month, context.scope)
    return tiles.budget(status, currency, context.scope)


def _trend(context: PanelContext) -> View:
    reading, chart = context.reading, context.reading.selection.chart
    granularity = reading.selection.granularity.of(reading.choice.period)
    through, style = reading.complete_to, context.style
    view = trend.view(reading.table, chart.value, granularity, through, style)
    sentence = _paid_by_credits(context) or view.sentence
    by = formatting.dimension(context.by).lower()
    note = "" if chart is Chart.BAR else f"by {by}"
    return replace(view, sentence=sentence, note=note)


def _paid_by_credits(context: PanelContext) -> str:
    """For an answer without costs because credits are already taken off its rows."""
    reading = context.reading
    if reading.charged is reading.table:
        return ""
    return covered.sentence(reading.charged, context.currency, context.style.usage_only)


def _changes(context: PanelContext) -> View:
    reading = context.reading
    if reading.mixed:
        return View(f"{reading.mixed.title} {reading.mixed.detail}", title=changes.TITLE)
    if reading.comparison is None:
        return View(
            "Cost Explorer's history has no earlier days to compare with.", title=changes.TITLE
        )
    label = context.labels.of(context.by)
    comparison, choice = reading.comparison, reading.choice
    return changes.view(reading.rows, comparison, choice, context.currency, label, context.into)


def _families(context: PanelContext) -> View:
    reading, selection = context.reading, context.reading.selection
    if reading.details is None:
        if selection.filters:
            return View("", title=families.TITLE)
        if reading.ec2:
            ec2 = selection.with_filter(Dimension.SERVICE, *reading.ec2)
            return families.closed(ec2.search)
        return View("No EC2 or EBS costs in this period.", title=families.TITLE)
    details = known(reading.details)
    services: defaultdict[str, set[str]] = defaultdict(set)
    groups: dict[str, str] = {}
    for service, usage_type in usage(details.frame):
        found = family(service, usage_type)
        services[found.name].add(service)
        groups[found.name] = found.group
    billed = set().union(*services.values())
    present = [name for name in EC2_SERVICES if name in billed]

    def into(name: str) -> str | None:
        within = selection.with_filter(Dimension.SERVICE, *services[name])
        return within.into(Dimension.FAMILY, [name])

    agree(details, reading.snapshot)
    return families.view(
        reading.families,
        groups,
        reading.table.total,
        context.currency,
        into,
        selection.with_filter(Dimension.SERVICE, *(present or EC2_SERVICES)).search,
        context.labels.of(Dimension.FAMILY),
    )


def _charges(context: PanelContext) -> View:
    reading = context.reading
    if reading.selection.filters:
        return View("", title=charges.TITLE)
    currency = context.currency
    if reading.charges:
        currency = known(reading.charges).currency
    return charges.view(reading.charge_types, currency)


def _table(context: PanelContext) -> View:
    label = context.labels.of(context.by)
    view = breakdown.view(context.reading.rows, context.by, context.currency, label)
    usage_only = context.style.usage_only
    paid = covered.sentence(context.reading.charged, context.currency, usage_only)
    return replace(view, sentence=paid) if paid else view


PANELS = (
    Panel("total", "Total", _total, skeletons.tile()),
    Panel("average", "Daily average", _average, skeletons.tile()),
    Panel("month", "This month", _month, skeletons.tile()),
    Panel("budget", tiles.BUDGET, _budget, skeletons.tile()),
    Panel("trend", "Daily cost", _trend, skeletons.chart()),
    Panel("changes", changes.TITLE, _changes, skeletons.lines()),
    Panel("table", "Breakdown", _table, skeletons.table()),
    Panel("families", families.TITLE, _families, skeletons.lines()),
    Panel("charges", charges.TITLE, _charges, skeletons.lines()),
)


def views(context: PanelContext) -> tuple[dict[str, View], list[CloudSenseError]]:
    """The view of every panel, or a skeleton or an error in its place; and the shared errors.

    An error of several panels, or of older numbers on the page, is shown once for the page.
    """
    made = {panel.name: _view(panel, context) for panel in PANELS}
    problems = [view for view in made.values() if isinstance(view, CloudSenseError)]
    stale = [snapshot.problem for snapshot in context.reading.snapshots if snapshot.problem]
    counts = Counter(problem.title for problem in (*problems, *stale))
    shared = [problem for problem in problems if counts[problem.title] > 1]
    for panel in PANELS:
        view = made[panel.name]
        if isinstance(view, CloudSenseError):
            instead = messages.hint() if view in shared else messages.failed(view)
            made[panel.name] = replace(instead, title=panel.title)
    return {name: view for name, view in made.items() if isinstance(view, View)}, shared


def _view(panel: Panel, context: PanelContext) -> View | CloudSenseError:
    try:
        return panel.view(context)
    except Waiting:
        if context.reading.unasked:
            return replace(messages.hint(), title=panel.title)
        return View("", (panel.skeleton,), title=panel.title, empty=True)
    except CloudSenseError as problem:
        return problem
    except Exception as unexpected:
        with_traceback = log.isEnabledFor(logging.DEBUG)
        name = type(unexpected).__name__
        message = "the panel %s could not be drawn: %s"
        log.error(message, panel.name, name, exc_info=with_traceback)
        error = CloudSenseError(
            "This panel could not be drawn.",
            "The other panels are not affected.",
            "See the log for the reason.",
        )
        return replace(messages.failed(error), title=panel.title)


def period_text(period: Period, today: date) -> str:
    """The period as an address has it."""
    month = Month.of(period.start)
    if period in (month.period, Period(month.first, today + ONE_DAY)):
        return str(month)
    return str(period.start) if period.days == 1 else f"{period.start}..{period.last}"

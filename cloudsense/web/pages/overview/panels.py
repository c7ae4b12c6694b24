"""PANELS, the table of what is on the screen, and how a reading becomes views."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
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
from cloudsense.figures import breakdown, changes, charges, covered, families, theme, tiles, trend
from cloudsense.figures.nodes import Node
from cloudsense.figures.scope import Scope
from cloudsense.figures.style import TOP, Style
from cloudsense.figures.view import View
from cloudsense.web.components import messages, skeletons
from cloudsense.web.queries.answers import Waiting, known
from cloudsense.web.queries.page_data import Reading, agree
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import PLACE, Chart

log = logging.getLogger(__name__)

TABLE = "cost-table"
"""Id of the table in the panel of that name."""


@dataclass(frozen=True)
class PanelContext:
    """What every panel draws from: a reading, and how things are called."""

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
        """The address of what lies behind a name; None where there is nothing further."""
        selection, values = self.reading.selection, self.reading.spellings(name)
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
        ranking = self.reading.ranking if self.by is Dimension.SERVICE else table.names
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
    return tiles.month(context.reading.projection, recent.currency or "USD", context.scope)


def _budget(context: PanelContext) -> View:
    reading, limit = context.reading, context.limit
    known(reading.main)  # what is on its way, or failed, tells the currency
    currency = reading.currency or "USD"
    if limit is None:
        account = context.account_limit if context.account_limit and context.account_limit.is_in(currency) else None
        said = tiles.budget_amount(float(account.value), currency) if account else ""
        return tiles.no_budget(context.scope, said)
    limit.check(reading.currency)
    status = reading.budget(limit.value)
    if status is None:
        return tiles.unknown(tiles.BUDGET, context.unknown_month, context.scope)
    return tiles.budget(status, currency, context.scope)


def _trend(context: PanelContext) -> View:
    reading, selection = context.reading, context.reading.selection
    granularity = selection.granularity.of(reading.choice.period)
    view = trend.view(reading.table, selection.chart.value, granularity, reading.complete_to, context.style)
    view = replace(view, sentence=_paid_by_credits(context) or view.sentence)
    split = f"by {formatting.dimension(context.by).lower()}"
    return replace(view, note="" if selection.chart is Chart.BAR else split)


def _paid_by_credits(context: PanelContext) -> str:
    """Said where the answer itself holds nothing, because credits have been taken off its rows."""
    reading = context.reading
    if reading.charged is reading.table:
        return ""
    return covered.sentence(reading.charged, context.currency, context.style.usage_only)


def _changes(context: PanelContext) -> View:
    reading = context.reading
    if reading.mixed:
        return View(f"{reading.mixed.title} {reading.mixed.detail}", title=changes.TITLE)
    if reading.comparison is None:
        return View("Cost Explorer's history has no earlier days to compare with.", title=changes.TITLE)
    label = context.labels.of(context.by)
    comparison, choice = reading.comparison, reading.choice
    return changes.view(reading.rows, comparison, choice, context.currency, label, context.into)


def _families(context: PanelContext) -> View:
    reading, selection = context.reading, context.reading.selection
    if reading.details is None:
        if reading.ec2 and not selection.filters:
            return families.closed(selection.with_filter(Dimension.SERVICE, *reading.ec2).search)
        return View("" if selection.filters else "No EC2 or EBS costs in this period.", title=families.TITLE)
    homes: dict[str, set[str]] = {}
    groups: dict[str, str] = {}
    for service, usage_type in usage(known(reading.details).frame):
        found = family(service, usage_type)
        homes.setdefault(found.name, set()).add(service)
        groups[found.name] = found.group
    present = tuple(name for name in EC2_SERVICES if any(name in home for home in homes.values()))

    def into(name: str) -> str | None:
        within = selection.with_filter(Dimension.SERVICE, *homes[name])
        return within.into(Dimension.FAMILY, [name])

    everything = selection.with_filter(Dimension.SERVICE, *(present or EC2_SERVICES)).search
    agree(known(reading.details), reading.snapshot)
    label = context.labels.of(Dimension.FAMILY)
    return families.view(reading.families, groups, reading.table.total, context.currency, into, everything, label)


def _charges(context: PanelContext) -> View:
    if context.reading.selection.filters:
        return View("", title=charges.TITLE)
    currency = known(context.reading.charges).currency if context.reading.charges else context.currency
    return charges.view(context.reading.charge_types, currency)


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
    """Every panel's view; instead of one that cannot be, a skeleton or why.

    What several would say, or the page says already of older numbers, is only hinted at: it is to be said for the page.
    """
    made = {panel.name: _view(panel, context) for panel in PANELS}
    problems = [view for view in made.values() if isinstance(view, CloudSenseError)]
    often = Counter(problem.title for problem in problems)
    often.update(snapshot.problem.title for snapshot in context.reading.snapshots if snapshot.problem)
    shared = [problem for problem in problems if often[problem.title] > 1]
    return {panel.name: _spoken(panel, made[panel.name], shared) for panel in PANELS}, shared


def _spoken(panel: Panel, view: View | CloudSenseError, shared: Sequence[CloudSenseError]) -> View:
    if isinstance(view, CloudSenseError):
        return replace(messages.hint() if view in shared else messages.failed(view), title=panel.title)
    return view


def _view(panel: Panel, context: PanelContext) -> View | CloudSenseError:
    try:
        return panel.view(context)
    except Waiting:
        if context.reading.unasked:
            return replace(messages.hint(), title=panel.title)
        return View("", (panel.skeleton,), title=panel.title, empty=True)
    except CloudSenseError as problem:
        return problem
    except Exception as unforeseen:
        more = log.isEnabledFor(logging.DEBUG)
        log.error("the panel %s could not be drawn: %s", panel.name, type(unforeseen).__name__, exc_info=more)
        unseen = CloudSenseError(
            "This panel could not be drawn.", "The other panels are not affected.", "See the log for the reason."
        )
        return replace(messages.failed(unseen), title=panel.title)


def period_text(period: Period, today: date) -> str:
    """The period as an address has it."""
    month = Month.of(period.start)
    if period in (month.period, Period(month.first, today + ONE_DAY)):
        return str(month)
    return str(period.start) if period.days == 1 else f"{period.start}..{period.last}"

"""PANELS: the parts of the Overview, each with a function that makes its view."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from cloudsense import formatting
from cloudsense.costs.families import family
from cloudsense.costs.frame_families import usage
from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.query import Dimension
from cloudsense.costs.two_periods import agree
from cloudsense.errors import CloudSenseError
from cloudsense.figures import (
    breakdown,
    budget_tile,
    changes,
    charges,
    covered,
    families,
    tag_words,
    tiles,
    trend,
    year_ahead,
)
from cloudsense.figures.nodes import Node
from cloudsense.figures.view import View
from cloudsense.web.components import messages, skeletons
from cloudsense.web.pages.overview.aws_forecast import with_forecast
from cloudsense.web.pages.overview.context import PanelContext
from cloudsense.web.queries.answers import Waiting, known
from cloudsense.web.state.options import Chart

log = logging.getLogger(__name__)

TABLE = "cost-table"
"""Id of the table."""


@dataclass(frozen=True)
class Panel:
    """One part of the page. `view` makes it from the context; an error affects this panel only."""

    name: str
    title: str
    """Title while there is no data."""
    view: Callable[[PanelContext], View]
    skeleton: Node
    """Placeholder while the panel's answer is loading."""


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
    view = with_forecast(view, reading.forecast, reading.before_today, currency)
    ahead = reading.year_ahead
    if ahead is None:
        return view
    return view.with_more(year_ahead.details(ahead, currency))


def _budget(context: PanelContext) -> View:
    reading, limit = context.reading, context.limit
    known(reading.main)  # its currency is needed
    currency = reading.currency or "USD"
    if limit is None:
        account = context.account_limit
        of_account = ""
        if account and account.is_in(currency):
            of_account = formatting.trimmed_money(float(account.value), currency)
        return budget_tile.unset(context.scope, of_account)
    limit.check(reading.currency)
    status = reading.budget(limit.value)
    if status is None:
        return tiles.unknown(budget_tile.TITLE, context.unknown_month, context.scope)
    view = budget_tile.view(status, currency, context.scope)
    file_budget = context.file_budget
    if file_budget is None:
        return view
    return budget_tile.named(view, file_budget.name)


def _trend(context: PanelContext) -> View:
    reading, chart = context.reading, context.reading.selection.chart
    granularity = reading.selection.granularity.of(reading.choice.period)
    through, style = reading.complete_to, context.style
    view = trend.view(reading.table, chart.value, granularity, through, style)
    sentence = _paid_by_credits(context) or view.sentence
    by = formatting.noun(context.by)
    note = "" if chart is Chart.BAR else f"by {by}"
    return replace(view, sentence=sentence, note=note)


def _paid_by_credits(context: PanelContext) -> str:
    """Describe an answer without costs, because credits are taken off its rows."""
    reading = context.reading
    if reading.charged is reading.table:
        return ""
    return covered.sentence(reading.charged, context.currency, context.style.usage_only)


def _changes(context: PanelContext) -> View:
    reading, comparison = context.reading, context.reading.comparison
    if reading.uncompared:
        return View(reading.uncompared.sentence, title=changes.TITLE)
    if comparison is None:
        said = "Cost Explorer's history has no earlier days to compare with."
        return View(said, title=changes.TITLE)
    currency = context.currency
    label = context.labels.of(context.by)
    view = changes.view(reading.rows, comparison, currency, label, context.into)
    page = replace(reading.selection, page="changes").search
    return view.with_more(*changes.why(reading.changes, currency, page))


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
    reading, currency = context.reading, context.currency
    label = context.labels.of(context.by)
    view = breakdown.view(reading.rows, context.by, currency, label)
    paid = covered.sentence(reading.charged, currency, context.style.usage_only)
    frame = reading.focus.within(reading.snapshot.frame)
    since = tag_words.since_when(frame, reading.focus, reading.choice.period)
    sentences = [paid or view.sentence, *since]
    return replace(view, sentence=" ".join(sentences))


PANELS = (
    Panel("total", "Total", _total, skeletons.tile()),
    Panel("average", "Daily average", _average, skeletons.tile()),
    Panel("month", "This month", _month, skeletons.tile()),
    Panel("budget", budget_tile.TITLE, _budget, skeletons.tile()),
    Panel("trend", "Daily cost", _trend, skeletons.chart()),
    Panel("changes", changes.TITLE, _changes, skeletons.changes()),
    Panel("table", "Breakdown", _table, skeletons.table()),
    Panel("families", families.TITLE, _families, skeletons.bars()),
    Panel("charges", charges.TITLE, _charges, skeletons.bars(7)),
)


def views(context: PanelContext) -> tuple[dict[str, View], list[CloudSenseError]]:
    """Return the view of every panel, a skeleton or an error, and the errors shown at the top.

    An error of several panels, or one whose older data is on the page, is shown once at the top.
    """
    made = {panel.name: _view(panel, context) for panel in PANELS}
    problems = [view for view in made.values() if isinstance(view, CloudSenseError)]
    stale = [snapshot.problem for snapshot in context.reading.snapshots if snapshot.problem]
    counts = Counter(problem.title for problem in problems + stale)
    shared = [problem for problem in problems if counts[problem.title] > 1]
    shown = {}
    for panel in PANELS:
        view = made[panel.name]
        if isinstance(view, CloudSenseError):
            instead = messages.hint() if view in shared else messages.failed(view)
            view = replace(instead, title=panel.title)
        shown[panel.name] = view
    return shown, shared


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

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
from cloudsense.web.queries.answers import Waiting, snapshot_or_raise
from cloudsense.web.state.address_words import Chart

log = logging.getLogger(__name__)

TABLE = "cost-table"
"""Id of the table."""


@dataclass(frozen=True)
class OverviewPanel:
    """One part of the page. `view` makes it from the context; an error affects this panel only."""

    name: str
    title: str
    """Title while there is no data."""
    view: Callable[[PanelContext], View]
    skeleton: Node
    """Placeholder while the panel's answer is loading."""


def _total(context: PanelContext) -> View:
    answers = context.answers
    return tiles.total(answers.table, answers.comparison, answers.choice, context.currency)


def _average(context: PanelContext) -> View:
    return tiles.average(context.answers.table, context.answers.complete_to, context.currency)


def _month(context: PanelContext) -> View:
    recent = context.answers.recent
    if recent is None:
        return tiles.unknown("This month, projected", context.unknown_month, context.scope)
    answers, currency = context.answers, recent.currency or "USD"
    view = tiles.month(answers.projection, currency, context.scope)
    if answers.projection is None or not answers.projection.sample_days:
        return view
    view = with_forecast(view, answers.forecast, answers.before_today, currency)
    ahead = answers.year_ahead
    if ahead is None:
        return view
    return view.with_more(year_ahead.details(ahead, currency))


def _budget(context: PanelContext) -> View:
    answers, limit = context.answers, context.limit
    snapshot_or_raise(answers.main)  # its currency is needed
    currency = answers.currency or "USD"
    if limit is None:
        account = context.account_limit
        of_account = ""
        if account and account.is_in(currency):
            of_account = formatting.trimmed_money(float(account.value), currency)
        return budget_tile.unset(context.scope, of_account)
    limit.check(answers.currency)
    status = answers.budget(limit.value)
    if status is None:
        return tiles.unknown(budget_tile.TITLE, context.unknown_month, context.scope)
    view = budget_tile.view(status, currency, context.scope)
    file_budget = context.file_budget
    if file_budget is None:
        return view
    return budget_tile.named(view, file_budget.name)


def _trend(context: PanelContext) -> View:
    answers, chart = context.answers, context.answers.selection.chart
    granularity = answers.selection.granularity.of(answers.choice.period)
    through, style = answers.complete_to, context.style
    view = trend.view(answers.table, chart.value, granularity, through, style)
    sentence = _paid_by_credits(context) or view.sentence
    by = formatting.noun(context.by)
    note = "" if chart is Chart.BAR else f"by {by}"
    return replace(view, sentence=sentence, note=note)


def _paid_by_credits(context: PanelContext) -> str:
    """Describe an answer without costs, because credits are taken off its rows."""
    answers = context.answers
    if answers.charged is answers.table:
        return ""
    return covered.sentence(answers.charged, context.currency, context.style.usage_only)


def _changes(context: PanelContext) -> View:
    answers, comparison = context.answers, context.answers.comparison
    if answers.uncompared:
        return View(answers.uncompared.sentence, title=changes.TITLE)
    if comparison is None:
        said = "Cost Explorer's history has no earlier days to compare with."
        return View(said, title=changes.TITLE)
    currency = context.currency
    label = context.labels.of(context.by)
    view = changes.view(answers.rows, comparison, currency, label, context.into)
    page = replace(answers.selection, page="changes").search
    return view.with_more(*changes.why(answers.changes, currency, page))


def _families(context: PanelContext) -> View:
    answers, selection = context.answers, context.answers.selection
    if answers.details is None:
        if selection.filters:
            return View("", title=families.TITLE)
        if answers.ec2:
            ec2 = selection.with_filter(Dimension.SERVICE, *answers.ec2)
            return families.closed(ec2.search)
        return View("No EC2 or EBS costs in this period.", title=families.TITLE)
    details = snapshot_or_raise(answers.details)
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

    agree(details, answers.snapshot)
    return families.view(
        answers.families,
        groups,
        answers.table.total,
        context.currency,
        into,
        selection.with_filter(Dimension.SERVICE, *(present or EC2_SERVICES)).search,
        context.labels.of(Dimension.FAMILY),
    )


def _charges(context: PanelContext) -> View:
    answers = context.answers
    if answers.selection.filters:
        return View("", title=charges.TITLE)
    currency = context.currency
    if answers.charges:
        currency = snapshot_or_raise(answers.charges).currency
    return charges.view(answers.charge_types, currency)


def _table(context: PanelContext) -> View:
    answers, currency = context.answers, context.currency
    label = context.labels.of(context.by)
    view = breakdown.view(answers.rows, context.by, currency, label)
    paid = covered.sentence(answers.charged, currency, context.style.usage_only)
    frame = answers.focus.within(answers.snapshot.frame)
    since = tag_words.since_when(frame, answers.focus, answers.choice.period)
    sentences = [paid or view.sentence, *since]
    return replace(view, sentence=" ".join(sentences))


PANELS = (
    OverviewPanel("total", "Total", _total, skeletons.tile()),
    OverviewPanel("average", "Daily average", _average, skeletons.tile()),
    OverviewPanel("month", "This month", _month, skeletons.tile()),
    OverviewPanel("budget", budget_tile.TITLE, _budget, skeletons.tile()),
    OverviewPanel("trend", "Daily cost", _trend, skeletons.chart()),
    OverviewPanel("changes", changes.TITLE, _changes, skeletons.changes()),
    OverviewPanel("table", "Breakdown", _table, skeletons.table()),
    OverviewPanel("families", families.TITLE, _families, skeletons.bars()),
    OverviewPanel("charges", charges.TITLE, _charges, skeletons.bars(7)),
)


def views(context: PanelContext) -> tuple[dict[str, View], list[CloudSenseError]]:
    """Return the view of every panel, a skeleton or an error, and the errors shown at the top.

    An error of several panels, or one whose older data is on the page, is shown once at the top.
    """
    made = {panel.name: _view(panel, context) for panel in PANELS}
    problems = [view for view in made.values() if isinstance(view, CloudSenseError)]
    stale = [snapshot.problem for snapshot in context.answers.snapshots if snapshot.problem]
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


def _view(panel: OverviewPanel, context: PanelContext) -> View | CloudSenseError:
    try:
        return panel.view(context)
    except Waiting:
        if context.answers.price_to_confirm:
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

"""View of the Overview: from its answers to props. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudsense.costs.amounts import Amount
from cloudsense.figures import breakdown
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.nodes import Node
from cloudsense.figures.view import View
from cloudsense.web.components import controls, messages
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.overview import marks
from cloudsense.web.pages.overview import messages as overview_messages
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.pages.overview.context import PanelContext
from cloudsense.web.pages.overview.footer import static_footer
from cloudsense.web.pages.overview.layout import NAME, TILES
from cloudsense.web.pages.overview.panels import TABLE, views
from cloudsense.web.pages.overview.reconcile import reconcile
from cloudsense.web.queries.link_price_labels import NEVER_OPENED, PageContent, Props
from cloudsense.web.state.selection import QUOTED_PLACEHOLDER


def content(answers: OverviewAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component of the page."""
    selection = answers.selection
    labels = replace(context.labels, known=answers.known_values)
    of_account = _account_budget(answers, context)
    limit = selection.budget or (None if selection.filters else of_account)
    panel_context = PanelContext(answers, labels, limit, of_account, _is_typed(answers, context))
    made, shared = views(panel_context)
    if answers.kept_back:
        failed = messages.failed(answers.kept_back.problem)
        made["table"] = replace(failed, title="Breakdown")
    made["trend"] = marks.marked(made["trend"], answers, labels)
    if context.problem:
        made["budget"] = overview_messages.refused_budget(context.problem, panel_context.scope)
    checked = reconcile(answers)
    notices = (
        *overview_messages.notices(answers, labels, checked, shared),
        *marks.quiet_line(answers),
    )
    return {
        **page_frame.control_props(NAME, answers, replace(context, labels=labels)),
        f"{NAME}-messages": {"nodes": notices},
        "tiles": {"views": {name: _view(made[name]) for name in TILES}},
        "budget": {"view": _view(made["budget"])},
        "budget-field": _budget_field(answers, limit),
        **_trend(made["trend"], answers, context.is_priced),
        "changes": {"view": _view(made["changes"])},
        **_table(made["table"], panel_context),
        "families": {"view": _view(made["families"])},
        "charges": {"view": _view(made["charges"])},
        f"{NAME}-footer": {"nodes": static_footer(answers, checked)},
    }


def _account_budget(answers: OverviewAnswers, context: ViewContext) -> Amount | None:
    """Return the budget of the settings, else the one in budgets.toml."""
    file_budget = answers.file_budget
    return context.options.budget or (file_budget.amount if file_budget else None)


def _is_typed(answers: OverviewAnswers, context: ViewContext) -> bool:
    """Whether the budget is from the address or the settings, which override budgets.toml."""
    return bool(answers.selection.budget or context.options.budget)


def _view(view: View, *tools: Node) -> Props:
    """Return the view without empty parts, and without a sentence that the body repeats."""
    shown: dict[str, Any] = {
        "title": view.title,
        "note": view.note,
        "sentence": "" if view.empty else view.sentence,
        "body": view.body,
        "tools": tools,
        "empty": view.empty,
    }
    return {name: value for name, value in shown.items() if value}


def _trend(view: View, answers: OverviewAnswers, paid: bool) -> PageContent:
    tools = controls.charts(answers.selection, answers.choice.period)
    shown = _view(view, *tools)
    return page_frame.chart("trend", shown, view.figure, view.sentence, paid)


def _table(view: View, context: PanelContext) -> PageContent:
    answers = context.answers
    chosen = answers.kept_back.selection if answers.kept_back else answers.selection
    tools = controls.groupings(chosen, answers.keys)
    shown = _view(view, *tools)
    found: dict[str, Props] = {"table": {"view": shown}}
    if not view.empty:
        found[TABLE] = _rows(answers, context)
    return found


def _rows(answers: OverviewAnswers, context: PanelContext) -> Props:
    """Return the props of the `CostTable`, with its files."""
    by = context.by
    style = RowStyle(
        currency=context.currency,
        label=context.labels.of(by),
        title=answers.billed_as,
        colour=context.colour(),
        into=context.into,
    )
    table = breakdown.table(answers.listed, answers.table, answers.comparison, by, style)
    like_rows = {"href": context.into(NEVER_OPENED)} if by.can_be_absent else None
    return {**page_frame.table(table, by, answers.selection), "like_rows": like_rows}


def _budget_field(answers: OverviewAnswers, limit: Amount | None) -> Props:
    cleared = replace(answers.selection, budget=None).search
    joint = "&" if len(cleared) > 1 else ""
    return {
        "value": _in_field(limit, answers),
        "template": f"{cleared}{joint}budget={QUOTED_PLACEHOLDER}",
        "cleared": cleared,
        "remember": {"scope": cleared, "amount": _to_remember(answers.selection.budget, answers)},
    }


def _in_field(budget: Amount | None, answers: OverviewAnswers) -> str:
    """Return the number of the budget; a refused amount as it was written."""
    return _to_remember(budget, answers) or (str(budget) if budget else "")


def _to_remember(budget: Amount | None, answers: OverviewAnswers) -> str:
    """Return the number in the bill's currency; "" for a budget in another currency."""
    if budget is None:
        return ""
    fits = not answers.currency or budget.is_in(answers.currency)
    return str(Amount(budget.value)) if fits else ""

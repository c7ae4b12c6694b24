"""View of the Budgets page: from its answers to props. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.alerts import sentences
from cloudsense.alerts.center import ActionResult as Outcome
from cloudsense.alerts.memory import DeliveryResult, TargetState
from cloudsense.alerts.targets import Target
from cloudsense.costs.budget_standing import Standing
from cloudsense.costs.names import visible
from cloudsense.costs.projection.burn_up import burn_up
from cloudsense.figures import burn_up as chart
from cloudsense.figures.burn_up import BudgetLine
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.tile_parts import chip
from cloudsense.web.components import messages
from cloudsense.web.components.buttons import action_button
from cloudsense.web.components.choices import choices, segments
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.budgets import aws_list, form, form_filters, table, words
from cloudsense.web.pages.budgets.answers import BudgetAnswers
from cloudsense.web.pages.budgets.layout import (
    ANSWER,
    AWS,
    BURN_UP,
    EDIT,
    FORM,
    LIST,
    NAME,
    TABLE,
    TARGETS,
)
from cloudsense.web.pages.download import files_of
from cloudsense.web.queries.link_price_labels import PageContent, Props
from cloudsense.web.state.address_words import Listed
from cloudsense.web.state.selection import Selection

CHECKED_HOURLY = "Checked every hour."
NOT_CHECKED = (
    "Checked by cloudsense check only. To check every hour, start CloudSense with --check-hourly."
)
LISTED = {Listed.ALL: "All", Listed.EXCEEDED: "Exceeded", Listed.PROJECTED_OVER: "Projected over"}


def content(answers: BudgetAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component of the page."""
    chosen = answers.chosen
    standing = chosen.standing if chosen else None
    answer = words.UNREADABLE if answers.file_problem else words.answer(answers.judged)
    why = el("p", words.why(standing, _name(answers, standing)) if standing else "", cls="note")
    return {
        f"{NAME}-messages": {"nodes": _messages(answers, context)},
        ANSWER: {"nodes": [el("h2", answer), why]},
        **_burn_up(answers, standing),
        **_list(answers, context),
        AWS: {"nodes": _aws(answers)},
        **_edit(answers, context),
        TARGETS: {"view": _targets(answers)},
        f"{NAME}-footer": {"nodes": ()},
    }


def _messages(answers: BudgetAnswers, context: ViewContext) -> list[Node]:
    found: list[Node] = []
    if answers.price_to_confirm:
        has_any = any(judged.standing for judged in answers.judged)
        found.append(messages.confirm_price(answers.price_to_confirm, has_any))
    if answers.progress:
        said = messages.asking(answers.progress, context.is_priced)
        found.append(messages.note(said))
    found += map(_result, answers.results)
    problems = {problem.title: problem for problem in answers.problems}
    for payer, own in answers.by_payer.items():
        if own.file_problem:
            found.append(messages.problem(own.file_problem))
        remarks = words.remarks(own.judged, problems)
        found += [messages.note(table.of_payer(payer, remark)) for remark in remarks]
    found += map(messages.problem, problems.values())
    if problems:
        found.append(messages.retry())
    return found


def _result(result: Outcome) -> Node:
    return messages.note(result.text, kind="problem" if result.failed else "")


def _burn_up(answers: BudgetAnswers, standing: Standing | None) -> PageContent:
    if standing is None:
        has_budgets = answers.judged or answers.file_problem
        said = "Nothing to draw yet." if has_budgets else "Add a budget to see its burn-up."
        empty = {"title": "Burn-up", "sentence": said, "empty": True}
        return {BURN_UP: {"view": empty}}
    lines = burn_up(standing.projection, standing.limit)
    line = BudgetLine(standing.limit, standing.currency, standing.period)
    sentence = words.chart(standing)
    view = {
        "title": _name(answers, standing),
        "note": sentences.period_of(standing),
        "sentence": sentence,
    }
    return page_frame.chart(BURN_UP, view, chart.figure(lines, line), sentence)


def _name(answers: BudgetAnswers, standing: Standing) -> str:
    """Return the name of a budget; of several payers, with the payer."""
    name = visible(standing.budget.name)
    for payer, own in answers.by_payer.items():
        if any(each.standing is standing for each in own.judged):
            return table.of_payer(payer, name)
    return name


def _list(answers: BudgetAnswers, context: ViewContext) -> PageContent:
    file = answers.file.path.name
    view: dict[str, Any] = {"title": "Budgets", "note": "" if answers.payers else file}
    if not answers.judged:
        said = f"Budgets are stored in {file}. You can keep it in Git."
        if answers.payers:
            said = "No payer has a budget."
        view |= {"sentence": said, "empty": True}
        return {LIST: {"view": view}}
    view["tools"] = [_segments(answers)]
    if answers.selection.name:
        fresh = Selection(page=NAME, payer=answers.selection.payer).search
        new = link(fresh, "New budget", id="new-budget", cls="btn btn-sm btn-primary")
        view["tools"].append(new)
    if not answers.listed:
        view |= {"sentence": "No budget is in this state.", "empty": True}
        return {LIST: {"view": view}}
    props: Props = {
        "columns": table.COLUMNS,
        "rows": table.rows(answers, context),
        "sort": "",
        "noun": ("budget", "budgets"),
        "download": files_of(answers.selection),
        "of": f"{answers.file.digest} {answers.selection.listed}",
    }
    view["sentence"] = "Select a budget to draw its burn-up and to edit it."
    if answers.payers:
        view["sentence"] = "Select a budget to open it at its payer. Amounts are not added."
    return {LIST: {"view": view}, TABLE: props}


def _segments(answers: BudgetAnswers) -> Node:
    """Build links to all budgets and to those in each state, with their numbers."""
    selection = answers.selection
    names = {}
    for listed, title in LISTED.items():
        chosen = replace(selection, listed=listed)
        count = len(replace(answers, selection=chosen).listed)
        names[listed] = f"{title} {count}"
    return segments("Budgets shown", choices(names, selection, "listed"))


def _edit(answers: BudgetAnswers, context: ViewContext) -> PageContent:
    """Build the form for the budget of the address, or for a new one with its filters."""
    if answers.payers:
        said = "Each payer has a file of its own. To add or change a budget, open its payer."
        return _no_form(said)
    selection, references = answers.selection, context.options.references
    budget = answers.file.find(selection.name) if selection.name else None
    values = form.values_of_new(selection, references)
    if budget:
        values = form.values_of(budget, references)
    counted = form.counted_by(budget or selection, references)
    if answers.file_problem:
        return _no_form("Correct the file first.")
    if budget is None and answers.chosen and selection.name:
        return _no_form(words.set_elsewhere(answers.chosen))
    title = "Edit budget" if budget else "New budget"
    original = budget.name if budget else ""
    about = original if budget else selection.search
    props = {
        "values": values,
        "of": f"{answers.file.digest} {about}",
        "original": original,
        "digest": answers.file.digest,
        "cancel": Selection(page=NAME, payer=selection.payer).search,
        "editable": answers.writable,
        **form_filters.props(counted, context.labels, answers.today, answers.currency),
    }
    said = words.saved_to(answers)
    return {EDIT: {"view": {"title": title, "sentence": said}}, FORM: props}


def _aws(answers: BudgetAnswers) -> list[Node]:
    """List the budgets of AWS Budgets, by payer if there are several."""
    found: list[Node] = []
    for payer, own in answers.by_payer.items():
        found += aws_list.nodes(own.alerting.aws, visible(payer))
    return found


def _no_form(said: str) -> PageContent:
    return {EDIT: {"view": {"title": "Edit budget", "sentence": said, "empty": True}}}


def _targets(answers: BudgetAnswers) -> Mapping[str, Any]:
    alerting = answers.alerting
    if not alerting.states:
        said = (
            "No alert targets. Start CloudSense with --notify to send each alert once, to Slack, "
            "Teams, email or a webhook."
        )
        return {"title": "Alerts", "sentence": said}
    test = action_button("Send a test", "test-alerts")
    items = [_target(target, state) for target, state in alerting.states]
    checks = CHECKED_HOURLY if alerting.checks else NOT_CHECKED
    foot = el("p", f"{checks} ", alerting.price, cls="note")
    body = [el("ul", *items, cls="targets"), foot]
    if alerting.problem:
        body.insert(0, messages.problem(alerting.problem))
    return {
        "title": "Alerts",
        "note": "once per event",
        "tools": (test,),
        "body": body,
    }


def _target(target: Target, state: TargetState) -> Node:
    service = el("strong", target.service)
    name = el("span", service, " ", target.address)
    if state.is_failing:
        return el("li", name, chip("failing", "warn"), _failure(state))
    said = "nothing sent yet"
    if state.delivered:
        said = formatting.clock(state.delivered)
    return el("li", name, el("span", said, cls="muted"))


def _failure(state: TargetState) -> Node:
    """Say why an alert failed, and when it is sent again."""
    at = formatting.clock(state.at) if state.at else ""
    why = formatting.capitalized(state.why)
    said = f"{why}, {at}."
    if state.last is DeliveryResult.GAVE_UP:
        return el("p", f"{said} No more retries after three days.", cls="note")
    if state.waiting:
        first = min(state.waiting.values(), key=lambda each: each.due)
        tries = formatting.count(first.tries, "time")
        due = formatting.clock(first.due)
        said += f" Tried {tries}, next at {due}."
    return el("p", said, cls="note")

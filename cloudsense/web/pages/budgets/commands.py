"""Commands of the Budgets page, and the preview of its form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cloudsense import formatting
from cloudsense.alerts import sentences
from cloudsense.alerts.allowance import longest
from cloudsense.alerts.center import AlertCenter, center_of
from cloudsense.alerts.check import budget_questions, judge, overview_question
from cloudsense.config.budgets_edit import lines_of
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.costs.budgets import Budget
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.pages.budgets import form
from cloudsense.web.queries.link_prices import price_of_all
from cloudsense.web.state.account_references import AccountReferences

ANY = Amount(Decimal(1))
"""Amount of a budget if any amount will do."""


def run(ledger: Ledger, do: str, text: str, references: AccountReferences) -> None:
    """Save or remove the budget of a form, or send a test. The page shows the result."""
    center = center_of(ledger)
    if do == "test-alerts":
        center.send_test()
        return
    try:
        center.note(_change(center, do, text, references))
    except CloudSenseError as problem:
        center.note(problem.sentence, failed=True)


def _change(center: AlertCenter, do: str, text: str, references: AccountReferences) -> str:
    name = center.budgets.path.name
    draft = form.parse(text, name, references)
    if do == "remove-budget":
        center.budgets.remove(draft.original, draft.digest)
        return f"“{visible(draft.original)}” was removed from {name}."
    center.budgets.save(draft.budget, draft.digest, draft.original)
    saved = visible(draft.budget.name)
    return f"“{saved}” was saved to {name}."


def preview(ledger: Ledger, text: str, references: AccountReferences) -> Sequence[Node]:
    """Preview a draft: its last months, from cached answers, and its lines in the file."""
    center = center_of(ledger)
    if form.is_untouched(text):
        return _untouched(ledger, text, references)
    try:
        draft = form.parse(text, center.budgets.path.name, references)
    except CloudSenseError as problem:
        return (el("p", problem.sentence, cls="note preview-problem"),)
    months = _months(ledger, draft.budget)
    filtered = [rule.dimension for rule in draft.budget.filters]
    if references.secret and Dimension.ACCOUNT in filtered:  # the file has the ids
        return months
    lines = lines_of(draft.budget).rstrip().splitlines()
    code = [el("code", line) for line in lines]
    return (*months, el("div", *code, cls="toml"))


def _untouched(ledger: Ledger, text: str, references: AccountReferences) -> Sequence[Node]:
    """Preview a draft without name and amount: the last months of the costs that it counts."""
    try:
        counted = form.counted(text, references)
    except CloudSenseError as problem:
        return (el("p", problem.sentence, cls="note preview-problem"),)
    budget = Budget(
        "", ANY, filters=counted.filters, charges=counted.charges, metric=counted.metric
    )
    months = _months(ledger, budget)[:1]
    return (*months, el("p", "Enter a name and an amount.", cls="note"))


def _months(ledger: Ledger, budget: Budget) -> Sequence[Node]:
    today = ledger.clock().date()
    question = _question(ledger, budget)
    snapshot = longest(ledger, *question)
    if snapshot is None:
        price = price_of_all(ledger, (question,)).tag
        cost = f" Loading them costs {price} once it is saved." if price else ""
        return (el("p", f"Its costs are not cached.{cost}", cls="note"),)
    judged = judge(ledger, budget, snapshot, today)
    if judged.problem:
        return (el("p", judged.problem.sentence, cls="note preview-problem"),)
    return _bars(judged.standing) if judged.standing else ()


def _question(ledger: Ledger, budget: Budget) -> Question:
    today = ledger.clock().date()
    if budget.in_overview:
        return overview_question(ledger, (budget,), today)
    (question,) = budget_questions(ledger, (budget,), today)
    return question


def _bars(standing: Standing) -> Sequence[Node]:
    """Build a bar for each of the last months, and one for the projection of the current one."""
    if standing.matches_nothing:
        return (el("p", "No costs match this filter.", cls="note preview-problem"),)
    largest = max([*standing.by_month.values(), 0.01])
    bars = []
    for month, amount in standing.by_month.items():
        height = round(max(amount, 0.0) / largest * 48)
        name = formatting.short_month(month.first)
        cost = formatting.rough_money(amount, standing.currency)
        bar = el("i", h=f"{height}px", aria_hidden="true")
        text = el("span", name, " ", el("strong", cost))
        bars.append(el("li", bar, text))
    said = sentences.projected(standing) or sentences.used(standing)
    if standing.state is not State.WITHIN:
        said = f"{said}; {sentences.crossing(standing)}"
    note = f"{sentences.period_of(standing)}: {said}."
    months = el("ul", *bars, cls="preview-months")
    return months, el("p", note, cls="note")

"""The budgets of AWS Budgets, marked as such: they are changed only there."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.alerts.read_along import Seen
from cloudsense.costs.budgets import AwsBudget
from cloudsense.figures.nodes import Node, el


def nodes(seen: Seen | None) -> Sequence[Node]:
    """Nothing where there are none, or nothing is known yet."""
    if seen is None or not (seen.found or seen.problem):
        return ()
    if seen.problem:
        return (el("p", seen.problem, cls="note aws-note"),)
    said = f"free, changed only in AWS · {formatting.clock(seen.at)}"
    title = el("h2", "Read from AWS Budgets", el("small", said))
    head = el("div", title, cls="panel-head")
    items = [_item(budget) for budget in seen.found or ()]
    return (el("section", head, el("ul", *items, cls="targets"), cls="panel"),)


def _item(budget: AwsBudget) -> Node:
    spent = formatting.money(budget.actual, budget.currency)
    limit = formatting.trimmed_money(budget.limit, budget.currency)
    used = formatting.percent(budget.used)
    counts = "a part of the costs" if budget.filtered else "all costs"
    name = el("span", el("strong", budget.name), " ", el("span", "AWS", cls="chip"))
    amount = el("span", f"{spent} of {limit} ({used})", cls="amount")
    note = el("p", f"{counts}, every {budget.every}{_forecast(budget)}", cls="note")
    return el("li", name, amount, note)


def _forecast(budget: AwsBudget) -> str:
    """`, AWS's forecast $8,859`, and what that means."""
    if budget.actual > budget.limit:
        return ": passed"
    if budget.forecast is None:
        return ""
    said = f"; AWS's forecast {formatting.rough_money(budget.forecast, budget.currency)}"
    over = budget.forecast - budget.limit
    if over <= 0:
        return said
    return f"{said}, {formatting.rough_money(over, budget.currency)} over"

"""List of the budgets in AWS Budgets, which can be changed in AWS only."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.alerts.aws_budgets_reader import Seen
from cloudsense.costs.budgets import AwsBudget
from cloudsense.costs.names import without_name
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.tile_parts import chip


def nodes(seen: Seen | None, payer: str = "") -> Sequence[Node]:
    """Build the list; nothing if there are no budgets or none were read. With several payers it
    names the `payer`."""
    if seen is None or not (seen.found or seen.problem):
        return ()
    if seen.problem:
        said = f"{payer}: {without_name(seen.problem, payer)}" if payer else seen.problem
        return (el("p", said, cls="note aws-note"),)
    heading = f"Read from AWS Budgets of {payer}" if payer else "Read from AWS Budgets"
    said = f"free, can be changed in AWS only · {formatting.clock(seen.at)}"
    title = el("h2", heading, el("small", said))
    head = el("div", title, cls="panel-head")
    items = [_item(budget) for budget in seen.found or ()]
    listed = el("ul", *items, cls="targets")
    return (el("section", head, listed, cls="panel"),)


def _item(budget: AwsBudget) -> Node:
    spent = formatting.money(budget.actual, budget.currency)
    limit = formatting.trimmed_money(budget.limit, budget.currency)
    used = formatting.percent(budget.used)
    counts = "a part of the costs" if budget.filtered else "all costs"
    of_limit = f"{spent} of {limit} ({used})"
    note = f"{counts}, every {budget.every}"
    return el(
        "li",
        el("span", el("strong", budget.name), " ", chip("AWS")),
        el("span", of_limit, cls="amount"),
        el("p", note, _forecast(budget), cls="note"),
    )


def _forecast(budget: AwsBudget) -> str:
    """Return `, AWS's forecast $8,859`, and what that means."""
    if budget.actual > budget.limit:
        return ": exceeded"
    if budget.forecast is None:
        return ""
    amount = formatting.rough_money(budget.forecast, budget.currency)
    said = f"; AWS's forecast {amount}"
    over = budget.forecast - budget.limit
    if over > 0:
        said += f", {formatting.rough_money(over, budget.currency)} over"
    return said

"""Footer of the Overview: last complete day, reconciliation, and AWS's own bill."""

from __future__ import annotations

from datetime import date

from cloudsense import formatting
from cloudsense.costs.period import Month
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.ledger import Answer
from cloudsense.web.components.footer import through_day
from cloudsense.web.components.reconciliation import status_note
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.queries.answers import snapshot_or_raise
from cloudsense.web.queries.reconciliation import Reconciliation

COST_EXPLORER = "AWS Cost Explorer"
"""Service name under which AWS bills requests to Cost Explorer."""


BILLED_HINT = """The bill includes requests by other tools. \
Requests of the last one or two days may be missing."""


def static_footer(answers: OverviewAnswers, checked: Reconciliation | None) -> tuple[Node, ...]:
    """Show what depends on the answers only: last complete day, reconciliation, AWS's own bill."""
    if not answers.snapshots:
        return ()
    parts = [through_day(data_through(answers))]
    if any(snapshot.estimated for snapshot in answers.snapshots):
        parts.append(el("span", "The current month is estimated until AWS issues the invoice"))
    if checked is None and not answers.question.where:
        hint = "The account's total is requested once a day, with the first paid request"
        parts.append(el("span", "Not reconciled yet", title=hint))
    status = status_note(checked) if checked else None
    found = [*parts, status, _billed(answers)]
    return tuple(filter(None, found))


def data_through(answers: OverviewAnswers) -> date:
    """Return the last complete day, as in the chart and the report. While the main answer is
    missing it is that of other answers."""
    if isinstance(answers.main, Answer) and answers.main.snapshot:
        return answers.complete_to
    return max(snapshot.complete_to for snapshot in answers.snapshots)


def _billed(answers: OverviewAnswers) -> Node | None:
    """Show what AWS billed for requests to Cost Explorer this month, by the chosen metric."""
    table = answers.lately
    if table is None or COST_EXPLORER not in table.names:
        return None
    first = Month.of(answers.today).first
    earlier = max((first - table.period.start).days, 0)
    daily = table.amounts[table.names.index(COST_EXPLORER)]
    billed = float(daily[earlier:].sum())
    if not billed:
        return None
    amount = formatting.money(billed, snapshot_or_raise(answers.overview).currency)
    said = f"Billed for {COST_EXPLORER} this month: {amount}"
    return el("span", said, title=BILLED_HINT)

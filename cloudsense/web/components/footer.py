"""The footer: last complete day, reconciliation, and what CloudSense itself costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cloudsense import __version__, formatting
from cloudsense.costs.amounts import Amount
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.ledger import Answer, Ledger
from cloudsense.web.queries.link_prices import HINT, LEGEND
from cloudsense.web.queries.page_data import Reading, known
from cloudsense.web.queries.reconciliation import Reconciliation, quietly
from cloudsense.web.state.references import PLAIN, AccountReferences

COST_EXPLORER = "AWS Cost Explorer"
"""The service under which AWS bills requests to Cost Explorer, whoever makes them."""


@dataclass(frozen=True)
class AppOptions:
    """What this CloudSense was started with, as far as the page shows it."""

    budget: Amount | None = None
    hide_account: bool = False
    demo: bool = False
    local: bool = True
    profile: str = ""
    """The AWS profile whose credentials are used, where one is set."""
    references: AccountReferences = PLAIN


def footer(ledger: Ledger, options: AppOptions, reading: Reading, checked: Reconciliation | None) -> tuple[Node, ...]:
    parts: list[Node] = []
    if reading.snapshots:
        parts.append(el("span", f"Data through {formatting.day(_data_through(reading), year=True)}"))
        if any(snapshot.estimated for snapshot in reading.snapshots):
            parts.append(el("span", "The current month is estimated until AWS issues the invoice"))
    if checked and (said := quietly(checked)):
        parts.append(said)
    elif checked is None and reading.snapshots and not reading.question.where:
        hint = "The account's total is requested once a day, with the first paid request"
        parts.append(el("span", "Not reconciled yet", title=hint))
    if ledger.paid:
        parts += [_spent(ledger, reading), el("span", LEGEND, title=HINT)]
    return (*parts, _runs_where(options))


def _data_through(reading: Reading) -> date:
    """As in the chart, the comparisons and the report; what else is known stands in for an answer on its way."""
    if isinstance(reading.main, Answer) and reading.main.snapshot:
        return reading.complete_to
    return max(snapshot.complete_to for snapshot in reading.snapshots)


def plain(ledger: Ledger, options: AppOptions) -> tuple[Node, ...]:
    """The footer of a page without costs."""
    return (*([el("span", _paid(ledger))] if ledger.paid else []), _runs_where(options))


def _runs_where(options: AppOptions) -> Node:
    where = "this computer only" if options.local else "shared on the network"
    return el("span", f"CloudSense {__version__} · {'demo' if options.demo else where}", cls="last")


def _paid(ledger: Ledger) -> str:
    spent = ledger.spent()
    today, month = formatting.count(spent.today, "paid request"), f"{spent.month} this month (${spent.dollars:.2f})"
    return f"{today} today (${spent.dollars_today:.2f}), {month}"


def _spent(ledger: Ledger, reading: Reading) -> Node:
    """What CloudSense paid, and what the bill has for all requests to Cost Explorer."""
    said = _paid(ledger)
    billed = _billed(reading)
    if billed:
        billed_now = formatting.money(billed, known(reading.overview).currency)
        said += f" · billed for {COST_EXPLORER} this month: {billed_now}"
    hint = "The bill includes requests by other tools. Requests of the last one or two days may be missing."
    return el("span", said, title=hint)


def _billed(reading: Reading) -> float:
    """This month, by the metric that is chosen."""
    table = reading.lately
    if table is None or COST_EXPLORER not in table.names:
        return 0.0
    this_month = [day.replace(day=1) == reading.today.replace(day=1) for day in table.period.dates]
    return float(table.amounts[table.names.index(COST_EXPLORER)][this_month].sum())

"""The footer: last complete day, reconciliation, and what CloudSense itself costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cloudsense import __version__, formatting
from cloudsense.config.payers import ALL
from cloudsense.costs.amounts import Amount
from cloudsense.costs.aws_tools import AwsTools
from cloudsense.costs.names import visible
from cloudsense.costs.period import Month
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.ledger import Answer, Ledger
from cloudsense.web.components.reconciliation import status_note
from cloudsense.web.queries.answers import snapshot_or_raise
from cloudsense.web.queries.link_price_labels import HINT, LEGEND
from cloudsense.web.queries.page_data import OverviewAnswers
from cloudsense.web.queries.reconciliation import Reconciliation
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

ALL_PAYERS = "All payers"
COST_EXPLORER = "AWS Cost Explorer"
"""Service name under which AWS bills requests to Cost Explorer."""
BILLED_HINT = """The bill includes requests by other tools. \
Requests of the last one or two days may be missing."""


@dataclass(frozen=True)
class AppOptions:
    """Settings that pages show."""

    budget: Amount | None = None
    hide_account: bool = False
    demo: bool = False
    local: bool = True
    profile: str = ""
    """AWS profile of the credentials, if one is set."""
    payer: str = ""
    """Name of the payer, if there are several."""
    payers: tuple[str, ...] = ()
    """Names of all payers, if there are several."""
    pages_of_all: tuple[str, ...] = ()
    """Pages that can show all payers together."""
    references: AccountReferences = PLAIN
    aws_tools: AwsTools | None = None
    """How the same costs are requested with AWS's own tools."""

    @property
    def payer_name(self) -> str:
        """Display name of the payer; "" if there is only one."""
        return ALL_PAYERS if self.payer == ALL else visible(self.payer)

    @property
    def home(self) -> Selection:
        """The Overview of the payer."""
        return Selection(payer=self.address_of(self.payer), references=self.references)

    def address_of(self, payer: str) -> str:
        """Return how addresses name a payer: "" for the first one."""
        return "" if payer in self.payers[:1] else payer


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


def through_day(day: date) -> Node:
    """Show the last day of the data, and its time zone."""
    last = formatting.day(day, year=True)
    return el("span", f"Data through {last} (UTC)")


def data_through(answers: OverviewAnswers) -> date:
    """Return the last complete day, as in the chart and the report. While the main answer is
    missing it is that of other answers."""
    if isinstance(answers.main, Answer) and answers.main.snapshot:
        return answers.complete_to
    return max(snapshot.complete_to for snapshot in answers.snapshots)


def spending(ledger: Ledger) -> tuple[Node, ...]:
    """Show what CloudSense has paid; nothing in the demo."""
    if not ledger.is_priced:
        return ()
    spent = el("span", paid_text(ledger))
    return spent, el("span", LEGEND, title=HINT)


def runs_where(options: AppOptions) -> Node:
    where = "this computer only" if options.local else "shared on the network"
    mode = "demo" if options.demo else where
    version = f"CloudSense {__version__}"
    said = filter(None, [options.payer_name, version, mode])
    return el("span", " · ".join(said), cls="last")


def paid_text(ledger: Ledger) -> str:
    """Return `2 paid requests today ($0.02), 12 this month ($0.12)`."""
    spent = ledger.spent()
    requests = formatting.count(spent.today, "paid request")
    today = f"${spent.dollars_today:.2f}"
    month = f"${spent.dollars:.2f}"
    return f"{requests} today ({today}), {spent.month} this month ({month})"


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

"""Setup of every command: sources of costs, storage, and ledgers that use both."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cloudsense.alerts.aws_budgets_reader import AwsBudgetsReader, Read
from cloudsense.alerts.budget_store import BudgetStore, MemoryBudgets
from cloudsense.alerts.center import AlertCenter, attach
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Notifier
from cloudsense.alerts.targets import open_targets
from cloudsense.aws.account_claims import Claims
from cloudsense.clock import Clock
from cloudsense.config.payers import Payer, find, payers, refuse_nameless_budget
from cloudsense.config.settings import Settings
from cloudsense.costs.aws_tools import AwsTools
from cloudsense.costs.identity import Identity
from cloudsense.costs.source import Capabilities, CostSource
from cloudsense.errors import CloudSenseError
from cloudsense.insight import organization
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import Journal
from cloudsense.ledger.storage.locks import Locks
from cloudsense.ledger.storage.text_document import (
    REMARKS,
    VIEWS,
    Document,
    DocumentOfAccount,
    remarks_of,
)
from cloudsense.storage import Storage, open_storage

log = logging.getLogger(__name__)

Ask = Callable[[str], str]
"""Asks for the multi-factor code of an AWS profile, by its name."""


@dataclass(frozen=True)
class PayerServices:
    """Ledger of a payer, with its spending and storage."""

    payer: Payer
    ledger: Ledger
    spending: Spending
    """Spending of all payers; counted and limited by account."""
    alerts: Journal
    """Record of sent alerts."""
    locks: Locks
    """Locks among all processes that share the storage."""
    aws_budgets: Read | None = None
    """Reads AWS Budgets."""


class AccountClaim:
    """Account of a payer; refuses a second payer of the same account."""

    def __init__(self, payer: str, claim: Callable[[str, Identity], None]) -> None:
        self.account = ""
        self._payer = payer
        self._claim = claim

    def record(self, identity: Identity) -> None:
        """Records the account. Raises CredentialsError if another payer has it."""
        self._claim(self._payer, identity)
        self.account = identity.account


@dataclass(frozen=True)
class PayerServiceFactory:
    """Shared parts of the books of all payers."""

    settings: Settings
    clock: Clock
    storage: Storage
    spending: Spending
    asked_by: str
    signals: Signals | None
    ask: Ask | None

    def books(self, payer: Payer) -> PayerServices:
        """Books of the only payer. Raises CredentialsError for a wrong multi-factor code."""
        costs = source(self.settings, self.clock)
        if self.ask and not self.settings.demo:
            _enter_code(costs, self.ask)
        return self._books(payer, costs, self.storage.documents(REMARKS))

    def one_of_several(self, payer: Payer, claims: Claims) -> PayerServices:
        """Books of one of several payers, without requests for another payer's account."""
        whose = AccountClaim(payer.name, claims.claim)
        costs = source(self.settings, self.clock, payer, whose.record)
        if self.ask and not self.settings.demo:
            try:
                _enter_code(costs, self.ask)
            except CloudSenseError as problem:  # the other payers still work
                log.warning("%s", problem.title)
        remarks = DocumentOfAccount(
            lambda account: self.storage.documents(remarks_of(account)), lambda: whose.account
        )
        return self._books(payer, costs, remarks)

    def _books(self, payer: Payer, costs: CostSource, remarks: Document) -> PayerServices:
        aws_budgets: Read | None = getattr(costs, "budgets", None)
        units = getattr(costs, "organizational_units", None)
        ledger = Ledger(
            costs,
            self.storage.store,
            self.spending,
            self.clock,
            self.settings.cache_ttl,
            locks=self.storage.locks,
            asked_by=self.asked_by,
            signals=self.signals,
            remarks=remarks,
            views=self.storage.documents(VIEWS),
        )
        organization.attach(ledger, units, self.clock)
        return PayerServices(
            payer, ledger, self.spending, self.storage.alerts, self.storage.locks, aws_budgets
        )


def open_payer(
    settings: Settings,
    clock: Clock,
    asked_by: str = "page",
    ask: Ask | None = None,
    payer: str = "",
) -> PayerServices:
    """Ledger of one payer, by default the first, and its spending on behalf of `asked_by` (see
    `ledger.payments.Payment`).

    Raises SettingsError if packages for --cache are not installed, AddressError for an unknown
    payer. If the AWS profile needs a multi-factor code, `ask` is called here, on this thread, and
    never later.
    """
    opening = _opening(settings, clock, asked_by, None, ask)
    known = payers(settings)
    chosen = find(known, payer)
    if len(known) == 1:
        return opening.books(chosen)
    return opening.one_of_several(chosen, Claims())


def open_payers(
    settings: Settings,
    clock: Clock,
    asked_by: str = "page",
    signals: Signals | None = None,
    ask: Ask | None = None,
) -> tuple[PayerServices, ...]:
    """Books of all payers, in their order. If one of several has a wrong code, its problem is
    logged, and reported when its costs are needed."""
    opening = _opening(settings, clock, asked_by, signals, ask)
    known = payers(settings)
    if len(known) == 1:
        return (opening.books(known[0]),)
    claims = Claims()
    return tuple(opening.one_of_several(payer, claims) for payer in known)


def _opening(
    settings: Settings, clock: Clock, asked_by: str, signals: Signals | None, ask: Ask | None
) -> PayerServiceFactory:
    storage = open_storage(settings)
    spending = Spending(storage.journal, settings.spend_limit)
    return PayerServiceFactory(settings, clock, storage, spending, asked_by, signals, ask)


def source(
    settings: Settings,
    clock: Clock,
    payer: Payer | None = None,
    claim: Callable[[Identity], None] | None = None,
) -> CostSource:
    """AWS or the demo organization, by default for the first payer; imports only what is used.

    A `claim` records the account; errors then name the payer.
    """
    if settings.demo:
        from cloudsense.demo.organization import DemoSource

        number = payers(settings).index(payer) if payer else 0
        made_up = DemoSource(lambda: clock().date(), number)
        if claim:
            claim(made_up.identity())
        return made_up
    from cloudsense.aws.explorer import AwsSource
    from cloudsense.aws.payer_role import Role
    from cloudsense.aws.session import Access

    payer = payer or payers(settings)[0]
    role = Role(payer.role_arn, payer.external_id) if payer.role_arn else None
    return AwsSource(
        payer.profile,
        payer.region,
        connect_timeout=settings.connect_timeout.total_seconds(),
        read_timeout=settings.read_timeout.total_seconds(),
        access=Access(payer.name, role, claim) if claim else Access(role=role),
    )


def capabilities(settings: Settings) -> Capabilities:
    """Capabilities of the source, without opening it."""
    if settings.demo:
        from cloudsense.demo.organization import CAPABILITIES

        return CAPABILITIES
    from cloudsense.aws.capabilities import COST_EXPLORER

    return COST_EXPLORER


def aws_tools() -> AwsTools:
    """Tools for the same costs in the AWS CLI and the console; in the demo, too, to try them."""
    from cloudsense.aws.cli_command import command
    from cloudsense.aws.console_link import console_link

    return AwsTools(command, console_link)


def budget_store(
    settings: Settings, locks: Locks | None = None, payer: Payer | None = None
) -> BudgetStore:
    """Budgets of a `payer`, from a file of its own except for the first; samples in the demo."""
    name = "" if payer in (None, payers(settings)[0]) else payer.name
    if settings.budgets_file:
        return BudgetStore(_payer_path(settings.budgets_file, name), locks)
    if settings.demo:
        from cloudsense.demo.budgets import TEXT

        return MemoryBudgets(TEXT)
    from platformdirs import user_config_path

    path = user_config_path("cloudsense", appauthor=False) / "budgets.toml"
    return BudgetStore(_payer_path(path, name), locks)


def _payer_path(path: Path, name: str) -> Path:
    """`budgets-acme.toml` next to `budgets.toml`; the same path for an empty name."""
    if not name:
        return path
    own = quote(name, safe=" @+=,")
    return path.with_name(f"{path.stem}-{own}{path.suffix}")


def notifier(settings: Settings, books: PayerServices, clock: Clock) -> Notifier:
    """Sends alerts to the targets of --notify. Raises SettingsError for an unknown one."""
    return Notifier(open_targets(settings.notify), Memory(books.alerts), books.locks, clock)


def alert_centers(
    settings: Settings, books: Sequence[PayerServices], clock: Clock
) -> tuple[AlertCenter, ...]:
    """Budgets and alerts of each payer, which pages find by its ledger, with one
    notifier. Raises as `alert_center`."""
    shared = notifier(settings, books[0], clock)
    centers = tuple(alert_center(settings, each, clock, shared) for each in books)
    for center in centers:
        attach(center.ledger, center)
    return centers


def alert_center(
    settings: Settings, books: PayerServices, clock: Clock, shared: Notifier | None = None
) -> AlertCenter:
    """Budgets and alerts of a payer. Raises SettingsError for an unknown target, or for --budget
    with several payers."""
    known = payers(settings)
    refuse_nameless_budget(settings, known)
    return AlertCenter(
        books.ledger,
        budget_store(settings, books.locks, books.payer),
        shared or notifier(settings, books, clock),
        books.locks,
        settings.check_hourly,
        settings.hide_account,
        read_along=AwsBudgetsReader(books.aws_budgets, clock),
        typed=books.payer.budget,
        payer=books.payer.name if len(known) > 1 else "",
    )


def _enter_code(costs: CostSource, ask: Ask) -> None:
    """Asks for the code. Raises CredentialsError for a wrong one."""
    from cloudsense.aws.explorer import AwsSource

    if isinstance(costs, AwsSource):
        costs.enter_code(ask)

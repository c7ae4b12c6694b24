"""Panel of payers: the cost and the account of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from cloudsense import formatting
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import visible, without_name
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError
from cloudsense.figures.nodes import Node, el, link_or_text
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components.account_change import Place
from cloudsense.web.queries.questions import choice_of
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.selection import Selection

TITLE = "Payers"
ANOTHER = (
    "To add a payer, add another --profile or a [[payer]] table in cloudsense.toml. "
    "Costs are cached separately for each payer and added only within one currency."
)


@dataclass(frozen=True)
class PayerLine:
    """What the panel shows of a payer."""

    name: str
    number: str
    """Number of its account; "" while unknown."""
    href: str | None
    """Address of the payer's page; None for the payer on the screen."""
    cost: str
    """Cost in the period; "" if not cached."""
    counted: str
    """Number of accounts, and the currency."""
    state: str
    is_missing: bool = False
    """Whether its account is unknown, or its costs could not be loaded."""


def payer_panel(lines: Iterable[PayerLine]) -> Node:
    """Build a card with two lines for each payer."""
    items = [_item(line) for line in lines]
    count = len(items)
    note = el("small", f"{count:,}" if count > 1 else None)
    head = el("div", el("h2", TITLE, note), cls="panel-head")
    body = el("ul", *items, cls="changes payer-states")
    another = el("p", ANOTHER, cls="note")
    return el("section", head, body, another, cls="panel panel-payers")


def _item(line: PayerLine) -> Node:
    look = "note payers-missing" if line.is_missing else "note"
    name = link_or_text(line.href, line.name)
    return el(
        "li",
        el("span", name, " ", el("small", line.number), cls="name"),
        el("span", line.cost or "–", cls="amount"),
        el("span", line.state, cls=look),
        el("span", line.counted, cls="note right"),
    )


def lines_of(payers: Mapping[str, Place], here: Selection) -> Iterator[PayerLine]:
    """Describe each payer. AWS STS is asked for its account, which is free; nothing is bought."""
    for name, place in payers.items():
        ledger, options = place.ledger, place.options
        with suppress(CloudSenseError):
            ledger.identity(0)
        known = CachedPayerCosts(ledger, here) if ledger.session.identity else None
        yield PayerLine(
            name=visible(name or options.profile or "default"),
            number=number_of(ledger, options),
            href=_address(options, here),
            cost=known.cost if known else "",
            counted=known.counted if known else "",
            state=state_of(name, ledger, options),
            is_missing=ledger.session.problem is not None,
        )


def number_of(ledger: Ledger, options: AppOptions) -> str:
    identity = ledger.session.identity
    return formatting.account(identity.account, options.hide_account) if identity else ""


def state_of(name: str, ledger: Ledger, options: AppOptions) -> str:
    """Say when AWS STS named the account, or why not."""
    session = ledger.session
    profile = formatting.without_ids(visible(options.profile), options.hide_account)
    used = f" · profile {profile}" if profile else ""
    if session.problem:
        said = session.problem.sentence
        return f"{without_name(said, name)}{used}"
    if session.checked_at is None:
        return f"Asking AWS STS …{used}"
    if options.demo:
        return "Made up"
    return f"Checked by AWS STS on {formatting.clock(session.checked_at)}{used}"


def _address(options: AppOptions, here: Selection) -> str | None:
    """Return the address of this page for another payer, without the filters."""
    payer = options.address_of(options.payer)
    if payer == here.payer:
        return None
    return replace(here, payer=payer, filters=(), budget=None).search


class CachedPayerCosts:
    """Cached answers of a payer about the costs on the screen."""

    def __init__(self, ledger: Ledger, here: Selection) -> None:
        today = ledger.clock().date()
        self._ledger = ledger
        self._here = here
        self._period = choice_of(ledger, here, today).period

    @property
    def cost(self) -> str:
        snapshot = self._snapshot
        if snapshot is None:
            return ""
        counted = self._focus(Dimension.ACCOUNT).within(snapshot.frame)
        costs = counted.within(self._period).data[self._here.metric.value]
        return formatting.money(float(costs.sum()), snapshot.currency)

    @property
    def counted(self) -> str:
        """Number of accounts, if cached, and the currency."""
        snapshot, account = self._snapshot, Dimension.ACCOUNT
        if snapshot is None or account not in snapshot.frame.dimensions:
            return snapshot.currency if snapshot else ""
        number = snapshot.frame.data[account.value].nunique()
        return f"{formatting.count(number, 'account')} · {snapshot.currency}"

    @cached_property
    def _snapshot(self) -> Snapshot | None:
        for query in self._queries():
            with suppress(CloudSenseError):
                if found := self._ledger.cached(query, self._period).snapshot:
                    return found
        return None

    def _queries(self) -> Iterator[CostQuery]:
        """Yield queries by account and by service, any of which may be cached."""
        if query := self._focus(Dimension.ACCOUNT).with_charge_types:
            yield query
        for by in (Dimension.ACCOUNT, Dimension.SERVICE):
            route = self._ledger.route(self._focus(by), self._period)
            yield route.question

    def _focus(self, by: Dimension) -> Focus:
        return replace(self._here, by=by, then=None).focus

"""Status of the header: pages, account, age of the data, price of an update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cloudsense import formatting
from cloudsense.config.payers import ALL
from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.insight.remarks import noticed
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import messages
from cloudsense.web.components.footer import paid_text
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.combined import Answers
from cloudsense.web.queries.link_price_labels import in_cents
from cloudsense.web.state.app_options import ALL_PAYERS, AppOptions
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

NOTHING_YET: Mapping[str, Any] = {"state": "none", "text": "", "title": ""}


def account(identity: Identity, labels: Labels, options: AppOptions) -> Mapping[str, Any]:
    """Return the account's name, number and profile, without what is to be hidden."""
    name = identity.name or labels.accounts.get(identity.account, "")
    hidden = options.hide_account
    profile = formatting.without_ids(visible(options.profile), hidden)
    return {
        "name": "" if hidden else visible(name),
        "number": formatting.account(identity.account, hidden),
        "profile": profile,
        "demo": options.demo,
        "title": "AWS account" + (f", profile {profile}" if profile else ""),
    }


def payers(options: AppOptions, here: Selection) -> list[Mapping[str, Any]]:
    """Return links to each payer and to all of them, if there are several.

    They keep page and period, and leave out filters, whose values the payer may not have.
    """
    if not options.payers:
        return []
    start = replace(
        options.home,
        period=here.period,
        against=here.against,
        metric=here.metric,
        charges=here.charges,
    )
    found = []
    for payer in options.payers:
        there = replace(start, payer=options.address_of(payer), page=here.page)
        found.append(_payer(visible(payer), there, payer == options.payer))
    has_page = here.page in options.pages_of_all
    page = here.page if has_page else start.page
    together = replace(start, payer=ALL, page=page)
    found.append(_payer(ALL_PAYERS, together, options.payer == ALL))
    return found


def _payer(name: str, there: Selection, is_here: bool) -> Mapping[str, Any]:
    return {"name": name, "href": there.search, "here": is_here}


def counts(ledger: Ledger) -> dict[str, int]:
    """Return badges by page: the number of ongoing anomalies."""
    found = noticed(ledger)
    going_on = len(found.going_on) if found else 0
    return {"anomalies": going_on} if going_on else {}


def updated(ledger: Ledger, answers: Answers) -> Mapping[str, Any]:
    """Return the age of the oldest data on the page."""
    snapshots = answers.snapshots
    if not snapshots:
        return NOTHING_YET
    oldest = min(snapshot.fetched_at for snapshot in snapshots)
    state, text = "fresh", formatting.age(ledger.clock() - oldest)
    if answers.problems or answers.price_to_confirm:
        state = "stale"
    elif answers.progress is not None:
        state, text = "busy", messages.asking(None, ledger.is_priced)
    return {"state": state, "text": text, "title": formatting.clock(oldest)}


def through(answers: Answers) -> str:
    """Return the last complete day on the page."""
    days = [snapshot.complete_to for snapshot in answers.snapshots]
    return formatting.day(max(days)) if days else ""


def update(ledger: Ledger, dollars: Decimal, *, shown: bool) -> Mapping[str, Any]:
    """Return the state and the price of *Update*. Pages without questions have none."""
    cost = in_cents(dollars) if dollars else ""
    lines = []
    if ledger.is_priced:
        lines = [
            ["Refreshes", "the open months of this page"],
            ["Price", f"about {cost}" if cost else "free"],
            ["Spent", paid_text(ledger)],
        ]
    return {"price": cost, "lines": lines, "shown": shown}


def update_price(ledger: Ledger, answers: PageAnswers) -> Decimal:
    """Estimate an update of the page, in dollars, including what has to be loaded first."""
    dollars = ledger.update_price(answers.asked)
    dollars += PAGE_PRICE * answers.pages_besides
    if answers.price_to_confirm:
        dollars += PAGE_PRICE * answers.price_to_confirm.pages
    return dollars

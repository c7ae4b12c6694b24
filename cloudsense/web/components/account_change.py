"""Message that the credentials of a payer are now for another account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from cloudsense import formatting
from cloudsense.figures.nodes import Node
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import messages
from cloudsense.web.state.app_options import AppOptions

KEPT_APART = (
    "Cached data, payments and the spending limit are per account. Budgets are per payer: check "
    "them."
)


class Place(Protocol):
    """What is needed of a payer: its ledger and its options."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def options(self) -> AppOptions: ...


def account_changes(places: Iterable[Place]) -> list[Node]:
    """Return a message for each payer whose account, as AWS STS reports it, has changed since
    CloudSense started. A single payer gets none: the header shows its account."""
    return [note for place in places for note in _change(place)]


def _change(place: Place) -> list[Node]:
    session, options = place.ledger.session, place.options
    now, before = session.identity, session.before
    if now is None or before is None or not options.payer:
        return []
    number = formatting.account(now.account, options.hide_account)
    was = formatting.account(before.account, options.hide_account)
    said = f"{options.payer_name}: the credentials changed from account {was} to {number}."
    remedy = "If that is not intended, correct the profile or role, and start CloudSense again."
    return [messages.note(said, KEPT_APART, remedy, kind="stale")]

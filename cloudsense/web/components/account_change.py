"""That the credentials of a payer lead to another account than before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from cloudsense import formatting
from cloudsense.figures.nodes import Node
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import messages
from cloudsense.web.components.footer import AppOptions

KEPT_APART = (
    "Costs of the two are not mixed: cached data, payments and the spending limit are kept by "
    "account. Budgets are kept by payer: check them."
)


class Place(Protocol):
    """Where a payer is asked, and how it is shown."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def options(self) -> AppOptions: ...


def account_changes(places: Iterable[Place]) -> list[Node]:
    """A message for each payer of which AWS STS has named another account since CloudSense
    started."""
    return [note for place in places for note in _change(place)]


def _change(place: Place) -> list[Node]:
    session, options = place.ledger.session, place.options
    now, before = session.identity, session.before
    if now is None or before is None:
        return []
    numbers = [formatting.account(each.account, options.hide_account) for each in (now, before)]
    whose = f"{options.payer_name}: the" if options.payer else "The"
    said = f"{whose} credentials now lead to account {numbers[0]}; before, it was {numbers[1]}."
    remedy = "If that is not intended, correct the profile or role, and start CloudSense again."
    return [messages.note(said, KEPT_APART, remedy, kind="stale")]

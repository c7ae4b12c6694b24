"""What the page's buttons do: look at AWS again, try everything afresh, and what is ordered on the Data page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.queries.reader import read
from cloudsense.web.state import ids
from cloudsense.web.state.references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Page, Selection

Action = Literal["renew", "forget", "history"]
ACTIONS = get_args(Action)
FIELDS = {"do": str, "question": str, "month": str, "at": int}


@dataclass(frozen=True)
class Order:
    """What a button of the Data page asks for: of one month of one question, or of all history."""

    do: str
    question: str
    month: str
    at: int
    """Milliseconds, so that the same order can be given twice."""

    @classmethod
    def parse(cls, value: object) -> Order | None:
        """The order that the page sent, or None if it is none."""
        if not isinstance(value, dict) or value.keys() != FIELDS.keys() or value["do"] not in ACTIONS:
            return None
        return cls(**value) if all(isinstance(value[name], kind) for name, kind in FIELDS.items()) else None


def carry_out(
    ledger: Ledger,
    button: str,
    search: str,
    ordered: object = None,
    references: AccountReferences = PLAIN,
) -> None:
    """`update`: buy the open months of what `search` shows again. `retry`: forget failures and credentials.

    `order`: do what is `ordered`. What comes of it is seen when the page is read again.
    """
    if button == ids.RETRY:
        ledger.retry()
    elif button == ids.ORDER:
        if order := Order.parse(ordered):
            _fill(ledger, order, references)
    elif button == ids.UPDATE:
        _update(ledger, search, references)


def _update(ledger: Ledger, search: str, references: AccountReferences) -> None:
    try:
        selection, _ = Selection.lenient(search, references)
        reading = read(ledger, selection, patience=0) if selection.page is Page.OVERVIEW else None
    except CloudSenseError:
        ledger.retry()
        return
    if reading:
        ledger.update(reading.asked)


def _fill(ledger: Ledger, order: Order, references: AccountReferences) -> None:
    """Only what the inventory lists can be renewed or forgotten: nobody buys by it what was not bought before."""
    inventory = ledger.inventory()
    if inventory is None:
        return
    if order.do == "history":
        ledger.update_history()
    elif kept := inventory.find(order.question, order.month, references.question):
        (ledger.renew if order.do == "renew" else ledger.forget)(kept)

"""What buttons do: refresh what is shown, try again after a failure, refresh or delete cached data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.registry import find
from cloudsense.web.state.references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

Action = Literal["ask", "update", "retry", "renew", "forget", "history"]
"""`ask` does nothing but read the page again, now that a person has agreed to its price."""
ACTIONS = get_args(Action)
OPTIONAL = ("question", "month")


@dataclass(frozen=True)
class Order:
    """What a button asks for: `renew` and `forget` are about one month of one query."""

    do: Action
    question: str = ""
    month: str = ""

    @classmethod
    def parse(cls, value: object) -> Order | None:
        """The order that the page sent, `{do, question?, month?, at}`; None if it is none."""
        if not isinstance(value, dict) or value.get("do") not in ACTIONS:
            return None
        given = {name: text for name, text in value.items() if name != "at"}
        return cls(**given) if _is_complete(value, given) else None


UPDATE = Order("update")


def _is_complete(value: Mapping[str, object], given: Mapping[str, object]) -> bool:
    """`at`, in milliseconds, makes the same order another one when it is given twice."""
    known = given.keys() <= {"do", *OPTIONAL}
    return known and type(value.get("at")) is int and all(isinstance(v, str) for v in given.values())


def carry_out(ledger: Ledger, order: Order, search: str, references: AccountReferences = PLAIN) -> None:
    """Does it; what comes of it is seen when the page is read again."""
    match order.do:
        case "update":
            _update(ledger, search, references)
        case "retry":
            ledger.retry()
        case "history":
            ledger.update_history()
        case "renew" | "forget":
            _change_month(ledger, order, references)


def _update(ledger: Ledger, search: str, references: AccountReferences) -> None:
    """Buys the open months of what `search` shows again."""
    try:
        selection, _ = Selection.lenient(search, references)
        answers = find(selection.page).read(ledger, selection, 0, None)
    except CloudSenseError:
        ledger.retry()
        return
    if answers and answers.asked:
        ledger.update(answers.asked)


def _change_month(ledger: Ledger, order: Order, references: AccountReferences) -> None:
    """Only what the inventory lists: nobody buys by it what was not bought before."""
    inventory = ledger.inventory()
    kept = inventory and inventory.find(order.question, order.month, references.question)
    if not kept:
        return
    change = ledger.renew if order.do == "renew" else ledger.forget
    change(kept)

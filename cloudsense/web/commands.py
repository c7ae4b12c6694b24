"""What buttons do: refresh what is shown, try again after a failure, refresh or delete cached
data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.budgets import commands as budget_commands
from cloudsense.web.pages.budgets.form import LONGEST as LONGEST_FORM
from cloudsense.web.pages.registry import find
from cloudsense.web.state.references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

BudgetAction = Literal["save-budget", "remove-budget", "test-alerts"]
Action = Literal["ask", "update", "retry", "renew", "forget", "history"] | BudgetAction
"""`ask` does nothing but read the page again, now that a person has agreed to its price."""
BUDGET_ACTIONS = get_args(BudgetAction)
ACTIONS = (*get_args(get_args(Action)[0]), *BUDGET_ACTIONS)
OPTIONAL = ("question", "month", "form")


@dataclass(frozen=True)
class Command:
    """What a button asks for. `renew` and `forget` concern one month of one query."""

    do: Action
    question: str = ""
    month: str = ""
    form: str = ""
    """Of a budget, as JSON."""

    @classmethod
    def parse(cls, value: object) -> Command | None:
        """The command that the page sent, `{do, question?, month?, form?, at}`; None if it is
        invalid."""
        if not isinstance(value, dict) or value.get("do") not in ACTIONS:
            return None
        given = {name: text for name, text in value.items() if name != "at"}
        return cls(**given) if _is_complete(value, given) else None


UPDATE = Command("update")


def _is_complete(value: Mapping[str, object], given: Mapping[str, object]) -> bool:
    """`at`, in milliseconds, tells two clicks on the same button apart."""
    if type(value.get("at")) is not int:
        return False
    if not given.keys() <= {"do", *OPTIONAL}:
        return False
    if not all(isinstance(text, str) for text in given.values()):
        return False
    return len(str(given.get("form", ""))) <= LONGEST_FORM


def run(
    ledger: Ledger,
    command: Command,
    search: str,
    references: AccountReferences = PLAIN,
) -> None:
    """Starts what a button asks for. The result shows when the page is read again."""
    match command.do:
        case "update":
            _update(ledger, search, references)
        case "retry":
            ledger.retry()
        case "history":
            ledger.update_history()
        case "renew" | "forget":
            _change_month(ledger, command, references)
        case "save-budget" | "remove-budget" | "test-alerts":
            budget_commands.run(ledger, command.do, command.form, references)


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


def _change_month(ledger: Ledger, command: Command, references: AccountReferences) -> None:
    """Only a month that the inventory lists: a forged command buys nothing new."""
    inventory = ledger.inventory()
    if inventory is None:
        return
    month = inventory.find(command.question, command.month, references.question)
    if not month:
        return
    change = ledger.renew if command.do == "renew" else ledger.forget
    change(month)

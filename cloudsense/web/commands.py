"""What each button does."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from cloudsense.costs.anomalies.remarks import LONGEST_NOTE
from cloudsense.costs.dimension import Kind
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.insight import remarks
from cloudsense.insight.reports import renew_reports, with_reports
from cloudsense.insight.watch import watch
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.budgets import commands as budget_commands
from cloudsense.web.pages.budgets.form import LONGEST as LONGEST_FORM
from cloudsense.web.pages.explore import commands as view_commands
from cloudsense.web.pages.explore.commands import VIEW_ACTIONS, ViewAction
from cloudsense.web.pages.registry import page_of
from cloudsense.web.queries.aws_forecast import forecast_question
from cloudsense.web.queries.hourly import ask_for_hours, hourly_question
from cloudsense.web.queries.known_keys import KINDS, list_question
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.queries.questions import choice_of
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

BudgetAction = Literal["save-budget", "remove-budget", "test-alerts"]
RemarkAction = Literal[
    "mute-anomaly",
    "mute-series",
    "mute-pattern",
    "aws-anomalies",
    "no-aws-anomalies",
    "add-note",
    "add-day-note",
    "remove-remark",
]
CostAction = Literal[
    "ask", "update", "retry", "renew", "forget", "history", "forecast", "find-keys"
]
"""Commands about costs. `ask` reads the page again after the person agreed to its price, and buys
the hours that the page shows."""
Action = CostAction | RemarkAction | BudgetAction | ViewAction
BUDGET_ACTIONS = get_args(BudgetAction)
ACTIONS = (*get_args(CostAction), *get_args(RemarkAction), *BUDGET_ACTIONS, *VIEW_ACTIONS)
OPTIONAL = ("question", "month", "text", "author", "form")
LONGEST = 4 * LONGEST_NOTE
"""Most characters of a note in a request."""
MOST_LETTERS = {"text": LONGEST, "author": LONGEST, "form": LONGEST_FORM}
"""Characters of the texts that a person types. The page makes the others."""


@dataclass(frozen=True)
class Command:
    """What a button asks for.

    The `question` is a query (`renew` and `forget` concern one month of it), or the id of an
    anomaly, a mute or a note, or a day.
    """

    do: Action
    question: str = ""
    month: str = ""
    text: str = ""
    """The text of a note, the day until which a series is muted, or the name of a view."""
    author: str = ""
    """The author of a note."""
    form: str = ""
    """The form of a budget, as JSON."""

    @classmethod
    def parse(cls, value: object) -> Command | None:
        """Parse `{do, question?, month?, form?, text?, author?, at}`; None if it is invalid."""
        if not isinstance(value, dict) or value.get("do") not in ACTIONS:
            return None
        given = dict(value)
        # Milliseconds: two clicks on the same button differ.
        clicked_at = given.pop("at", None)
        if type(clicked_at) is not int or not _is_valid(given):
            return None
        return cls(**given)


UPDATE = Command("update")


def _is_valid(given: Mapping[str, object]) -> bool:
    """Whether all values are strings of an allowed length."""
    if not given.keys() <= {"do", *OPTIONAL}:
        return False
    for name, text in given.items():
        if not isinstance(text, str):
            return False
        most = MOST_LETTERS.get(name)
        if most is not None and len(text) > most:
            return False
    return True


def run(
    ledger: Ledger,
    command: Command,
    search: str,
    references: AccountReferences = PLAIN,
) -> None:
    """Start what a button asks for. The result is shown when the page is read again."""
    match command.do:
        case "update":
            _update(ledger, search, references)
        case "retry":
            ledger.retry()
        case "history":
            ledger.update_history()
        case "find-keys":
            if command.question in KINDS:
                ledger.value_lists.ask(list_question(ledger, Kind(command.question)))
        case "renew" | "forget":
            _change_month(ledger, command, references)
        case "save-budget" | "remove-budget" | "test-alerts":
            budget_commands.run(ledger, command.do, command.form, references)
        case "save-view" | "remove-view":
            view_commands.run(ledger, command.do, command.text, search, references)
        case _:
            with suppress(CloudSenseError):  # the page shows failures
                selection, _ = Selection.lenient(search, references)
                _run_at(ledger, command, selection)


def _run_at(ledger: Ledger, command: Command, selection: Selection) -> None:
    """Buy what the page of `selection` offers, or change mutes and notes."""
    today = ledger.clock().date()
    match command.do:
        case "forecast":
            forecast = forecast_question(ledger, selection, today)
            if forecast:
                ledger.forecasts.ask(forecast)
        case "ask":
            period = choice_of(ledger, selection, today).period
            hours = hourly_question(ledger, selection, period, today)
            if hours:
                ask_for_hours(ledger, hours)
        case "remove-remark":
            remarks.remove(ledger, command.question)
        case "add-day-note":
            day = _day(command.question)
            remarks.add_day_note(ledger, day, command.text, command.author)
        case "aws-anomalies" | "no-aws-anomalies":
            remarks.switch_aws(ledger, command.do == "aws-anomalies")
        case _:
            _remark(ledger, command, selection)


def _update(ledger: Ledger, search: str, references: AccountReferences) -> None:
    """Buy the open months of what `search` shows again."""
    try:
        selection, _ = Selection.lenient(search, references)
        answers = page_of(selection).read(ledger, selection, Terms(patience=0))
    except CloudSenseError:
        ledger.retry()
        return
    if answers and answers.asked:
        ledger.update(answers.asked)
    if getattr(answers, "pages_besides", 0):
        renew_reports(ledger, remarks.remarks_of(ledger))


def _change_month(ledger: Ledger, command: Command, references: AccountReferences) -> None:
    """Refresh or delete a month that the inventory lists. A forged command buys nothing new."""
    inventory = ledger.inventory()
    if inventory is None:
        return
    month = inventory.find(command.question, command.month, references.question)
    if not month:
        return
    change = ledger.reload_month if command.do == "renew" else ledger.forget
    change(month)


def _day(text: str) -> date:
    """Parse a date. Raises AddressError if the text is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AddressError("That is not a date.", remedy="Choose a day.") from None


def _remark(ledger: Ledger, command: Command, selection: Selection) -> None:
    """Mute a listed anomaly, or add a note to it."""
    seen = watch(ledger, selection.metric, selection.gates.percent)
    if seen is None:
        return
    every = with_reports(ledger, seen, remarks.remarks_of(ledger))
    found = every.find(command.question)
    if found is None:
        return
    anomaly, _ = found
    match command.do:
        case "mute-anomaly":
            remarks.mute_anomaly(ledger, anomaly)
        case "mute-series":
            until = _day(command.text) if command.text else None
            remarks.mute_series(ledger, anomaly, until)
        case "mute-pattern":
            remarks.mute_pattern(ledger, anomaly)
        case "add-note":
            remarks.add_note(ledger, anomaly, command.text, command.author)

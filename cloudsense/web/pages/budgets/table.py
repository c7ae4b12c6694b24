"""List of budgets as a table and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from cloudsense import formatting
from cloudsense.alerts import sentences
from cloudsense.alerts.check import Judged
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.costs.names import visible
from cloudsense.figures.budget_bar import budget_bar
from cloudsense.figures.sheet import Cell as FileCell
from cloudsense.figures.sheet import FileColumn, FileTable, Kind, OwnText
from cloudsense.figures.table_data import (
    Cell,
    Column,
    TableData,
    TableRow,
    TableState,
    arranged,
)
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.budgets import words
from cloudsense.web.pages.budgets.answers import BudgetAnswers
from cloudsense.web.pages.download import Download, source_notes
from cloudsense.web.state import table_parameters
from cloudsense.web.state.selection import Selection

COLUMNS = (
    Column(key="name", title="Budget", kind="name", narrow="first"),
    Column(key="used", title="Used", kind="bar", narrow="first"),
    Column(key="spent", title="Spent", kind="change"),
    Column(key="projected", title="Projected", kind="money"),
    Column(
        key="state", title="State", kind="change", narrow="second", hint="By projected − amount"
    ),
)
FILE = (
    FileColumn("budget", "Budget"),
    FileColumn("counts", "Counts"),
    FileColumn("period", "Period"),
    FileColumn("currency", "Currency"),
    FileColumn("amount", "Amount", Kind.AMOUNT),
    FileColumn("spent", "Spent", Kind.AMOUNT),
    FileColumn("used_percent", "Used", Kind.RATIO),
    FileColumn("projected", "Projected", Kind.AMOUNT),
    FileColumn("state", "State"),
    FileColumn("crosses", "Crosses"),
)


def rows(answers: BudgetAnswers, context: ViewContext) -> list[TableRow]:
    """Return a row for each budget, in the order of the file. Of several payers it begins with the
    payer, and opens the budget there."""
    found = []
    for payer, own in answers.by_payer.items():
        here = answers.selection
        if payer:
            here = replace(here, payer=context.options.address_of(payer))
        for judged in own.listed:
            row = _row(own, judged, here, context.options.hide_account)
            named = of_payer(payer, row["name"])
            found.append(TableRow({**row, "id": of_payer(payer, row["id"]), "name": named}))
    return found


def of_payer(payer: str, name: str) -> str:
    """Return the name of a budget; of several payers, `acme › Databases`."""
    return f"{visible(payer)} › {name}" if payer else name


def address(selection: Selection, name: str) -> str:
    """Return the address of the page with this budget chosen."""
    kept = Selection(
        listed=selection.listed, payer=selection.payer, references=selection.references
    )
    return replace(kept, page="budgets", name=name).search


def _row(answers: BudgetAnswers, judged: Judged, here: Selection, hide_account: bool) -> TableRow:
    budget = judged.budget
    scope = sentences.scope(budget, hide_account)
    return TableRow(
        id=budget.name,
        name=visible(budget.name),
        note=f"{scope}; set with --budget" if answers.sets(budget) else scope,
        href=address(here, budget.name),
        cells=_cells(judged),
    )


def _cells(judged: Judged) -> dict[str, Cell]:
    standing = judged.standing
    if standing is None:
        amount = f"of {judged.budget.amount}"
        return {
            "used": Cell(text="", sort=None, fraction=0.0),
            "spent": Cell(text="", sort=None, percent=amount),
            "projected": Cell(text="", sort=None),
            "state": Cell(text="not known" if judged.problem else "loading", sort=None),
        }
    cost = formatting.money(standing.spent, standing.currency)
    amount = f"of {sentences.amount(standing)}"
    return {
        "used": budget_bar(
            standing.limit,
            standing.spent,
            standing.used,
            standing.projected,
            standing.state,
        ),
        "spent": Cell(text=cost, sort=standing.spent, percent=amount),
        "projected": _projected(standing),
        "state": _state(standing),
    }


def state_of(standing: Standing) -> str:
    """Return `exceeded on Nov 22`, `crosses on Nov 28`, or `on track`."""
    return sentences.crossing(standing) or "on track"


def _projected(standing: Standing) -> Cell:
    if standing.projected is None:
        return Cell(text="", sort=None)
    text = formatting.rough_money(standing.projected, standing.currency)
    return Cell(text=text, sort=standing.projected)


def _state(standing: Standing) -> Cell:
    """Return the state as a cell. It is red if the budget is or will be exceeded."""
    over = words.over_by(standing)
    text = ""
    if over is not None:
        sign = "+" if over > 0 else ""
        text = f"{sign}{formatting.rough_money(over, standing.currency)}"
    state = state_of(standing)
    role = "same" if standing.state is State.WITHIN else "up"
    return Cell(text=text, sort=over, percent=state, role=role)


def download(answers: BudgetAnswers, state: TableState, context: ViewContext) -> Download:
    """Return the budgets of the table, in its order. Raises AddressError."""
    hide = context.options.hide_account
    table_parameters.check(state, [column["key"] for column in COLUMNS])
    shown = TableData(COLUMNS, tuple(rows(answers, context)))
    lines = []
    for payer, own in answers.by_payer.items():
        start = [payer] if payer else []
        lines += [[*start, *_line(each, hide)] for each in own.listed]
    columns = (FileColumn("payer", "Payer"), *FILE) if answers.payers else FILE
    midnight = datetime.combine(answers.today, time(), UTC)
    made = max((snapshot.fetched_at for snapshot in answers.snapshots), default=midnight)
    return Download(
        f"budgets-{answers.today}",
        "Budgets",
        FileTable(columns, [lines[n] for n in arranged(shown, state)]),
        source_notes(answers.selection, made),
        made,
    )


def _line(judged: Judged, hide_account: bool) -> Sequence[FileCell]:
    budget, standing = judged.budget, judged.standing
    scope = sentences.scope(budget, hide_account)
    if standing is None:
        amount = float(budget.amount.value)
        counted = [budget.name, scope, budget.every.value, "", amount]
        return [*counted, None, None, None, "not known", None]
    return [
        budget.name,
        scope,
        OwnText(sentences.period_of(standing)),
        standing.currency,
        standing.limit,
        standing.spent,
        standing.used,
        standing.projected,
        standing.state.value,
        standing.crosses,
    ]

"""File of the accounts: every row of the table, in its order."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown, sheet
from cloudsense.figures.cost_file import cost_file
from cloudsense.figures.sheet import Cell, FileColumn, FileTable
from cloudsense.figures.table_data import TableState, arranged
from cloudsense.web.pages.accounts.answers import AccountsAnswers
from cloudsense.web.pages.accounts.view import AccountsView
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import Download, notes_of, search_notes
from cloudsense.web.state import table_parameters

NAMES = 2
"""Number of columns that name an account: id and name."""


def download(answers: AccountsAnswers, state: TableState, context: ViewContext) -> Download:
    """Return the rows of the table, sorted and searched as in `state`."""
    view = AccountsView(answers, context)
    costs, shown = view.costs, view.table
    if shown.rows:
        table_parameters.check(state, [column["key"] for column in shown.columns])
    rows = [costs.listed[n] for n in arranged(shown, state)]
    hide = context.options.hide_account
    values = [row.name for row in costs.rows]
    names = sheet.names(Dimension.ACCOUNT, values, answers.accounts, hide, {})
    total = breakdown.total(costs.table, costs.comparison)
    table = cost_file(rows, total, names, Dimension.ACCOUNT, view.currency)
    if answers.units:
        units = [answers.units.get(row.name, "") for row in rows]
        table = _with_column(table, FileColumn("organizational_unit", "Organizational unit"), units)
    if answers.payers:
        of_rows = [answers.payers.get(row.name, ()) for row in rows]
        payers = list(map(", ".join, of_rows))
        table = _with_column(table, FileColumn("payer", "Payer"), payers)
    made = min(snapshot.fetched_at for snapshot in answers.parts)
    period = answers.choice.period
    name = f"accounts-{period.start}-{period.last}"
    before = ("Compared with", formatting.days(answers.compared.before))
    compared = (before,) if view.costs.comparison else ()
    notes = (
        *notes_of(answers.selection, period, made, *compared),
        *(("Note", note) for note in view.words.notes),
        *search_notes(state, hide),
    )
    return Download(name, "Accounts", table, notes, made)


def _with_column(table: FileTable, column: FileColumn, texts: Sequence[str]) -> FileTable:
    """Insert a column after the name of the account."""
    columns = list(table.columns)
    columns.insert(NAMES, column)
    lines = list(map(_with_cell, table.lines, texts))
    return FileTable(columns, lines, _with_cell(table.total, ""))


def _with_cell(line: Sequence[Cell], text: str) -> list[Cell]:
    found = list(line)
    found.insert(NAMES, text)
    return found

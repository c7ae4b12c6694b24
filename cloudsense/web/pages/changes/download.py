"""File of the changes: the rows of the table, in its order."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.figures import change_table, sheet
from cloudsense.figures.table_data import TableState, arranged
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.changes.answers import ChangesAnswers
from cloudsense.web.pages.changes.view import ChangesView
from cloudsense.web.pages.download import Download, notes_of, search_notes
from cloudsense.web.state import table_parameters


def download(answers: ChangesAnswers, state: TableState, context: ViewContext) -> Download:
    """Return the rows of the table, sorted and searched as in `state`."""
    if answers.questions.refused:
        raise answers.questions.refused
    view = ChangesView(answers, context)
    hide = context.options.hide_account
    shown = view.whole_table
    if shown.rows:
        table_parameters.check(state, [column["key"] for column in shown.columns])
    listed = view.listed
    items = [listed[n] for n in arranged(shown, state)]
    values = [item.name for item in listed]
    names = sheet.names(view.by, values, answers.accounts, hide, answers.all_spellings)
    table = change_table.change_file(items, view.changes, names, view.by, view.currency)
    made = min(snapshot.fetched_at for snapshot in answers.parts)
    compared = ("Compared with", formatting.days(answers.compared.before))
    notes = (
        *notes_of(answers.selection, answers.compared.period, made, compared),
        *(("Note", note) for note in view.words.notes),
        *search_notes(state, hide),
    )
    return Download(_name(answers), "Changes", table, notes, made)


def _name(answers: ChangesAnswers) -> str:
    """Return `changes-service-2026-10-01-2026-10-31`."""
    by = formatting.slug(answers.focus.by)
    period = answers.compared.period
    return f"changes-{by}-{period.start}-{period.last}"

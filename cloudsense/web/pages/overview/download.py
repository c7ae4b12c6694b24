"""File of the breakdown: the rows of the table, in its order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.query import Dimension, Filter
from cloudsense.figures import breakdown, sheet
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.cost_file import cost_file
from cloudsense.figures.sheet import FileColumn, FileTable, Kind
from cloudsense.figures.table_data import TableState, arranged
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import Download, notes_of, search_notes
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.state import table_parameters
from cloudsense.web.state.labels import Labels

LONGEST_NAME = 100
"""Most characters for the filters in a file name."""


def download(answers: OverviewAnswers, state: TableState, context: ViewContext) -> Download:
    """Return the rows of the breakdown, sorted and searched as in `state`."""
    by, snapshot = answers.focus.by, answers.snapshot
    hide_account = context.options.hide_account
    labels = Labels(answers.accounts, hide_account, answers.known_values)
    style = RowStyle(snapshot.currency, labels.of(by), answers.billed_as)
    shown = breakdown.table(answers.listed, answers.table, answers.comparison, by, style)
    columns = breakdown.columns_of(by, answers.table.period, answers.comparison)
    table_parameters.check(state, [column["key"] for column in columns])
    rows = [answers.listed[n] for n in arranged(shown, state)]
    values = [row.name for row in answers.listed]
    names = sheet.names(by, values, labels.accounts, hide_account, answers.all_spellings)
    total = breakdown.total(answers.table, answers.comparison)
    table = cost_file(rows, total, names, by, snapshot.currency)
    made = snapshot.fetched_at
    notes = (
        *notes_of(answers.selection, answers.choice.period, made),
        *search_notes(state, hide_account),
    )
    return Download(file_name(answers, labels), "Costs", table, notes, made)


def more_tables(answers: OverviewAnswers, context: ViewContext) -> Sequence[tuple[str, FileTable]]:
    """Return the data of the other panels as tables. Raises Waiting while it is loading."""
    if answers.selection.filters:
        return ()
    tables = {
        Dimension.FAMILY: answers.families,
        Dimension.CHARGE_TYPE: answers.charge_types,
    }
    cost = FileColumn("cost", "Cost", Kind.AMOUNT)
    found = []
    for by, table in tables.items():
        title = formatting.dimension(by)
        columns = FileColumn(by.value, title), cost
        listed = table.listed
        names = map(context.labels.of(by), listed.names)
        lines = list(zip(names, listed.totals.tolist(), strict=True))
        if lines:
            found.append((title, FileTable(columns, lines)))
    return found


def file_name(answers: OverviewAnswers, labels: Labels) -> str:
    """Return `region-rds-2026-10-29-2026-11-27`: grouping, filters and period."""
    names = [_plain(labels, rule) for rule in answers.selection.filters]
    chosen = "-".join(names)[:LONGEST_NAME].strip("-")
    period = answers.choice.period
    by = formatting.slug(answers.focus.by)
    days = f"{period.start}-{period.last}"
    return "-".join(filter(None, [by, chosen, days]))


def _plain(labels: Labels, rule: Filter) -> str:
    """Write a filter in letters and digits that are valid in file names everywhere."""
    decomposed = unicodedata.normalize("NFKD", labels.chosen(rule))
    letters = decomposed.encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return name or formatting.slug(rule.dimension)

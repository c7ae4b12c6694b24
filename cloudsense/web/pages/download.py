"""Types of downloads, and what pages have in common about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cloudsense import formatting
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import Period
from cloudsense.figures import sheet
from cloudsense.figures.sheet import FileTable
from cloudsense.figures.table_data import TableState
from cloudsense.figures.workbook import Sheet, workbook
from cloudsense.web.state.selection import Selection

Note = tuple[str, str]
"""A line above the table of an XLSX: a label and a text."""


class FileFormat(StrEnum):
    """File formats of a table."""

    CSV = "csv"
    XLSX = "xlsx"


def files_of(selection: Selection) -> dict[str, str]:
    """Return the addresses of the page's table as a file, by format."""
    search = selection.search
    return {form: f"costs.{form}{search}" for form in ("csv", "xlsx")}


@dataclass(frozen=True)
class PageFile:
    """A file with its name."""

    name: str
    form: str
    """Format and extension: `csv`, `xlsx` or `html`."""
    content: str | bytes


@dataclass(frozen=True)
class Download:
    """A table, and texts for its file."""

    name: str
    """Name of the file, without `cloudsense-` and the extension."""
    sheet: str
    table: FileTable
    notes: tuple[Note, ...]
    """Lines above the table in an XLSX."""
    made: datetime

    def content(self, form: FileFormat) -> str | bytes:
        if form is FileFormat.XLSX:
            return workbook([self.as_sheet], self.made)
        return sheet.MARK + sheet.csv_text(self.table)

    @property
    def as_sheet(self) -> Sheet:
        return Sheet(self.sheet, self.table, self.notes)


def metric_note(selection: Selection) -> Note:
    """Name the metric: `net unblended, usage only`."""
    metric = selection.metric.value.replace("-", " ")
    charges = "usage only" if selection.charges is Charges.USAGE else "all charges"
    return "Metric", f"{metric}, {charges}"


def notes_of(
    selection: Selection, period: Period, fetched: datetime, *compared: Note
) -> tuple[Note, ...]:
    """Say what the costs are of, and when they were loaded."""
    days = ("Period", formatting.days(period))
    return days, *compared, metric_note(selection), *source_notes(selection, fetched)


def source_notes(selection: Selection, fetched: datetime) -> tuple[Note, Note]:
    """Say when the data was loaded, and at which address it is shown."""
    as_of = f"{fetched:%Y-%m-%d %H:%M} UTC"
    return ("As of", as_of), ("Address", selection.search)


def search_notes(state: TableState, hide_account: bool) -> tuple[Note, ...]:
    """Say what the rows were searched for, if they were."""
    if not state.find:
        return ()
    find = formatting.without_ids(state.find, hide_account)
    return (("Search", f"{find} (the total is of all rows)"),)

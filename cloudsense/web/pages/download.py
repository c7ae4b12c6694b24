"""What a page can be downloaded as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cloudsense.figures import sheet
from cloudsense.figures.sheet import FileTable
from cloudsense.figures.workbook import workbook


class FileFormat(StrEnum):
    """What a table can be downloaded as."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Download:
    """A table, and what a file says of it."""

    name: str
    """Of the file, without `cloudsense-` and its ending."""
    sheet: str
    table: FileTable
    notes: tuple[tuple[str, str], ...]
    """What stands above the table in an XLSX."""
    made: datetime

    def content(self, form: FileFormat) -> str | bytes:
        if form is FileFormat.XLSX:
            return workbook(self.sheet, self.table, self.notes, self.made)
        return sheet.MARK + sheet.csv_text(self.table)

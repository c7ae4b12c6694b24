"""Lines as XLSX: numbers are numbers, and texts are texts whatever they look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cloudsense.costs.names import visible
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind

OPTIONS = {
    # No files in between: a container's file system may be read-only.
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS = {Kind.TEXT: "@", Kind.AMOUNT: "#,##0.00", Kind.RATIO: "0.0%"}
NARROWEST, WIDEST = 10, 60
"""Characters of a column."""

Notes = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Styles:
    cells: dict[Kind, Format]
    total: dict[Kind, Format]
    head: dict[Kind, Format]
    bold: Format

    @classmethod
    def of(cls, book: Workbook) -> _Styles:
        bold = book.add_format({"bold": True})
        styles = cls(cells={}, total={}, head={}, bold=bold)
        for kind, shown in FORMATS.items():
            styles.cells[kind] = book.add_format({"num_format": shown})
            styles.total[kind] = _bold(book, kind, num_format=shown, top=1)
            styles.head[kind] = _bold(book, kind, bottom=1)
        return styles


def _bold(book: Workbook, kind: Kind, **more: Any) -> Format:
    side = "left" if kind is Kind.TEXT else "right"
    return book.add_format({"bold": True, "align": side, **more})


def workbook(name: str, table: FileTable, notes: Notes, made: datetime) -> bytes:
    """A file of one sheet: `notes` such as the period, then the table, its total last."""
    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"created": made})
        styles = _Styles.of(book)
        sheet = book.add_worksheet(name)
        for row, (title, text) in enumerate(notes):
            sheet.write_string(row, 0, title, styles.bold)
            sheet.write_string(row, 1, visible(text))
        _write(sheet, table, len(notes) + 1, styles)
    return file.getvalue()


def _write(sheet: Worksheet, table: FileTable, head: int, styles: _Styles) -> None:
    """The table, with its titles in the row `head`, which stays in view."""
    for place, column in enumerate(table.columns):
        sheet.write_string(head, place, column.title, styles.head[column.kind])
        sheet.set_column(place, place, _width(table, place))
    for row, line in enumerate(table.lines, head + 1):
        _line(sheet, row, line, table.columns, styles.cells)
    last = head + len(table.lines)
    if table.total:
        _line(sheet, last + 1, table.total, table.columns, styles.total)
    sheet.freeze_panes(head + 1, 1)
    sheet.autofilter(head, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(head)


def _line(
    sheet: Worksheet,
    row: int,
    line: Sequence[Cell],
    columns: Sequence[FileColumn],
    formats: dict[Kind, Format],
) -> None:
    for place, (column, value) in enumerate(zip(columns, line, strict=True)):
        form = formats[column.kind]
        match value:
            case None:
                sheet.write_blank(row, place, None, form)
            case str():
                sheet.write_string(row, place, visible(value), form)
            case date():
                sheet.write_string(row, place, value.isoformat(), form)
            case float() | int() | Decimal():
                sheet.write_number(row, place, float(value), form)


def _width(table: FileTable, place: int) -> int:
    """As wide as the longest text; an amount is shown with two decimals."""
    column = table.columns[place]
    lines = [*table.lines, *([table.total] if table.total else [])]
    texts = [_shown(line[place]) for line in lines]
    longest = max(map(len, [column.title, *texts]))
    return min(max(longest + 2, NARROWEST), WIDEST)


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str | date) else f"{value:,.2f}"

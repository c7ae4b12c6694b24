"""Tables as XLSX files, with typed cells: numbers, days and texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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
    # XlsxWriter uses memory instead of temporary files: a container's file system may be read-only.
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORMATS = {Kind.TEXT: "@", Kind.AMOUNT: "#,##0.00", Kind.RATIO: "0.0%"}
A_DAY = "yyyy-mm-dd"
NARROWEST, WIDEST = 10, 60
"""Narrowest and widest column in characters."""
LONGEST_NAME = 31
"""Most characters that Excel allows in a sheet's name."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
RESERVED = "history"

Notes = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """Sheet with `notes`, such as the period, then the table and its total."""

    name: str
    table: FileTable
    notes: Notes


@dataclass(frozen=True)
class _Styles:
    cells: dict[Kind, Format]
    total: dict[Kind, Format]
    head: dict[Kind, Format]
    bold: Format
    day: Format

    @classmethod
    def of(cls, book: Workbook) -> _Styles:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": A_DAY, "align": "left"})
        cells, total, head = {}, {}, {}
        for kind, shown in FORMATS.items():
            number = {"num_format": shown}
            cells[kind] = book.add_format(number)
            total[kind] = _bold(book, kind, top=1, **number)
            head[kind] = _bold(book, kind, bottom=1)
        return cls(cells, total, head, bold, day)


def _bold(book: Workbook, kind: Kind, **more: Any) -> Format:
    side = "left" if kind is Kind.TEXT else "right"
    return book.add_format({"bold": True, "align": side, **more})


def workbook(sheets: Sequence[Sheet], made: datetime) -> bytes:
    """XLSX file with these sheets, in their order."""
    file = BytesIO()
    names: list[str] = []
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"created": made})
        styles = _Styles.of(book)
        for sheet in sheets:
            names.append(sheet_name(sheet.name, names))
            _add(book.add_worksheet(names[-1]), sheet, styles)
    return file.getvalue()


def sheet_name(title: str, taken: Collection[str]) -> str:
    """Sheet name that Excel accepts: different from those in `taken`, ignoring case."""
    words = FORBIDDEN.sub(" ", visible(title)).split()
    plain = " ".join(words).strip(" '") or "Sheet"
    used = {RESERVED, *(name.lower() for name in taken)}
    name = _cut(plain, LONGEST_NAME)
    number = 1
    while name.lower() in used:
        number += 1
        ending = f" ({number})"
        name = _cut(plain, LONGEST_NAME - len(ending)) + ending
    return name


def _cut(text: str, length: int) -> str:
    """Text cut to a number of UTF-16 units, as Excel counts."""
    units = text.encode("utf-16-le")[: 2 * length]
    return units.decode("utf-16-le", "ignore").strip(" '")


def _add(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for row, (title, text) in enumerate(sheet.notes):
        page.write_string(row, 0, title, styles.bold)
        page.write_string(row, 1, visible(text))
    head = len(sheet.notes) + 1
    _write(page, sheet.table, head, styles)


def _write(sheet: Worksheet, table: FileTable, head: int, styles: _Styles) -> None:
    """Writes the table; its titles are in the row `head`, which stays visible."""
    columns = table.columns
    for place, column in enumerate(columns):
        form = styles.head[column.kind]
        sheet.write_string(head, place, column.title, form)
        sheet.set_column(place, place, _width(table, place))
    first = head + 1
    for row, line in enumerate(table.lines, first):
        _line(sheet, row, line, columns, styles.cells, styles.day)
    after = first + len(table.lines)
    if table.total:
        _line(sheet, after, table.total, columns, styles.total, styles.day)
    sheet.freeze_panes(first, 1)
    sheet.autofilter(head, 0, after - 1, len(columns) - 1)
    sheet.repeat_rows(head)


def _line(
    sheet: Worksheet,
    row: int,
    line: Sequence[Cell],
    columns: Sequence[FileColumn],
    formats: dict[Kind, Format],
    day: Format,
) -> None:
    for place, column in enumerate(columns):
        value = line[place]
        form = formats[column.kind]
        match value:
            case None:
                sheet.write_blank(row, place, None, form)
            case str():
                sheet.write_string(row, place, visible(value), form)
            case date():
                sheet.write_datetime(row, place, value, day)
            case float() | int() | Decimal():
                sheet.write_number(row, place, float(value), form)


def _width(table: FileTable, place: int) -> int:
    """Width of the longest text; an amount is shown with two decimals."""
    texts = [table.columns[place].title]
    texts += [_shown(line[place]) for line in table.lines]
    if table.total:
        texts.append(_shown(table.total[place]))
    longest = max(map(len, texts))
    return min(max(longest + 2, NARROWEST), WIDEST)


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str | date):
        return str(value)
    return f"{value:,.2f}"

"""Lines as CSV for programs and for spreadsheets, which would take some texts for formulas or
numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.formatting import labels

MARK = "\ufeff"
"""At the start of a file it tells spreadsheets that the text is UTF-8."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula."""
NUMBER = re.compile(r"[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?%?")
"""What it takes for a number: `007`, `1e5`, `12E4567`, `1.50`."""
PLACES = 10
"""Decimals of an amount, as many as Cost Explorer gives."""

Cell = str | float | Decimal | date | None


class Kind(StrEnum):
    """What a column of a file holds."""

    TEXT = "text"
    AMOUNT = "amount"
    RATIO = "ratio"
    """A part of one, which files show in percent."""


@dataclass(frozen=True)
class FileColumn:
    """A column of a file."""

    name: str
    """For programs, in CSV."""
    title: str
    """For people, in XLSX."""
    kind: Kind = Kind.TEXT


def amount_column(name: str, title: str, unit: str) -> FileColumn:
    """`cost_USD`, `Cost (USD)`."""
    return FileColumn(f"{name}_{unit}", f"{title} ({unit})", Kind.AMOUNT)


@dataclass(frozen=True)
class FileTable:
    """What a file holds, as CSV or XLSX."""

    columns: Sequence[FileColumn]
    lines: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    """The last line of an XLSX. A CSV has none, so that a program that sums a column is right."""


def csv_text(table: FileTable) -> str:
    """Names of columns, then the lines; ratios in percent."""
    names = [column.name for column in table.columns]
    lines = [_in_percent(table.columns, line) for line in table.lines]
    return written([names, *lines])


def _in_percent(columns: Sequence[FileColumn], line: Sequence[Cell]) -> list[Cell]:
    found = list(line)
    for n, column in enumerate(columns):
        value = line[n]
        if column.kind is Kind.RATIO and isinstance(value, float):
            found[n] = value * 100
    return found


def written(lines: Iterable[Sequence[Cell]]) -> str:
    """All cells are quoted: where a spreadsheet separates them by `;`, that in a name begins no
    other cell."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for line in lines:
        sheet.writerow([_cell(value) for value in line])
    return out.getvalue()


def columns(by: Dimension) -> tuple[str, ...]:
    """The columns that say what a line is about: the value of `by`, and the name of an account."""
    if by is Dimension.ACCOUNT:
        return by.value, "account_name"
    return (by.value,)


def names(
    by: Dimension,
    values: Iterable[str],
    accounts: Mapping[str, str],
    hide_account: bool,
    spellings: Mapping[str, Sequence[str]],
) -> dict[str, tuple[str, ...]]:
    """What these columns hold for each value.

    A service has the one name that Cost Explorer has for it, or if AWS renamed it its canonical
    name.
    """
    if by is Dimension.SERVICE:
        found: dict[str, tuple[str, ...]] = {}
        for value in values:
            known = spellings.get(value, ())
            name = known[0] if len(known) == 1 else value
            found[value] = (name,)
        return found
    if hide_account and by.holds_ids:
        blanks = [""] * (len(columns(by)) - 1)
        masked = labels(by, values, hide_account=True)
        return {value: (label, *blanks) for value, label in masked.items()}
    if by is not Dimension.ACCOUNT:
        return {value: (value,) for value in values}
    return {value: (value, accounts.get(value, "")) for value in values}


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case str():
            return text(value)
        case date():
            return value.isoformat()
        case _:
            return f"{value:z.{PLACES}f}"


def text(value: str) -> str:
    """A name as spreadsheets show it as it is.

    An apostrophe stands before what they would take for a formula, and before what they would take
    for a number, which would lose its zeros or be rounded: an account id, or a tag such as `1e5`.
    """
    shown = visible(value)
    stripped = shown.strip()
    is_number = NUMBER.fullmatch(stripped) is not None
    is_taken_for_another = stripped.startswith(FORMULA) or is_number
    return f"'{shown}" if is_taken_for_another else shown

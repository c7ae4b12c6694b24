"""Tables as CSV for programs and for spreadsheets, with texts protected from being read
as formulas or numbers."""

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
"""Byte order mark, which tells spreadsheets that the file is UTF-8."""
MARKER = "'"
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Characters that start a formula in spreadsheets."""
NUMBER = re.compile(r"[($€£¥\s]*[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?[\s%$€£¥)]*")
"""Texts that spreadsheets convert to numbers: `007`, `1e5`, `12E4567`, `1.50`, `$5`, `(5)`."""
DATE = re.compile(r"\d[\d\s./:,-]*(?:[ap]m)?", re.IGNORECASE)
"""Texts that spreadsheets convert to dates, times or fractions: `2026-01-01`, `1-2`, `12:30`."""
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
MONTH = re.compile(rf"(?=.*\d)[\d\s./-]*(?:{_MONTHS})[\d\s./,-]*", re.IGNORECASE)
"""Dates with the name of a month: `Mar-1`, `5 January`, `SEPT2`."""
CONVERTED = (NUMBER, DATE, MONTH)
PLACES = 10
"""Decimals of an amount, as many as Cost Explorer returns."""


class OwnText(str):
    """Text that names nothing of the bill, such as a month: spreadsheets may convert it."""

    __slots__ = ()


Cell = str | float | Decimal | date | None


class Kind(StrEnum):
    """Type of a file's column."""

    TEXT = "text"
    AMOUNT = "amount"
    RATIO = "ratio"
    """Share of one, which files show in percent."""


@dataclass(frozen=True)
class FileColumn:
    """Column of a file."""

    name: str
    """Name for programs, in CSV."""
    title: str
    """Title for people, in XLSX."""
    kind: Kind = Kind.TEXT


def amount_column(name: str, title: str, unit: str) -> FileColumn:
    """Column of amounts: `cost_USD`, `Cost (USD)`."""
    of_unit = f"{name}_{unit}"
    return FileColumn(of_unit, f"{title} ({unit})", Kind.AMOUNT)


@dataclass(frozen=True)
class FileTable:
    """Contents of a CSV or XLSX file."""

    columns: Sequence[FileColumn]
    lines: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    """Last line of an XLSX. CSV has none, so that a program can sum the column."""


def csv_text(table: FileTable) -> str:
    """CSV text: column names, then lines; ratios in percent."""
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
    """CSV of quoted cells, which keeps `;` in a name from starting a new cell."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for line in lines:
        sheet.writerow([_cell(value) for value in line])
    return out.getvalue()


def columns(by: Dimension) -> tuple[str, ...]:
    """Columns that identify a line: the value of `by`, and the account name."""
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
    """Contents of the identifying columns for each value.

    A service has Cost Explorer's name, or its canonical name if AWS renamed it.
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
        case OwnText():
            return value
        case str():
            return text(value)
        case date():
            return value.isoformat()
        case _:
            return f"{value:z.{PLACES}f}"


def text(value: str) -> str:
    """Name that spreadsheets show unchanged.

    An apostrophe precedes texts that look like formulas, numbers or dates, such as an account id or
    the tags `1e5` and `1-2`, which would lose zeros, be rounded, or become a day. It also precedes
    an apostrophe, so that a program can remove the first one.
    """
    shown = visible(value)
    stripped = shown.strip()
    is_converted = any(form.fullmatch(stripped) for form in CONVERTED)
    is_marked = is_converted or stripped.startswith((*FORMULA, MARKER))
    return f"{MARKER}{shown}" if is_marked else shown

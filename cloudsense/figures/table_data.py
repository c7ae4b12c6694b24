"""Data of a cost table, with search and sorting."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NotRequired, TypedDict

Key = float | bytes
"""Sort key of a row."""


class Column(TypedDict):
    """Column of a table. The first one is the `name`; rows have a cell for each of the others."""

    key: str
    """Key, also used as `sort=` in the address of a download."""
    title: str
    kind: str
    """`name`, `money`, `percent`, `number`, `text`, `bar` (with a text), `change` or `trend`."""
    narrow: NotRequired[str]
    """Line on a phone: `first` or `second`. Without it the column is hidden there."""
    hint: NotRequired[str]
    """Sort order, if the title doesn't name it."""
    wide: NotRequired[bool]
    """Whether the column is hidden in narrow tables."""


class Cell(TypedDict):
    """Cell of a row."""

    text: str
    """Shown text; for trends the lowest, highest and last day."""
    sort: float | str | None
    """Sort value; None is always last."""
    fraction: NotRequired[float]
    """Length of a bar, from 0 to 1."""
    projected: NotRequired[float]
    """End of a bar's hatched part, from 0 to 1."""
    limit: NotRequired[float]
    """Position of a bar's tick, from 0 to 1."""
    role: NotRequired[str]
    """Color class: for changes `up`, `down` or `same`; for bars `up` or `warn`."""
    percent: NotRequired[str]
    """Percentage of a change: `+3.2%`, or `new`."""
    path: NotRequired[str]
    """SVG path of a trend in a box of 110 x 24."""
    href: NotRequired[str]
    """Address of the text, if it differs from the row's: `?…`."""
    hint: NotRequired[str]
    """Hint of such a link."""
    price: NotRequired[str]
    """Price of opening the link, such as `≈3¢`."""


class TableRow(TypedDict):
    """Name and cells by column key."""

    id: str
    """Unique id."""
    name: str
    cells: dict[str, Cell]
    title: NotRequired[str]
    """Name in AWS, if it differs."""
    note: NotRequired[str]
    """Second line, such as an account's id."""
    href: NotRequired[str | None]
    """Address of the row: `?…`."""
    colour: NotRequired[str]
    """Color of the swatch next to the name."""
    price: NotRequired[str]
    """Price of opening the row, such as `≈3¢`."""


@dataclass(frozen=True)
class TableData:
    """Contents of a cost table."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    """Rows by falling `sort`."""
    total: TableRow | None = None
    """Totals of all rows, unaffected by a search."""
    sort: str = "cost"
    """Key of the column that the rows are sorted by."""


@dataclass(frozen=True)
class TableState:
    """Search and sorting chosen by the user."""

    sort: str = ""
    """Key of a column; empty for the given order."""
    falling: bool = True
    find: str = ""


def arranged(data: TableData, state: TableState) -> list[int]:
    """Indices of the matching rows, sorted; equal rows keep their order."""
    matches = _matcher(state.find)
    found = []
    for n, row in enumerate(data.rows):
        if any(map(matches, _names(row))):
            found.append(n)
    if not state.sort:
        return found
    known: dict[int, Key] = {}
    unknown = []
    for n in found:
        key = _key(data.rows[n], state.sort)
        if key is None:
            unknown.append(n)
        else:
            known[n] = key
    ordered = sorted(known, key=known.__getitem__, reverse=state.falling)
    return ordered + unknown


def _names(row: TableRow) -> tuple[str, ...]:
    """Texts that a search matches."""
    note = row.get("note", "")
    return row["name"], note, row.get("title", "")


def _key(row: TableRow, column: str) -> Key | None:
    cell = row["cells"].get(column)
    value = cell["sort"] if cell else _folded(row["name"])
    if not isinstance(value, str):
        return value
    # UTF-16 code units, as in JavaScript's comparison of strings.
    return value.encode("utf-16-be", "surrogatepass")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _matcher(find: str) -> Callable[[str], bool]:
    """Matcher for texts that contain `find`; with `*` as a wildcard, for whole texts."""
    term = _folded(find).strip(" ")
    if "*" not in term:
        return lambda text: term in _folded(text)
    start, *middle, end = term.split("*")

    def like(text: str) -> bool:
        folded = _folded(text)
        if not folded.startswith(start):
            return False
        at = len(start)
        for part in middle:
            place = folded.find(part, at)
            if place < 0:
                return False
            at = place + len(part)
        return folded[at:].endswith(end)

    return like

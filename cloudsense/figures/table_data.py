"""A table of costs as plain data, and which of its rows a search finds, in what order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NotRequired, TypedDict

Key = float | bytes
"""What rows are ordered by."""


class Column(TypedDict):
    """The first column of a table is its `name`; a row has a cell for each of the others."""

    key: str
    """As `sort=` in the address of a download has it."""
    title: str
    kind: str
    """`name`, `money`, `percent`, `number`, `text`, `bar` (with a text), `change` or `trend`."""
    narrow: NotRequired[str]
    """Where it stands on a phone: `first` or `second` line. Without it the column is left out."""
    hint: NotRequired[str]
    """What the column is sorted by, where its title doesn't say so."""
    wide: NotRequired[bool]
    """Whether it is left out where the table is not wide."""


class Cell(TypedDict):
    """What a column says of a row."""

    text: str
    """As it is shown; of a trend its lowest, highest and last day in words."""
    sort: float | str | None
    """What it is sorted by; None is always last."""
    fraction: NotRequired[float]
    """Of a bar: its length, from 0 to 1."""
    projected: NotRequired[float]
    """Of a bar: how far its hatched part reaches, from 0 to 1."""
    limit: NotRequired[float]
    """Of a bar: where its tick is, from 0 to 1."""
    role: NotRequired[str]
    """Of a change: `up`, `down` or `same`; of a bar: `up` or `warn`."""
    percent: NotRequired[str]
    """Of a change: `+3.2%`, or `new`."""
    path: NotRequired[str]
    """Of a trend: an SVG path in a box of 110 x 24."""
    href: NotRequired[str]
    """Where the text leads to, if that is not where the row does: `?…`."""
    hint: NotRequired[str]
    """What is said of such a link."""
    price: NotRequired[str]
    """What following it costs, such as `≈3¢`."""


class TableRow(TypedDict):
    """A name and its cells by the keys of the columns."""

    id: str
    """Of no other row."""
    name: str
    cells: dict[str, Cell]
    title: NotRequired[str]
    """What AWS calls it, if the name is another one."""
    note: NotRequired[str]
    """A second line, such as an account's id."""
    href: NotRequired[str | None]
    """Where the row leads to: `?…`."""
    colour: NotRequired[str]
    """Of the swatch beside the name."""
    price: NotRequired[str]
    """What opening it costs, such as `≈3¢`."""


@dataclass(frozen=True)
class TableData:
    """What a cost table shows."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    """By falling `sort`."""
    total: TableRow | None = None
    """Of all rows, whatever a search finds."""
    sort: str = "cost"
    """Key of the column that the rows are ordered by."""


@dataclass(frozen=True)
class TableState:
    """What a person has made of a table."""

    sort: str = ""
    """Key of a column; empty for the order in which the rows are given."""
    falling: bool = True
    find: str = ""


def arranged(data: TableData, state: TableState) -> list[int]:
    """The positions of the rows that are found. Equal ones stay in the order given."""
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
    """What a search looks at."""
    note = row.get("note", "")
    return row["name"], note, row.get("title", "")


def _key(row: TableRow, column: str) -> Key | None:
    cell = row["cells"].get(column)
    value = cell["sort"] if cell else _folded(row["name"])
    if not isinstance(value, str):
        return value
    # As JavaScript compares strings: by UTF-16 code units.
    return value.encode("utf-16-be", "surrogatepass")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _matcher(find: str) -> Callable[[str], bool]:
    """Texts that contain `find`; where that has a `*`, ones that are like it as a whole."""
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

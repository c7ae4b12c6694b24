"""The parameters by which a file is asked for as its table is sorted and searched."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from cloudsense.costs.parsing import CONTROL, word
from cloudsense.errors import AddressError
from cloudsense.figures.table_data import TableState

NAMES = ("sort", "order", "find")


class Order(StrEnum):
    """How a column is sorted."""

    FALLING = "desc"
    RISING = "asc"


def parse(search: str) -> tuple[TableState, str]:
    """`period=7d&sort=change&order=asc&find=prod` as a state and `period=7d`."""
    words = parse_qsl(search.removeprefix("?"), keep_blank_values=True)
    rest = [(name, value) for name, value in words if name not in NAMES]
    given = dict(words)
    if sum(name in NAMES for name, _ in words) > sum(name in given for name in NAMES):
        raise AddressError("A parameter of the table is given twice.", remedy="Remove one.")
    find = given.get("find", "")
    if CONTROL.search(find):
        raise AddressError("The search contains control characters.", remedy="Remove them.")
    order = word(Order, "order", given.get("order", Order.FALLING))
    state = TableState(given.get("sort", ""), order is Order.FALLING, find)
    return state, urlencode(rest)


def check(state: TableState, columns: Collection[str]) -> None:
    """Raises AddressError for a column that the table does not have."""
    if state.sort and state.sort not in columns:
        known = ", ".join(columns)
        raise AddressError("The table has no such column to sort by.", remedy=f"It has {known}.")

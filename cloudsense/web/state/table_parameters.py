"""Parameters of a file's address: how its table is sorted and searched."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from cloudsense.costs.parsing import CONTROL, word
from cloudsense.errors import AddressError
from cloudsense.figures.table_data import TableState

NAMES = ("sort", "order", "find")


class SortOrder(StrEnum):
    """Direction in which a column is sorted."""

    FALLING = "desc"
    RISING = "asc"


def parse(search: str) -> tuple[TableState, str]:
    """Split `period=7d&sort=change&order=asc&find=prod` into a state and `period=7d`."""
    given: dict[str, str] = {}
    rest = []
    for name, value in parse_qsl(search.removeprefix("?"), keep_blank_values=True):
        if name not in NAMES:
            rest.append((name, value))
        elif name in given:
            raise AddressError("A parameter of the table is given twice.", remedy="Remove one.")
        else:
            given[name] = value
    find = given.get("find", "")
    if CONTROL.search(find):
        raise AddressError("The search contains control characters.", remedy="Remove them.")
    order = word(SortOrder, "order", given.get("order", SortOrder.FALLING))
    is_falling = order is SortOrder.FALLING
    state = TableState(given.get("sort", ""), is_falling, find)
    return state, urlencode(rest)


def check(state: TableState, columns: Collection[str]) -> None:
    """Check that the table can be sorted like this. Raises AddressError for an unknown column."""
    if state.sort and state.sort not in columns:
        known = ", ".join(columns)
        raise AddressError("The table has no such column to sort by.", remedy=f"It has {known}.")


def refuse(state: TableState) -> None:
    """Refuse to sort or search a list. Raises AddressError if the state does either."""
    if state != TableState():
        named = ", ".join(NAMES)
        raise AddressError(
            "This list cannot be sorted or searched.", remedy=f"Remove {named} from the address."
        )

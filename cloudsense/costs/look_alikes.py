"""Names of which no two look the same. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from unicodedata import category


def distinct(names: Mapping[str, str], in_full: Callable[[str], str]) -> dict[str, str]:
    """The name of each value; where some look the same, what `in_full` makes of their values, with
    a number where even that is taken."""
    looks = {value: _look(name) for value, name in names.items()}
    alike = Counter(looks.values())
    taken: set[str] = set()
    found = {}
    for value, look in looks.items():
        name = names[value]
        if alike[look] > 1:
            name = in_full(value)
            look = _look(name)
        if look in taken:
            name = _numbered(name, taken)
            look = _look(name)
        taken.add(look)
        found[value] = name
    return found


def _numbered(name: str, taken: Collection[str]) -> str:
    """`prod (2)`."""
    number = 2
    while _look(numbered := f"{name} ({number})") in taken:
        number += 1
    return numbered


def _look(name: str) -> str:
    """The same for names that differ only in case, spaces and invisible characters."""
    if not name.isascii():  # no letter of ASCII is invisible
        name = "".join(letter for letter in name if category(letter) != "Cf")
    return " ".join(name.split()).casefold()

"""Display names of services, Regions, accounts and other values; unique within a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import count as count_from
from unicodedata import category, normalize

from cloudsense.costs import dimension_names
from cloudsense.costs.names import charge_name, place, region_name, short, visible
from cloudsense.costs.query import Dimension


def label(
    of: Dimension,
    value: str,
    accounts: Mapping[str, str] | None = None,
    hide_account: bool = False,
) -> str:
    """Display name of a value: short services, Regions with places, accounts with names."""
    return visible(_label(of, value, accounts or {}, hide_account))


def labels(
    of: Dimension,
    values: Iterable[str],
    accounts: Mapping[str, str] | None = None,
    hide_account: bool = False,
) -> dict[str, str]:
    """Display name of each value; all look different."""
    names = {}
    for value in sorted(set(values)):
        names[value] = label(of, value, accounts, hide_account)
    looks = {value: _look(names[value]) for value in names}
    if len(set(looks.values())) == len(looks):
        return names
    alike = Counter(looks.values())
    taken: set[str] = set()
    for value, look in looks.items():
        if alike[look] > 1:
            names[value] = _in_full(of, value, names[value])
            look = _look(names[value])
        if look in taken:
            names[value] = _unique(names[value], taken)
            look = _look(names[value])
        taken.add(look)
    return names


def _label(of: Dimension, value: str, accounts: Mapping[str, str], hide_account: bool) -> str:
    match of:
        case Dimension.SERVICE:
            return short(value) or "No service"
        case Dimension.REGION:
            where = place(value)
            return f"{value}, {where}" if where else region_name(value)
        case Dimension.CHARGE_TYPE:
            return charge_name(value) or "No charge type"
        case Dimension.SAVINGS_PLAN_ARN | Dimension.RESERVATION_ID:
            name = value.rpartition(":")[2]  # an ARN's prefix, which is not shown
            return name or dimension_names.no_value(of)
        case Dimension.ACCOUNT | Dimension.PAYER_ACCOUNT:
            number = account(value, hide_account) or "No account"
            name = accounts.get(value, "")
            if hide_account or name in ("", value):
                return number
            return f"{name} ({number})"
        case _:
            return value or dimension_names.no_value(of)


def _in_full(of: Dimension, value: str, name: str) -> str:
    """Full name for an ambiguous short one. Account names already contain their
    number, or hide it."""
    if of is Dimension.ACCOUNT or not value:
        return name
    return visible(value)


def _unique(name: str, taken: Collection[str]) -> str:
    """The name, with a number if another one looks the same."""
    unique = name
    numbers = count_from(2)
    while _look(unique) in taken:
        unique = f"{name} ({next(numbers)})"
    return unique


def _look(name: str) -> str:
    """Key that is equal for names that differ only in spaces, invisible characters or the encoding
    of accents. Values of a tag may differ in case."""
    if not name.isascii():  # all printable ASCII characters are visible
        name = "".join(letter for letter in name if category(letter) != "Cf")
        name = normalize("NFC", name)
    return " ".join(name.split())


def account(number: str, hide: bool) -> str:
    """Account id; with `hide` only its last four digits."""
    if not (hide and number):
        return number
    return f"•••• {number[-4:]}"


def without_ids(text: str, hide: bool) -> str:
    """Text such as a profile's name; with `hide`, account ids in it are masked."""
    return re.sub(r"\d{8}(\d{4})", r"•••• \1", text) if hide else text

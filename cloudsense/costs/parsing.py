"""The words that addresses and the command line share, and what they may stand for. Raises
AddressError otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension, Filter
from cloudsense.costs.questions import WITHIN_SERVICES, comparable
from cloudsense.errors import AddressError

MOST_VALUES = 500
LONGEST_VALUE = 1024
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of characters: no address, file or terminal carries them
unchanged."""


class Charges(StrEnum):
    """Which charges count: all, or usage without credits, refunds and tax."""

    ALL = "all"
    USAGE = "usage"


Word = TypeVar("Word", bound=StrEnum)


def word(kind: type[Word], name: str, text: str, among: Sequence[Word] = ()) -> Word:
    """`text` as the member of `kind`, one of `among` if given; `name` is what it was given for."""
    known = among or tuple(kind)
    for member in known:
        if member.value == text:
            return member
    listed = ", ".join(member.value for member in known)
    raise AddressError(_unknown(name, visible(text[:40])), remedy=f"Use one of: {listed}.")


def _unknown(name: str, text: str) -> str:
    match name.lstrip("-"):
        case "by":
            return f"Cannot group by “{text}”."
        case "where":
            return f"Cannot filter by “{text}”."
        case _:
            return f"“{text}” is not a valid value of {name}."


class Condition(NamedTuple):
    """One value that a dimension must have or, with `exclude`, must not have."""

    dimension: Dimension
    value: str
    exclude: bool = False


EXCLUDING = "!"
"""Ends the name of a dimension whose value is excluded: `service!=Amazon RDS`."""


def dimension_and_sign(name: str) -> tuple[str, bool]:
    """`service!` as the name of the dimension and whether its value is excluded."""
    return name.removesuffix(EXCLUDING), name.endswith(EXCLUDING)


def condition(name: str, text: str) -> Condition:
    """`region!=us-east-1` as a condition; `name` is what it was given for."""
    dimension, _, value = text.partition("=")
    if not value:
        shown = visible(text[:40])
        raise AddressError(
            f"“{shown}” is not a valid filter.",
            remedy="Use NAME=VALUE or NAME!=VALUE, for example region=us-east-1.",
        )
    dimension, exclude = dimension_and_sign(dimension)
    return Condition(word(Dimension, name, dimension), value, exclude)


def trail(conditions: Iterable[Condition], by: Dimension | None = None) -> tuple[Filter, ...]:
    """Conditions as filters, in the order of their first mention, services before what lies within
    them.

    Included values of one dimension are alternatives; a row must have none of the excluded ones.
    """
    values: dict[tuple[Dimension, bool], list[str]] = {}
    for dimension, value, exclude in conditions:
        values.setdefault((dimension, exclude), []).append(_checked(dimension, value))
    if sum(map(len, values.values())) > MOST_VALUES:
        raise AddressError("Too many filters.", remedy=f"Use at most {MOST_VALUES} values.")
    filters = []
    for (dimension, exclude), names in values.items():
        filters.append(Filter(dimension, tuple(names), exclude))
    for rule in filters:
        if rule.exclude:
            _check_excluded(rule, filters)
    return _ordered(filters, by)


def _check_excluded(rule: Filter, filters: Iterable[Filter]) -> None:
    """Raises AddressError if another filter includes a value that `rule` excludes."""
    excluded = {comparable(rule.dimension, value) for value in rule.values}
    for other in filters:
        if other.dimension is not rule.dimension or other.exclude:
            continue
        for value in other.values:
            if comparable(other.dimension, value) in excluded:
                shown = visible(value[:40])
                raise AddressError(
                    f"The {_noun(rule.dimension)} “{shown}” is both included and excluded.",
                    remedy="Remove one of the two filters.",
                )


def _ordered(filters: list[Filter], by: Dimension | None) -> tuple[Filter, ...]:
    """With the chosen services before the filters that need them."""
    within = [rule.dimension for rule in filters if rule.dimension in WITHIN_SERVICES]
    services = next((rule for rule in filters if rule.chooses_services), None)
    if services is None:
        choose = "Choose a service first."
        if within:
            needy = _article(within[0], "A")
            raise AddressError(f"{needy} filter needs a service.", remedy=choose)
        if by is Dimension.FAMILY:
            raise AddressError("Families are listed within a service.", remedy=choose)
        return tuple(filters)
    place = filters.index(services)
    before, after = filters[:place], filters[place + 1 :]
    early = [rule for rule in before if rule.dimension in within]
    others = [rule for rule in before if rule not in early]
    return (*others, services, *early, *after)


def can_be_filtered(value: str) -> bool:
    """Whether an address or a condition can hold the value. What AWS bills without a value cannot
    be asked for."""
    return 0 < len(value) <= LONGEST_VALUE and not CONTROL.search(value)


def _checked(dimension: Dimension, value: str) -> str:
    if not can_be_filtered(value):
        shown = visible(value[:40])
        raise AddressError(
            f"“{shown}” is not a valid {_noun(dimension)}.", remedy="Choose one from the list."
        )
    return value


def _article(dimension: Dimension, a: str) -> str:
    noun = _noun(dimension)
    return f"{a}n {noun}" if noun[0] in "aeio" else f"{a} {noun}"


def _noun(dimension: Dimension) -> str:
    return dimension.value.replace("-", " ")

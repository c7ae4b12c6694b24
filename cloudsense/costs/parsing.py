"""Words shared by addresses and the command line. Parsers raise AddressError."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

from cloudsense.costs import dimension_names
from cloudsense.costs.dimension import ABSENT, FILTER_ONLY, GROUPED_ON_REQUEST, Kind
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.names import quoted
from cloudsense.costs.query import DIMENSIONS, Dimension, Filter
from cloudsense.costs.questions import MOST_TOLD, WITHIN_SERVICES, Focus, comparable
from cloudsense.errors import AddressError

MOST_VALUES = 500
LONGEST_VALUE = 1024
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and lone surrogates, which addresses, files and terminals change."""


USUAL = [word for word in DIMENSIONS if word not in FILTER_ONLY | GROUPED_ON_REQUEST]
KNOWN = (
    f"Use one of: {', '.join(USUAL)}, {Kind.TAG}:KEY, {Kind.COST_CATEGORY}:NAME, "
    "or another dimension of Cost Explorer."
)


class Charges(StrEnum):
    """Charges that count: all, or usage without credits, refunds and tax."""

    ALL = "all"
    USAGE = "usage"


Word = TypeVar("Word", bound=StrEnum)


def word(kind: type[Word], name: str, text: str, among: Sequence[Word] = ()) -> Word:
    """Parses a member of `kind`, or one of `among` if given; `name` is the parameter
    or option in errors."""
    known = among or tuple(kind)
    for member in known:
        if member == text:
            return member
    listed = ", ".join(member.value for member in known)
    raise AddressError(_unknown(name, text), remedy=f"Use one of: {listed}.")


def granularity(kind: type[Word], name: str, text: str, among: Sequence[Word]) -> Word:
    """Parses a granularity; hours are allowed only if `among` contains them."""
    if text == Granularity.HOURLY and text not in among:
        raise AddressError(
            "Costs by hour are on the page Explore only.",
            remedy="Use daily, or open ?page=explore&granularity=hourly&period=7d.",
        )
    return word(kind, name, text, among)


def dimension(name: str, text: str) -> Dimension:
    """Parses a dimension; `name` is the parameter or option in errors, such as `--where`."""
    try:
        return Dimension(text)
    except ValueError:
        raise AddressError(_unknown(name, text), remedy=KNOWN) from None


def grouping(name: str, texts: Sequence[str]) -> tuple[Dimension, ...]:
    """Parses the grouping: one dimension or two; `name` is the parameter or option in errors."""
    found = [dimension(name, text) for text in texts]
    for each in found:
        if each.is_filter_only:
            raise AddressError(
                f"Cost Explorer cannot group by {dimension_names.noun(each)}.",
                remedy=f"Use it as a filter: {each}=VALUE.",
            )
    if len(set(found)) < len(found):
        raise AddressError(f"{name} has the same dimension twice.", remedy="Remove one of them.")
    if len(found) > MOST_TOLD:
        raise AddressError(
            f"Cost Explorer groups by at most {MOST_TOLD} dimensions.", remedy="Remove the others."
        )
    return tuple(found)


def check_focus(focus: Focus) -> None:
    """Raises AddressError if no answer could be grouped as `focus` needs."""
    if focus.needs_too_many:
        raise AddressError(
            "With a family filter, costs can be grouped by one dimension only.",
            remedy="Group by one dimension, or remove the family filter.",
        )


def _unknown(name: str, text: str) -> str:
    match name.lstrip("-"):
        case "by":
            return f"Cannot group by {quoted(text)}."
        case "where":
            return f"Cannot filter by {quoted(text)}."
        case _:
            return f"{quoted(text)} is not a valid value of {name}."


class Condition(NamedTuple):
    """One value that a dimension must or, with `exclude`, must not have."""

    dimension: Dimension
    value: str
    exclude: bool = False


EXCLUDING = "!"
"""Suffix of a dimension whose value is excluded: `service!=Amazon RDS`."""


def dimension_and_sign(name: str) -> tuple[str, bool]:
    """Splits `service!` into the name of the dimension and whether its value is excluded."""
    return name.removesuffix(EXCLUDING), name.endswith(EXCLUDING)


def condition(name: str, text: str) -> Condition:
    """Parses a condition such as `region!=us-east-1`; `name` is the parameter
    or option in errors."""
    word, equals, value = text.partition("=")
    word, exclude = dimension_and_sign(word)
    found = dimension(name, unquote(word)) if equals else None
    if found is None or not (value or found.can_be_absent):
        raise AddressError(
            f"{quoted(text)} is not a valid filter.",
            remedy="Use NAME=VALUE or NAME!=VALUE, for example region=us-east-1.",
        )
    return Condition(found, value, exclude)


def condition_text(dimension: Dimension, exclude: bool, value: str) -> str:
    """Text of a condition: `region!=us-east-1`, `tag:a%3Db=c` for the key `a=b`."""
    word = dimension.value.replace("%", "%25").replace("=", "%3D")
    return f"{word}{EXCLUDING if exclude else ''}={value}"


def trail(conditions: Iterable[Condition], by: Collection[Dimension] = ()) -> tuple[Filter, ...]:
    """Conditions as filters, in the order of their first mention, services before their
    subdivisions.

    Included values of one dimension are alternatives; a row must have none of the excluded ones.
    """
    values: defaultdict[tuple[Dimension, bool], list[str]] = defaultdict(list)
    for of, value, exclude in conditions:
        values[of, exclude].append(_checked(of, value))
    if sum(map(len, values.values())) > MOST_VALUES:
        raise AddressError("Too many filters.", remedy=f"Use at most {MOST_VALUES} values.")
    filters = []
    for (of, exclude), names in values.items():
        filters.append(Filter(of, tuple(names), exclude))
    for rule in filters:
        if rule.exclude:
            _check_excluded(rule, filters)
    _check_families(filters, by)
    return services_first(filters)


def _check_excluded(rule: Filter, filters: Iterable[Filter]) -> None:
    """Raises AddressError if another filter includes a value that `rule` excludes."""
    excluded = {comparable(rule.dimension, value) for value in rule.values}
    for other in filters:
        if other.dimension is not rule.dimension or other.exclude:
            continue
        for value in other.values:
            if comparable(other.dimension, value) in excluded:
                noun = dimension_names.noun(rule.dimension)
                raise AddressError(
                    f"The {noun} {quoted(value)} is both included and excluded.",
                    remedy="Remove one of the two filters.",
                )


def _check_families(filters: Iterable[Filter], by: Collection[Dimension]) -> None:
    """Raises AddressError for a family filter or grouping without a service."""
    if any(rule.chooses_services for rule in filters):
        return
    choose = "Choose a service first."
    if any(rule.dimension is Dimension.FAMILY for rule in filters):
        raise AddressError("A family filter needs a service.", remedy=choose)
    if Dimension.FAMILY in by:
        raise AddressError("Families are listed within a service.", remedy=choose)


def services_first(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Filters with services before those that subdivide them."""
    services = next((rule for rule in filters if rule.chooses_services), None)
    if services is None:
        return tuple(filters)
    place = filters.index(services)
    before, after = filters[:place], filters[place + 1 :]
    early = [rule for rule in before if rule.dimension in WITHIN_SERVICES]
    others = [rule for rule in before if rule not in early]
    return (*others, services, *early, *after)


def can_be_filtered(dimension: Dimension, value: str) -> bool:
    """Whether an address or a condition can hold the value. Missing values can be queried only for
    tags and cost categories."""
    if value == ABSENT:
        return dimension.can_be_absent
    return len(value) <= LONGEST_VALUE and not CONTROL.search(value)


def can_all_be_filtered(dimension: Dimension, values: Iterable[str]) -> bool:
    """Whether an address or a condition can hold each of the values."""
    return all(can_be_filtered(dimension, value) for value in values)


def _checked(dimension: Dimension, value: str) -> str:
    if not can_be_filtered(dimension, value):
        noun = dimension_names.noun(dimension)
        said = f"{quoted(value)} is not a valid {noun}."
        raise AddressError(said, remedy="Choose one from the list.")
    return value

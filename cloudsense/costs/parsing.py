"""The words that addresses and the command line share, and what they may stand for. Raises AddressError otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension, Filter
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.errors import AddressError

MOST_VALUES = 50
LONGEST_VALUE = 1024
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of characters: no address, file or terminal carries them unchanged."""


class Charges(StrEnum):
    """Which charges count: all, or usage without credits, refunds and tax."""

    ALL = "all"
    USAGE = "usage"


Word = TypeVar("Word", bound=StrEnum)


def word(kind: type[Word], name: str, text: str) -> Word:
    """`text` as the member of `kind`; `name` is what it was given for."""
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise AddressError(_unknown(name, visible(text[:40])), remedy=f"Use one of: {known}.") from None


def _unknown(name: str, text: str) -> str:
    match name.lstrip("-"):
        case "by":
            return f"Cannot group by “{text}”."
        case "where":
            return f"Cannot filter by “{text}”."
        case _:
            return f"“{text}” is not a valid value of {name}."


def trail(conditions: Iterable[tuple[Dimension, str]], by: Dimension | None = None) -> tuple[Filter, ...]:
    """Conditions as filters, in the order of their dimensions' first mention, services before what lies within them.

    Values of one dimension are alternatives.
    """
    values: dict[Dimension, list[str]] = {}
    for dimension, value in conditions:
        values.setdefault(dimension, []).append(_checked(dimension, value))
    if sum(map(len, values.values())) > MOST_VALUES:
        raise AddressError("Too many filters.", remedy=f"Use at most {MOST_VALUES} values.")
    order = _ordered(list(values), by)
    return tuple(Filter(dimension, tuple(values[dimension])) for dimension in order)


def _ordered(dimensions: list[Dimension], by: Dimension | None) -> list[Dimension]:
    within = [d for d in dimensions if d in WITHIN_SERVICES]
    orphans = [*within, *([by] if by is Dimension.FAMILY else [])]
    if Dimension.SERVICE not in dimensions:
        if orphans:
            raise AddressError(f"{_article(orphans[0], 'A')} filter needs a service.", remedy="Choose a service first.")
        return dimensions
    service = dimensions.index(Dimension.SERVICE)
    early = [d for d in dimensions[:service] if d in within]
    return [*(d for d in dimensions[:service] if d not in early), Dimension.SERVICE, *early, *dimensions[service + 1 :]]


def can_be_filtered(value: str) -> bool:
    """Whether an address or a condition can hold the value. What AWS bills without a value cannot be asked for."""
    return 0 < len(value) <= LONGEST_VALUE and not CONTROL.search(value)


def _checked(dimension: Dimension, value: str) -> str:
    if not can_be_filtered(value):
        shown = visible(value[:40])
        raise AddressError(f"“{shown}” is not a valid {_noun(dimension)}.", remedy="Choose one from the list.")
    return value


def _article(dimension: Dimension, a: str) -> str:
    noun = _noun(dimension)
    return f"{a}n {noun}" if noun[0] in "aeio" else f"{a} {noun}"


def _noun(dimension: Dimension) -> str:
    return dimension.value.replace("-", " ")

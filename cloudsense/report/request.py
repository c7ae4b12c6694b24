"""What was asked for on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError


class Charges(StrEnum):
    """Which charges count: all, or usage without credits, refunds and tax."""

    ALL = "all"
    USAGE = "usage"


class Granularity(StrEnum):
    """What a row is about: the whole period, a day, or a calendar month."""

    TOTAL = "total"
    DAILY = "daily"
    MONTHLY = "monthly"


class Format(StrEnum):
    """How the answer is written: for people, or for programs."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Request:
    """The question, and how its answer is to look."""

    focus: Focus
    period: Period
    metric: Metric
    granularity: Granularity
    format: Format
    refresh: bool

    @property
    def dated(self) -> bool:
        """Whether a row says when."""
        return self.granularity is not Granularity.TOTAL


def understand(options: Mapping[str, Any], today: date) -> Request:
    """The options, by name and as they were typed, as a request on the UTC day `today`. Raises AddressError."""
    by = _word(Dimension, "by", options["by"])
    filters = _filters(options["where"])
    dimensions = {rule.dimension for rule in filters}
    if Dimension.FAMILY in {by, *dimensions} and Dimension.SERVICE not in dimensions:
        raise AddressError("A family belongs to a service.", remedy="Choose one with --where service=NAME.")
    return Request(
        focus=Focus(by, filters, _word(Charges, "charges", options["charges"]) is Charges.USAGE),
        period=choose(options["period"], today).period,
        metric=_word(Metric, "metric", options["metric"]),
        granularity=_word(Granularity, "granularity", options["granularity"]),
        format=_word(Format, "format", options["format"]),
        refresh=options["refresh"],
    )


def _filters(conditions: Sequence[str]) -> tuple[Filter, ...]:
    """Conditions on one dimension are alternatives, those on several must all be met."""
    values: dict[Dimension, list[str]] = {}
    for condition in conditions:
        name, _, value = condition.partition("=")
        if not value or not value.isprintable():
            raise AddressError(f"“{condition[:40]}” is no condition.", remedy="Use NAME=VALUE, e.g. region=us-east-1.")
        values.setdefault(_word(Dimension, "where", name), []).append(value)
    return tuple(Filter(dimension, tuple(alternatives)) for dimension, alternatives in values.items())


def _word(kind: type[Word], name: str, text: str) -> Word:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(word.value for word in kind)
        raise AddressError(f"--{name} cannot be “{text[:40]}”.", remedy=f"Use one of {known}.") from None

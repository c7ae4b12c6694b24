"""Requests of `cloudsense report` and `cloudsense changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cloudsense.config.options import Format
from cloudsense.costs.against import compared_with
from cloudsense.costs.granularity import BY_DAY, Granularity
from cloudsense.costs.parsing import (
    Charges,
    check_focus,
    condition,
    granularity,
    grouping,
    trail,
    word,
)
from cloudsense.costs.period import Period, PeriodChoice, choose
from cloudsense.costs.query import Metric
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError


@dataclass(frozen=True)
class Request:
    """Question, and format of its answer."""

    focus: Focus
    period: Period
    metric: Metric
    granularity: Granularity
    format: Format
    refresh: bool

    @property
    def dated(self) -> bool:
        """Whether rows have a date."""
        return self.granularity is not Granularity.TOTAL


@dataclass(frozen=True)
class ChangesRequest:
    """Question, and format of its answer."""

    focus: Focus
    choice: PeriodChoice
    """Period, with its comparison period as `before`."""
    metric: Metric
    per_day: bool
    format: Format


def understand(options: Mapping[str, Any], today: date, earliest: date = date.min) -> Request:
    """Parses the options of a report, by name, on the UTC day `today`.

    The history begins on `earliest`. Raises AddressError.
    """
    focus = _focus(options)
    check_focus(focus)
    return Request(
        focus=focus,
        period=choose(options["period"], today, earliest).period,
        metric=word(Metric, "--metric", options["metric"]),
        granularity=granularity(Granularity, "--granularity", options["granularity"], BY_DAY),
        format=options["format"],
        refresh=options["refresh"],
    )


def understand_changes(
    options: Mapping[str, Any], today: date, earliest: date = date.min
) -> ChangesRequest:
    """Parses the options of changes as `understand` does."""
    focus = _focus(options)
    if focus.then:
        raise AddressError("Changes are listed by one dimension.", remedy="Give --by once.")
    choice = choose(options["period"], today, earliest)
    return ChangesRequest(
        focus=focus,
        choice=compared_with(choice, options["against"], today),
        metric=word(Metric, "--metric", options["metric"]),
        per_day=options["per_day"],
        format=options["format"],
    )


def _focus(options: Mapping[str, Any]) -> Focus:
    by, *then = grouping("--by", options["by"])
    conditions = [condition("--where", text) for text in options["where"]]
    filters = trail(conditions, (by, *then))
    is_usage_only = word(Charges, "--charges", options["charges"]) is Charges.USAGE
    return Focus(by, filters, is_usage_only, *then)

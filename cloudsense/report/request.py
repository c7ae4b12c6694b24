"""Request of `cloudsense report`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cloudsense.config.options import Format
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
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import Metric
from cloudsense.costs.questions import Focus


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


def understand(options: Mapping[str, Any], today: date, earliest: date = date.min) -> Request:
    """Parses the options, by name, on the UTC day `today`.

    The history begins on `earliest`. Raises AddressError.
    """
    by, *then = grouping("--by", options["by"])
    conditions = [condition("--where", text) for text in options["where"]]
    filters = trail(conditions, (by, *then))
    is_usage_only = word(Charges, "--charges", options["charges"]) is Charges.USAGE
    focus = Focus(by, filters, is_usage_only, *then)
    check_focus(focus)
    return Request(
        focus=focus,
        period=choose(options["period"], today, earliest).period,
        metric=word(Metric, "--metric", options["metric"]),
        granularity=granularity(Granularity, "--granularity", options["granularity"], BY_DAY),
        format=options["format"],
        refresh=options["refresh"],
    )

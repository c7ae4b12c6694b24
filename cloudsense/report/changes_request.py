"""Request of `cloudsense changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cloudsense.config.options import Format
from cloudsense.costs.against import compared_with
from cloudsense.costs.parsing import Charges, condition, grouping, trail, word
from cloudsense.costs.period import PeriodChoice, choose
from cloudsense.costs.query import Metric
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError


@dataclass(frozen=True)
class ChangesRequest:
    """Question, and format of its answer."""

    focus: Focus
    choice: PeriodChoice
    """Period, with its comparison period as `before`."""
    metric: Metric
    per_day: bool
    format: Format


def understand(
    options: Mapping[str, Any], today: date, earliest: date = date.min
) -> ChangesRequest:
    """Parses the options, by name, on the UTC day `today`.

    The history begins on `earliest`. Raises AddressError.
    """
    by, *then = grouping("--by", options["by"])
    if then:
        raise AddressError("Changes are listed by one dimension.", remedy="Give --by once.")
    conditions = [condition("--where", text) for text in options["where"]]
    filters = trail(conditions, (by,))
    charges = word(Charges, "--charges", options["charges"])
    choice = choose(options["period"], today, earliest)
    return ChangesRequest(
        focus=Focus(by, filters, charges is Charges.USAGE),
        choice=compared_with(choice, options["against"], today),
        metric=word(Metric, "--metric", options["metric"]),
        per_day=options["per_day"],
        format=options["format"],
    )

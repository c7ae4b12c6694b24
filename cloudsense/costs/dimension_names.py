"""Names of dimensions, and of missing values, on the screen. Pure."""

from __future__ import annotations

from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.names import visible

TITLES = {
    Dimension.AZ: "Availability Zone",
    Dimension.LEGAL_ENTITY_NAME: "Legal entity",
    Dimension.PURCHASE_TYPE: "Purchase option",
    Dimension.RESERVATION_ID: "Reservation",
    Dimension.SAVINGS_PLAN_ARN: "Savings Plan",
    Dimension.SAVINGS_PLANS_TYPE: "Savings Plans type",
    Dimension.SUBSCRIPTION_ID: "Subscription",
}
"""Titles of dimensions that differ from their words."""
CAPITALIZED = frozenset(
    {Dimension.AZ, Dimension.SAVINGS_PLAN_ARN, Dimension.SAVINGS_PLANS_TYPE},
)
"""AWS's proper names, which keep their capitals within a sentence."""


def title(dimension: Dimension, plural: bool = False) -> str:
    """Heading: `Service`, `Usage types`, `Tag team`, `Values of tag team`."""
    if dimension.can_be_absent:
        name = noun(dimension)
        return f"Values of {name}" if plural else name[0].upper() + name[1:]
    word = dimension.value.replace("-", " ")
    name = TITLES.get(dimension, word.capitalize())
    return _plural(name) if plural else name


def noun(dimension: Dimension, plural: bool = False) -> str:
    """Noun within a sentence: `service`, `Availability Zones`, `tag team`, `values of tag team`."""
    key = visible(dimension.key)
    match dimension.kind:
        case Kind.TAG:
            name = f"tag {key}"
        case Kind.COST_CATEGORY:
            name = f"cost category {key}"
        case Kind.BUILT_IN:
            name = title(dimension, plural)
            return name if dimension in CAPITALIZED else name.lower()
    return f"values of {name}" if plural else name


def no_value(dimension: Dimension) -> str:
    """Label of costs without a value: `No tag: team`, `No Stage`, `No operation`."""
    key = visible(dimension.key)
    match dimension.kind:
        case Kind.TAG:
            return f"No tag: {key}"
        case Kind.COST_CATEGORY:
            return f"No {key}"
    return f"No {noun(dimension)}"


def _plural(name: str) -> str:
    stem = name.removesuffix("y")
    return f"{name}s" if stem == name else f"{stem}ies"

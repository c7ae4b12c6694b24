"""GetTags, GetCostCategories and GetDimensionValues: request and response."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cloudsense.aws.capabilities import DIMENSION_KEYS
from cloudsense.aws.cost_request import days_of
from cloudsense.aws.errors import broken, reading
from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.costs.value_lists import ListQuestion, ValueList
from cloudsense.errors import AccessError

OPERATIONS = {
    Kind.TAG: "GetTags",
    Kind.COST_CATEGORY: "GetCostCategories",
    Kind.BUILT_IN: "GetDimensionValues",
}
CONTEXTS = {
    Dimension.PAYMENT_OPTION: "SAVINGS_PLANS",
    Dimension.SAVINGS_PLANS_TYPE: "SAVINGS_PLANS",
    Dimension.SCOPE: "RESERVATIONS",
    Dimension.SUBSCRIPTION_ID: "RESERVATIONS",
}
"""Contexts of dimensions that Cost Explorer does not list among costs and usage."""


def kind_of(question: ListQuestion) -> Kind:
    return question.of if isinstance(question.of, Kind) else question.of.kind


def request(question: ListQuestion) -> dict[str, Any]:
    """Request for the question."""
    of = question.of
    asked: dict[str, Any] = {"TimePeriod": days_of(question.period)}
    if isinstance(of, Kind):
        return asked
    match of.kind:
        case Kind.TAG:
            return {**asked, "TagKey": of.key}
        case Kind.COST_CATEGORY:
            return {**asked, "CostCategoryName": of.key}
    context = CONTEXTS.get(of, "COST_AND_USAGE")
    return {**asked, "Dimension": DIMENSION_KEYS[of], "Context": context}


def read(page: dict[str, Any], question: ListQuestion) -> list[str]:
    """Keys or values of a page. Raises BrokenAnswerError."""
    with reading():
        found = page[_member(question)]
        if kind_of(question) is Kind.BUILT_IN:
            found = [each["Value"] for each in found]
        if not all(isinstance(each, str) for each in found):
            raise broken("A value is not text.")
        return list(found)


def _member(question: ListQuestion) -> str:
    match kind_of(question):
        case Kind.TAG:
            return "Tags"
        case Kind.COST_CATEGORY:
            is_of_names = isinstance(question.of, Kind)
            return "CostCategoryNames" if is_of_names else "CostCategoryValues"
    return "DimensionValues"


def joined(values: Iterable[str]) -> ValueList:
    """Values of all pages. AWS lists an empty value for costs that have none."""
    found = set(values) - {""}
    return ValueList(tuple(sorted(found)))


def not_allowed(question: ListQuestion) -> AccessError:
    """Error for a missing permission, which is not the one for costs."""
    action = f"ce:{OPERATIONS[kind_of(question)]}"
    is_of_keys = isinstance(question.of, Kind)
    return AccessError(
        "This user or role is not allowed to list " + ("them." if is_of_keys else "these values."),
        "Costs can be grouped and filtered without a list: type the key or the value.",
        f"Attach an IAM policy that allows {action} on resource *.",
    )

"""DescribeBudgets: cost budgets of AWS Budgets, free of charge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from cloudsense.aws.errors import broken, unreadable
from cloudsense.aws.response import is_json
from cloudsense.costs.budgets import AwsBudget

PAGE_SIZE = 100
MOST_PAGES = 20
SPANS = {"DAILY": "day", "MONTHLY": "month", "QUARTERLY": "quarter", "ANNUALLY": "year"}


class Budgets(Protocol):
    """Methods of boto3's AWS Budgets client that CloudSense uses."""

    def describe_budgets(self, **request: Any) -> dict[str, Any]: ...


def describe(client: Budgets, account: str) -> tuple[AwsBudget, ...]:
    """Cost budgets of `account`, by name. Raises errors of
    botocore, which `aws.errors` translates."""
    of_costs = filter(_is_cost, _all(client, account))
    found = map(_budget, of_costs)
    return tuple(sorted(found, key=lambda budget: budget.name.casefold()))


def _all(client: Budgets, account: str) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {"AccountId": account, "MaxResults": PAGE_SIZE}
    for _ in range(MOST_PAGES):
        page = client.describe_budgets(**asked)
        if "Budgets" not in page and not is_json(page):
            raise unreadable()
        yield from page.get("Budgets", ())
        token = page.get("NextToken")
        if not token:
            return
        asked["NextToken"] = token
    raise broken(f"AWS Budgets has more than {MOST_PAGES} pages.")


def _is_cost(given: dict[str, Any]) -> bool:
    """Whether it is a cost budget: those for usage and commitments have no amount of money."""
    return given["BudgetType"] == "COST" and "BudgetLimit" in given


def _budget(given: dict[str, Any]) -> AwsBudget:
    limit = given["BudgetLimit"]
    spend = given.get("CalculatedSpend", {})
    actual = spend.get("ActualSpend")
    forecast = spend.get("ForecastedSpend")
    return AwsBudget(
        name=given["BudgetName"],
        limit=float(limit["Amount"]),
        currency=limit["Unit"],
        every=SPANS.get(given["TimeUnit"], "custom"),
        actual=float(actual["Amount"]) if actual else 0.0,
        forecast=float(forecast["Amount"]) if forecast else None,
        filtered=bool(given.get("CostFilters") or given.get("FilterExpression")),
    )

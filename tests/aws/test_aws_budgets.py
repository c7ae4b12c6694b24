"""AWS Budgets over HTTP: read with all pages, for nothing, and without the permission a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from endpoint import HTML_200, Endpoint, Refusal

from cloudsense.alerts.aws_budgets_reader import NO_PERMISSION, AwsBudgetsReader
from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.budgets import AwsBudget
from cloudsense.errors import AccessError, UnavailableError

DENIED = Refusal(
    "AccessDeniedException",
    "User: arn:aws:iam::111122223333:user/jane is not authorized to perform: budgets:ViewBudget",
    400,
)


def spend(amount: str) -> dict[str, str]:
    return {"Amount": amount, "Unit": "USD"}


PROD = {
    "BudgetName": "prod",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": spend("11500.0"),
    "CalculatedSpend": {"ActualSpend": spend("6618.12"), "ForecastedSpend": spend("8859.5")},
    "CostFilters": {"LinkedAccount": ["222233334444"]},
}
TOTAL = {"BudgetName": "All", "BudgetType": "COST", "TimeUnit": "QUARTERLY", "BudgetLimit": spend("100")}
HOURS = {
    "BudgetName": "hours",
    "BudgetType": "USAGE",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "5", "Unit": "Hrs"},
}
RESERVED = {"BudgetName": "ri", "BudgetType": "RI_UTILIZATION", "TimeUnit": "MONTHLY"}


class Clock:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_cost_budgets_are_read_by_name_and_cost_nothing(aws: Endpoint, source: AwsSource) -> None:
    aws.budgets = (PROD, HOURS, TOTAL, RESERVED)
    assert source.budgets() == (
        AwsBudget("All", 100, "USD", "quarter", 0.0),
        AwsBudget("prod", 11500, "USD", "month", 6618.12, 8859.5, filtered=True),
    )
    assert aws.charged == 0


def test_every_page_is_read(aws: Endpoint, source: AwsSource) -> None:
    aws.budgets = tuple(TOTAL | {"BudgetName": f"budget {n:03}"} for n in range(250))
    assert [budget.name for budget in source.budgets()] == [f"budget {n:03}" for n in range(250)]
    assert len(aws.asked("DescribeBudgets")) == 3


def test_without_the_permission_one_sentence(aws: Endpoint, source: AwsSource) -> None:
    aws.fail(DENIED, float("inf"), operation="DescribeBudgets")
    with pytest.raises(AccessError):
        source.budgets()
    seen = AwsBudgetsReader(source.budgets, Clock()).look(10)
    assert seen is not None
    assert (seen.problem, seen.found) == (NO_PERMISSION, None)


def test_it_is_asked_at_most_every_ten_minutes_and_only_when_looked_at(aws: Endpoint, source: AwsSource) -> None:
    aws.budgets = (PROD,)
    clock = Clock()
    along = AwsBudgetsReader(source.budgets, clock)
    assert aws.requests == []
    for minutes, asked in ((0, 1), (9, 1), (1, 2)):
        clock.now += timedelta(minutes=minutes)
        along.look(10)
        if running := along._running:
            running.join()
        assert len(aws.asked("DescribeBudgets")) == asked


def test_whatever_comes_back_it_is_a_sentence(aws: Endpoint, source: AwsSource) -> None:
    for fault in (Refusal("UnknownOperationException", "", 400), Refusal("Odd", "odd", 418), HTML_200):
        aws.fail(fault, float("inf"), operation="DescribeBudgets")
        seen = AwsBudgetsReader(source.budgets, Clock()).look(10)
        assert seen is not None
        assert seen.problem.startswith(("AWS Budgets could not be read", "AWS Budgets are not shown"))
        aws.heal()


def test_a_failure_is_said_and_forgotten_after_a_while() -> None:
    clock = Clock()

    def read() -> tuple[AwsBudget, ...]:
        raise UnavailableError("AWS cannot be reached.")

    seen = AwsBudgetsReader(read, clock).look(10)
    assert seen is not None
    assert seen.problem == "AWS Budgets could not be read: AWS cannot be reached."
    assert AwsBudgetsReader(None, clock).look() is None

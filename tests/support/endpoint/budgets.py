"""AWS Budgets: requests and answers are both checked against its published model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel

from endpoint.faults import Refusal
from endpoint.rules import RefusedError, violations


@cache
def operation() -> OperationModel:
    return botocore.session.Session().get_service_model("budgets").operation_model("DescribeBudgets")


def described(asked: dict[str, Any], account: str, budgets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A page of `budgets`. Raises RefusedError as AWS would."""
    for problem in violations(operation().input_shape, asked, ""):
        raise RefusedError(Refusal("InvalidParameterException", problem))
    if asked["AccountId"] != account:
        raise RefusedError(Refusal("AccessDeniedException", "Account is not authorized."))
    first, size = int(asked.get("NextToken", 0)), asked.get("MaxResults", 100)
    answer: dict[str, Any] = {"Budgets": list(budgets[first : first + size])}
    if first + size < len(budgets):
        answer["NextToken"] = str(first + size)
    wrong = list(violations(operation().output_shape, answer, ""))
    assert not wrong, wrong
    return answer

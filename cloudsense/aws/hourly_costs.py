"""GetCostAndUsage by hour: the request, and why AWS refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cloudsense.aws.cost_request import request
from cloudsense.aws.response import CostResponse, time_text
from cloudsense.costs.currency import single
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion
from cloudsense.errors import AccessError, CloudSenseError, HoursOffError, UsageError

NOT_PERMITTED = "not authorized to perform"
"""In AWS's words where a policy is the reason, and not the account's preferences."""
BY_HOUR, TOO_OLD = "hourly", "too old"
"""In its words about hours, and about those that it no longer has."""


def hourly_request(question: HourlyQuestion) -> dict[str, Any]:
    """As Cost Explorer reads it, from the first to the last hour. Raises ValueError for a question
    that it cannot answer."""
    first, last = question.hours[0], question.hours[-1]
    return request(question.query, question.period) | {
        "TimePeriod": {"Start": time_text(first.start), "End": time_text(last.end)},
        "Granularity": "HOURLY",
    }


def complete(answer: CostResponse, default_currency: str, pages: int) -> HourlyCosts:
    """Once the last page was added. Raises BrokenAnswerError if hours are missing, and
    MixedCurrencyError."""
    found = answer.complete(default_currency, pages)
    currency = single(found.currencies) or found.currency
    return HourlyCosts(found.frame, currency, found.account_names)


@contextmanager
def telling_why() -> Iterator[None]:
    """What AWS refuses because it has no such hours comes out in these words."""
    try:
        yield
    except (AccessError, UsageError) as problem:
        raise _reason(problem) from None


def _reason(problem: CloudSenseError) -> CloudSenseError:
    said = str(problem.__cause__).lower()
    if isinstance(problem, UsageError):
        if TOO_OLD in said:
            return UsageError(
                "Cost Explorer no longer has all hours of this period.",
                "It keeps those of the last 14 days.",
                "Choose a later period.",
            )
        return _switched_off() if BY_HOUR in said else problem
    is_plain = type(problem) is AccessError and NOT_PERMITTED not in said
    return _switched_off() if is_plain else problem


def _switched_off() -> HoursOffError:
    return HoursOffError(
        "AWS gives no costs by hour for this account.",
        "They have to be switched on, and AWS charges for that. Costs by day, week and month are "
        "as before.",
        "Switch on hourly granularity in the management account, in the Billing console under "
        "Cost Management preferences; AWS takes up to two days to prepare it.",
    )

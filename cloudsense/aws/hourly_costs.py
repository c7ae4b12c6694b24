"""GetCostAndUsage by hour: the request, and the reasons of refusals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cloudsense.aws.cost_request import by_hour, request
from cloudsense.aws.response import CostResponse
from cloudsense.costs.currency import single
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion
from cloudsense.costs.period import Month
from cloudsense.errors import AccessError, CloudSenseError, HoursOffError, UsageError

BY_HOUR, TOO_OLD = "hourly", "too old"
"""Fragments of AWS's messages about hourly data, and about hours that it no longer has."""
DENIED = "(accessdenied"
OTHER_REASONS = ("not authorized to perform", "policy", "deny", "cost explorer", "linked account")
"""Fragments of AWS's messages that also apply to daily costs."""


def hourly_request(question: HourlyQuestion) -> dict[str, Any]:
    """Request from the first to the last hour. Raises ValueError for a question that
    Cost Explorer cannot answer."""
    asked = request(question.query, question.period)
    first, last = question.hours[0], question.hours[-1]
    return by_hour(asked, first.start, last.end)


def complete(answer: CostResponse, default_currency: str, pages: int) -> HourlyCosts:
    """Costs after the last page. Raises BrokenAnswerError if hours
    are missing, and MixedCurrencyError."""
    found = answer.complete(default_currency, pages)
    month = Month.of(found.period.start)
    single(found.currencies or {month: found.currency})
    return HourlyCosts(found.frame, found.currency, found.account_names)


@contextmanager
def telling_why() -> Iterator[None]:
    """Context that explains AWS's refusals because of missing hours."""
    try:
        yield
    except (AccessError, UsageError) as problem:
        raise _reason(problem) from None


def _reason(problem: CloudSenseError) -> CloudSenseError:
    said = str(problem.__cause__).lower()
    if BY_HOUR in said and TOO_OLD in said:
        return UsageError(
            "Cost Explorer no longer has all hours of this period.",
            "It keeps those of the last 14 days.",
            "Choose a later period.",
        )
    has_other_reason = any(words in said for words in OTHER_REASONS)
    is_off = DENIED in said and not has_other_reason
    return _switched_off() if is_off or BY_HOUR in said else problem


def _switched_off() -> HoursOffError:
    return HoursOffError(
        "Hourly costs are not enabled for this account.",
        "AWS charges for them. Costs by day, week and month are not affected.",
        "Enable hourly granularity in the management account, in the Billing console under "
        "Cost Management preferences; AWS takes up to two days to prepare it.",
    )

"""GetCostForecast: request and response."""

from __future__ import annotations

from typing import Any

from cloudsense.aws.cost_request import days_of
from cloudsense.aws.errors import broken, reading
from cloudsense.aws.phrases import Words
from cloudsense.costs.forecast import LEVEL, Forecast, ForecastQuestion
from cloudsense.costs.query import Metric
from cloudsense.errors import AccessError, CloudSenseError, NoDataError

METRIC_ENUM = {
    Metric.UNBLENDED: "UNBLENDED_COST",
    Metric.AMORTIZED: "AMORTIZED_COST",
    Metric.NET_UNBLENDED: "NET_UNBLENDED_COST",
    Metric.NET_AMORTIZED: "NET_AMORTIZED_COST",
    Metric.BLENDED: "BLENDED_COST",
}

UNAVAILABLE: dict[type[CloudSenseError], Words] = {
    NoDataError: Words(
        "AWS cannot forecast these costs yet.",
        "The projection above is not affected.",
        "It needs about one full billing cycle of history.",
    ),
    AccessError: Words(
        "This user or role is not allowed to read AWS's forecast.",
        "Attach an IAM policy that allows ce:GetCostForecast on resource *.",
        "The projection above is not affected.",
    ),
}
"""Messages for a new account, and for the missing permission, which is not the one for costs."""


def request(question: ForecastQuestion, where: dict[str, Any] | None) -> dict[str, Any]:
    """Request for the question. By month, as only then the range is that of the whole sum."""
    period = question.period
    asked: dict[str, Any] = {
        "TimePeriod": days_of(period),
        "Granularity": "MONTHLY",
        "Metric": METRIC_ENUM[question.metric],
        "PredictionIntervalLevel": LEVEL,
    }
    return {**asked, "Filter": where} if where else asked


def read(answer: dict[str, Any]) -> Forecast:
    """Forecast in a response. Raises BrokenAnswerError if it is not for one month."""
    with reading():
        total = answer["Total"]
        months = answer["ForecastResultsByTime"]
        if len(months) != 1:
            raise broken("It is not the forecast of one month.")
        low = months[0].get("PredictionIntervalLowerBound")
        high = months[0].get("PredictionIntervalUpperBound")
        return Forecast(
            amount=float(total["Amount"]),
            low=float(low) if low is not None else None,
            high=float(high) if high is not None else None,
            currency=total["Unit"],
        )

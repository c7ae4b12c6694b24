"""GetCostForecast against the local endpoint: what is asked, what it answers, and what if AWS refuses."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from endpoint import ACCESS_DENIED, DATA_UNAVAILABLE, EXPIRED, RESET, THROTTLED, Changed, Endpoint, Fault, Raw
from paying import Counting

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter, Metric
from cloudsense.costs.second_opinion import Forecast, ForecastQuestion
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    NoDataError,
    ThrottledError,
    UnansweredError,
)

FORECAST = "GetCostForecast"
REST = Period(date(2026, 11, 23), date(2026, 12, 1))
S3 = Filter(Dimension.SERVICE, ("Amazon Simple Storage Service",))
NO_TAX = Filter(Dimension.CHARGE_TYPE, ("Tax",), exclude=True)
ALL = ForecastQuestion(Metric.UNBLENDED, CostQuery(()), REST)


def ask(source: AwsSource, question: ForecastQuestion = ALL, meter: Counting | None = None) -> Forecast:
    return source.forecast(source.identity(), question, meter or Counting())


def test_the_request_on_the_wire(aws: Endpoint, source: AwsSource) -> None:
    meter = Counting()
    found = ask(source, ForecastQuestion(Metric.NET_AMORTIZED, CostQuery((), (S3, NO_TAX)), REST), meter)
    (asked,) = aws.asked(FORECAST)
    assert asked.parameters == {
        "TimePeriod": {"Start": "2026-11-23", "End": "2026-12-01"},
        "Granularity": "MONTHLY",
        "Metric": "NET_AMORTIZED_COST",
        "PredictionIntervalLevel": 80,
        "Filter": {
            "And": [
                {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Tax"]}}},
                {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Simple Storage Service"]}},
            ]
        },
    }
    assert meter.pages == aws.pages == 1
    assert found.currency == "USD"
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < found.amount < found.high


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_has_a_forecast(aws: Endpoint, source: AwsSource, metric: Metric) -> None:
    assert ask(source, ForecastQuestion(metric, CostQuery(()), REST)).amount > 0
    assert "Filter" not in aws.asked(FORECAST)[0].parameters


def without_range(answer: dict[str, Any]) -> dict[str, Any]:
    for month in answer["ForecastResultsByTime"]:
        del month["PredictionIntervalLowerBound"], month["PredictionIntervalUpperBound"]
    return answer


def test_a_forecast_without_a_range(aws: Endpoint, source: AwsSource) -> None:
    aws.fail(Changed(without_range), operation=FORECAST)
    found = ask(source)
    assert (found.low, found.high) == (None, None)


ALWAYS = float("inf")
REFUSED = [
    (DATA_UNAVAILABLE, NoDataError, "one full billing cycle", 0),
    (ACCESS_DENIED, AccessError, "ce:GetCostForecast", 0),
    (EXPIRED, CredentialsError, "", 0),
    (THROTTLED, ThrottledError, "slow down", 0),
    (RESET, UnansweredError, "", 2),
    (Raw(200, b"{}"), BrokenAnswerError, "", 1),
    (Changed(lambda answer: {**answer, "ForecastResultsByTime": []}), BrokenAnswerError, "", 1),
    (Changed(lambda answer: {**answer, "Total": {"Amount": "much", "Unit": "USD"}}), BrokenAnswerError, "", 1),
]


@pytest.mark.parametrize(("fault", "kind", "said", "paid"), REFUSED)
def test_what_if_there_is_none(
    aws: Endpoint, source: AwsSource, fault: Fault, kind: type[CloudSenseError], said: str, paid: int
) -> None:
    aws.fail(fault, ALWAYS, operation=FORECAST)
    meter = Counting()
    with pytest.raises(kind) as caught:
        ask(source, meter=meter)
    assert said in caught.value.sentence
    assert meter.pages == paid


def test_a_throttled_request_is_tried_again(aws: Endpoint, source: AwsSource) -> None:
    aws.fail(THROTTLED, operation=FORECAST)
    assert ask(source).amount > 0
    assert len(aws.asked(FORECAST)) == 2


def test_an_account_without_history_has_no_forecast(source: AwsSource) -> None:
    question = ForecastQuestion(
        Metric.UNBLENDED, CostQuery((), (Filter(Dimension.SERVICE, ("Amazon Nothing",)),)), REST
    )
    with pytest.raises(NoDataError, match="cannot forecast"):
        ask(source, question)


def test_another_account_is_not_asked(aws: Endpoint, source: AwsSource) -> None:

    other = replace(source.identity(), account="999999999999")
    with pytest.raises(CloudSenseError):
        source.forecast(other, ALL, Counting())
    assert aws.asked(FORECAST) == []

"""GetCostForecast against the local endpoint: what is asked, what it answers, and what if AWS refuses."""

from datetime import date
from typing import Any

import pytest
from endpoint import THROTTLED, Changed, Endpoint
from paying import Counting

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.forecast import Forecast, ForecastQuestion
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter, Metric
from cloudsense.errors import BrokenAnswerError, NoDataError

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


BROKEN = {
    "no months": lambda answer: {**answer, "ForecastResultsByTime": []},
    "no amount": lambda answer: {**answer, "Total": {"Amount": "much", "Unit": "USD"}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_whole_is_refused(aws: Endpoint, source: AwsSource, name: str) -> None:
    aws.fail(Changed(BROKEN[name]), operation=FORECAST)
    with pytest.raises(BrokenAnswerError):
        ask(source)


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

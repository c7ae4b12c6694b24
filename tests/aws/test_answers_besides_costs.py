"""Forecasts and anomalies of AWS: what if there are none, and whom they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from endpoint import ACCESS_DENIED, DATA_UNAVAILABLE, EXPIRED, RESET, THROTTLED, Endpoint, Fault, Raw, Refusal
from paying import Counting

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.anomalies.reported import report_question
from cloudsense.costs.forecast import ForecastQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import TOTAL, Metric
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    NoDataError,
    ThrottledError,
    UnansweredError,
)

FORECAST, ANOMALIES = "GetCostForecast", "GetAnomalies"
REST = ForecastQuestion(Metric.UNBLENDED, TOTAL, Period(date(2026, 11, 23), date(2026, 12, 1)))
NO_MONITOR = Refusal("UnknownMonitorException", "Can't find the anomaly monitor")
ALWAYS = float("inf")


def ask(source: AwsSource, operation: str, meter: Counting, identity: Identity | None = None) -> None:
    whose = identity or source.identity()
    if operation == FORECAST:
        source.forecast(whose, REST, meter)
    else:
        source.reported_anomalies(whose, report_question(date(2026, 11, 23)), meter)


@dataclass(frozen=True)
class Refused:
    """What is said of a fault, and how many requests are paid."""

    fault: Fault
    kind: type[CloudSenseError]
    said: str = ""
    paid: int = 0


OF_BOTH = [
    Refused(EXPIRED, CredentialsError),
    Refused(THROTTLED, ThrottledError, "throttling"),
    Refused(RESET, UnansweredError, paid=2),
    Refused(Raw(200, b"{}"), BrokenAnswerError, paid=1),
]
REFUSED = [
    (FORECAST, Refused(DATA_UNAVAILABLE, NoDataError, "one full billing cycle")),
    (FORECAST, Refused(ACCESS_DENIED, AccessError, "ce:GetCostForecast")),
    (ANOMALIES, Refused(NO_MONITOR, NoDataError, "AWS has no anomaly monitor")),
    (ANOMALIES, Refused(ACCESS_DENIED, AccessError, "ce:GetAnomalies")),
    *((operation, refused) for operation in (FORECAST, ANOMALIES) for refused in OF_BOTH),
]


@pytest.mark.parametrize(("operation", "refused"), REFUSED)
def test_what_if_there_is_none(aws: Endpoint, source: AwsSource, operation: str, refused: Refused) -> None:
    aws.fail(refused.fault, ALWAYS, operation=operation)
    meter = Counting()
    with pytest.raises(refused.kind) as caught:
        ask(source, operation, meter)
    assert refused.said in caught.value.sentence
    assert meter.pages == refused.paid


@pytest.mark.parametrize("operation", [FORECAST, ANOMALIES])
def test_another_account_is_not_asked(aws: Endpoint, source: AwsSource, operation: str) -> None:
    other = replace(source.identity(), account="999999999999")
    with pytest.raises(CloudSenseError):
        ask(source, operation, Counting(), other)
    assert aws.asked(operation) == []

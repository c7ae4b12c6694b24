"""GetAnomalies against the local endpoint: what is asked, every page of the answer, and what if AWS refuses."""

from datetime import date
from typing import Any

import pytest
from endpoint import ENDLESS, Changed, Endpoint, Fault, Raw
from endpoint.anomalies import anomaly
from paying import Counting

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.anomalies.reported import Report, report_question
from cloudsense.errors import BrokenAnswerError

OPERATION = "GetAnomalies"
QUESTION = report_question(date(2026, 11, 23))
S3 = "Amazon Simple Storage Service"


def ask(source: AwsSource, meter: Counting | None = None) -> tuple[Report, ...]:
    return source.reported_anomalies(source.identity(), QUESTION, meter or Counting()).reports


def test_the_request_on_the_wire_and_what_is_read(aws: Endpoint, source: AwsSource) -> None:
    aws.anomalies = (
        anomaly("a1", "2026-11-12", "2026-11-14", S3, region="us-east-1", account="444455556666", usage_type="Bytes"),
        anomaly("a2", "2026-11-20", None, "AWS Glue"),
    )
    meter = Counting()
    first, second = ask(source, meter)
    (asked,) = aws.asked(OPERATION)
    assert asked.parameters == {"DateInterval": {"StartDate": "2026-08-25", "EndDate": "2026-11-22"}}
    assert meter.pages == aws.pages == 1
    assert (first.id, first.first, first.last) == ("a1", date(2026, 11, 12), date(2026, 11, 14))
    assert (first.about, first.actual, first.expected) == (S3, 500.0, 100.0)
    (cause,) = first.causes
    assert (cause.region, cause.account, cause.usage_type) == ("us-east-1", "444455556666", "Bytes")
    assert cause.impact == 400.0
    assert second.last is None


def test_every_page_is_read_and_paid(aws: Endpoint, source: AwsSource) -> None:
    aws.anomalies = tuple(anomaly(f"a{n}", "2026-11-12", "2026-11-12", S3) for n in range(5))
    aws.page_size = 2
    meter = Counting()
    assert [each.id for each in ask(source, meter)] == ["a0", "a1", "a2", "a3", "a4"]
    assert meter.pages == len(aws.asked(OPERATION)) == 3


def test_a_later_page_that_fails_leaves_no_part_of_an_answer(aws: Endpoint, source: AwsSource) -> None:
    aws.anomalies = tuple(anomaly(f"a{n}", "2026-11-12", "2026-11-12", S3) for n in range(3))
    aws.page_size = 2
    aws.fail(Raw(200, b"{}"), operation=OPERATION, asked=lambda parameters: "NextPageToken" in parameters)
    meter = Counting()
    with pytest.raises(BrokenAnswerError):
        ask(source, meter)
    assert meter.pages == 2


def changed(**impact: Any) -> Changed:
    """The first anomaly with another impact; None removes a sum."""

    def change(answer: dict[str, Any]) -> dict[str, Any]:
        known = answer["Anomalies"][0]["Impact"]
        answer["Anomalies"][0]["Impact"] = {name: v for name, v in {**known, **impact}.items() if v is not None}
        return answer

    return Changed(change)


def test_sums_that_aws_leaves_out(aws: Endpoint, source: AwsSource) -> None:
    aws.anomalies = (anomaly("a1", "2026-11-12", "2026-11-12", S3),)
    aws.fail(changed(TotalImpact=None, TotalActualSpend=None, TotalExpectedSpend=None), operation=OPERATION)
    (found,) = ask(source)
    assert (found.actual, found.expected) == (400.0, 0.0), "the largest day is all that is required"


BROKEN = [
    (ENDLESS, "more than 200 pages", 200),
    (changed(TotalImpact="much"), "", 1),
    (changed(TotalActualSpend=float("nan")), "", 1),
    (changed(TotalActualSpend=1e300), "", 1),
]


@pytest.mark.parametrize(("fault", "said", "paid"), BROKEN)
def test_what_is_not_whole_is_refused(aws: Endpoint, source: AwsSource, fault: Fault, said: str, paid: int) -> None:
    aws.anomalies = (anomaly("a1", "2026-11-12", "2026-11-12", S3),)
    aws.fail(fault, float("inf"), operation=OPERATION)
    meter = Counting()
    with pytest.raises(BrokenAnswerError) as caught:
        ask(source, meter)
    assert said in caught.value.sentence
    assert meter.pages == paid


def test_one_that_ends_before_it_begins_is_refused(aws: Endpoint, source: AwsSource) -> None:
    aws.anomalies = (anomaly("a1", "2026-11-12", "2026-11-12", S3),)

    def change(answer: dict[str, Any]) -> dict[str, Any]:
        answer["Anomalies"][0]["AnomalyEndDate"] = "2026-11-01"
        return answer

    aws.fail(Changed(change), operation=OPERATION)
    with pytest.raises(BrokenAnswerError):
        ask(source)


def test_those_without_their_first_day_are_left_out_and_counted(aws: Endpoint, source: AwsSource) -> None:
    days = [None, "2026-11-12", None]
    aws.anomalies = tuple(anomaly(f"a{n}", day, "2026-11-12", S3) for n, day in enumerate(days))
    aws.page_size = 2
    found = source.reported_anomalies(source.identity(), QUESTION, Counting())
    assert ([each.id for each in found.reports], found.undated) == (["a1"], 2)

"""The local endpoint is at least as strict as AWS, and tells the truth about its book."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from endpoint import THROTTLED, Endpoint, organization
from endpoint.organizations import Organization
from endpoint.pages import decimal_text
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.demo.book import SCALE, Book

GOOD = {
    "TimePeriod": {"Start": "2026-10-30", "End": "2026-11-03"},
    "Granularity": "DAILY",
    "Metrics": ["UnblendedCost", "UsageQuantity"],
    "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}],
}
ANY = {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}


@pytest.fixture
def client(aws: Endpoint) -> Iterator[Any]:
    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, parameter_validation=False)
    client = boto3.Session().client("ce", config=once)
    yield client
    client.close()


def group(key: str, kind: str = "DIMENSION") -> dict[str, str]:
    return {"Type": kind, "Key": key}


REFUSED = {
    "Start date (and hour) should be before end date (and hour)": {
        "TimePeriod": {"Start": "2026-11-01", "End": "2026-11-01"}
    },
    "end date past the beginning of next month": {"TimePeriod": {"Start": "2026-11-01", "End": "2026-12-02"}},
    "You haven't enabled historical data beyond 14 months.": {
        "TimePeriod": {"Start": "2025-09-30", "End": "2026-11-01"}
    },
    "must match": {"TimePeriod": {"Start": "2026-1-1", "End": "2026-11-01"}},
    "Time period is invalid": {"TimePeriod": {"Start": "2026-02-30", "End": "2026-11-01"}},
    "must be one of": {"Granularity": "WEEKLY"},
    "DAILY and HOURLY requests only": {"Granularity": "MONTHLY"},
    "Metrics must be among": {"Metrics": ["Cost"]},
    "at most 2": {"GroupBy": [group("SERVICE"), group("REGION"), group("AZ")]},
    "dimension is invalid": {"GroupBy": [group("CHARGE_TYPE")]},
    "type is invalid": {"GroupBy": [group("x", "PRODUCT_ATTRIBUTE")]},
    "more than one roots": {"Filter": ANY | {"Not": ANY}},
    "at least 2 operands": {"Filter": {"And": [ANY]}},
    "at least one value": {"Filter": {"Dimensions": {"Key": "REGION", "Values": []}}},
    "is no list": {"Metrics": "UnblendedCost"},
    "unknown": {"MaxResults": 10},
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_aws_would_refuse(client: Any, aws: Endpoint, words: str) -> None:
    body = json.dumps(GOOD | REFUSED[words]).encode()
    client.meta.events.register("before-call", lambda params, **_: params.update(body=body))
    with pytest.raises(ClientError, match="ValidationException") as caught:
        client.get_cost_and_usage(**GOOD)
    assert words in str(caught.value)
    assert aws.pages == 0


@pytest.mark.parametrize("missing", ["TimePeriod", "Granularity", "Metrics"])
def test_what_must_be_there(client: Any, missing: str) -> None:
    with pytest.raises(ClientError, match="must not be null"):
        client.get_cost_and_usage(**{name: value for name, value in GOOD.items() if name != missing})


def test_who_does_not_sign_is_nobody(aws: Endpoint) -> None:
    client = boto3.Session().client("ce", config=Config(signature_version=UNSIGNED))
    with pytest.raises(ClientError, match="MissingAuthenticationToken"):
        client.get_cost_and_usage(**GOOD)
    client.close()


def test_pages_and_tokens(client: Any, aws: Endpoint) -> None:
    aws.page_size = 3
    first = client.get_cost_and_usage(**GOOD)
    token = first["NextPageToken"]
    second = client.get_cost_and_usage(**GOOD, NextPageToken=token)
    assert second["ResultsByTime"] != first["ResultsByTime"]
    assert client.get_cost_and_usage(**GOOD, NextPageToken=token)["ResultsByTime"] == second["ResultsByTime"]
    with pytest.raises(ClientError, match="InvalidNextTokenException"):
        client.get_cost_and_usage(**GOOD, NextPageToken=token[:-1] + "x")
    with pytest.raises(ClientError, match="RequestChangedException"):
        client.get_cost_and_usage(**GOOD | {"Metrics": ["BlendedCost"]}, NextPageToken=token)
    assert aws.pages == 3
    assert [asked.page for asked in aws.asked()] == [1, 2, 2, 0, 2]


def test_the_shape_of_an_answer(client: Any, aws: Endpoint) -> None:
    answer = client.get_cost_and_usage(**GOOD | {"GroupBy": [group("LINKED_ACCOUNT")]})
    days = answer["ResultsByTime"]
    assert [day["TimePeriod"]["Start"] for day in days] == ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"]
    assert [day["Estimated"] for day in days] == [False, False, True, True]
    assert {str(day["Total"]) for day in days} == {"{}"}
    assert answer["DimensionValueAttributes"][0]["Attributes"] == {"description": "team-001"}
    assert "NextPageToken" not in answer
    plain = client.get_cost_and_usage(**{name: value for name, value in GOOD.items() if name != "GroupBy"})
    assert all(day["Total"]["UnblendedCost"]["Unit"] == "USD" and not day["Groups"] for day in plain["ResultsByTime"])


def test_a_day_without_costs_is_listed(client: Any) -> None:
    nothing = {"Dimensions": {"Key": "REGION", "Values": ["mars-1"]}}
    answer = client.get_cost_and_usage(**GOOD, Filter=nothing)
    assert [(day["Total"], day["Groups"]) for day in answer["ResultsByTime"]] == [({}, [])] * 4


def test_faults_wait_for_their_page(client: Any, aws: Endpoint) -> None:
    aws.page_size = 3
    aws.fail(THROTTLED, page=2)
    token = client.get_cost_and_usage(**GOOD)["NextPageToken"]
    with pytest.raises(ClientError, match="LimitExceeded"):
        client.get_cost_and_usage(**GOOD, NextPageToken=token)
    client.get_cost_and_usage(**GOOD, NextPageToken=token)
    aws.fail(THROTTLED, float("inf"))
    aws.heal()
    client.get_cost_and_usage(**GOOD)


@given(st.integers(-(10**18), 10**18))
def test_amounts_as_aws_writes_them(amount: int) -> None:
    text = decimal_text(amount)
    assert Decimal(text) * SCALE == amount
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d{0,9}[1-9])?", text)
    assert text != "-0"


S3 = Filter(Dimension.SERVICE, ("Amazon Simple Storage Service", "Tax"))
NO_CREDIT = Filter(Dimension.CHARGE_TYPE, ("Credit",), exclude=True)


@pytest.mark.parametrize(
    "query",
    [
        CostQuery(()),
        CostQuery((Dimension.SERVICE, Dimension.CHARGE_TYPE)),
        CostQuery((Dimension.ACCOUNT, Dimension.USAGE_TYPE), (S3,)),
        CostQuery((Dimension.REGION,), (NO_CREDIT, S3)),
        CostQuery((Dimension.AZ, Dimension.REGION)),
        CostQuery((Dimension.SERVICE,), (Filter(Dimension.REGION, ("mars-1",)),)),
    ],
    ids=lambda query: query.name,
)
def test_an_organization_is_a_book(book: Organization, query: CostQuery) -> None:
    """Summing first and multiplying then is the same as the book's own way."""
    period = Period(date(2026, 9, 28), date(2026, 10, 5))
    assert list(book.rows(query, period)) == list(Book(book.lines, book.amounts).rows(query, period))


def test_organizations_are_the_same_every_time() -> None:
    period = Period(date(2026, 9, 1), date(2026, 9, 3))
    one, other = (list(organization(2, 3, 2).rows(CostQuery(()), period)) for _ in range(2))
    assert one == other
    assert one[0].amounts[0] != one[1].amounts[0]


def test_an_organization_has_everything_that_a_bill_has() -> None:
    made = organization()
    assert {"Usage", "Credit", "Refund", "Tax", "Support", "SavingsPlanCoveredUsage", "SavingsPlanNegation"} <= set(
        made.values(Dimension.CHARGE_TYPE)
    )
    pairs = set(zip(made.values(Dimension.SERVICE), made.values(Dimension.USAGE_TYPE), strict=True))
    assert len(pairs) > 300
    assert len(set(made.values(Dimension.ACCOUNT))) == 12

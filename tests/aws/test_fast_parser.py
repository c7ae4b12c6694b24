"""What is read past botocore's model is what botocore would have read, and nothing that it would not."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from endpoint import GARBLED, TRUNCATED, Endpoint, Fault

from cloudsense.aws import fast_parser
from cloudsense.aws.cost_request import request
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension

QUESTIONS = [
    CostQuery(()),
    CostQuery((Dimension.SERVICE,)),
    CostQuery((Dimension.ACCOUNT, Dimension.REGION)),
]


def ask(aws: Endpoint, query: CostQuery, period: Period, plain: bool) -> dict[str, Any]:
    client = boto3.client("ce", region_name="us-east-1")
    if plain:
        client.meta.events.register(fast_parser.EVENT, fast_parser.read)
    page: dict[str, Any] = client.get_cost_and_usage(**request(query, period))
    return page


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_an_answer_reads_as_botocore_reads_it(aws: Endpoint, query: CostQuery) -> None:
    period = Period(aws.today.replace(day=1), aws.today)
    said, plain = (ask(aws, query, period, how) for how in (False, True))
    assert plain["ResultsByTime"]
    for member in fast_parser.MEMBERS:
        assert plain.get(member) == said.get(member)
    assert plain["ResponseMetadata"].keys() == said["ResponseMetadata"].keys()


@pytest.mark.parametrize("body", [GARBLED, TRUNCATED], ids=["garbled", "truncated"])
def test_what_is_no_json_is_left_to_botocore(aws: Endpoint, body: Fault) -> None:
    period = Period(aws.today.replace(day=1), aws.today)
    outcomes = []
    for plain in (False, True):
        aws.fail(body)
        try:
            outcomes.append(sorted(ask(aws, QUESTIONS[0], period, plain)))
        except Exception as problem:  # noqa: BLE001 - it is compared
            outcomes.append([type(problem).__name__])
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("answer", [[1, 2], "text", None, 7])
def test_json_that_is_no_object_is_left_as_it_is(answer: object) -> None:
    given: dict[str, Any] = {"status_code": 200, "body": json.dumps(answer).encode()}
    made: dict[str, Any] = {}
    fast_parser.read(response_dict=dict(given), customized_response_dict=made)
    assert made == {}


def test_only_what_belongs_to_an_answer_is_taken_from_it() -> None:
    body = {"ResultsByTime": [], "NextPageToken": None, "ResponseMetadata": {"HTTPStatusCode": 500}, "Error": {}}
    given: dict[str, Any] = {"status_code": 200, "body": json.dumps(body).encode()}
    made: dict[str, Any] = {}
    fast_parser.read(response_dict=given, customized_response_dict=made)
    assert made == {"ResultsByTime": []}
    assert given["body"] == b"{}"


def test_json_that_is_not_strict_is_left_to_botocore() -> None:
    for body in (b'{"ResultsByTime": [], "Note": NaN}', b'{"ResultsByTime": [], "Name": "a\\ud800b"}'):
        given: dict[str, Any] = {"status_code": 200, "body": body}
        made: dict[str, Any] = {}
        fast_parser.read(response_dict=given, customized_response_dict=made)
        assert made == {}
        assert given["body"] == body


def test_a_refusal_is_left_to_botocore() -> None:
    given: dict[str, Any] = {"status_code": 400, "body": b'{"ResultsByTime": []}'}
    made: dict[str, Any] = {}
    fast_parser.read(response_dict=given, customized_response_dict=made)
    assert made == {}
    assert given["body"] == b'{"ResultsByTime": []}'

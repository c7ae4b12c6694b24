"""The role of a payer: assumed with what is there, renewed before it ends; and accounts that no two payers share."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from endpoint import Endpoint
from endpoint.server import ROLE, WHO
from paying import Counting

from cloudsense.aws.account_guard import Claims
from cloudsense.aws.explorer import AwsSource
from cloudsense.aws.payer_role import Role
from cloudsense.aws.session import Access
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.errors import CredentialsError

ARN, EXTERNAL_ID, OTHER = "arn:aws:iam::555566667777:role/CloudSense", "hunter2-of-theirs", "555566667777"
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 4))
QUERY = CostQuery((Dimension.SERVICE,))


@pytest.fixture
def source(aws: Endpoint) -> AwsSource:
    aws.accounts |= {"AKIDROLE": OTHER}
    aws.roles = {ARN: ("AKIDROLE", EXTERNAL_ID)}
    return AwsSource(attempts=1, access=Access("theirs", Role(ARN, EXTERNAL_ID)))


def fetched(source: AwsSource) -> int:
    return len(source.fetch(source.identity(), QUERY, PERIOD, Counting()).frame)


def test_a_role_is_assumed_once_and_its_account_asked(aws: Endpoint, source: AwsSource) -> None:
    assert source.identity().account == OTHER
    assert fetched(source)
    assert fetched(source)
    assert len(aws.asked(ROLE)) == 1
    assert {request.access_key for request in aws.asked()} == {"AKIDROLE"}


def test_a_role_that_is_about_to_end_is_assumed_again(aws: Endpoint, source: AwsSource) -> None:
    aws.role_lasts = timedelta(minutes=5)
    assert fetched(source)
    before = len(aws.asked(ROLE))
    assert fetched(source)
    assert len(aws.asked(ROLE)) > before


@pytest.mark.parametrize("external_id", [None, "another"])
def test_a_role_that_refuses_is_told_by_payer_and_without_its_name(aws: Endpoint, external_id: str | None) -> None:
    aws.roles = {ARN: ("AKIDROLE", EXTERNAL_ID)}
    refused = AwsSource(attempts=1, access=Access("theirs", Role(ARN, external_id)))
    with pytest.raises(CredentialsError, match=r"^theirs: The role") as refusal:
        refused.identity()
    assert not [part for part in (ARN, OTHER, "another", "hunter2") if part in refusal.value.sentence]
    assert not aws.asked(WHO)
    assert ARN not in repr(Role(ARN, EXTERNAL_ID)) + repr(Access("theirs", Role(ARN, EXTERNAL_ID)))


def test_without_credentials_no_role_is_assumed(
    aws: Endpoint, source: AwsSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(CredentialsError, match=r"^theirs: No AWS credentials were found"):
        source.identity()
    assert not aws.requests


def test_an_account_belongs_to_one_payer(aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    claims = Claims()

    def claiming(payer: str) -> AwsSource:
        return AwsSource(attempts=1, access=Access(payer, None, lambda mine: claims.claim(payer, mine)))

    first, second = claiming("ours"), claiming("theirs")
    mine = first.identity()
    with pytest.raises(CredentialsError, match=r"^theirs: These credentials belong to the same AWS account as ours"):
        second.identity()
    first.renew()
    assert first.identity() == mine, "its own account is no other payer's"
    aws.accounts |= {"AKIDNEW": OTHER}
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDNEW")
    first.renew()
    assert first.identity().account == OTHER
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", next(iter(aws.accounts)))
    assert second.identity() == mine, "the account that the first has left is free"


def test_the_same_number_in_another_partition_is_another_account() -> None:
    claims = Claims()
    for payer, partition in (("ours", "aws"), ("china", "aws-cn")):
        claims.claim(payer, Identity(OTHER, "", partition))

"""What is known before AWS is asked who we are: credentials, region, endpoint, proxy."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.credentials import RefreshableCredentials
from consultation import Doctor
from endpoint import Endpoint
from hypothesis import given
from hypothesis import strategies as st
from logins import SSO_PROFILE, Logins

from cloudsense.aws import diagnostics
from cloudsense.aws.diagnostics import LONGEST, Probes, Source, Way
from cloudsense.doctor import free_checks

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
SSO = """
[profile dev]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Finance
"""
ROLE = "[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/r\ncredential_source = Environment\n"
LOOP = "[profile dev]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = nobody\n"


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "config"
    path.touch()
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    return path


@pytest.fixture
def _no_keys(aws: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("text", "argv", "words", "how"),
    [
        ("", [], "No AWS credentials were found", "aws configure"),
        (SSO, ["--profile", "dev"], "You are not logged in", "aws sso login --profile dev"),
        (LOOP, ["--profile", "dev"], "not set up correctly", "~/.aws/config"),
        ("[profile dev]\naws_access_key_id = AKIDHALF\n", ["--profile", "dev"], "incomplete", "Set both"),
        ("[profile dev]\ncredential_process = echo token=hunter2\n", ["--profile", "dev"], "could not be fetched", ""),
        ("", ["--profile", "nobody"], "no AWS profile named nobody", "list-profiles"),
    ],
)
@pytest.mark.usefixtures("_no_keys")
def test_credentials_that_lead_nowhere(
    aws: Endpoint, doctor: Doctor, config: Path, text: str, argv: list[str], words: str, how: str
) -> None:
    config.write_text(text)
    said = doctor("--paid", *argv)
    assert (said.code, said.bad, said.err) == (1, ["credentials"], "")
    check = said.checks["credentials"]
    assert words in check["what"]
    assert how in check["how"]
    assert check["who"] == "you"
    assert said.status("identity") == "skipped"
    assert aws.requests == []


def test_a_role_that_may_not_be_assumed(aws: Endpoint, doctor: Doctor, config: Path) -> None:
    config.write_text(ROLE)
    said = doctor("--profile", "dev")
    assert said.bad == ["credentials"]
    assert "cannot be assumed" in said.checks["credentials"]["what"]
    assert said.checks["credentials"]["who"] == "the person who manages your permissions"
    assert said.status("endpoint") == "warning"


def test_the_time_outs_hold_for_roles_too(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Probes(None, None, 2, 3)._session
    made = session.create_client("sts", region_name="us-east-1").meta.config
    assert (made.connect_timeout, made.read_timeout, made.retries["total_max_attempts"]) == (2, 3, 1)


def test_a_profile_and_its_file(aws: Endpoint, doctor: Doctor, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (key,) = aws.accounts
    config.write_text(f"[profile dev]\nregion = eu-west-1\naws_access_key_id = {key}\naws_secret_access_key = x\n")
    for name in (*KEYS, "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_PROFILE", "dev")
    said = doctor()
    assert said.checks["credentials"]["what"] == "profile dev, the AWS config file, does not expire"
    assert said.checks["region"]["what"] == "eu-west-1, Cost Explorer requests go to us-east-1"
    assert said.code == 0
    assert doctor("--region", "cn-north-1").checks["partition"]["what"] == "AWS China (aws-cn)"


def test_keys_with_an_end(aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "hunter2")
    assert doctor().checks["credentials"]["what"].endswith(", temporary, expiry unknown")
    end = datetime.now(UTC) + timedelta(minutes=5, seconds=30)
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", end.isoformat())
    said = doctor()
    assert (said.status("credentials"), said.code) == ("warning", 0)
    assert said.checks["credentials"]["what"] == "environment variables, good for another 5 min."


def test_a_process_is_asked_again_by_itself(aws: Endpoint, doctor: Doctor, config: Path, tmp_path: Path) -> None:
    (key,) = aws.accounts
    end = (datetime.now(UTC) + timedelta(hours=2, minutes=3, seconds=30)).isoformat()
    made = {"Version": 1, "AccessKeyId": key, "SecretAccessKey": "x", "SessionToken": "y", "Expiration": end}
    (tmp_path / "made.json").write_text(json.dumps(made))
    config.write_text(f"[profile dev]\ncredential_process = cat {tmp_path / 'made.json'}\n")
    said = doctor("--profile", "dev")
    what = "profile dev, a credential process, good for another 2 h 3 min, then renewed automatically"
    assert said.checks["credentials"]["what"] == what


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("sso", True, timedelta(hours=1)), "Center (SSO), good for another 1 h 0 min, then renewed as long"),
        (Source("container-role", True, LONGEST), "the container's role, good for another 36 h or more, then"),
        (Source("iam-role", True, timedelta(minutes=9)), "the instance's role, good for another 9 min, then renewed"),
        (Source("boto-config", False, None), "another source, does not expire"),
    ],
)
def test_words_for_a_source(source: Source, words: str) -> None:
    class Fixed:
        profile = None

        def credentials(self) -> Source:
            return source

    found: Any = Fixed()
    (check,) = free_checks.credentials(found)
    assert check.status == "ok"
    assert words in check.what


@pytest.mark.parametrize("writable", [True, False])
def test_a_token_that_could_not_be_saved_is_told_of_beforehand(
    aws: Endpoint, doctor: Doctor, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    config.write_text(SSO_PROFILE)
    (key,) = aws.accounts
    token = {"accessToken": "access-0", "expiresAt": "2999-01-01T00:00:00Z"}
    folder = tmp_path / ".aws" / "sso" / "cache"
    folder.mkdir(parents=True)
    (folder / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(json.dumps(token))
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: access(path, mode) and (writable or not mode & os.W_OK or path != folder)
    )
    with Logins(key) as logins:
        for name, value in logins.environment.items():
            monkeypatch.setenv(name, value)
        check = doctor("--profile", "corp").checks["credentials"]
    assert check["status"] == ("ok" if writable else "warning")
    assert check["what"].startswith("profile corp, IAM Identity Center (SSO), good for another")
    assert (str(folder) in check["what"]) is not writable
    assert ("log in again" in check["how"]) is not writable


def test_a_role_that_needs_a_code(aws: Endpoint, doctor: Doctor, config: Path) -> None:
    config.write_text(f"{ROLE}mfa_serial = arn:aws:iam::111122223333:mfa/jane\n")
    check = doctor("--profile", "dev").checks["credentials"]
    assert (check["status"], check["who"]) == ("failed", "you")
    assert "The AWS profile dev needs a multi-factor (MFA) code." in check["what"]
    assert "aws sts get-caller-identity --profile dev" in check["how"]


@pytest.mark.parametrize(
    ("region", "home", "partition", "status"),
    [
        ("eu-west-1", "us-east-1", "AWS (aws)", "ok"),
        ("cn-north-1", "cn-northwest-1", "AWS China (aws-cn)", "ok"),
        ("us-gov-west-1", "us-gov-west-1", "AWS GovCloud (US) (aws-us-gov). AWS shows the costs", "warning"),
    ],
)
@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_variable_of_the_region_decides_about_the_partition(
    aws: Endpoint,
    doctor: Doctor,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    region: str,
    home: str,
    partition: str,
    status: str,
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv(variable, region)
    said = doctor()
    assert said.checks["region"]["what"] == f"{region}, Cost Explorer requests go to {home}"
    assert said.checks["partition"]["what"].startswith(partition)
    assert (said.status("partition"), said.code) == (status, 0)
    assert {request.region for request in aws.requests} == {home}


def test_govcloud_without_a_cost_explorer(aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-gov-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_COST_EXPLORER", "http://127.0.0.1:1")
    check = doctor("--paid").checks["ce:GetCostAndUsage"]
    assert "standard (commercial) account that pays for it" in check["what"]
    assert check["who"] == "you"


@given(st.integers(-3600, 200_000))
def test_minutes_left(seconds: int) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    end = now + timedelta(seconds=seconds)
    credentials = RefreshableCredentials("k", "s", "t", end, dict, "sso", lambda: now)
    expected = min(max(seconds, 0) // 60, LONGEST.total_seconds() // 60)
    assert diagnostics._left(credentials) == timedelta(minutes=expected)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        (None, "ce.us-east-1.amazonaws.com"),
        ("cn-north-1", "ce.cn-northwest-1.amazonaws.com.cn"),
        ("us-gov-east-1", "ce.us-gov-west-1.amazonaws.com"),
    ],
)
def test_the_way_without_settings(region: str | None, host: str) -> None:
    assert Probes(None, region, 1, 1).way("ce") == Way(host, False, "")


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_COST_EXPLORER"])
def test_an_endpoint_that_was_set(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "https://jane:hunter2@costs.example.com:8443/secret")
    assert Probes(None, None, 1, 1).way("ce") == Way("costs.example.com", True, "")
    assert Probes(None, None, 1, 1).way("sts").configured is (variable == "AWS_ENDPOINT_URL")


def test_an_endpoint_set_in_a_file(config: Path) -> None:
    config.write_text("[profile dev]\nendpoint_url = https://costs.example.com\n")
    assert Probes("dev", None, 1, 1).way("ce") == Way("costs.example.com", True, "")


@pytest.mark.parametrize(
    ("proxy", "host"),
    [
        ("http://jane:hunter2@proxy.example.com:3128", "proxy.example.com"),
        ("jane:hunter2@proxy.example.com:3128", "proxy.example.com"),
        ("http://[::1", "?"),
        ("http://jane:hunter2/@proxy", "jane"),
    ],
)
def test_of_a_proxy_only_the_host_is_told(monkeypatch: pytest.MonkeyPatch, proxy: str, host: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert Probes(None, None, 1, 1).way("ce").proxy == host
    monkeypatch.setenv("NO_PROXY", "amazonaws.com")
    assert Probes(None, None, 1, 1).way("ce").proxy == ""


def test_a_proxy_that_cannot_be_reached(aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://jane:hunter2@127.0.0.1:1")
    said = doctor()
    assert said.checks["proxy"] == {"name": "proxy", "status": "ok", "what": "127.0.0.1", "who": "", "how": ""}
    assert said.bad == ["identity"]
    assert "proxy 127.0.0.1 cannot be reached" in said.checks["identity"]["what"]


def test_an_endpoint_where_nobody_is(aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://jane:hunter2@127.0.0.1:1/secret")
    said = doctor("--paid")
    assert (said.code, said.bad) == (1, ["identity"])
    assert said.checks["endpoint"]["what"] == "127.0.0.1, set by AWS_ENDPOINT_URL or endpoint_url."
    assert said.checks["identity"]["what"].startswith("127.0.0.1 cannot be reached.")
    assert said.checks["identity"]["who"] == "your network administrator"


def test_an_endpoint_that_is_no_address(aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not a url")
    said = doctor()
    assert said.bad == ["endpoint"]
    assert (said.checks["endpoint"]["who"], said.status("proxy"), said.status("identity")) == (
        "you",
        "skipped",
        "skipped",
    )
    assert aws.requests == []


def test_what_is_wrong_twice_is_said_once(
    aws: Endpoint, doctor: Doctor, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    config.write_text("[profile dev]\nnonsense")
    said = doctor("--profile", "dev")
    assert said.bad == ["credentials"]
    assert said.checks["region"]["what"] == "unknown, for the same reason as credentials"

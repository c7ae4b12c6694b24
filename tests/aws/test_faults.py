"""Every failure that is known is said in words that help, and no words give anything away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any

import botocore.exceptions as b
import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.aws.faults import reading, translating
from cloudsense.aws.words import TABLE
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    NoDataError,
    SettingsError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
    UsageError,
    WithheldError,
)

SECRETS = "arn:aws:iam::111122223333:user/jane AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI 6f1c-request-id"
URL = "https://jane:hunter2@ce.us-east-1.amazonaws.com/?token=hunter2"


def refused(code: str, message: str = "", status: int = 400, operation: str = "GetCostAndUsage") -> ClientError:
    error = {"Code": code, "Message": f"{SECRETS} {message} {SECRETS}"}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}, operation)  # type: ignore[typeddict-item]


def said(error: Exception, profile: str | None = None) -> CloudSenseError:
    with pytest.raises(CloudSenseError) as caught, translating(profile):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


CASES: list[tuple[Exception, type[CloudSenseError], str]] = [
    # Refused by AWS
    (refused("AccessDeniedException", "is not authorized to perform: ce:GetCostAndUsage"), AccessError, "IAM policy"),
    (refused("AccessDeniedException", "an explicit deny in a service control policy"), AccessError, "organization"),
    (refused("AccessDeniedException", "with an explicit deny in an identity-based policy"), AccessError, "lift"),
    (refused("AccessDeniedException", "User not enabled for cost explorer access"), AccessError, "root user"),
    (refused("AccessDeniedException", "Linked account doesn't have access to cost"), AccessError, "member accounts"),
    (refused("ValidationException", "Operation not permitted for member accounts."), AccessError, "management"),
    (refused("OptInRequired"), AccessError, "sign-up"),
    (refused("SubscriptionRequiredException"), AccessError, "sign-up"),
    (refused("DataUnavailableException", "Data is not available."), NoDataError, "about a day"),
    (refused("ValidationException", "historical data beyond 14 months."), NoDataError, "later period"),
    (refused("ValidationException", "data beyond the past 14 months, your start"), NoDataError, "later period"),
    (refused("BillExpirationException"), NoDataError, "later period"),
    (refused("ResourceNotFoundException"), NoDataError, "billing view"),
    (refused("BillingViewHealthStatusException"), NoDataError, "billing view"),
    (refused("ValidationException", "end date past the beginning of next month"), UnavailableError, "clock"),
    (refused("ValidationException", "Group Definition dimension is invalid."), UsageError, "group"),
    (refused("ValidationException", "Start date (and hour) should be before end"), UsageError, "period"),
    (refused("LimitExceededException", "Rate limit exceeded"), ThrottledError, "in a minute"),
    (refused("ThrottlingException", "Rate exceeded"), ThrottledError, "in a minute"),
    (refused("429", "", 429), ThrottledError, "in a minute"),
    (refused("ThrottlingException", "Rate exceeded", operation="AssumeRole"), ThrottledError, "in a minute"),
    (refused("InternalServerError", status=500), UnavailableError, "InternalServerError"),
    (refused("503", status=503), UnavailableError, "503"),
    (refused("Whatever", status=504), UnavailableError, "problem of its own"),
    (refused("502", status=502), UnansweredError, "did not get its answer (502)"),
    (refused("504", status=504), UnansweredError, "did not get its answer (504)"),
    (refused("RequestChangedException"), WithheldError, "not used"),
    (refused("InvalidNextTokenException"), WithheldError, "not used"),
    (refused("ExpiredTokenException"), CredentialsError, "expired"),
    (refused("ExpiredToken", operation="AssumeRole"), CredentialsError, "expired"),
    (refused("UnrecognizedClientException"), CredentialsError, "partition"),
    (refused("InvalidClientTokenId"), CredentialsError, "partition"),
    (refused("InvalidSignatureException"), CredentialsError, "clock"),
    (
        refused("InvalidSignatureException", "Signature expired: x is now earlier than y"),
        CredentialsError,
        "time is off",
    ),
    (refused("SignatureDoesNotMatch", "Signature not yet current: x"), CredentialsError, "Set the clock"),
    (refused("SignatureDoesNotMatch"), CredentialsError, "clock"),
    (refused("RequestExpired"), CredentialsError, "clock"),
    (refused("AccessDenied", operation="AssumeRole"), CredentialsError, "trust policy"),
    (refused("RegionDisabledException", operation="AssumeRole"), CredentialsError, "RegionDisabledException"),
    (refused("ForbiddenException", operation="GetRoleCredentials"), CredentialsError, "permission set"),
    (refused("403", "<html>Blocked</html>", 403), UnavailableError, "in place of AWS (403)"),
    (refused("BrandNewException"), UnavailableError, "BrandNewException"),
    (refused(f"{SECRETS}"), UnavailableError, "unknown error"),
    # Raised by botocore
    (b.NoCredentialsError(), CredentialsError, "aws configure --profile dev"),
    (b.PartialCredentialsError(provider="env", cred_var=SECRETS), CredentialsError, "incomplete"),
    (b.ProfileNotFound(profile="other"), CredentialsError, "profile named other"),
    (b.InvalidConfigError(error_msg=SECRETS), CredentialsError, "~/.aws/config"),
    (b.InfiniteLoopConfigError(source_profile="a", visited_profiles=["b"]), CredentialsError, "~/.aws/config"),
    (b.ConfigParseError(path="/x"), CredentialsError, "AWS_CONFIG_FILE"),
    (b.CredentialRetrievalError(provider="custom-process", error_msg=SECRETS), CredentialsError, "fetched"),
    (b.MetadataRetrievalError(error_msg=SECRETS), CredentialsError, "fetched"),
    (b.SSOTokenLoadError(error_msg=SECRETS), CredentialsError, "aws sso login --profile dev"),
    (b.UnauthorizedSSOTokenError(), CredentialsError, "aws sso login --profile dev"),
    (b.TokenRetrievalError(provider="sso", error_msg=SECRETS), CredentialsError, "aws sso login --profile dev"),
    (b.LoginRefreshRequired(), CredentialsError, "aws login --profile dev"),
    (b.LoginTokenLoadError(error_msg=SECRETS), CredentialsError, "aws login --profile dev"),
    (b.RefreshWithMFAUnsupportedError(), CredentialsError, "multi-factor"),
    (b.NoRegionError(), SettingsError, "AWS_REGION"),
    (b.InvalidRegionError(region_name=SECRETS), SettingsError, "AWS_REGION"),
    (ValueError(f"Invalid endpoint: {URL}"), SettingsError, "AWS_ENDPOINT_URL"),
    (b.EndpointConnectionError(endpoint_url=URL), UnavailableError, "ce.us-east-1.amazonaws.com cannot"),
    (b.ConnectTimeoutError(endpoint_url=URL), UnavailableError, "ce.us-east-1.amazonaws.com does not"),
    (b.ReadTimeoutError(endpoint_url=URL), UnansweredError, "ce.us-east-1.amazonaws.com does not"),
    (b.ConnectionClosedError(endpoint_url=URL), UnansweredError, "ce.us-east-1.amazonaws.com closed"),
    (b.ConnectionClosedError(endpoint_url=URL, error="Connection broken: reset"), BrokenAnswerError, "in the middle"),
    (b.ProxyConnectionError(proxy_url=URL), UnavailableError, "HTTPS_PROXY"),
    (b.SSLError(endpoint_url=URL, error=SECRETS), UnavailableError, "AWS_CA_BUNDLE"),
    (b.EndpointConnectionError(endpoint_url="https://["), UnavailableError, "AWS cannot be reached"),
    (b.HTTPClientError(error=SECRETS), UnavailableError, "network"),
    (b.ParamValidationError(report=SECRETS), UsageError, "question"),
    (b.DataNotFoundError(data_path=SECRETS), UnavailableError, "DataNotFoundError"),
    (ResponseParserError(SECRETS), BrokenAnswerError, "proxy"),
]


@pytest.mark.parametrize(("error", "kind", "words"), CASES, ids=lambda value: str(value)[:40].strip())
def test_what_is_said(error: Exception, kind: type[CloudSenseError], words: str) -> None:
    spoken = said(error, "dev")
    assert type(spoken) is kind
    assert words in spoken.sentence
    assert spoken.title
    assert spoken.remedy
    assert not re.search(r"arn:|AKIA|wJalr|hunter2|jane|request-id|[{}]", spoken.sentence)


def test_every_row_is_reached() -> None:
    """Nothing in the table is shadowed by a row above it."""
    spoken = {(type(error), error.title.split("(")[0]) for error in (said(case, "dev") for case, _, _ in CASES)}
    rows = {(kind, words.title.split("(")[0]) for kind, table in TABLE for words in table.values()}
    unreached = {title for kind, title in rows if "{" not in title and (kind, title) not in spoken}
    assert unreached == {"AWS received no credentials."}


def test_a_profile_that_needs_quoting() -> None:
    assert "--profile 'my profile'" in said(b.UnauthorizedSSOTokenError(), "my profile").remedy


def test_without_a_profile_none_is_named() -> None:
    assert "`aws sso login`" in said(b.UnauthorizedSSOTokenError()).remedy


@pytest.mark.parametrize("error", [ValueError("ours"), KeyError("ours"), RuntimeError("ours")])
def test_our_own_mistakes_are_not_hidden(error: Exception) -> None:
    with pytest.raises(type(error), match="ours"), translating():
        raise error


@given(st.text(max_size=80), st.text(max_size=80), st.integers(100, 599))
def test_any_refusal_has_words_and_repeats_no_message(code: str, message: str, status: int) -> None:
    spoken = said(refused(code, message, status))
    assert spoken.title
    assert "AKIA" not in spoken.sentence


@pytest.mark.parametrize("error", [KeyError("x"), IndexError(), TypeError(), ValueError(), AttributeError()])
def test_misshapen_answers_are_broken(error: Exception) -> None:
    with pytest.raises(BrokenAnswerError), reading():
        raise error


@pytest.mark.parametrize("variable", ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"])
def test_a_file_with_credentials_that_may_not_be_read_is_told_of(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "credentials"
    monkeypatch.setenv(variable, str(file))
    assert "may not be read" not in said(b.NoCredentialsError()).sentence
    file.write_text("")
    assert "may not be read" not in said(b.NoCredentialsError()).sentence
    opened = Path.open

    def refuse(path: Path, *mode: str) -> IO[Any]:
        if path == file:
            raise PermissionError
        return opened(path, *mode)

    monkeypatch.setattr(Path, "open", refuse)  # who runs the tests as root may read everything
    assert "may not be read" in said(b.NoCredentialsError()).sentence
    assert str(tmp_path) not in said(b.NoCredentialsError()).sentence

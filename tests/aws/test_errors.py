"""Every failure that is known is said in words that help, and no words give anything away."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import botocore.exceptions as b
import pytest
from botocore import configloader, configprovider, credentials, session, tokens, utils
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.aws.botocore_session import CodeNeededError, WrongCodeError
from cloudsense.aws.error_messages import TABLE
from cloudsense.aws.errors import loading, reading, translating
from cloudsense.aws.profiles import Origin
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    MemberAccountError,
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


def said(
    error: Exception, profile: str | None = None, method: str = "", partition: str = "", payer: str = ""
) -> CloudSenseError:
    origin = Origin(profile, method=method, partition=partition, payer=payer)
    with pytest.raises(CloudSenseError) as caught, translating(origin):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


TUNNEL = "Cannot connect to proxy. Tunnel connection failed:"
CRT = "pip install 'botocore[crt]'"
MFA_FAILED = "MultiFactorAuthentication failed with invalid MFA one time pass code."

CASES: list[tuple[Exception, type[CloudSenseError], str]] = [
    # Refused by AWS
    (refused("AccessDeniedException", "is not authorized to perform: ce:GetCostAndUsage"), AccessError, "IAM policy"),
    (refused("AccessDeniedException", "an explicit deny in a service control policy"), AccessError, "organization"),
    (
        refused("AccessDeniedException", "with an explicit deny in an identity-based policy"),
        AccessError,
        "remove the deny",
    ),
    (refused("AccessDeniedException", "User not enabled for cost explorer access"), AccessError, "root user"),
    (refused("AccessDeniedException", "Linked account doesn't have access to cost"), AccessError, "member accounts"),
    (
        refused("AccessDeniedException", "Linked account doesn't have access to cost allocation tags."),
        MemberAccountError,
        "Only tags are missing",
    ),
    (
        refused("AccessDeniedException", "Linked account doesn't have access to cost category."),
        MemberAccountError,
        "Only cost categories are missing",
    ),
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
    (refused("Whatever", status=504), UnavailableError, "internal problem"),
    (refused("502", status=502), UnansweredError, "timed out waiting for AWS (502)"),
    (refused("504", status=504), UnansweredError, "timed out waiting for AWS (504)"),
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
    (refused("403", "<html>Blocked</html>", 403), UnavailableError, "did not come from AWS (403)"),
    (refused("BrandNewException"), UnavailableError, "BrandNewException"),
    (refused(f"{SECRETS}"), UnavailableError, "unknown error"),
    # Raised by botocore
    (b.NoCredentialsError(), CredentialsError, "aws configure --profile dev"),
    (b.PartialCredentialsError(provider="env", cred_var=SECRETS), CredentialsError, "incomplete"),
    (b.ProfileNotFound(profile="other"), CredentialsError, "profile named other"),
    (b.InvalidConfigError(error_msg=SECRETS), CredentialsError, "~/.aws/config"),
    (b.InfiniteLoopConfigError(source_profile="a", visited_profiles=["b"]), CredentialsError, "~/.aws/config"),
    (b.ConfigParseError(path="/x"), CredentialsError, "AWS_CONFIG_FILE"),
    (b.CredentialRetrievalError(provider="custom-process", error_msg=SECRETS), CredentialsError, "JSON of Version 1"),
    (b.CredentialRetrievalError(provider="Environment", error_msg=SECRETS), CredentialsError, "fetched"),
    (b.InvalidConfigError(error_msg="contains both source_profile and"), CredentialsError, "has both"),
    (b.InvalidConfigError(error_msg='The credential source "X"'), CredentialsError, "EcsContainer"),
    (b.InvalidConfigError(error_msg='source profile "sso" must have credentials'), CredentialsError, "no credentials"),
    (b.InvalidConfigError(error_msg='The source_profile "sso" does not exist'), CredentialsError, "does not exist"),
    (b.InvalidConfigError(error_msg="has no role ARN configured"), CredentialsError, "web_identity_token_file"),
    (b.InvalidConfigError(error_msg="The specified sso-session does not"), CredentialsError, "aws configure sso"),
    (b.UnknownCredentialError(name=SECRETS), CredentialsError, "~/.aws/config"),
    (
        b.PartialCredentialsError(provider="x", cred_var="source_profile or credential_source"),
        CredentialsError,
        "Set s",
    ),
    (b.MissingDependencyException(msg=f'{SECRETS} pip install "botocore[crt]" before'), CredentialsError, CRT),
    (b.MissingDependencyException(msg=SECRETS), CredentialsError, "the package that it needs"),
    (b.InvalidIMDSEndpointError(endpoint=SECRETS), CredentialsError, "AWS_EC2_METADATA_"),
    (b.LoginInsufficientPermissions(), CredentialsError, "signin:CreateOAuth2Token"),
    (refused("ValidationException", operation="CreateOAuth2Token"), CredentialsError, "aws login --profile dev"),
    (CodeNeededError(), CredentialsError, "aws sts get-session-token"),
    (WrongCodeError(), CredentialsError, "six digits"),
    (refused("AccessDenied", MFA_FAILED, operation="AssumeRole"), CredentialsError, "next code"),
    (b.ParamValidationError(report="Invalid length for parameter RoleArn"), CredentialsError, "role_arn"),
    (b.InvalidRetryModeError(provided_retry_mode=SECRETS, valid_modes=[]), SettingsError, "InvalidRetryModeError"),
    (OSError(30, SECRETS), CredentialsError, "cannot be used (EROFS)"),
    (IsADirectoryError(21, SECRETS), CredentialsError, "cannot be used (EISDIR)"),
    (PermissionError(13, SECRETS), CredentialsError, "fetched"),
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
    (b.ConnectionClosedError(endpoint_url=URL, error="Connection broken: reset"), BrokenAnswerError, "early"),
    (b.ProxyConnectionError(proxy_url=URL), UnavailableError, "HTTPS_PROXY"),
    (b.SSLError(endpoint_url=URL, error=SECRETS), UnavailableError, "AWS_CA_BUNDLE"),
    (b.EndpointConnectionError(endpoint_url="https://["), UnavailableError, "AWS cannot be reached"),
    (b.HTTPClientError(error=SECRETS), UnavailableError, "network"),
    (b.ParamValidationError(report=SECRETS), UsageError, "rejected this request"),
    (b.ProxyConnectionError(proxy_url=URL, error=f"{TUNNEL} 407 Proxy Auth"), UnavailableError, "user name and pass"),
    (refused("407", "<html>", 407), UnavailableError, "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"),
    (b.ProxyConnectionError(proxy_url=URL, error=f"{TUNNEL} 502 Bad Gateway"), UnavailableError, "to AWS (502)"),
    (b.ProxyConnectionError(proxy_url=URL, error=f"{TUNNEL} 403 Forbidden"), UnavailableError, "to AWS (403)"),
    (b.DataNotFoundError(data_path=SECRETS), UnavailableError, "DataNotFoundError"),
    (ResponseParserError(SECRETS), BrokenAnswerError, "proxy"),
    (refused("UnknownMonitorException", operation="GetAnomalies"), NoDataError, "Create a monitor"),
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
    everything = [
        *(said(case, "dev") for case, _, _ in CASES),
        *(said(refused("ExpiredToken"), "dev", method, "") for method in METHODS),
        *(said(error, "dev", **place) for error, place, _ in PLACED),
    ]
    spoken = {(type(error), error.title.split("(")[0], error.detail.split("(")[0]) for error in everything}
    rows = {(k, w.title.split("(")[0], w.detail.split("(")[0]) for k, table in TABLE for w in table.values()}
    unreached = {title for kind, title, detail in rows - spoken if "{" not in title + detail}
    assert unreached == {"AWS received no credentials."}


METHODS = {
    "sso": "Run `aws sso login --profile dev`",
    "login": "Run `aws login --profile dev`",
    "env": "start CloudSense again",
    "shared-credentials-file": "Renew them as you got them",
    "config-file": "Renew them as you got them",
    "custom-process": "Renew them as you got them",
    "assume-role": "source profile",
    "payer-role": "Renew those that CloudSense runs with",
    "": "Renew them as you got them",
}


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"])
@pytest.mark.parametrize("method", METHODS)
def test_what_expired_is_renewed_where_it_came_from(code: str, method: str) -> None:
    spoken = said(refused(code), "dev", method)
    assert "expired" in spoken.title
    assert METHODS[method] in spoken.remedy
    assert spoken.needs_restart is (method == "env")
    assert ("aws sso" in spoken.sentence) is (method == "sso")


UNREACHABLE = b.EndpointConnectionError(endpoint_url="https://ce.us-gov-west-1.amazonaws.com")
PLACED: list[tuple[Exception, dict[str, str], str]] = [
    (UNREACHABLE, {"partition": "aws-us-gov"}, "standard (commercial) account that pays for it"),
    (b.ConnectTimeoutError(endpoint_url=URL), {"partition": "aws-us-gov"}, "in AWS GovCloud (US)"),
    (b.ProxyConnectionError(proxy_url=URL, error=f"{TUNNEL} 502 x"), {"partition": "aws-us-gov"}, "GovCloud"),
    (UNREACHABLE, {"partition": "aws"}, "Check the network"),
    (UNREACHABLE, {"partition": "aws-cn"}, "Check the network"),
    (b.ReadTimeoutError(endpoint_url=URL), {"partition": "aws-us-gov"}, "does not answer"),
    (
        b.CredentialRetrievalError(provider="container-role", error_msg=SECRETS),
        {"method": "container-role"},
        "container",
    ),
    (refused("AccessDenied", operation="AssumeRole"), {"method": "payer-role"}, "external_id in its"),
    (b.ProfileNotFound(profile="other"), {"payer": "acme"}, "in cloudsense.toml"),
]


@pytest.mark.parametrize(("error", "place", "words"), PLACED)
def test_what_is_said_depends_on_the_place(error: Exception, place: dict[str, str], words: str) -> None:
    assert words in said(error, "dev", **place).sentence


def test_the_profile_to_log_in_with_is_named() -> None:
    with pytest.raises(CredentialsError) as caught, translating(Origin("bill", login="corp")):
        raise b.UnauthorizedSSOTokenError
    assert "`aws sso login --profile corp`" in caught.value.remedy


GENERIC = ("AWS did not answer", "The AWS SDK failed", "The AWS credentials cannot be used")
MODULES = (credentials, tokens, configloader, configprovider, session, utils)
NOT_OURS = {
    # S3, EventBridge and checksums, which CloudSense does not use.
    *("InvalidDNSNameError", "UnsupportedS3ArnError", "UnsupportedS3AccesspointConfigurationError"),
    *("UnsupportedS3ControlArnError", "UnsupportedS3ControlConfigurationError", "UnsupportedOutpostResourceError"),
    *("UnsupportedS3ConfigurationError", "InvalidEndpointDiscoveryConfigurationError", "MD5UnavailableError"),
    # A mistake in a program, not in a configuration.
    *("InvalidExpressionError", "InvalidHostLabelError", "DataNotFoundError"),
}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_everything_that_looking_for_credentials_raises_has_words(module: ModuleType) -> None:
    source = Path(str(module.__file__)).read_text("utf-8")
    raised = set(re.findall(r"raise (?:[\w.]+\.)?(\w+)\(", source)) - NOT_OURS
    kinds = [kind for name in sorted(raised) if (kind := getattr(b, name, None))]
    vague = [kind.__name__ for kind in kinds if said(made(kind), "dev").title.startswith(GENERIC)]
    assert kinds or module is configprovider
    assert vague == []


def made(kind: type[Exception]) -> Exception:
    """One of these, whatever its message wants to know."""
    fields = re.findall(r"{(\w+)}", getattr(kind, "fmt", ""))
    return kind(**dict.fromkeys(fields, SECRETS))


@pytest.mark.parametrize(
    "error",
    [KeyError(SECRETS), TypeError(SECRETS), ValueError(SECRETS), AttributeError(SECRETS), RuntimeError(SECRETS)],
)
def test_misshapen_credentials_are_not_called_an_answer(error: Exception) -> None:
    with pytest.raises(CredentialsError) as caught, loading(Origin("dev")):
        raise error
    assert "aws sts get-caller-identity --profile dev" in caught.value.remedy
    assert "AKIA" not in caught.value.sentence


@pytest.mark.parametrize("variable", ["sso", "login"])
def test_tokens_that_may_not_be_read_are_told_of(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = b.SSOTokenLoadError(error_msg="x") if variable == "sso" else b.LoginTokenLoadError(error_msg="x")
    file = tmp_path / ".aws" / variable / "cache" / "a.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    assert "credentials file exists" not in said(error).sentence
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != file and access(path, mode))
    assert "credentials file exists" in said(error).sentence


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
    assert "credentials file exists" not in said(b.NoCredentialsError()).sentence
    file.write_text("")
    assert "credentials file exists" not in said(b.NoCredentialsError()).sentence
    opened = Path.open

    def refuse(path: Path, *mode: str) -> IO[Any]:
        if path == file:
            raise PermissionError
        return opened(path, *mode)

    monkeypatch.setattr(Path, "open", refuse)  # who runs the tests as root may read everything
    assert "credentials file exists" in said(b.NoCredentialsError()).sentence
    assert str(tmp_path) not in said(b.NoCredentialsError()).sentence

"""Logins of the AWS CLI outlive a token, also where nothing can be written; codes are asked for in time."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.credentials
import pytest
from awscrt.crypto import EC, ECExportFormat, ECType
from endpoint import Endpoint
from logins import CREDENTIALS, SIGN_IN, SSO_PROFILE, TOKEN, Logins
from paying import Counting

from cloudsense.aws.caches import FileCache
from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.errors import CredentialsError

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 4))
QUERY = CostQuery((Dimension.SERVICE,))
LONG_AGO, LONG_HENCE = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"
SESSION = "arn:aws:iam::111122223333:user/jane"
CONFIG = f"""{SSO_PROFILE}[profile bill]
role_arn = arn:aws:iam::111122223333:role/bill
source_profile = corp
[profile dev]
login_session = {SESSION}
[profile keys]
aws_access_key_id = AKIDKEYS
aws_secret_access_key = made-up-secret
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/bill
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/jane
[profile deep]
role_arn = arn:aws:iam::111122223333:role/deeper
source_profile = mfa
"""
SSO_FILE = Path("sso/cache") / f"{hashlib.sha1(b'corp').hexdigest()}.json"
LOGIN_FILE = Path("login/cache") / f"{hashlib.sha256(SESSION.encode()).hexdigest()}.json"
KEY = "AKIDLOGIN"


@pytest.fixture
def home(aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder ~/.aws, with the profiles above and nothing in the environment."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    aws.accounts = {"AKIDKEYS": "111122223333", KEY: "111122223333", "AKIDROLE": "111122223333"}
    aws.role_key = "AKIDROLE"
    return folder


@pytest.fixture
def logins(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Logins]:
    with Logins(KEY) as service:
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        logged_in(home)
        yield service


def logged_in(home: Path, refresh: str = "refresh-0") -> None:
    """As `aws sso login` and `aws login` leave it, an hour and more ago."""
    key = EC.new_generate(ECType.P_256).export_key(ECExportFormat.SEC1)
    token = {
        "accessToken": "access-0",
        "expiresAt": LONG_AGO,
        "refreshToken": refresh,
        "clientId": "id",
        "clientSecret": "secret",
        "registrationExpiresAt": LONG_HENCE,
        "startUrl": "https://example.awsapps.com/start",
        "region": "us-east-1",
    }
    session = {
        "accessToken": {
            "accessKeyId": "AKIDOLD",
            "secretAccessKey": "made-up-secret",
            "sessionToken": "made-up-session-token",
            "accountId": "111122223333",
            "expiresAt": LONG_AGO,
        },
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": refresh,
        "dpopKey": pem(key),
    }
    for file, value in ((SSO_FILE, token), (LOGIN_FILE, session)):
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        (home / file).write_text(json.dumps(value))


def pem(key: bytes) -> str:
    return f"-----BEGIN EC PRIVATE KEY-----\n{base64.b64encode(key).decode()}\n-----END EC PRIVATE KEY-----\n"


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """As with ~/.aws mounted read-only; whoever runs the tests as root could write everywhere else."""
    made = tempfile.mkstemp
    access = os.access

    def refuse(*given: Any, **named: Any) -> tuple[int, str]:
        if str(named.get("dir", "")).startswith(str(home)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return made(*given, **named)

    def may(path: Any, mode: int) -> bool:
        return access(path, mode) and not (mode & os.W_OK and str(path).startswith(str(home)))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    monkeypatch.setattr(os, "access", may)


def rows(source: AwsSource) -> int:
    return len(source.fetch(source.identity(), QUERY, PERIOD, Counting()).frame)


@pytest.mark.parametrize(
    ("profile", "asked", "key"),
    [
        ("corp", [TOKEN, CREDENTIALS], KEY),
        ("bill", [TOKEN, CREDENTIALS], "AKIDROLE"),
        ("dev", [SIGN_IN], KEY),
    ],
)
class TestARenewedLogin:
    def test_is_used_and_saved(
        self, aws: Endpoint, logins: Logins, home: Path, profile: str, asked: list[str], key: str
    ) -> None:
        assert rows(AwsSource(profile))
        assert logins.asked == asked
        assert {request.access_key for request in aws.asked()} == {key}
        file = LOGIN_FILE if profile == "dev" else SSO_FILE
        assert json.loads((home / file).read_text())["refreshToken"] == "refresh-1"

    def test_is_used_where_it_cannot_be_saved(
        self,
        aws: Endpoint,
        logins: Logins,
        home: Path,
        read_only: None,
        caplog: pytest.LogCaptureFixture,
        profile: str,
        asked: list[str],
        key: str,
    ) -> None:
        logging.getLogger("botocore").setLevel(logging.ERROR)
        logins.lasts = 1  # so that it has to be renewed for every request
        source = AwsSource(profile)
        with caplog.at_level(logging.WARNING):
            if profile == "dev":
                logins.lasts = 3600
            assert rows(source)
            source.renew()
            assert rows(source)
        told = [record.getMessage() for record in caplog.records if record.name.startswith("cloudsense")]
        assert len(told) == 1
        assert "Read-only file system" in told[0]
        assert "refresh-" not in told[0]
        assert {request.access_key for request in aws.asked()} == {key}
        file = LOGIN_FILE if profile == "dev" else SSO_FILE
        assert json.loads((home / file).read_text())["refreshToken"] == "refresh-0"

    def test_that_has_ended_says_with_which_profile_to_log_in(
        self, logins: Logins, profile: str, asked: list[str], key: str
    ) -> None:
        logging.getLogger("botocore").setLevel(logging.ERROR)
        logins.refresh_token = "refresh-7"
        with pytest.raises(CredentialsError, match="expired") as caught:
            AwsSource(profile).identity()
        command = "aws login --profile dev" if profile == "dev" else "aws sso login --profile corp"
        assert f"`{command}`" in caught.value.remedy


def test_a_newer_login_is_taken_though_an_older_one_could_not_be_saved(
    logins: Logins, home: Path, read_only: None
) -> None:
    source = AwsSource("corp")
    source.identity()
    logins.refresh_token = "refresh-20"
    logged_in(home, "refresh-20")
    source.renew()
    source.identity()
    assert logins.refresh_token == "refresh-21"


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC])
def test_what_cannot_be_saved_is_kept_as_a_file_would_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    value = {"expiresAt": datetime(2026, 11, 23, 12, tzinfo=UTC), "accessToken": "x"}
    unsaved, saved = FileCache(tmp_path / "a"), FileCache(tmp_path / "b")
    saved["key"] = value
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert "key" not in unsaved
    unsaved["key"] = value
    assert "key" in unsaved
    assert unsaved["key"] == saved["key"] == {"expiresAt": "2026-11-23T12:00:00Z", "accessToken": "x"}


def test_a_damaged_token_is_none(logins: Logins, home: Path) -> None:
    (home / SSO_FILE).write_text("{")
    with pytest.raises(CredentialsError, match="You are not logged in"):
        AwsSource("corp").identity()


@pytest.mark.parametrize("file", [SSO_FILE, LOGIN_FILE])
@pytest.mark.parametrize("text", ["[]", "7", '{"accessToken": {}, "expiresAt": "x", "refreshToken": "", "dpopKey": 1}'])
def test_a_token_of_another_shape_is_no_broken_answer(logins: Logins, home: Path, file: Path, text: str) -> None:
    (home / file).write_text(text)
    with pytest.raises(CredentialsError):
        AwsSource("dev" if file == LOGIN_FILE else "corp").identity()


def test_a_missing_package_is_named(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(botocore.credentials, "EC", None)
    with pytest.raises(CredentialsError, match="package is missing") as caught:
        AwsSource("dev").identity()
    assert "`pip install 'botocore[crt]'`" in caught.value.remedy


def prompter(*codes: str) -> tuple[list[str], Callable[[str], str]]:
    """Who was asked for a code, and the function that asks."""
    left, asked = list(codes), list[str]()

    def ask(profile: str) -> str:
        asked.append(profile)
        return left.pop(0)

    return asked, ask


@pytest.fixture
def _nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise AssertionError("a prompt")

    monkeypatch.setattr("getpass.getpass", fail)
    monkeypatch.setattr("builtins.input", fail)


@pytest.mark.usefixtures("_nobody_is_asked")
@pytest.mark.parametrize("profile", ["mfa", "deep"])
class TestAMultiFactorCode:
    def test_is_never_asked_for_while_costs_are_read(self, aws: Endpoint, home: Path, profile: str) -> None:
        with pytest.raises(CredentialsError, match="profile mfa needs a multi-factor") as caught:
            AwsSource(profile).identity()
        assert f"`aws sts get-caller-identity --profile {profile}`" in caught.value.remedy
        assert "`aws sts get-session-token`" in caught.value.remedy
        assert aws.requests == []

    def test_is_asked_for_once_and_kept_for_the_next_start(self, aws: Endpoint, home: Path, profile: str) -> None:
        asked, ask = prompter("123456")
        source = AwsSource(profile)
        source.enter_code(ask)
        assert rows(source)
        assert asked == ["mfa"]
        again = AwsSource(profile)
        again.enter_code(ask)
        assert rows(again)
        assert rows(AwsSource(profile))
        assert asked == ["mfa"]
        kept = list((home / "cli/cache").iterdir())
        assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}

    def test_is_good_where_it_cannot_be_kept(self, aws: Endpoint, home: Path, read_only: None, profile: str) -> None:
        asked, ask = prompter("123456")
        source = AwsSource(profile)
        source.enter_code(ask)
        assert rows(source)
        source.renew()
        assert rows(source)
        assert asked == ["mfa"]

    @pytest.mark.parametrize("code", ["000000", "12345", "", "abcdef", "１２３４５６", "1234567"])
    def test_that_is_wrong_is_said_to_be(self, aws: Endpoint, home: Path, profile: str, code: str) -> None:
        _, ask = prompter(code)
        with pytest.raises(CredentialsError, match="multi-factor"):
            AwsSource(profile).enter_code(ask)
        assert len(aws.asked("AssumeRole")) == (code == "000000")


def test_a_session_of_the_aws_cli_is_used_until_it_ends(aws: Endpoint, home: Path) -> None:
    asked = {
        "RoleArn": "arn:aws:iam::111122223333:role/bill",
        "SerialNumber": "arn:aws:iam::111122223333:mfa/jane",
    }
    name = hashlib.sha1(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    folder = home / "cli" / "cache"
    folder.mkdir(parents=True)
    end = datetime.now(UTC) + timedelta(hours=1)
    keys = {"AccessKeyId": "AKIDROLE", "SecretAccessKey": "x", "SessionToken": "y", "Expiration": end.isoformat()}
    (folder / f"{name}.json").write_text(json.dumps({"Credentials": keys}))
    source = AwsSource("mfa")
    assert rows(source)
    assert aws.asked("AssumeRole") == []
    (folder / f"{name}.json").write_text(json.dumps({"Credentials": {**keys, "Expiration": LONG_AGO}}))
    source.renew()
    with pytest.raises(CredentialsError, match="multi-factor"):
        source.identity()


@pytest.mark.parametrize("profile", ["keys", "nobody"])
def test_nobody_is_asked_for_a_code_that_is_not_needed(aws: Endpoint, home: Path, profile: str) -> None:
    asked, ask = prompter()
    AwsSource(profile).enter_code(ask)
    assert (asked, aws.requests) == ([], [])


def test_a_role_without_a_code_is_assumed_anew_by_each_start(aws: Endpoint, logins: Logins, home: Path) -> None:
    for _ in range(2):
        AwsSource("bill").identity()
    assert len(aws.asked("AssumeRole")) == 2
    assert not (home / "cli").exists()

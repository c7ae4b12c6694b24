"""Credentials: found once, shared by all, dropped when they end, and never those of two accounts mixed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread

import pytest
from endpoint import EXPIRED, INTERNAL, Endpoint, Raw, Refusal
from paying import Counting

from cloudsense.aws.explorer import AwsSource
from cloudsense.aws.session import Access, home_region
from cloudsense.costs.anomalies.reported import ReportQuestion
from cloudsense.costs.dimension import Kind
from cloudsense.costs.forecast import ForecastQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Metric
from cloudsense.costs.value_lists import ListQuestion
from cloudsense.errors import BrokenAnswerError, CloudSenseError, CredentialsError, SettingsError, UnavailableError

WHO = "GetCallerIdentity"
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 4))
QUERY = CostQuery((Dimension.SERVICE,))
ONE, OTHER = "111122223333", "444455556666"
PROGRAM = """
import json, pathlib
from datetime import datetime, timedelta, timezone
soon = (datetime.now(timezone.utc) + timedelta(minutes=1)).isoformat()
key = pathlib.Path({file!r}).read_text()
print(json.dumps(dict(Version=1, AccessKeyId=key, SecretAccessKey="s", SessionToken="t", Expiration=soon)))
"""


def bought(source: AwsSource, identity: Identity) -> int:
    return len(source.fetch(identity, QUERY, PERIOD, Counting()).frame)


@pytest.fixture
def files(aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A credentials file of two users in place of the environment's keys."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    aws.accounts = {"AKIDONE": ONE, "AKIDOTHER": OTHER}
    path = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    log_in(path, "AKIDONE")
    return path


def log_in(path: Path, key: str) -> None:
    path.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = secret\n")


def test_identity_is_asked_once(aws: Endpoint, source: AwsSource) -> None:
    assert source.identity() == Identity(ONE, f"arn:aws:iam::{ONE}:user/jane", "aws")
    bought(source, source.identity())
    assert len(aws.asked(WHO)) == 1


def test_many_threads_share_one_client(aws: Endpoint, source: AwsSource) -> None:
    barrier = Barrier(24)

    def work(_: int) -> int:
        barrier.wait()
        return bought(source, source.identity())

    with ThreadPoolExecutor(24) as pool:
        rows = set(pool.map(work, range(24)))
    assert rows == {bought(source, source.identity())}
    assert rows != {0}
    assert len(aws.asked(WHO)) == 1
    assert aws.pages == 25


def test_a_failure_is_shared_by_those_who_waited_and_forgotten_then(aws: Endpoint) -> None:
    source = AwsSource(attempts=1)
    aws.latency = 0.3
    aws.fail(INTERNAL, operation=WHO)
    barrier = Barrier(8)

    def work(_: int) -> type[Exception] | None:
        barrier.wait()
        try:
            source.identity()
        except CloudSenseError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(8))) == {UnavailableError}
    assert len(aws.asked(WHO)) == 1
    assert source.identity().account == ONE


def test_renew_finds_the_new_account(aws: Endpoint, source: AwsSource, files: Path) -> None:
    before = source.identity()
    log_in(files, "AKIDOTHER")
    assert source.identity() == before
    source.renew()
    after = source.identity()
    assert (before.account, after.account) == (ONE, OTHER)
    assert bought(source, after)
    assert {asked.access_key for asked in aws.asked()} == {"AKIDOTHER"}


def test_nothing_is_bought_for_another_account(aws: Endpoint, source: AwsSource, files: Path) -> None:
    before = source.identity()
    log_in(files, "AKIDOTHER")
    source.renew()
    with pytest.raises(CredentialsError, match="another account"):
        bought(source, before)
    source.identity()
    with pytest.raises(CredentialsError, match="another account"):
        bought(source, before)
    assert aws.asked() == []
    log_in(files, "AKIDONE")
    source.renew()
    assert bought(source, before)


@pytest.mark.parametrize("page", [1, 3])
def test_expired_credentials_are_looked_for_afresh(aws: Endpoint, source: AwsSource, files: Path, page: int) -> None:
    aws.page_size = 2
    aws.fail(EXPIRED, page=page)
    identity = source.identity()
    with pytest.raises(CredentialsError, match="expired"):
        bought(source, identity)
    assert aws.pages == page - 1
    aws.accounts["AKIDNEW"] = ONE
    log_in(files, "AKIDNEW")
    assert bought(source, identity)
    assert len(aws.asked(WHO)) == 2
    assert {asked.access_key for asked in aws.asked()} == {"AKIDONE", "AKIDNEW"}


def test_expired_credentials_give_way_to_another_account_only_when_asked(
    aws: Endpoint, source: AwsSource, files: Path
) -> None:
    aws.page_size = 2
    aws.fail(EXPIRED, page=2)
    identity = source.identity()
    with pytest.raises(CredentialsError, match="expired"):
        bought(source, identity)
    paid = aws.pages
    log_in(files, "AKIDOTHER")
    with pytest.raises(CredentialsError, match="another account"):
        bought(source, identity)
    assert aws.pages == paid
    assert source.identity().account == OTHER


@pytest.fixture
def renewing(aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file with the access key that a program gives botocore, which asks it again before every request."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    aws.accounts = {"AKIDONE": ONE, "AKIDONETOO": ONE, "AKIDOTHER": OTHER}
    key, config, program = tmp_path / "key", tmp_path / "config", tmp_path / "program.py"
    program.write_text(PROGRAM.format(file=str(key)))
    config.write_text(f'[default]\ncredential_process = "{sys.executable}" "{program}"\n')
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    key.write_text("AKIDONE")
    return key


@pytest.mark.parametrize("what", ["tags", "forecast", "anomalies", "budgets", "units"])
def test_nor_is_anything_else_read_with_them(aws: Endpoint, renewing: Path, what: str) -> None:
    source = AwsSource(attempts=1, access=Access("theirs"))
    mine, meter = source.identity(), Counting()
    asking: dict[str, Callable[[], object]] = {
        "tags": lambda: source.value_list(mine, ListQuestion(Kind.TAG, PERIOD), meter),
        "forecast": lambda: source.forecast(mine, ForecastQuestion(Metric.UNBLENDED, CostQuery(()), PERIOD), meter),
        "anomalies": lambda: source.reported_anomalies(mine, ReportQuestion(PERIOD), meter),
        "budgets": source.budgets,
        "units": source.organizational_units,
    }
    renewing.write_text("AKIDOTHER")
    before = len(aws.requests)
    with pytest.raises(CredentialsError, match=r"^theirs: The AWS credentials now belong to another account"):
        asking[what]()
    assert {request.operation for request in aws.requests[before:]} == {WHO}
    assert meter.pages == 0


@pytest.mark.parametrize("page", [1, 2])
def test_keys_that_renew_themselves_as_another_accounts_buy_nothing(
    aws: Endpoint, source: AwsSource, renewing: Path, page: int
) -> None:
    aws.page_size = 7
    mine, meter = source.identity(), Counting()
    enter = meter.page

    @contextmanager
    def until_then() -> Iterator[None]:
        with enter():
            if meter.pages + 1 == page:
                renewing.write_text("AKIDOTHER")
            yield

    meter.page = until_then  # type: ignore[method-assign]
    with pytest.raises(CredentialsError, match="another account"):
        source.fetch(mine, QUERY, PERIOD, meter)
    assert [request.access_key for request in aws.asked()] == ["AKIDONE"] * (page - 1)
    assert meter.pages == aws.charged == page - 1
    assert source.identity().account == OTHER


def test_keys_that_renew_themselves_are_checked_once(aws: Endpoint, source: AwsSource, renewing: Path) -> None:
    mine = source.identity()
    rows = bought(source, mine)
    renewing.write_text("AKIDONETOO")
    assert [bought(source, mine) for _ in range(3)] == [rows] * 3
    assert [request.access_key for request in aws.asked(WHO)] == ["AKIDONE", "AKIDONETOO"]
    assert source.identity() is mine


@pytest.mark.parametrize("said", ["[]", "7", "{}", '{"Version": 1}', "no JSON"])
def test_keys_that_cannot_be_renewed_are_no_broken_answer_and_cost_nothing(
    aws: Endpoint, source: AwsSource, renewing: Path, said: str
) -> None:
    mine, meter = source.identity(), Counting()
    (renewing.parent / "program.py").write_text(f"print({said!r})")
    with pytest.raises(CredentialsError):
        source.fetch(mine, QUERY, PERIOD, meter)
    assert (meter.pages, aws.asked()) == (0, [])


def test_keys_that_aws_does_not_know(aws: Endpoint, source: AwsSource) -> None:
    aws.accounts = {}
    with pytest.raises(CredentialsError, match="does not recognize"):
        source.identity()


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b"<a><b/></a>"])
def test_an_identity_that_cannot_be_read(aws: Endpoint, source: AwsSource, body: bytes) -> None:
    aws.fail(Raw(200, body, "text/xml"), operation=WHO)
    with pytest.raises(BrokenAnswerError):
        source.identity()


def test_an_access_denied_leaves_the_credentials(aws: Endpoint, source: AwsSource) -> None:
    aws.fail(Refusal("AccessDeniedException", "no"))
    identity = source.identity()
    with pytest.raises(CloudSenseError):
        bought(source, identity)
    assert bought(source, identity)
    assert len(aws.asked(WHO)) == 1


@pytest.mark.parametrize(
    ("region", "home"),
    [
        (None, "us-east-1"),
        ("eu-west-1", "us-east-1"),
        ("cn-north-1", "cn-northwest-1"),
        ("us-gov-east-1", "us-gov-west-1"),
        ("eusc-de-east-1", "eusc-de-east-1"),
    ],
)
def test_where_cost_explorer_lives(
    aws: Endpoint, region: str | None, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home_region(region) == home
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    source = AwsSource(region=region)
    bought(source, source.identity())
    assert {asked.region for asked in aws.requests} == {home}


@pytest.mark.parametrize(
    ("flag", "variables", "profile", "home", "partition"),
    [
        (None, {}, "", "us-east-1", "aws"),
        (None, {}, "cn-north-1", "cn-northwest-1", "aws-cn"),
        (None, {"AWS_DEFAULT_REGION": "us-gov-east-1"}, "cn-north-1", "us-gov-west-1", "aws-us-gov"),
        (None, {"AWS_REGION": "cn-north-1"}, "", "cn-northwest-1", "aws-cn"),
        (None, {"AWS_REGION": "cn-north-1", "AWS_DEFAULT_REGION": "eu-west-1"}, "", "cn-northwest-1", "aws-cn"),
        (None, {"AWS_REGION": "us-gov-west-1"}, "cn-north-1", "us-gov-west-1", "aws-us-gov"),
        (None, {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "cn-north-1"}, "cn-north-1", "us-east-1", "aws"),
        (None, {"AWS_REGION": "", "AWS_DEFAULT_REGION": "cn-north-1"}, "", "cn-northwest-1", "aws-cn"),
        (None, {"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}, "cn-north-1", "cn-northwest-1", "aws-cn"),
        ("us-gov-west-1", {"AWS_REGION": "cn-north-1"}, "eu-west-1", "us-gov-west-1", "aws-us-gov"),
        ("eu-west-1", {"AWS_REGION": "cn-north-1"}, "cn-north-1", "us-east-1", "aws"),
    ],
)
def test_the_region_is_the_one_that_the_aws_cli_would_use(
    aws: Endpoint,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    flag: str | None,
    variables: dict[str, str],
    profile: str,
    home: str,
    partition: str,
) -> None:
    configure(monkeypatch, tmp_path, f"[default]\nregion = {profile}\n" if profile else "")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    source = AwsSource(region=flag)
    assert source.identity().partition == partition
    bought(source, source.identity())
    assert {asked.region for asked in aws.requests} == {home}


def test_a_role_is_assumed_in_the_partition_that_was_asked_for(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (key,) = aws.accounts
    aws.role_key = key
    text = f"[profile a]\naws_access_key_id = {key}\naws_secret_access_key = x\n"
    configure(monkeypatch, tmp_path, f"{text}[profile b]\nrole_arn = arn:aws-cn:iam::1:role/role\nsource_profile = a\n")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    AwsSource("b", "cn-north-1").identity()
    assert {asked.region for asked in aws.asked("AssumeRole")} == {"cn-north-1"}


@pytest.mark.parametrize("variables", [{"AWS_PROFILE": ""}, {"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "china"}])
def test_an_empty_profile_is_none(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str]
) -> None:
    configure(monkeypatch, tmp_path, "[profile china]\nregion = cn-north-1\n")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    partition = "aws-cn" if "AWS_DEFAULT_PROFILE" in variables else "aws"
    assert AwsSource().identity().partition == partition


@pytest.mark.parametrize(("region", "words"), [("us-gov-west-1", "standard (commercial) account"), ("", "network")])
def test_govcloud_without_a_cost_explorer_says_where_its_costs_are(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, region: str, words: str
) -> None:
    monkeypatch.setenv("AWS_REGION", region)
    monkeypatch.setenv("AWS_ENDPOINT_URL_COST_EXPLORER", "http://127.0.0.1:1")
    source = AwsSource(attempts=1)
    with pytest.raises(UnavailableError) as caught:
        bought(source, source.identity())
    assert words in caught.value.sentence


@pytest.fixture
def proxy(aws: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A proxy that lets nobody through without a password, in front of the endpoint."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Closed) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        url = f"http://jane:hunter2@127.0.0.1:{server.server_port}"
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, url)
        yield url
        server.shutdown()


class Closed(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_error(407)

    do_CONNECT = do_POST  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.mark.parametrize("endpoint", ["http://aws.test", "https://aws.test"])
def test_a_proxy_that_wants_a_password(proxy: str, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(UnavailableError, match="requires a user name and password") as caught:
        AwsSource(attempts=1).identity()
    assert "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT" in caught.value.remedy
    assert "hunter2" not in caught.value.sentence


def test_the_region_of_the_profile_decides_about_the_partition(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure(monkeypatch, tmp_path, "[profile china]\nregion = cn-north-1\n")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_PROFILE", "china")
    source = AwsSource()
    assert source.identity().partition == "aws-cn"
    aws.today = date(2026, 11, 1)
    later = Period(date(2026, 11, 2), date(2026, 11, 3))
    assert source.fetch(source.identity(), QUERY, later, Counting()).currency == "CNY"


def configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))


SSO = """
[profile dev]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Finance
region = us-east-1
[profile dev2]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Finance
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
"""
CONFIGS = {
    "sso": (SSO, "dev", "aws sso login --profile dev"),
    "sso session": (SSO, "dev2", "aws sso login --profile dev2"),
    "no such profile": ("", "x y", "no AWS profile named x y"),
    "lost source": ("[profile a]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = b\n", "a", "--profile a"),
    "no file": ("[profile a]\nnonsense", "a", "configuration files cannot be read"),
    "process fails": ("[profile a]\ncredential_process = false\n", "a", "could not be fetched"),
    "process is missing": ("[profile a]\ncredential_process = /nowhere/at-all\n", "a", "could not be fetched"),
    "process babbles": ("[profile a]\ncredential_process = echo token=hunter2\n", "a", "could not be fetched"),
    "half a key": ("[profile a]\naws_access_key_id = AKIDHALF\n", "a", "incomplete"),
    "nothing": ("[profile a]\nregion = us-east-1\n", "a", "No AWS credentials were found"),
}


@pytest.mark.parametrize("chosen", [True, False], ids=["--profile", "AWS_PROFILE"])
@pytest.mark.parametrize("name", CONFIGS)
def test_profiles_that_lead_nowhere(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, chosen: bool
) -> None:
    text, profile, words = CONFIGS[name]
    configure(monkeypatch, tmp_path, text)
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    if not chosen:
        monkeypatch.setenv("AWS_PROFILE", profile)
    with pytest.raises(CredentialsError) as caught:
        AwsSource(profile if chosen else None).identity()
    assert words in caught.value.sentence
    assert "hunter2" not in caught.value.sentence
    assert aws.requests == []


def test_no_credentials_at_all(aws: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match="No AWS credentials") as caught:
        AwsSource().identity()
    assert "aws configure" in caught.value.remedy


def test_half_a_key_in_the_environment(aws: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match="incomplete"):
        AwsSource().identity()


@pytest.mark.parametrize(
    "url", ["localhost:9000", "http://", "http://[::1", "http://host:99999", "http://host:x", "not a url"]
)
def test_an_endpoint_that_is_no_address(aws: Endpoint, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    with pytest.raises(SettingsError, match="endpoint"):
        AwsSource().identity()


def test_an_endpoint_where_nobody_is(aws: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://jane:hunter2@127.0.0.1:1/secret?x=y")
    with pytest.raises(UnavailableError) as caught:
        AwsSource(attempts=1).identity()
    assert caught.value.title == "127.0.0.1 cannot be reached."
    assert "hunter2" not in caught.value.sentence


def test_a_check_asks_aws_every_time_and_costs_nothing(aws: Endpoint, source: AwsSource) -> None:
    for asked in (1, 2, 3):
        source.check()
        assert len(aws.asked(WHO)) == asked
    source.identity()
    assert len(aws.asked(WHO)) == 3
    assert aws.pages == 0


def test_a_check_finds_credentials_that_ended_and_then_new_ones(aws: Endpoint, source: AwsSource, files: Path) -> None:
    identity = source.identity()
    del aws.accounts["AKIDONE"]
    with pytest.raises(CredentialsError):
        source.check()
    aws.accounts["AKIDNEW"] = ONE
    log_in(files, "AKIDNEW")
    source.check()
    assert bought(source, identity)


def test_a_check_that_cannot_reach_aws_forgets_nothing(aws: Endpoint, source: AwsSource, files: Path) -> None:
    source.identity()
    aws.fail(INTERNAL, 3, operation=WHO)
    with pytest.raises(UnavailableError):
        source.check()
    log_in(files, "AKIDOTHER")
    assert source.identity().account == ONE

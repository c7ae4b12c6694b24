"""Connections to AWS: credentials are found, checked and turned into clients once, and
shared by all threads."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any, Literal, Protocol, cast

import boto3
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from cloudsense import __version__
from cloudsense.aws import account_guard, fast_parser
from cloudsense.aws.account_guard import Claim, unclaimed
from cloudsense.aws.aws_budgets import Budgets
from cloudsense.aws.botocore_session import Ask, open_session
from cloudsense.aws.caches import Caches
from cloudsense.aws.errors import broken, loading, reading, translating
from cloudsense.aws.organizational_units import Organizations, management_account
from cloudsense.aws.payer_role import Role
from cloudsense.aws.profiles import Origin, named, origin
from cloudsense.costs.identity import Identity
from cloudsense.errors import CloudSenseError, CredentialsError

HOMES = {"cn-": "cn-northwest-1", "us-gov-": "us-gov-west-1", "eusc-": "eusc-de-east-1"}
"""Region of Cost Explorer by prefix of a partition's Regions; us-east-1 for all others."""
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
"""Configuration for charged requests: each try must be counted, so the SDK does not retry."""
BRIEF = ONCE.merge(Config(connect_timeout=2, read_timeout=5))
"""Configuration for optional requests."""


class CostExplorer(Protocol):
    """Methods of boto3's Cost Explorer client that CloudSense uses. Clients are thread-safe."""

    def get_cost_and_usage(self, **request: Any) -> dict[str, Any]: ...

    def get_cost_forecast(self, **request: Any) -> dict[str, Any]: ...

    def get_anomalies(self, **request: Any) -> dict[str, Any]: ...

    def get_tags(self, **request: Any) -> dict[str, Any]: ...

    def get_cost_categories(self, **request: Any) -> dict[str, Any]: ...

    def get_dimension_values(self, **request: Any) -> dict[str, Any]: ...


class TokenService(Protocol):
    """Methods of boto3's STS client that CloudSense uses."""

    def get_caller_identity(self) -> Any: ...


@dataclass(frozen=True)
class Connection:
    """Clients and their account, all with the same credentials."""

    identity: Identity
    explorer: CostExplorer
    tokens: TokenService
    credentials: Credentials
    origin: Origin
    make_budgets: Callable[[], Budgets]
    """Makes a client of AWS Budgets on demand."""
    make_organizations: Callable[[], Organizations]
    """Makes a client of AWS Organizations on demand."""

    def renew_credentials(self) -> None:
        """Renews credentials that are about to expire, before a request
        is sent. Raises CloudSenseError."""
        with loading(self.origin):
            self.credentials.get_frozen_credentials()


@dataclass(frozen=True)
class Access:
    """Settings that a payer adds to a profile, if there are several payers."""

    payer: str = ""
    """Name of the payer for messages."""
    role: Role | None = None
    claim: Claim = unclaimed


class Connector:
    """Makes a connection on first use and caches it until `forget`.

    Concurrent calls look up and validate credentials once; a failure is raised to all that waited,
    and the next call tries again.
    """

    def __init__(
        self,
        profile: str | None,
        region: str | None,
        config: Config,
        access: Access | None = None,
    ) -> None:
        self._access = access or Access()
        self._profile = profile
        self._region = region
        self._config = config
        self._caches = Caches()
        self._lock = Lock()
        self._current: Future[Connection] | None = None

    def connection(self, ask: Ask | None = None) -> Connection:
        """Connection; with `ask` a multi-factor code is requested if needed. Raises
        CredentialsError, UnavailableError, ..."""
        with self._lock:
            current, first = self._current, self._current is None
            if current is None:
                current = self._current = Future()
        if first:
            self._connect(current, ask)
        return current.result()

    def enter_code(self, ask: Ask) -> None:
        """Asks for the profile's multi-factor code, if it needs one, and connects. Raises
        CloudSenseError if that fails.

        Other problems are raised by the next request.
        """
        try:
            with loading():
                needed = origin(self._session(ask)).mfa
        except CloudSenseError:
            return
        if needed:
            self.connection(ask)

    def check(self) -> None:
        """Validates the cached credentials, or finds some; drops them if AWS
        refuses them. Raises CloudSenseError."""
        with self._lock:
            current = self._current
        if current is None:
            self.connection()
            return
        connection = current.result()
        try:
            connection.renew_credentials()
            with reading(), translating(connection.origin):
                identify(connection.tokens.get_caller_identity())
        except CredentialsError:
            self.forget(connection)
            raise

    def forget(self, connection: Connection | None = None) -> None:
        """Drops the cached connection; if `connection` is given, only that one."""
        with self._lock:
            current = self._current
            if connection is None or (
                current and current.done() and current.result() is connection
            ):
                self._current = None

    def _connect(self, result: Future[Connection], ask: Ask | None) -> None:
        try:
            result.set_result(self._open(ask))
        except BaseException as error:
            with self._lock:
                if self._current is result:
                    self._current = None
            result.set_exception(error)
            raise

    def _open(self, ask: Ask | None) -> Connection:
        payer = self._access.payer
        with loading(Origin(self._profile, payer=payer)):
            core = self._session(ask)
            place = Origin(named(core), payer=payer)
        with loading(place):
            place = replace(origin(core), payer=payer)
        with loading(place):
            found = core.get_credentials()
            if found is None:
                raise NoCredentialsError
            place = replace(place, method=found.method or "")
        with loading(place):
            key = found.get_frozen_credentials().access_key or ""
        return self._connected(core, found, key, place)

    def _connected(self, core: Session, found: Credentials, key: str, place: Origin) -> Connection:
        with reading(), translating(place):
            session = boto3.Session(botocore_session=core)
            home = home_region(session.region_name)
            sts = session.client("sts", region_name=home, config=self._config)
            once = self._config.merge(ONCE)
            explorer = session.client("ce", region_name=home, config=once)
            explorer.meta.events.register(fast_parser.EVENT, fast_parser.read)
            identity = identify(sts.get_caller_identity())
            self._access.claim(identity)
            ours = account_guard.Keys(
                key, identity, lambda: identify(sts.get_caller_identity()), place.payer
            )
            explorer.meta.events.register(account_guard.EVENT, ours.check)

            def make(
                service: Literal["budgets", "organizations"], patience: Config = self._config
            ) -> Any:
                client = session.client(service, region_name=home, config=patience)
                client.meta.events.register(account_guard.EVENT, ours.check)
                return client

            if self._access.payer:
                brief = make("organizations", self._config.merge(BRIEF))
                identity = replace(identity, manager=management_account(brief))
        place = replace(place, partition=identity.partition)
        return Connection(
            identity,
            cast(CostExplorer, explorer),
            cast(TokenService, sts),
            found,
            place,
            cast("Callable[[], Budgets]", partial(make, "budgets")),
            cast("Callable[[], Organizations]", partial(make, "organizations")),
        )

    def _session(self, ask: Ask | None) -> Session:
        role = self._access.role
        return open_session(self._profile, self._region, self._config, self._caches, ask, role)


def config(attempts: int, connect_timeout: float, read_timeout: float) -> Config:
    """Configuration of clients for free requests, which are retried."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        user_agent_extra=f"CloudSense/{__version__}",
    )


def home_region(region: str | None) -> str:
    """Region of Cost Explorer in `region`'s partition. boto3 requires a
    Region for custom endpoints."""
    for start, home in HOMES.items():
        if region and region.startswith(start):
            return home
    return "us-east-1"


def identify(answer: Any) -> Identity:
    """Identity from the response of `sts:GetCallerIdentity`.
    Raises BrokenAnswerError, LookupError, TypeError."""
    account, arn = answer["Account"], answer["Arn"]
    if not re.fullmatch(r"\d{12}", account, re.ASCII):
        raise broken("AWS did not return the account of these credentials.")
    _, partition, *_ = arn.split(":")
    return Identity(account=account, arn=arn, partition=partition)

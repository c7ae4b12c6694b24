"""Probes of the connection to AWS; all but `costs` and `tags` are free.

Nothing is retried: a probe shows what is wrong.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import ClientError, NoCredentialsError
from botocore.session import Session
from botocore.utils import get_environ_proxies

from cloudsense.aws.botocore_session import open_session
from cloudsense.aws.caches import Caches, login_folder, sso_folder
from cloudsense.aws.cost_request import days_of, request
from cloudsense.aws.errors import host, loading, reading, sayable, translating
from cloudsense.aws.payer_role import Role
from cloudsense.aws.profiles import LOGIN, RENEWED, Origin, chain, named, origin
from cloudsense.aws.response import CostResponse
from cloudsense.aws.session import config, home_region, identify
from cloudsense.costs.frame import METRICS
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import TOTAL
from cloudsense.costs.source import Meter
from cloudsense.errors import CloudSenseError

LONGEST = timedelta(hours=36)
"""Longest validity of credentials that is determined."""
NO_ORGANIZATION = "AWSOrganizationsNotInUseException"


@dataclass(frozen=True)
class Source:
    """Source of credentials, without the credentials."""

    method: str
    """botocore's name of the method: `env`, `sso`, `assume-role`, ..."""
    temporary: bool
    left: timedelta | None
    """Whole minutes until they must be renewed, if known; LONGEST for that or more."""
    unwritable: Path | None = None
    """Read-only folder of login tokens to which renewed ones should be written."""


@dataclass(frozen=True)
class Way:
    """Route of requests to one of AWS's services."""

    host: str
    configured: bool
    """Whether a setting, not AWS, determines the host."""
    proxy: str
    """Host of the proxy; "" without one."""


@dataclass(frozen=True)
class Caller:
    """Result of an identity request."""

    found: Identity | CloudSenseError
    time: datetime | None
    """AWS's time, if it responded at all."""


class Probes:
    """Probes for one set of settings. Every method raises CloudSenseError; the
    constructor makes no requests."""

    def __init__(
        self,
        profile: str | None,
        region: str | None,
        connect_timeout: float,
        read_timeout: float,
        role: Role | None = None,
    ) -> None:
        self._named = profile
        self._role = role
        self._region = region
        self._config = config(1, connect_timeout, read_timeout)
        self._method = ""

    @cached_property
    def _session(self) -> Session:
        caches = Caches()
        return open_session(self._named, self._region, self._config, caches, role=self._role)

    @cached_property
    def profile(self) -> str | None:
        return named(self._session)

    @cached_property
    def _place(self) -> Origin:
        """Origin of the credentials for messages, as far as the configuration files can be read."""
        try:
            with loading():
                return origin(self._session)
        except CloudSenseError:
            return Origin(self.profile)

    def _origin(self, partition: str = "") -> Origin:
        return replace(self._place, method=self._method, partition=partition)

    def credentials(self) -> Source:
        """Source of the credentials. Roles are assumed and tokens exchanged for it."""
        with loading(self._place):
            found = self._session.get_credentials()
            if found is None:
                raise NoCredentialsError
        self._method = found.method or ""
        with loading(self._origin()):
            temporary = bool(found.get_frozen_credentials().token)
            left = _left(found) if isinstance(found, RefreshableCredentials) else None
            return Source(self._method, temporary, left, self._unwritable())

    def _unwritable(self) -> Path | None:
        if self._method == "env":
            return None
        profiles = [settings for _, settings in chain(self._session)]
        folders = []
        if any(RENEWED in settings for settings in profiles):
            folders.append(sso_folder())
        if any(LOGIN in settings for settings in profiles):
            folders.append(login_folder())
        return next((folder for folder in folders if not _is_writable(folder)), None)

    def region(self) -> tuple[str, str]:
        """Region in use, if any, and the Region of Cost Explorer."""
        with translating(self._place):
            region = self._session.get_config_variable("region") or ""
            return sayable(region, "?") if region else "", home_region(region)

    def way(self, service: str) -> Way:
        """Route of requests to `service`, from the settings alone."""
        with translating(self._place):
            url = self._client(service, UNASKED).meta.endpoint_url
            usual = self._client(service, UNASKED.merge(UNCONFIGURED)).meta.endpoint_url
            proxy = get_environ_proxies(url).get(urlsplit(url).scheme, "")
            if proxy and "//" not in proxy:
                proxy = f"//{proxy}"
            return Way(
                host(url, "?"),
                url != usual,
                host(proxy, "?") if proxy else "",
            )

    @cached_property
    def caller(self) -> Caller:
        """Account of the credentials. Raises nothing, as refusals, too, contain AWS's time."""
        try:
            with reading(), translating(self._origin()):
                answer = self._client("sts").get_caller_identity()
                return Caller(identify(answer), _time(answer))
        except CloudSenseError as problem:
            refusal = problem.__cause__
            return Caller(
                problem, _time(refusal.response if isinstance(refusal, ClientError) else {})
            )

    @property
    def identity(self) -> Identity:
        """Account of the credentials. Raises the error of the request."""
        if isinstance(self.caller.found, CloudSenseError):
            raise self.caller.found
        return self.caller.found

    def payer(self) -> str | None:
        """Management account; None without an organization. Raises
        AccessError without the permission."""
        try:
            with reading(), translating(self._origin()):
                answer = self._client("organizations").describe_organization()
                return str(answer["Organization"]["MasterAccountId"])
        except CloudSenseError as problem:
            if isinstance(problem.__cause__, ClientError) and NO_ORGANIZATION in str(
                problem.__cause__
            ):
                return None
            raise

    def costs(self, period: Period, meter: Meter) -> bool:
        """Whether there were costs. Costs $0.01."""
        page = self._ask("get_cost_and_usage", request(TOTAL, period), meter)
        answer = CostResponse(period, ())
        answer.add(page)
        frame = answer.complete("", 1).frame
        return bool(frame.data[list(METRICS)].to_numpy().any())

    def tags(self, period: Period, meter: Meter) -> int:
        """Number of visible cost allocation tag keys. Costs $0.01."""
        page = self._ask("get_tags", {"TimePeriod": days_of(period)}, meter)
        with reading():
            return sum(bool(key) for key in page["Tags"])

    def _ask(self, operation: str, asked: dict[str, Any], meter: Meter) -> Any:
        client = self._client("ce")
        place = self._origin(self.identity.partition)
        with meter.page(), reading(), translating(place):
            return getattr(client, operation)(**asked)

    def _client(self, service: str, extra: Config | None = None) -> Any:
        _, home = self.region()
        return self._session.create_client(service, region_name=home, config=extra)


UNASKED = Config(signature_version=UNSIGNED)
"""Configuration of clients that make no requests, and need no credentials."""
UNCONFIGURED = Config(ignore_configured_endpoint_urls=True)  # type: ignore[call-arg]


def _is_writable(folder: Path) -> bool:
    """Whether the folder is writable, or can be created."""
    places = (folder, *folder.absolute().parents)
    there = next(place for place in places if place.exists())
    return os.access(there, os.W_OK | os.X_OK)


def _left(credentials: RefreshableCredentials) -> timedelta:
    """Time until they expire: botocore only tells whether they expire within
    a number of seconds."""

    def is_over_after(minutes: int) -> bool:
        return bool(credentials.refresh_needed(60 * (minutes + 1)))

    minutes = range(int(LONGEST.total_seconds()) // 60)
    left = bisect_left(minutes, True, key=is_over_after)
    return timedelta(minutes=left)


def _time(answer: Any) -> datetime | None:
    try:
        return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (LookupError, TypeError, ValueError):
        return None

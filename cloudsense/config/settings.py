"""Every setting, once: SETTINGS feeds the command line, `--help`, docs/configuration.md and a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cloudsense.config import addresses, values
from cloudsense.costs.amounts import Amount, parse_amount
from cloudsense.errors import SettingsError, UsageError


@dataclass(frozen=True)
class Settings:
    """How CloudSense runs; one field a row of SETTINGS."""

    host: str
    port: int
    profile: str | None
    region: str | None
    demo: bool
    budget: Amount | None
    spend_limit: Decimal
    """Dollars a UTC day."""
    cache_ttl: timedelta
    cache_dir: Path
    cache: str | None = field(repr=False)
    """The address of a Redis; it may hold a password."""
    hide_account: bool
    allowed_host: tuple[str, ...]
    """Lower case, without port."""
    token: str | None = field(repr=False)
    token_file: Path | None
    no_login: bool
    trusted_proxy: tuple[addresses.Network, ...]
    user_header: str | None
    base_path: str
    """With a slash at both ends."""
    no_browser: bool
    metrics: bool
    log: str
    """One of `cloudsense.logs.KINDS`."""
    debug: bool
    connect_timeout: timedelta
    read_timeout: timedelta


@dataclass(frozen=True)
class Setting:
    """A row of the table."""

    name: str
    default: str
    """As it would be typed; nothing for a setting that has none."""
    help: str
    parse: values.Parse
    value: str = ""
    """What stands for the value in `--help`; nothing for a switch."""
    repeatable: bool = False
    serving: bool = False
    """Whether it means something to the dashboard only, and nothing to `report`."""
    secret: bool = False
    """Whether no message may repeat it."""

    @property
    def flag(self) -> str:
        return f"--{self.name}"

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        return f"CLOUDSENSE_{self.field.upper()}"

    @property
    def is_switch(self) -> bool:
        return not self.value

    def read(self, flags: Sequence[str] | None, variable: str) -> Any:
        """The value: from the flags if there are any, else from the variable, else the default."""
        if flags:
            return self._value(flags, self.flag)
        if variable:
            texts = [text.strip() for text in variable.split(",")] if self.repeatable else [variable]
            return self._value(texts, self.variable)
        return self.parse([self.default])

    def _value(self, texts: Sequence[str], origin: str) -> Any:
        try:
            return self.parse(texts)
        except ValueError as wanted:
            text = "the value" if self.secret else f"“{', '.join(texts)[:40]}”"
            raise SettingsError(f"{origin}: {text} is not valid.", remedy=f"{wanted}") from None
        except UsageError as problem:
            raise SettingsError(f"{origin}: {problem.title}", problem.detail, problem.remedy) from None


def read(flags: Mapping[str, Sequence[str] | None], environ: Mapping[str, str]) -> Settings:
    """The settings from the flags, by field, and the environment; a flag wins. Raises SettingsError.

    A variable that is empty counts as not set.
    """
    return Settings(**{s.field: s.read(flags.get(s.field), environ.get(s.variable, "").strip()) for s in SETTINGS})


SETTINGS = (
    Setting("host", "127.0.0.1", "address to listen on", values.one(addresses.host), "HOST", serving=True),
    Setting("port", "8080", "port to listen on", values.one(values.port), "PORT", serving=True),
    Setting("profile", "", "AWS profile", values.profile, "PROFILE", repeatable=True),
    Setting(
        "region",
        "",
        "AWS region, instead of AWS_REGION and the profile's; determines the partition",
        values.optional(values.region),
        "CODE",
    ),
    Setting("demo", "no", "show a made-up organization instead of AWS", values.one(values.switch)),
    Setting(
        "budget",
        "",
        "monthly budget of the whole account in the bill's currency",
        values.optional(parse_amount),
        "AMOUNT",
        serving=True,
    ),
    Setting(
        "spend-limit",
        "1.00",
        "most dollars to spend on Cost Explorer requests a day; 0 turns paid requests off",
        values.one(values.dollars),
        "DOLLARS",
    ),
    Setting(
        "cache-ttl",
        "1h",
        "how long data of the current month is cached before it is loaded again",
        values.one(values.duration(timedelta(minutes=1))),
        "TIME",
    ),
    Setting(
        "cache-dir",
        "",
        "cache folder, instead of the user's",
        values.one(values.folder),
        "FOLDER",
    ),
    Setting(
        "cache",
        "",
        "URL of a Redis to use as the cache, shared by several processes",
        values.optional(addresses.redis),
        "URL",
        secret=True,
    ),
    Setting(
        "hide-account",
        "no",
        "show only the last four digits of account ids, also in addresses and files",
        values.one(values.switch),
    ),
    Setting(
        "allowed-host",
        "",
        "host name under which browsers may open CloudSense, besides localhost and IP addresses",
        addresses.host_names,
        "NAME",
        repeatable=True,
        serving=True,
    ),
    Setting(
        "token",
        "",
        "login token, instead of one generated at each start",
        values.optional(values.token),
        "TOKEN",
        serving=True,
        secret=True,
    ),
    Setting(
        "token-file",
        "",
        "file that holds the token, such as a secret of Docker or Kubernetes",
        values.optional(values.file),
        "FILE",
        serving=True,
    ),
    Setting("no-login", "no", "require no login", values.one(values.switch), serving=True),
    Setting(
        "trusted-proxy",
        "",
        "address or network of a trusted reverse proxy",
        addresses.networks,
        "ADDRESS",
        True,
        serving=True,
    ),
    Setting(
        "user-header",
        "",
        "header in which the proxy sends the name of the logged-in user",
        values.optional(addresses.header),
        "NAME",
        serving=True,
    ),
    Setting(
        "base-path",
        "/",
        "path under which the proxy serves CloudSense",
        values.one(addresses.base_path),
        "PATH",
        serving=True,
    ),
    Setting("no-browser", "no", "do not open a browser", values.one(values.switch), serving=True),
    Setting("metrics", "no", "serve /metrics for Prometheus", values.one(values.switch), serving=True),
    Setting("log", "text", "log format on stderr: text, or json (one object a line)", values.one(values.log), "KIND"),
    Setting(
        "debug", "no", "show tracebacks and Dash's developer tools; on this machine only", values.one(values.switch)
    ),
    Setting(
        "connect-timeout",
        "5s",
        "timeout for connections to AWS",
        values.one(values.duration(timedelta(seconds=1))),
        "TIME",
    ),
    Setting(
        "read-timeout",
        "30s",
        "timeout for answers from AWS",
        values.one(values.duration(timedelta(seconds=1))),
        "TIME",
    ),
)

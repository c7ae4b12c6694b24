"""All settings: SETTINGS defines the command line, `--help`, the documentation and its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import click
from click.core import ParameterSource

from cloudsense.config import parsers
from cloudsense.config.setting import Setting
from cloudsense.costs.amounts import Amount, parse_amount


@dataclass(frozen=True)
class Settings:
    """Values of the settings; one field for each row of SETTINGS."""

    host: str
    port: int
    profile: tuple[str, ...]
    """AWS profiles; several mean several payers (see `config.payers`)."""
    config: Path | None
    """File of payers; None for the user's own."""
    region: str | None
    demo: bool
    budget: Amount | None
    budgets_file: Path | None
    """File of budgets; None for the user's own, or in the demo for a sample."""
    spend_limit: Decimal
    """Dollars a UTC day."""
    cache_ttl: timedelta
    cache_dir: Path
    cache: str | None = field(repr=False)
    """URL of a Redis; it may contain a password."""
    notify: tuple[str, ...] = field(repr=False)
    """Apprise URLs; most contain a secret."""
    check_hourly: bool
    hide_account: bool
    allowed_host: tuple[str, ...]
    """Host names in lower case, without port."""
    token: str | None = field(repr=False)
    token_file: Path | None
    no_login: bool
    trusted_proxy: tuple[parsers.Network, ...]
    user_header: str | None
    base_path: str
    """Path with a slash at both ends."""
    no_browser: bool
    metrics: bool
    log: str
    """Log format, one of `cloudsense.logs.KINDS`."""
    debug: bool
    connect_timeout: timedelta
    read_timeout: timedelta


def gather(context: click.Context) -> Settings:
    """Settings of a command. Flags after the command override flags before it."""
    values = {}
    for setting in SETTINGS:
        name = setting.name
        is_after = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        giver = context if is_after else context.find_root()
        values[name] = giver.params[name]
    return Settings(**values)


def read(flags: Mapping[str, Sequence[str]], environ: Mapping[str, str]) -> Settings:
    """Settings from the texts of flags, by name, and the environment. Raises SettingsError."""
    context = click.Context(click.Command("cloudsense"), obj=environ)
    for setting in SETTINGS:
        given = {}
        if texts := flags.get(setting.name):
            given[setting.name] = texts if setting.multiple else texts[-1]
        setting.handle_parse_result(context, given, [])
    return gather(context)


SETTINGS = (
    Setting(
        "host", "HOST", parsers.host, "address to listen on", default="127.0.0.1", serving=True
    ),
    Setting("port", "PORT", parsers.port, "port to listen on", default="8080", serving=True),
    Setting(
        "profile",
        "PROFILE",
        parsers.profiles,
        "AWS profile; can be given several times, once a payer",
        repeatable=True,
    ),
    Setting(
        "config",
        "FILE",
        parsers.file,
        "file of payers, instead of cloudsense.toml in the user's configuration folder",
    ),
    Setting(
        "region",
        "CODE",
        parsers.region,
        "AWS region, instead of AWS_REGION and the profile's; determines the partition",
    ),
    Setting("demo", "", parsers.switch, "show a made-up organization instead of AWS"),
    Setting(
        "budget",
        "AMOUNT",
        parse_amount,
        "monthly budget of the whole account in the bill's currency",
    ),
    Setting(
        "budgets-file",
        "FILE",
        parsers.file,
        "file of budgets, instead of budgets.toml in the user's configuration folder",
    ),
    Setting(
        "spend-limit",
        "DOLLARS",
        parsers.dollars,
        "most dollars to spend on Cost Explorer requests a day; 0 turns paid requests off",
        default="1.00",
    ),
    Setting(
        "cache-ttl",
        "TIME",
        parsers.duration("1m"),
        "how long data of the current month is cached before it is loaded again",
        default="1h",
    ),
    Setting(
        "cache-dir", "FOLDER", parsers.folder, "cache folder, instead of the user's", default=""
    ),
    Setting(
        "cache",
        "URL",
        parsers.redis,
        "URL of a Redis to use as the cache, shared by several processes",
        secret=True,
    ),
    Setting(
        "notify",
        "URL",
        parsers.notify,
        "where to send alerts, as a URL of Apprise such as slack://… or mailtos://…; can be given "
        "several times",
        repeatable=True,
        separator=None,
        secret=True,
    ),
    Setting(
        "check-hourly",
        "",
        parsers.switch,
        "check budgets and anomalies once an hour and send alerts; about $7.50 a month",
        serving=True,
    ),
    Setting(
        "hide-account",
        "",
        parsers.switch,
        "show only the last four digits of account ids, also in addresses and files",
    ),
    Setting(
        "allowed-host",
        "NAME",
        parsers.host_names,
        "host name under which browsers may open CloudSense, besides localhost and IP addresses",
        repeatable=True,
        serving=True,
    ),
    Setting(
        "token",
        "TOKEN",
        parsers.token,
        "login token, instead of one generated at each start",
        serving=True,
        secret=True,
    ),
    Setting(
        "token-file",
        "FILE",
        parsers.file,
        "file that holds the token, such as a secret of Docker or Kubernetes",
        serving=True,
    ),
    Setting("no-login", "", parsers.switch, "require no login", serving=True),
    Setting(
        "trusted-proxy",
        "ADDRESS",
        parsers.networks,
        "address or network of a trusted reverse proxy",
        repeatable=True,
        serving=True,
    ),
    Setting(
        "user-header",
        "NAME",
        parsers.header,
        "header in which the proxy sends the name of the logged-in user",
        serving=True,
    ),
    Setting(
        "base-path",
        "PATH",
        parsers.base_path,
        "path under which the proxy serves CloudSense",
        default="/",
        serving=True,
    ),
    Setting("no-browser", "", parsers.switch, "do not open a browser", serving=True),
    Setting("metrics", "", parsers.switch, "serve /metrics for Prometheus", serving=True),
    Setting(
        "log",
        "KIND",
        parsers.log,
        "log format on stderr: text, or json (one object a line)",
        default="text",
    ),
    Setting(
        "debug",
        "",
        parsers.switch,
        "show tracebacks and Dash's developer tools; on this machine only",
    ),
    Setting(
        "connect-timeout",
        "TIME",
        parsers.duration("1s"),
        "timeout for connections to AWS",
        default="5s",
    ),
    Setting(
        "read-timeout",
        "TIME",
        parsers.duration("1s"),
        "timeout for answers from AWS",
        default="30s",
    ),
)

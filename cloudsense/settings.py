"""Every setting, once: SETTINGS feeds the command line, `--help`, the README and a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from cloudsense import addresses
from cloudsense.addresses import Network
from cloudsense.errors import SettingsError, UsageError

ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
REGION = r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}"
VISIBLE = r"[!-~]{16,200}"


@dataclass(frozen=True)
class Settings:
    """How CloudSense runs; one field a row of SETTINGS."""

    host: str
    port: int
    profile: str | None
    region: str | None
    demo: bool
    budget: Decimal | None
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
    no_login: bool
    trusted_proxy: tuple[Network, ...]
    user_header: str | None
    base_path: str
    """With a slash at both ends."""
    no_browser: bool
    debug: bool
    connect_timeout: timedelta
    read_timeout: timedelta


Parse = Callable[[Sequence[str]], Any]
"""From all texts that were given for a setting, at least one, to its value. Raises ValueError saying what is wanted."""


@dataclass(frozen=True)
class Setting:
    """A row of the table."""

    name: str
    default: str
    """As it would be typed; nothing for a setting that has none."""
    help: str
    parse: Parse
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
            text = "used" if self.secret else f"“{', '.join(texts)[:40]}”"
            raise SettingsError(f"{origin} cannot be {text}.", remedy=f"{wanted}") from None
        except UsageError as problem:
            raise SettingsError(f"{origin}: {problem.title}", problem.detail, problem.remedy) from None


def read(flags: Mapping[str, Sequence[str] | None], environ: Mapping[str, str]) -> Settings:
    """The settings from the flags, by field, and the environment; a flag wins. Raises SettingsError.

    A variable that is empty counts as not set.
    """
    return Settings(**{s.field: s.read(flags.get(s.field), environ.get(s.variable, "").strip()) for s in SETTINGS})


def _one(parse: Callable[[str], Any]) -> Parse:
    return lambda texts: parse(texts[-1])


def _optional(parse: Callable[[str], Any]) -> Parse:
    return lambda texts: parse(texts[-1]) if texts[-1] else None


def _switch(text: str) -> bool:
    if text.lower() not in (*ON, *OFF):
        raise ValueError(f"Use {', '.join(ON)} or {', '.join(OFF)}.")
    return text.lower() in ON


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65_535:
        raise ValueError("Use a number from 1 to 65535, or 0 for any port that is free.")
    return int(text)


def _token(text: str) -> str:
    if not re.fullmatch(VISIBLE, text):
        raise ValueError("Use at least 16 letters, digits and signs without spaces, or leave it out: one is made then.")
    return text


def _profile(texts: Sequence[str]) -> str | None:
    names = list(dict.fromkeys(texts))
    if len(names) > 1:
        raise ValueError("CloudSense shows one profile at a time: choose one of them.")
    return names[0] or None


def _region(text: str) -> str:
    if not re.fullmatch(REGION, text, re.ASCII):
        raise ValueError("Use the code of an AWS region, such as us-east-1.")
    return text


def _duration(least: timedelta) -> Callable[[str], timedelta]:
    def parse(text: str) -> timedelta:
        match = re.fullmatch(r"(\d{1,5})([smhd])", text, re.ASCII)
        length = timedelta(seconds=int(match[1]) * SECONDS[match[2]]) if match else timedelta()
        if length < least:
            raise ValueError(f"Use a duration of at least {least.total_seconds():.0f}s, such as 20s, 10m, 1h or 7d.")
        return length

    return parse


def _folder(text: str) -> Path:
    try:
        return Path(text or user_cache_dir("cloudsense", appauthor=False)).expanduser()
    except RuntimeError:
        raise ValueError("Use a folder of yours; nobody's home folder is called that.") from None


def _dollars(text: str) -> Decimal:
    if not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text.removeprefix("$"), re.ASCII):
        raise ValueError("Use an amount in dollars such as 1 or 0.50; 0 buys nothing at all.")
    return Decimal(text.removeprefix("$"))


def _budget(text: str) -> Decimal:
    from cloudsense.costs.budget import parse_budget  # brings numpy with it

    return parse_budget(text)


SETTINGS = (
    Setting("host", "127.0.0.1", "address to listen on", _one(addresses.host), "HOST", serving=True),
    Setting("port", "8080", "port to listen on", _one(_port), "PORT", serving=True),
    Setting("profile", "", "AWS profile whose costs to show", _profile, "PROFILE", repeatable=True),
    Setting(
        "region", "", "AWS region, where the profile has none; it decides the partition", _optional(_region), "CODE"
    ),
    Setting("demo", "no", "show a made-up organization instead of AWS", _one(_switch)),
    Setting("budget", "", "monthly budget in the bill's currency", _optional(_budget), "AMOUNT", serving=True),
    Setting(
        "spend-limit",
        "1.00",
        "dollars that requests to Cost Explorer may cost a day; at the limit nothing more is bought",
        _one(_dollars),
        "DOLLARS",
    ),
    Setting(
        "cache-ttl",
        "1h",
        "how long an answer about this month stays fresh",
        _one(_duration(timedelta(minutes=1))),
        "TIME",
    ),
    Setting(
        "cache-dir", "", "folder of what was paid for, instead of the user's cache folder", _one(_folder), "FOLDER"
    ),
    Setting(
        "cache",
        "",
        "address of a Redis to keep it in instead, shared by several processes",
        _optional(addresses.redis),
        "URL",
        secret=True,
    ),
    Setting("hide-account", "no", "show no more than four digits of account ids", _one(_switch)),
    Setting(
        "allowed-host",
        "",
        "a name that browsers may call this server by, besides localhost",
        addresses.host_names,
        "NAME",
        repeatable=True,
        serving=True,
    ),
    Setting(
        "token",
        "",
        "what to log in with, instead of one made at each start",
        _optional(_token),
        "TOKEN",
        serving=True,
        secret=True,
    ),
    Setting("no-login", "no", "let in whoever reaches the address", _one(_switch), serving=True),
    Setting(
        "trusted-proxy",
        "",
        "address or network of a reverse proxy to believe",
        addresses.networks,
        "ADDRESS",
        True,
        serving=True,
    ),
    Setting(
        "user-header",
        "",
        "header in which that proxy names whom it let in",
        _optional(addresses.header),
        "NAME",
        serving=True,
    ),
    Setting(
        "base-path", "/", "path under which a proxy shows CloudSense", _one(addresses.base_path), "PATH", serving=True
    ),
    Setting("no-browser", "no", "do not open a browser", _one(_switch), serving=True),
    Setting("debug", "no", "show tracebacks and Dash's developer tools; on this machine only", _one(_switch)),
    Setting(
        "connect-timeout",
        "5s",
        "how long to wait for a connection to AWS",
        _one(_duration(timedelta(seconds=1))),
        "TIME",
    ),
    Setting(
        "read-timeout", "30s", "how long to wait for an answer from AWS", _one(_duration(timedelta(seconds=1))), "TIME"
    ),
)

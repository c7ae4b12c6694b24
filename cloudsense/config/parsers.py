"""Parsers of settings. Each raises ValueError with the accepted values."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from cloudsense.logs import KINDS

ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")
SWITCHES = f"Use {', '.join(ON)} or {', '.join(OFF)}."
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
"""Seconds of each unit of a duration."""
DURATIONS = ("20s", "10m", "1h", "7d")
"""Examples of durations."""
HIGHEST_PORT = 65_535

HOST_NAME = r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+(%\w+)?\]?"
PATH = r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?"

NOTIFY = r"[A-Za-z][A-Za-z0-9_+.-]*://\S+"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def matching(pattern: str, wanted: str) -> Callable[[str], str]:
    """Parser of texts that match `pattern` as a whole; `wanted` describes them."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(wanted)
        return text

    return parse


region = matching(
    r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}", "Use the code of an AWS region, such as us-east-1."
)
header = matching(
    r"[A-Za-z][A-Za-z0-9-]{0,99}", "Use the name of a header, such as X-Forwarded-User."
)
token = matching(
    r"[!-~]{16,200}",
    "Use at least 16 characters (letters, digits, symbols, no spaces), or omit it to generate one.",
)


def switch(text: str) -> bool:
    word = text.lower()
    if word not in (*ON, *OFF):
        raise ValueError(SWITCHES)
    return word in ON


def log(text: str) -> str:
    kind = text.lower()
    if kind not in KINDS:
        raise ValueError(f"Use {' or '.join(KINDS)}.")
    return kind


def port(text: str) -> int:
    is_number = re.fullmatch(r"\d{1,5}", text, re.ASCII)
    if not is_number or int(text) > HIGHEST_PORT:
        raise ValueError(f"Use a number from 1 to {HIGHEST_PORT}, or 0 for any free port.")
    return int(text)


def dollars(text: str) -> Decimal:
    number = text.removeprefix("$")
    if not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", number, re.ASCII):
        raise ValueError("Use an amount in dollars such as 1 or 0.50; 0 turns paid requests off.")
    return Decimal(number)


def duration(least: str) -> Callable[[str], timedelta]:
    """Parser of durations of at least `least`."""
    shortest = _length(least)
    *others, last = [text for text in DURATIONS if _length(text) >= shortest]
    examples = f"{', '.join(others)} or {last}"
    wanted = f"Use a duration of at least {least}, such as {examples}."

    def parse(text: str) -> timedelta:
        length = _length(text)
        if length < shortest:
            raise ValueError(wanted)
        return length

    return parse


def _length(text: str) -> timedelta:
    """Parsed duration; zero for anything else."""
    match = re.fullmatch(r"(\d{1,5})([smhd])", text, re.ASCII)
    if match is None:
        return timedelta()
    count, unit = match.groups()
    return timedelta(seconds=int(count) * UNITS[unit])


def profiles(names: Sequence[str]) -> tuple[str, ...]:
    """Profile names. Without any, the default profile is used; empty names are refused."""
    if not all(name.strip() for name in names):
        raise ValueError("It is empty: set it to a profile, or leave it out to use the default.")
    return tuple(dict.fromkeys(names))


def file(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("Use an existing home folder, or a path without ~.") from None


def folder(text: str) -> Path:
    """Folder; the user's cache folder for an empty text."""
    if text:
        return file(text)
    from platformdirs import user_cache_path  # takes 5 ms to import, and --help does not need it

    return user_cache_path("cloudsense", appauthor=False)


def host(text: str) -> str:
    if not re.fullmatch(HOST_NAME, text):
        raise ValueError("Use a name or an address without a port, such as 127.0.0.1 or 0.0.0.0.")
    return text.strip("[]")


def host_names(texts: Sequence[str]) -> tuple[str, ...]:
    names = [text.lower().rstrip(".") for text in texts]
    for name in names:
        if not re.fullmatch(HOST_NAME, name):
            raise ValueError("Use a host name without scheme or port, such as costs.example.com.")
    return tuple(dict.fromkeys(names))


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    try:
        found = [ipaddress.ip_network(text) for text in texts]
    except ValueError:
        raise ValueError(
            "Use an IP address or a network, such as 10.0.0.5 or 172.18.0.0/16."
        ) from None
    for network in found:
        if network.prefixlen == 0:
            raise ValueError(
                "Use the address of the proxy only: CloudSense trusts every address in this range."
            )
    return tuple(dict.fromkeys(found))


def base_path(text: str) -> str:
    if not re.fullmatch(PATH, text):
        raise ValueError("Use a path that begins with a slash, such as /costs/.")
    return f"{text.rstrip('/')}/"


def redis(url: str) -> str:
    try:
        is_known = _is_redis(url)
    except ValueError:  # for text that is not a URL, or has an invalid port
        is_known = False
    if not is_known:
        raise ValueError(
            "Use a URL such as redis://host:6379, rediss://:password@host:6379/0 or unix:///a/socket."
        )
    return url


def notify(texts: Sequence[str]) -> tuple[str, ...]:
    """URLs of Apprise; `alerts.targets` checks whether Apprise knows them."""
    for url in texts:
        if not url.strip():
            raise ValueError("It is empty: set it to a URL, or leave it out to send nothing.")
        if not re.fullmatch(NOTIFY, url):
            raise ValueError(
                "Use a URL of Apprise such as slack://…, mailtos://… or jsons://host/path, without "
                "spaces."
            )
    return tuple(dict.fromkeys(texts))


def _is_redis(url: str) -> bool:
    parts = urlsplit(url)
    for option, _ in parse_qsl(parts.query, keep_blank_values=True):
        # other variables change how CloudSense reads answers, or how long it waits
        if option != "db" and not option.startswith("ssl_"):
            return False
    if parts.scheme == "unix":
        return parts.path.startswith("/")
    if parts.scheme not in ("redis", "rediss"):
        return False
    return bool(parts.hostname) and parts.port != 0

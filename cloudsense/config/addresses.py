"""Addresses, names and paths as they are typed. Every function raises ValueError saying what is wanted."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

HOST_NAME = r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+(%\w+)?\]?"
HEADER = r"[A-Za-z][A-Za-z0-9-]{0,99}"
PATH = r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?"
REDIS = ("redis", "rediss")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def host(text: str) -> str:
    if not re.fullmatch(HOST_NAME, text):
        raise ValueError("Use a name or an address without a port, such as 127.0.0.1 or 0.0.0.0.")
    return text.strip("[]")


def host_names(texts: Sequence[str]) -> tuple[str, ...]:
    names = [text.lower().rstrip(".") for text in texts if text]
    if not all(re.fullmatch(HOST_NAME, name) for name in names):
        raise ValueError("Use a host name without scheme or port, such as costs.example.com.")
    return tuple(dict.fromkeys(names))


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    try:
        networks = [ipaddress.ip_network(text) for text in texts if text]
    except ValueError:
        raise ValueError("Use an IP address or a network, such as 10.0.0.5 or 172.18.0.0/16.") from None
    if not all(network.prefixlen for network in networks):
        raise ValueError("Use the address of the proxy only: CloudSense trusts every address in this range.")
    return tuple(dict.fromkeys(networks))


def header(text: str) -> str:
    if not re.fullmatch(HEADER, text):
        raise ValueError("Use the name of a header, such as X-Forwarded-User.")
    return text


def base_path(text: str) -> str:
    if not re.fullmatch(PATH, text):
        raise ValueError("Use a path that begins with a slash, such as /costs/.")
    return f"{text.rstrip('/')}/"


def redis(text: str) -> str:
    wanted = ValueError("Use an address such as redis://host:6379, rediss://:password@host:6379/0 or unix:///a/socket.")
    try:
        address = urlsplit(text)
        known = (address.scheme in REDIS and address.hostname and address.port != 0) or (
            address.scheme == "unix" and address.path.startswith("/")
        )
    except ValueError:
        raise wanted from None
    options = [name for name, _ in parse_qsl(address.query, keep_blank_values=True)]
    if not known or not all(name == "db" or name.startswith("ssl_") for name in options):
        raise wanted
    return text

"""What a reverse proxy says of its visitors: believed from the proxy's own address, removed from anyone else."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from cloudsense.config.parsers import Network

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
"""Who the visitor is, and whether it came by https. Other headers of this kind are not read, whoever sends them:
a proxy hands on the Host, and the sub-path is a setting."""

NAME = re.compile(r"\w(?:[^,;]*\w)?")
"""One name: it begins and ends with a letter, a digit or an underscore, unlike placeholders (`-`, `(null)`, `<nil>`,
`$remote_user`), and has no comma, with which two headers are joined."""
LONGEST_NAME = 256
NOBODY = frozenset(
    {
        "anonymous",
        "anonymoususer",
        "false",
        "n/a",
        "nil",
        "nobody",
        "none",
        "null",
        "system:anonymous",
        "unauthenticated",
        "undefined",
        "unknown",
    }
)
"""What proxies and the systems behind them write for an unknown user, in lower case."""

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


def behind(app: Wsgi, proxies: Iterable[Network], user_header: str | None, base_path: str) -> Wsgi:
    """`app` as it stands behind `proxies`; the user whom they name in `user_header` becomes its REMOTE_USER.

    Under `base_path` it answers too, for proxies that do not remove it.
    """
    mounted = app if base_path == "/" else DispatcherMiddleware(app, {base_path.rstrip("/"): app})
    told = ProxyFix(mounted, x_for=1, x_proto=1)
    header = f"HTTP_{user_header.upper().replace('-', '_')}" if user_header else ""
    networks = tuple(proxies)

    def front(environ: Environ, start_response: Any) -> Iterable[bytes]:
        trusted = trusts(networks, environ.get("REMOTE_ADDR", ""))
        user = user_named(environ.pop(header, ""))
        environ.pop("REMOTE_USER", None)
        if trusted and user:
            environ["REMOTE_USER"] = user
        for name in () if trusted else FORWARDED:
            environ.pop(name, None)
        return told(environ, start_response)

    return front


def user_named(value: str) -> str:
    """The one user whom a header names, or nothing. WSGI gives UTF-8 as if it were Latin-1."""
    try:
        name = value.encode("latin-1").decode().strip(" ")
    except UnicodeError:
        name = value.strip(" ")
    proper = name.isprintable() and len(name) <= LONGEST_NAME and NAME.fullmatch(name)
    return name if proper and name.lower() not in NOBODY else ""


def trusts(networks: Iterable[Network], address: str) -> bool:
    """Whether one of `networks` holds the IP address at the other end of the connection."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    seen = getattr(peer, "ipv4_mapped", None) or peer
    return any(seen in network for network in networks)

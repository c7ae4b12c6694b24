"""Headers of reverse proxies: trusted from the proxy's address, removed from all others."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from cloudsense.config.parsers import Network

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
"""The visitor's address, and whether they use https. No other such headers are read: a proxy passes
the Host on, and the sub-path is a setting."""

NAME = re.compile(r"\w(?:[^,;]*\w)?")
"""A single user name. Unlike placeholders (`-`, `(null)`, `<nil>`, `$remote_user`) it begins and
ends with a letter, a digit or an underscore. It has no comma, which would join two headers."""
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
"""Values that proxies and identity providers send for an unknown user, in lower case."""

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


class TrustProxies:
    """WSGI middleware: the user whom one of `proxies` names in `user_header` becomes REMOTE_USER.

    It removes `base_path` from paths if the proxy does not.
    """

    def __init__(
        self,
        app: Wsgi,
        proxies: Iterable[Network],
        user_header: str | None,
        base_path: str,
    ) -> None:
        mounted = app
        if base_path != "/":
            mounted = DispatcherMiddleware(app, {base_path.rstrip("/"): app})
        self._app = ProxyFix(mounted, x_for=1, x_proto=1)
        self._proxies = tuple(proxies)
        self._user_key = ""
        if user_header:
            name = user_header.upper().replace("-", "_")
            self._user_key = f"HTTP_{name}"

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        user = user_name(environ.pop(self._user_key, ""))
        environ.pop("REMOTE_USER", None)
        if not trusts(self._proxies, environ.get("REMOTE_ADDR", "")):
            for name in FORWARDED:
                environ.pop(name, None)
        elif user:
            environ["REMOTE_USER"] = user
        return self._app(environ, start_response)


def user_name(value: str) -> str:
    """Return the user whom a header names, or "". WSGI decodes UTF-8 headers as Latin-1."""
    try:
        name = value.encode("latin-1").decode().strip(" ")
    except UnicodeError:
        name = value.strip(" ")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        return ""
    if not NAME.fullmatch(name) or name.lower() in NOBODY:
        return ""
    return name


def trusts(networks: Iterable[Network], address: str) -> bool:
    """Whether the peer's IP address is in one of `networks`."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    seen = getattr(peer, "ipv4_mapped", None) or peer
    return any(seen in network for network in networks)

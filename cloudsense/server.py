"""Serving of the dashboard: port, address, browser."""

from __future__ import annotations

import errno
import gc
import os
import select
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from cloudsense.config import parsers
from cloudsense.config.parsers import Network
from cloudsense.config.settings import Settings
from cloudsense.connections import Limits, create_server
from cloudsense.errors import PortError, SettingsError
from cloudsense.web.security import login
from cloudsense.web.security.guard import is_local
from cloudsense.web.security.refusals import LARGEST_BODY, LARGEST_HEAD

POLL = hasattr(select, "poll")
MOST_CONNECTIONS = 1000 if POLL else 400
"""Most connections. Without poll, as on Windows, a server can watch 512 connections and
fails at the next."""
ENOUGH_FILES, OTHER_FILES = 4096, 128
"""Open files that are requested, and those reserved for everything but connections."""
ADJUSTMENTS = {
    "ident": None,
    "max_request_body_size": LARGEST_BODY,
    "max_request_header_size": LARGEST_HEAD,
    "asyncore_use_poll": POLL,
    "log_socket_errors": False,  # a client that disconnects is not an error
    # `cloudsense.web.security.proxy` does that, and for more than one proxy
    "clear_untrusted_proxy_headers": False,
}
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared with
IN_USE = (errno.EADDRINUSE, 10048)
FORBIDDEN = (errno.EACCES, 10013)
"""Errors for a forbidden port, with Windows' numbers."""

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread that parses a large answer yields to threads that serve pages."""
ALLOCATIONS = 5_000
"""Allocations between two garbage collections: with Python's 700 the pages of many users were
scanned 25 times a minute, for up to half a second each."""

LARGEST_TOKEN_FILE = 4096
"""Most bytes of a token file."""
ONE_LINE = "Write one line with at least 16 letters, digits and signs without spaces into it."
NO_LOGIN = (
    "there is no login: everyone who can reach this address can see the costs and make paid "
    "requests."
)
NO_TLS = (
    "other computers can reach this address. A login is required, but without TLS the traffic is "
    "not encrypted."
)

Wsgi = Callable[..., Any]


def checked(settings: Settings) -> Settings:
    """Settings that the dashboard can be served with. Raises SettingsError."""
    refuse_open_debugger(settings)
    refuse_contradictions(settings)
    return with_token_of_file(settings)


def refuse_open_debugger(settings: Settings) -> None:
    """Raises SettingsError if others could use the debugger, which runs any code."""
    if settings.debug and not is_local(settings.host):
        raise SettingsError(
            f"--debug cannot be used with --host {settings.host}.",
            "The debugger lets anyone who can reach it run code on this machine.",
            "Remove --host or --debug.",
        )


def refuse_contradictions(settings: Settings) -> None:
    """Raises SettingsError for settings about access that contradict each other."""
    if settings.token and settings.token_file:
        raise SettingsError(
            "--token and --token-file cannot be used together.", remedy="Remove one of them."
        )
    if settings.no_login and (settings.token or settings.token_file or settings.user_header):
        raise SettingsError(
            "--no-login cannot be used with --token, --token-file or --user-header.",
            remedy="Remove one of them.",
        )
    if settings.user_header and not settings.trusted_proxy:
        raise SettingsError(
            "--user-header needs --trusted-proxy.",
            "Without a trusted proxy, any client can send this header.",
            "Set --trusted-proxy to the address of the proxy.",
        )
    if settings.check_hourly and not settings.notify:
        raise SettingsError(
            "--check-hourly needs --notify.",
            "Without a target the results of checks would be sent to nobody.",
            "Set --notify to an Apprise URL.",
        )
    if settings.debug and settings.trusted_proxy:
        raise SettingsError(
            "--debug cannot be used with --trusted-proxy.",
            "Everybody who reaches the proxy could run any code on this machine.",
            "Remove one of them.",
        )


def with_token_of_file(settings: Settings) -> Settings:
    """Settings with the token from --token-file, if any. Raises SettingsError."""
    if settings.token_file is None:
        return settings
    try:
        with settings.token_file.open("rb") as file:
            text = file.read(LARGEST_TOKEN_FILE).decode().rstrip("\r\n")
        return replace(settings, token=parsers.token(text))
    except OSError as problem:
        title = f"The file of --token-file cannot be read ({problem.strerror})."
        remedy = "Check its path, owner and mode."
        raise SettingsError(title, remedy=remedy) from problem
    except ValueError as problem:
        title = "The file of --token-file does not contain a valid token."
        raise SettingsError(title, remedy=ONE_LINE) from problem


def with_made_token(settings: Settings) -> tuple[Settings, str | None]:
    """Settings with a generated token, if one is needed; and that token."""
    if settings.token or not login.wanted(settings):
        return settings, None
    made = login.make_token()
    return replace(settings, token=made), made


def exposure(settings: Settings) -> str:
    """Warning if other computers can reach the dashboard; else ""."""
    if is_local(settings.host):
        return ""
    return NO_LOGIN if settings.no_login else NO_TLS


def listen(
    app: Wsgi, host: str, port: int, proxies: Iterable[Network] = (), limits: Limits | None = None
) -> Any:
    """A waitress server that is already listening; call its `run()` to
    answer requests. Raises PortError."""
    limits = limits or Limits(connections=connections_for(files_allowed()))
    try:
        if sys.platform == "win32":
            _claim(host, port)
        return create_server(app, host, port, limits, proxies, **ADJUSTMENTS)
    except OSError as error:
        raise _refused(host, port, error.errno) from error
    except ValueError as error:  # waitress found no address for the host
        raise _refused(host, port, None) from error


def answer(server: Any) -> None:
    """Answers requests of a server made by `listen`, until the process ends."""
    gc.set_threshold(ALLOCATIONS)
    gc.freeze()  # start-up objects never become garbage; keep the collector from scanning them
    sys.setswitchinterval(SWITCH_INTERVAL)
    server.run()


def files_allowed() -> int | None:
    """Most files that this process may open, after raising the limit; None without a limit."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = ENOUGH_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if wanted <= soft:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # macOS has limits that it does not report
        return soft
    return wanted


def connections_for(files: int | None) -> int:
    """Number of connections that leave enough files for everything else."""
    if files is None:
        return MOST_CONNECTIONS
    left = max(files - OTHER_FILES, files // 4, 1)
    return min(MOST_CONNECTIONS, left)


def _claim(host: str, port: int) -> None:
    """Raises OSError if another program is listening; waitress' options let several processes share
    a port on Windows."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, protocol, _, address in addresses:
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined, unused-ignore]
            trial.bind(address)


def _refused(host: str, port: int, number: int | None) -> PortError:
    if number in IN_USE:
        return PortError(
            f"Port {port} is in use by another program.", remedy="Choose another port with --port."
        )
    if number in FORBIDDEN:
        return PortError(
            f"No permission to use port {port}.", remedy="Choose a port from 1024 up with --port."
        )
    return PortError(
        f"{host} is not an address of this machine.",
        remedy="Remove --host, or use 127.0.0.1 or 0.0.0.0.",
    )


def url(server: Any, base_path: str = "/") -> str:
    """URL for a browser on this machine; without a final slash, unless in a path."""
    if hasattr(server, "effective_listen"):  # with several addresses
        host, port = server.effective_listen[0]
    else:
        host, port = server.effective_host, server.effective_port
    if host in (*EVERYWHERE, "127.0.0.1"):
        host = "localhost"
    if ":" in host:
        host = f"[{host}]"
    path = "" if base_path == "/" else base_path
    return f"http://{host}:{port}{path}"


def link(address: str, token: str) -> str:
    """URL that logs in."""
    query = urlencode({"token": token})
    return f"{address.rstrip('/')}/?{query}"


def browse(address: str) -> None:
    """Opens a browser, if there is a display, without waiting for it."""
    has_screen = sys.platform in ("win32", "darwin")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        has_screen |= bool(os.environ.get(variable))
    if has_screen:
        opening = threading.Thread(target=webbrowser.open, args=(address,), daemon=True)
        opening.start()

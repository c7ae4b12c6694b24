"""Who may ask for what: one check before every request, one set of headers after it."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
"""Bytes of a request."""
LONGEST_QUERY = 16 * 1024
"""Bytes; no address of ours is longer, and what is asked for is remembered here and there."""
HOST = re.compile(r"(\[[\da-f:.]+(?:%\w+)?\]|[\w.-]+)(?::\d{0,5})?", re.ASCII | re.IGNORECASE)
PATHS = ("/_dash-", "/assets/")
CATCH_ALL = "/<path:path>"
"""Where Dash would answer every other path with the page."""
FILES = ("/costs.csv", "/costs.xlsx")
PAGES = frozenset({"/", "/healthz", "/readyz", "/metrics", "/price", "/favicon.ico", "/login", "/logout", *FILES})
OPEN_TO_LINKS = frozenset({"/", "/healthz", "/readyz", "/favicon.ico", "/login"})
"""What a link on another site may lead to: nothing of it is data."""
FRESH = frozenset({"/", "/login", "/logout", "/healthz", "/readyz", "/metrics"})
DATA = ("/_dash-update-component", "/price", "/_dash-layout", "/_dash-dependencies", *FILES)


def protect(server: Flask, names: Iterable[str], script_hashes: Iterable[str]) -> None:
    """Refuse foreign hosts, foreign sites and unknown paths on `server`, and set the headers of every answer."""
    allowed = {name.lower().rstrip(".") for name in names} | {"localhost"}
    policy = content_policy(script_hashes)
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    @server.before_request
    def _check() -> Response | None:
        if not host_allowed(request.headers.get("Host", ""), allowed):
            abort(400, "Unknown host name. To allow it, start CloudSense with --allowed-host.")
        _check_address()
        if not (_linked() or same_site(request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"))):
            abort(403, "Requests from other sites are not allowed.")
        if not request.environ["PATH_INFO"]:  # of a sub-path without its slash nothing on the page leads anywhere
            search = request.query_string.decode("latin-1")
            return Response(status=308, headers={"Location": f"{request.root_path}/?{search}"})
        return None

    @server.errorhandler(Exception)
    def _unforeseen(error: Exception) -> HTTPException | tuple[str, int]:
        if isinstance(error, HTTPException):
            return error
        kind, more = type(error).__name__, log.isEnabledFor(logging.DEBUG)
        log.error("%s %r ended with %s", request.method, request.path, kind, exc_info=more)
        return "Something in CloudSense went wrong.", 500

    @server.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.path in FRESH or request.path.startswith(DATA):
            response.headers["Cache-Control"] = "no-store"
        return response


def content_policy(script_hashes: Iterable[str]) -> str:
    """Scripts of our own only; styles inline too, because Dash and Plotly write them so."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def host_allowed(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header names us: by an IP address, which no rebound name can be, or by one of `names`."""
    found = HOST.fullmatch(host)
    if not found:
        return False
    name = found[1].strip("[]").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.rstrip(".") in names
    return True


def same_site(fetch_site: str | None, origin: str | None) -> bool:
    """Whether a request comes from a page of ours, as far as the browser says where it comes from."""
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        return False
    if origin is None:
        return True
    scheme, _, host = origin.lower().partition("://")
    # A proxy that ends TLS and is not named with --trusted-proxy makes the request of an https page
    # seem to be http.
    return host == request.host.lower() and scheme in (request.scheme, "https")


def _linked() -> bool:
    """Other sites may link to the page; they may neither read data nor set anything off."""
    return request.path in OPEN_TO_LINKS and request.method in ("GET", "HEAD", "OPTIONS")


def _check_address() -> None:
    if not _known_path():
        abort(404)
    if len(request.query_string) > LONGEST_QUERY:
        abort(414)


def _known_path() -> bool:
    listed = request.path in PAGES or request.path.startswith(PATHS)
    return listed and not (request.url_rule and request.url_rule.rule == CATCH_ALL)


def is_local(host: str) -> bool:
    """Whether an address to listen on can be reached from this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

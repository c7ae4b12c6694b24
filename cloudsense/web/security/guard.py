"""The check before every request, and the security headers of every response."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Collection, Iterable

from flask import Flask, Response, abort, request

from cloudsense.web.security.refusals import (
    HEADERS,
    LARGEST_BODY,
    LONGEST_QUERY,
    NO_REFERRER,
    TEXT,
    explain,
    refuse,
    sentence,
)

log = logging.getLogger(__name__)

HOST = re.compile(r"(\[[\da-f:.]+(?:%\w+)?\]|[\w.-]+)(?::\d{0,5})?", re.ASCII | re.IGNORECASE)
PATHS = ("/_dash-", "/assets/")
CATCH_ALL = "/<path:path>"
"""Dash's route for all other paths, which it answers with the page."""
FILES = ("/costs.csv", "/costs.xlsx", "/page.xlsx", "/page.html")
OPEN_TO_LINKS = frozenset({"/", "/healthz", "/readyz", "/favicon.ico", "/login"})
"""Paths that links on other sites may open. None of them returns data."""
PAGES = OPEN_TO_LINKS | {"/metrics", "/price", "/logout", *FILES}
NOT_STORED = frozenset({"/", "/login", "/logout", "/healthz", "/readyz", "/metrics"})
DATA = ("/_dash-update-component", "/price", "/_dash-layout", "/_dash-dependencies", *FILES)


def protect(server: Flask, names: Iterable[str], script_hashes: Iterable[str]) -> None:
    """Refuse unknown hosts, other sites and unknown paths on `server`; set security headers."""
    allowed = {"localhost"}
    for name in names:
        allowed.add(name.lower().rstrip("."))
    policy = content_policy(script_hashes)
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    explain(server)

    @server.before_request
    def _check() -> Response | None:
        _check_host(allowed)
        _check_address()
        _check_site()
        # Without its slash at the end, a sub-path would break relative links.
        return None if request.environ["PATH_INFO"] else _with_slash()

    @server.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        _log(error)
        return Response(sentence(500), 500, content_type=TEXT)

    @server.after_request
    def _headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", NO_REFERRER)
        response.headers.update(HEADERS)
        is_data = request.path.startswith(DATA)
        if is_data or request.path in NOT_STORED:
            response.headers["Cache-Control"] = "no-store"
        return response


def _check_host(allowed: Collection[str]) -> None:
    if not host_allowed(request.headers.get("Host", ""), allowed):
        refuse(400, "Unknown host name. To allow it, start CloudSense with --allowed-host.")


def _check_site() -> None:
    headers = request.headers
    is_ours = same_site(headers.get("Sec-Fetch-Site"), headers.get("Origin"))
    if not is_ours and not _is_link():
        refuse(403, "Requests from other sites are not allowed. Open CloudSense itself.")


def _with_slash() -> Response:
    search = request.query_string.decode("latin-1")
    location = f"{request.root_path}/?{search}"
    return Response(status=308, headers={"Location": location})


def _log(error: Exception) -> None:
    name = type(error).__name__
    with_traceback = log.isEnabledFor(logging.DEBUG)
    message = "%s %r ended with %s"
    log.error(message, request.method, request.path, name, exc_info=with_traceback)


def content_policy(script_hashes: Iterable[str]) -> str:
    """Allow our own scripts only, and inline styles, because Dash and Plotly write them."""
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
    return "; ".join(map(" ".join, rules.items()))


def host_allowed(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header is one of `names` or an IP address: DNS rebinding can't forge these."""
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
    """Whether a request comes from one of our pages, as far as the browser reports it."""
    if fetch_site not in (None, "same-origin", "none"):
        return False
    if origin is None:
        return True
    scheme, _, host = origin.lower().partition("://")
    # Behind a TLS proxy without --trusted-proxy, requests of https pages look like http.
    is_our_host = host == request.host.lower()
    return is_our_host and scheme in (request.scheme, "https")


def _is_link() -> bool:
    """Whether a request follows a link. Other sites may link to the page but not call it."""
    is_safe = request.method in ("GET", "HEAD", "OPTIONS")
    return is_safe and request.path in OPEN_TO_LINKS


def _check_address() -> None:
    if not _known_path():
        abort(404)
    if len(request.query_string) > LONGEST_QUERY:
        abort(414)


def _known_path() -> bool:
    rule = request.url_rule
    if rule and rule.rule == CATCH_ALL:
        return False
    return request.path in PAGES or request.path.startswith(PATHS)


def is_local(host: str) -> bool:
    """Whether an address to listen on can be reached from this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

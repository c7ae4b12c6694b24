"""Access log: an id, a log line and the duration of each request."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from cloudsense.config.parsers import Network
from cloudsense.logs import NO_REQUEST, REQUEST
from cloudsense.web.security.guard import PAGES
from cloudsense.web.security.proxy import Environ, Wsgi, trusts

log = logging.getLogger(__name__)

ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
PREFIXES = ("/assets/", "/_dash-component-suites/", "/_dash-update-component")
OTHER = "other"
PROBES = ("/healthz", "/readyz", "/metrics", "/favicon.ico")
DEBUG_ROUTES = {*PROBES, "/assets/", "/_dash-component-suites/"}
"""Routes of frequent requests by probes and browsers: logged at the debug level."""
LONGEST_PATH = 200

Answered = Callable[[str, float], None]
"""Callback with the route of a request and the seconds until its response."""


class AccessLog:
    """WSGI middleware that logs each request. It takes request ids from `proxies` only."""

    def __init__(
        self,
        app: Wsgi,
        proxies: Iterable[Network],
        answered: Answered | None = None,
    ) -> None:
        self._app = app
        self._proxies = tuple(proxies)
        self._answered = answered

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        began = time.monotonic()
        request_id = _request_id(environ, self._proxies)
        response = {"status": "500"}

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            response["status"] = status
            for name, value in headers:
                response[name.lower()] = value
            with_id = [*headers, ("X-Request-Id", request_id)]
            return start_response(status, with_id, *more)

        mark = REQUEST.set(request_id)
        try:
            return self._app(environ, start)
        finally:
            self._log(environ, response, time.monotonic() - began)
            REQUEST.reset(mark)

    def _log(self, environ: Environ, response: dict[str, str], seconds: float) -> None:
        """Log a request without its query string, which may contain account ids and the token."""
        method = environ.get("REQUEST_METHOD", "")
        raw_path = environ.get("PATH_INFO", "").encode("latin-1")
        path = raw_path.decode("utf-8", "replace")
        if self._answered:
            self._answered(route(path), seconds)
        length = int(response.get("content-length", 0))
        size = 0 if method == "HEAD" else length
        fields = {
            "method": method,
            "path": path[:LONGEST_PATH],
            "status": int(response["status"][:3]),
            "ms": round(1000 * seconds),
            "bytes": size,
        }
        level = logging.DEBUG if route(path) in DEBUG_ROUTES else logging.INFO
        log.log(level, "request", extra={"fields": fields})


def route(path: str) -> str:
    """Return the kind of path; there are few."""
    if path in PAGES:
        return path
    return next((prefix for prefix in PREFIXES if path.startswith(prefix)), OTHER)


def _request_id(environ: Environ, proxies: tuple[Network, ...]) -> str:
    given: str = environ.get("HTTP_X_REQUEST_ID", "")
    is_valid = ID.fullmatch(given) and given != NO_REQUEST
    if is_valid and trusts(proxies, environ.get("REMOTE_ADDR", "")):
        return given
    return uuid.uuid4().hex

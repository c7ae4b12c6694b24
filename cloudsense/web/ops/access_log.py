"""Around every request: an id, a line in the log, and how long it took."""

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
PARTS = ("/assets/", "/_dash-component-suites/", "/_dash-update-component")
OTHER = "other"
QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/favicon.ico", "/assets/", "/_dash-component-suites/"})
"""What probes and browsers fetch by the dozen: told when debugging only."""
LONGEST_PATH = 200

Answered = Callable[[str, float], None]
"""Hears of a request's route and the seconds until its answer was made."""


def noted(app: Wsgi, proxies: Iterable[Network], answered: Answered | None = None) -> Wsgi:
    """`app`, with every request noted. A request's id is made here, or taken from one of `proxies`."""
    networks = tuple(proxies)

    def front(environ: Environ, start_response: Any) -> Iterable[bytes]:
        began, said = time.monotonic(), dict[str, str]()
        request = _request_id(environ, networks)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said.update({name.lower(): value for name, value in headers}, status=status)
            return start_response(status, [*headers, ("X-Request-Id", request)], *more)

        mark = REQUEST.set(request)
        try:
            return app(environ, start)
        finally:
            seconds = time.monotonic() - began
            path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
            if answered:
                answered(route(path), seconds)
            _note(str(environ.get("REQUEST_METHOD", "")), path, said, seconds)
            REQUEST.reset(mark)

    return front


def route(path: str) -> str:
    """Which of few kinds of address this is."""
    return path if path in PAGES else next((part for part in PARTS if path.startswith(part)), OTHER)


def _request_id(environ: Environ, networks: tuple[Network, ...]) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    believed = ID.fullmatch(given) and given != NO_REQUEST and trusts(networks, environ.get("REMOTE_ADDR", ""))
    return given if believed else uuid.uuid4().hex


def _note(method: str, path: str, said: dict[str, str], seconds: float) -> None:
    """Without the query: it may hold account ids, and the token."""
    fields = {
        "method": method,
        "path": path[:LONGEST_PATH],
        "status": int(said.get("status", "500")[:3]),
        "ms": round(1000 * seconds),
        "bytes": 0 if method == "HEAD" else int(said.get("content-length", 0)),
    }
    log.log(logging.DEBUG if route(path) in QUIET else logging.INFO, "request", extra={"fields": fields})

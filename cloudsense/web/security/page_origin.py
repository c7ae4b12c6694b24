"""Who opened the page, the person or another site. It decides what opening it may spend.

The browser reports it with the request for the page (`Sec-Fetch-Site`). The page sends it with
every request for an address that nobody has agreed to pay for yet, by following a link with a price
or by clicking a button with one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dash import Dash
from flask import Flask, Response, request

from cloudsense.web.kit.dash_scripts import without_unused
from cloudsense.web.queries.link_prices import OPEN_PAGE_CENTS
from cloudsense.web.security.cookies import set_cookie

COOKIE_FOR = timedelta(minutes=5)
"""How long each load counts as another site's, after one that was redirected to the login."""


class Load(StrEnum):
    """How the page was opened."""

    OWN = "own"
    """Opened by the person: a typed address, a bookmark, a reload, a link of CloudSense."""
    FOREIGN = "foreign"
    """Opened by another site, or unknown."""


class CloudSenseDash(Dash):
    """Dash with a page that records how it was opened, and without unused scripts."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        parts["scripts"] = without_unused(parts["scripts"])
        index = super().interpolate_index(*args, **parts)  # type: ignore[no-untyped-call]
        return str(index).replace("__LOAD__", load())


def load() -> Load:
    """Return how the requested page is opened.

    Old browsers leave out `Sec-Fetch-Site`, and all browsers do without TLS, except on localhost.
    `Sec-Fetch-User` does not count: the click may have been on another site's link.
    """
    headers = request.headers
    if headers.get("Sec-Fetch-Site") not in ("same-origin", "none"):
        return Load.FOREIGN
    if headers.get("Sec-Fetch-Dest", "document") != "document":
        return Load.FOREIGN
    if _cookie() in request.cookies:
        return Load.FOREIGN
    return Load.OWN


def _cookie() -> str:
    """Return the name of the cookie that marks loads which another site began and our redirect
    ended.

    It contains the port, because browsers share cookies between ports.
    """
    port = request.host.rpartition(":")[2]
    return f"cloudsense-load-{port}" if port.isdigit() else "cloudsense-load"


def mark(response: Response, path: str) -> Response:
    """Make the next page count as opened by whoever opened this one."""
    if load() is Load.FOREIGN:
        set_cookie(response, _cookie(), Load.FOREIGN, COOKIE_FOR, path)
    return response


def request_limit(load: object) -> int | None:
    """Return how many paid requests a page opened like this may make; None for no limit.

    There is no limit once the person has agreed to the price: then the page sends no `load`.
    """
    match load:
        case None:
            return None
        case Load.OWN:
            return OPEN_PAGE_CENTS
        case _:
            return 0


def asked_at(moment: object) -> datetime | None:
    """Return when the person opened the page or agreed to its price; None if that is just now.

    The time is that of CloudSense's last response to the page: browsers' clocks may be wrong.
    """
    try:
        found = datetime.fromisoformat(str(moment))
    except ValueError:
        return None
    return found if found.tzinfo else None


def refuse_speculation(server: Flask) -> None:
    """Refuse to prefetch and prerender pages, which would buy. Browsers retry opened ones."""

    @server.before_request
    def _check() -> Response | None:
        return Response(status=503) if _is_speculative() else None


def _is_speculative() -> bool:
    headers = request.headers
    if request.path != "/":
        return False
    purpose = headers.get("Sec-Purpose") or headers.get("Purpose", "")
    return "prefetch" in purpose.lower()

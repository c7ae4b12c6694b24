"""Who opened the page, the person or another site: it decides what opening it may spend.

The browser tells with the request for the page (`Sec-Fetch-Site`). The page keeps it, and sends it
with every request for an address that nobody has asked for yet: by a link that says what it costs,
or with the button.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dash import Dash
from flask import Flask, Response, request

from cloudsense.web.kit.dash_scripts import without_unused
from cloudsense.web.queries.link_prices import A_LOAD
from cloudsense.web.security.cookies import set_cookie

COOKIE_FOR = timedelta(minutes=5)
"""For how long each load counts as another site's, after one that led to the login."""


class Load(StrEnum):
    """How the page was opened."""

    OWN = "own"
    """By the person: an address that was typed, a bookmark, a reload, a link of CloudSense."""
    FOREIGN = "foreign"
    """By another site, or unknown."""


class Page(Dash):
    """Dash with a page that holds how it was opened, without scripts that nothing uses."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        parts["scripts"] = without_unused(parts["scripts"])
        index = super().interpolate_index(*args, **parts)  # type: ignore[no-untyped-call]
        return str(index).replace("__LOAD__", load())


def load() -> Load:
    """How the requested page is opened.

    Old browsers leave out `Sec-Fetch-Site`, and all do at addresses without TLS other than this
    machine's. `Sec-Fetch-User` does not count: a click may have been on a stranger's link.
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
    """Marks loads that another site began and a step of our own ended.

    The name has the port, because browsers share cookies between ports.
    """
    port = request.host.rpartition(":")[2]
    return f"cloudsense-load-{port}" if port.isdigit() else "cloudsense-load"


def mark(response: Response, path: str) -> Response:
    """Make the next page count as opened by whoever opened this one."""
    if load() is Load.FOREIGN:
        set_cookie(response, _cookie(), Load.FOREIGN, COOKIE_FOR, path)
    return response


def request_limit(load: object) -> int | None:
    """How many paid requests a page that was opened like this may make; None for no limit.

    There is no limit if the person agreed to the price: then the page sends no `load`.
    """
    match load:
        case None:
            return None
        case Load.OWN:
            return A_LOAD
        case _:
            return 0


def asked_at(moment: object) -> datetime | None:
    """When the person opened the page or agreed to its price; None if that is just now.

    It is the time of a page that the browser had, as CloudSense told it: clocks of browsers may be
    wrong.
    """
    try:
        found = datetime.fromisoformat(str(moment))
    except ValueError:
        return None
    return found if found.tzinfo else None


def refuse_speculation(server: Flask) -> None:
    """Refuse prefetched and prerendered pages, which would buy; opened ones are requested again."""

    @server.before_request
    def _check() -> Response | None:
        return Response(status=503) if _is_speculative() else None


def _is_speculative() -> bool:
    headers = request.headers
    if request.path != "/":
        return False
    purpose = headers.get("Sec-Purpose") or headers.get("Purpose", "")
    return "prefetch" in purpose.lower()

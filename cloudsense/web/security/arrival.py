"""Who opened the page, the person or another site: it decides what opening it may spend.

The browser tells with the request for the page (`Sec-Fetch-Site`). The page keeps it, and sends it with
every request for an address that nobody has asked for yet: by a link that says what it costs, or with
the button.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Dash
from flask import Flask, Response, request

from cloudsense.web.queries.link_prices import A_LOAD

COOKIE_FOR = 300
"""Seconds for which every load counts as another site's, after one that came by way of the login."""


class Load(StrEnum):
    """How the page was opened."""

    OWN = "own"
    """By the person: an address that was typed, a bookmark, a reload, a link of CloudSense."""
    FOREIGN = "foreign"
    """By another site, or it is not known."""


class Page(Dash):
    """Dash with a page that holds how it was opened."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        index: str = super().interpolate_index(*args, **parts)  # type: ignore[no-untyped-call]
        return index.replace("__LOAD__", load())


def load() -> Load:
    """How the requested page is opened.

    Old browsers leave out `Sec-Fetch-Site`, and all do at addresses without TLS other than this
    machine's. `Sec-Fetch-User` does not count: a click may have been on a stranger's link.
    """
    told = request.headers
    if told.get("Sec-Fetch-Site") not in ("same-origin", "none"):
        return Load.FOREIGN
    if told.get("Sec-Fetch-Dest", "document") != "document":
        return Load.FOREIGN
    if cookie() in request.cookies:
        return Load.FOREIGN
    return Load.OWN


def cookie() -> str:
    """Marks loads that another site began and a step of our own has ended. Browsers share cookies between ports."""
    port = request.host.rpartition(":")[2]
    return f"cloudsense-load-{port}" if port.isdigit() else "cloudsense-load"


def mark(response: Response, path: str) -> Response:
    """Make the page that follows count as opened by whoever opened this one."""
    if load() is Load.OWN:
        return response
    response.set_cookie(
        cookie(),
        Load.FOREIGN,
        max_age=COOKIE_FOR,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return response


def most(load: object) -> int | None:
    """How many paid requests a page that was opened so may make; None for no limit.

    There is none if the person agreed to the price: then the page sends no `load`.
    """
    match load:
        case None:
            return None
        case Load.OWN:
            return A_LOAD
        case _:
            return 0


def refuse_speculation(server: Flask) -> None:
    """Refuse prefetched and prerendered pages, which would buy; opened ones are requested again."""

    @server.before_request
    def _check() -> Response | None:
        if request.path != "/":
            return None
        purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose", "")
        return Response(status=503) if "prefetch" in purpose.lower() else None

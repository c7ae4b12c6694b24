"""Responses to refused requests: plain text that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from flask import Flask, Response, abort
from werkzeug.exceptions import HTTPException

LARGEST_BODY = 64 * 1024
"""Largest body of a request, in bytes."""
LARGEST_HEAD = 64 * 1024
"""Largest request line and headers, in bytes."""
LONGEST_QUERY = 16 * 1024
"""Longest query string, in bytes. Longer ones would fill the caches that have addresses as keys."""

SENTENCES: Mapping[int, str] = {
    400: "CloudSense cannot read this request. Reload the page and try again.",
    403: "This request is not allowed. Reload the page and try again.",
    404: "There is no page at this address. Start again from the overview.",
    405: "This address does not accept this method. Start again from the overview.",
    413: f"The request is larger than {LARGEST_BODY // 1024} KB. Reload the page and try again.",
    414: (
        f"The address is longer than {LONGEST_QUERY // 1024} KB. Start again from the overview, "
        "and choose fewer values."
    ),
    415: "This address accepts JSON only. Reload the page and try again.",
    431: (
        f"The address and headers are larger than {LARGEST_HEAD // 1024} KB. Start again from the "
        "overview, or delete the cookies of this site."
    ),
    500: "Something in CloudSense went wrong. Its log has the details.",
    501: "CloudSense does not support this transfer encoding. Send a Content-Length.",
}
"""Sentences by status."""

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of every response."""
NO_REFERRER = "no-referrer"
TEXT = "text/plain; charset=utf-8"


def sentence(status: int) -> str:
    return SENTENCES.get(status, "CloudSense cannot answer this request. Reload the page.")


def bare_headers(policy: str) -> dict[str, str]:
    """Return the headers of a refusal that the dashboard did not see."""
    return {
        **HEADERS,
        "Content-Type": TEXT,
        "Content-Security-Policy": policy,
        "Referrer-Policy": NO_REFERRER,
        "Cache-Control": "no-store",
    }


def refuse(status: int, said: str) -> NoReturn:
    """End the request with the status and the sentence."""
    abort(Response(said, status, content_type=TEXT))


def explain(server: Flask) -> None:
    """Respond to errors with a sentence in place of Werkzeug's page."""
    server.register_error_handler(HTTPException, _explained)


def _explained(error: HTTPException) -> Response:
    status = error.code or 500
    response = Response(sentence(status), status, content_type=TEXT)
    for name, value in error.get_headers():
        if name != "Content-Type":  # keep `Allow` and `Retry-After`
            response.headers[name] = value
    return response

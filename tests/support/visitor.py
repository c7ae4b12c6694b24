"""A visitor without a browser, over HTTP: sends what the page's script sends, and waits as it does."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import bodies

PATIENCE = 60
Parts = dict[str, dict[str, Any]]
"""Props by the id of the component."""


class Visitor:
    """A connection that is kept open, as a browser's."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)

    def request(self, path: str, body: bytes | None = None, method: str = "", **headers: str) -> tuple[int, str]:
        """Status and text of an answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method or ("GET" if body is None else "POST"), path, body, named)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")

    def look(self, search: str = "", shown: Mapping[str, str] | None = None) -> Parts:
        """What the page shows of an address, at once, without what is `shown` already."""
        body = json.dumps(bodies.look(self._callbacks, search, shown=shown)).encode()
        status, text = self.request("/_dash-update-component", body, Content_Type="application/json")
        assert status == 200, text
        parts: Parts = json.loads(text)["response"]
        return parts

    def read(self, search: str = "") -> Parts:
        """What the page shows once nothing is on its way any more."""
        until = time.monotonic() + PATIENCE
        while (status := (parts := self.look(search))["navigator"]["status"]).get("busy"):
            assert time.monotonic() < until, "the page never came to rest"
            time.sleep(min(0.05, status["poll"] / 1000))
        return parts

    def close(self) -> None:
        self._connection.close()

    @cached_property
    def _callbacks(self) -> list[bodies.Callback]:
        status, text = self.request("/_dash-dependencies")
        assert status == 200, text
        callbacks: list[bodies.Callback] = json.loads(text)
        return callbacks

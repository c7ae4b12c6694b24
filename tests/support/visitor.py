"""A visitor without a browser, over HTTP: sends what the page's script sends, and waits as it does."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60
READ = {
    "output": "..views.data...trend-chart.figure..",
    "outputs": [{"id": "views", "property": "data"}, {"id": "trend-chart", "property": "figure"}],
}


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

    def look(self, search: str = "", trigger: str = "url.search", tick: Any = None) -> dict[str, Any]:
        """What the page shows of an address, at once."""
        values = [("url", "search", search), ("revision", "data", None), ("tick", "data", tick)]
        inputs = [{"id": name, "property": prop, "value": value} for name, prop, value in values]
        body = json.dumps({**READ, "inputs": inputs, "changedPropIds": [trigger]}).encode()
        status, text = self.request("/_dash-update-component", body, Content_Type="application/json")
        assert status == 200, text
        payload: dict[str, Any] = json.loads(text)["response"]["views"]["data"]
        return payload

    def read(self, search: str = "") -> dict[str, Any]:
        """What the page shows once nothing is on its way any more."""
        until = time.monotonic() + PATIENCE
        while (payload := self.look(search)).get("busy"):
            assert time.monotonic() < until, "the page never came to rest"
            time.sleep(min(0.05, payload["ask_again"] / 1000))
        return payload

    def close(self) -> None:
        self._connection.close()

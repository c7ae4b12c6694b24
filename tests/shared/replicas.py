"""Dashboards in processes of their own, on the local endpoint, and clients of theirs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from json import dumps
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from endpoint import Endpoint, environment
from webclient import Dashboard, Screen, demo

HOUSE = Path(__file__).parents[2]


class Http:
    """As Flask's test client, over the network."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._address, self._headers = address.rstrip("/"), headers
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._jar}

    def post(self, path: str, *, json: Any, headers: dict[str, str] | None = None) -> Any:
        return self._send(path, dumps(json).encode(), {"Content-Type": "application/json", **(headers or {})})

    def get(self, path: str) -> Any:
        return self._send(path, None, {})

    def _send(self, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        asked = urllib.request.Request(self._address + path, body, {**headers, **self._headers})
        try:
            with self._opener.open(asked, timeout=30) as answer:
                return SimpleNamespace(status_code=answer.status, text=answer.read().decode(), headers=answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return SimpleNamespace(status_code=error.code, text=error.read().decode(), headers=error.headers)


APP = demo().app
"""Its callbacks are those of every process; made once, because making one is not safe for threads."""


class Client(Dashboard):
    """Speaks to one dashboard, which may be behind a proxy; a header is given with `_` for `-`."""

    def __init__(self, address: str, **headers: str) -> None:
        self.app = APP
        self.http: Any = Http(address, {name.replace("_", "-"): value for name, value in headers.items()})

    def rested(self, search: str = "") -> Screen:
        """What the page shows once nothing is on its way any more."""
        until = time.monotonic() + 60
        while (screen := self.look(search)).busy:
            assert time.monotonic() < until
            time.sleep(0.1)
        return screen


Process = subprocess.Popen[str]


@contextmanager
def replicas(endpoint: Endpoint, number: int, *argv: str, **variables: str) -> Iterator[dict[str, Process]]:
    """That many processes by their addresses."""
    env = {**os.environ, **environment(endpoint), "PYTHONPATH": str(HOUSE), **variables}
    with ExitStack() as stack:
        processes = [stack.enter_context(_started(env, argv)) for _ in range(number)]
        yield {_address(process): process for process in processes}


@contextmanager
def _started(env: dict[str, str], argv: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-m",
        "cloudsense",
        "--no-browser",
        *(() if "--port" in argv else ("--port", "0")),
        *argv,
    ]
    with subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = process.stdout.readline()
    found = re.match(r"CloudSense is at http://localhost:(\d+)", said)
    assert found, said
    return f"http://127.0.0.1:{found[1]}"

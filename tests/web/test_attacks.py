"""What anybody who reaches the port can do to it, over real sockets: nobody keeps others from being served."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="limits of open files")

HOUSE = Path(__file__).parents[2]
TOKEN = "the-token-of-the-tests"
FONT, STYLE = "/assets/fonts/inter-variable.woff2", "/assets/90-cloudsense.css"
BUNDLE, BASIC = "/_dash-component-suites/plotly/package_data/plotly.min.js", "/assets/10-plotly-basic.min.js"
FILES = 256
"""That the server may have open, and not one more."""
START = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}))
from cloudsense.cli import main
main(sys.argv[1:])
"""
ATTENTION = 0.5
"""Seconds for which an attack is watched."""


@dataclass(frozen=True)
class Door:
    """The installed command, with few files."""

    port: int
    log: Path
    files: Path

    def session(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "[::]"}
        connection.request("POST", "/login", f"token={TOKEN}", headers)
        cookie = connection.getresponse().headers["Set-Cookie"]
        connection.close()
        return cookie.partition(";")[0]

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stays_healthy(self) -> bool:
        until = time.monotonic() + ATTENTION
        while time.monotonic() < until:
            if not self.healthy():
                return False
        return True


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    command = [sys.executable, "-c", START, "--demo", "--no-browser", "--port", "0"]
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "CLOUDSENSE_TOKEN": TOKEN}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=env, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        try:
            assert process.stdout
            found = re.search(r"http://localhost:(\d+)", process.stdout.readline())
            assert found
            yield Door(int(found[1]), folder / "log", Path(f"/proc/{process.pid}/fd"))
        finally:
            process.kill()


@contextmanager
def attack(door: Door, sockets: int, said: bytes, addresses: int = 1) -> Iterator[None]:
    """So many connections that send this at once and read nothing, from so many addresses of this machine."""
    with ExitStack() as stack:
        for n in range(sockets):
            one = stack.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(2)
            if addresses > 1:
                one.bind((f"127.0.1.{n % addresses + 1}", 0))
            with suppress(OSError):
                one.connect(("127.0.0.1", door.port))
                one.send(said)
        yield


def asked(path: str, times: int, cookie: str = "") -> bytes:
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost:[::]\r\n{more}\r\n".encode() * times


@pytest.mark.parametrize(
    ("sockets", "path", "times"),
    [(14, FONT, 132), (200, FONT, 8), (40, STYLE, 150)],
)
def test_answers_that_nobody_takes_hold_up_nobody(door: Door, sockets: int, path: str, times: int) -> None:
    with attack(door, sockets, asked(path, times)):
        assert door.stays_healthy()
        if door.files.is_dir():
            assert len(list(door.files.iterdir())) < FILES
    assert len(door.log.read_text().splitlines()) < 20


@pytest.mark.parametrize(("sockets", "path", "times"), [(6, BUNDLE, 50), (7, BUNDLE, 5), (90, BASIC, 1)])
def test_neither_do_those_of_a_guest(door: Door, sockets: int, path: str, times: int) -> None:
    with attack(door, sockets, asked(path, times, door.session())):
        assert door.stays_healthy()


@pytest.mark.parametrize(
    ("addresses", "said"),
    [(1, b""), (200, b""), (10, b"POST /login HTTP/1.1\r\nHost:[::]\r\nContent-Length: 9\r\n\r\nt")],
)
def test_connections_that_ask_nothing_hold_up_nobody(door: Door, addresses: int, said: bytes) -> None:
    if addresses > 1 and not sys.platform.startswith("linux"):
        pytest.skip("one address")
    with attack(door, 400, said, addresses):
        assert door.stays_healthy()

"""What a connection may hold, and which one goes when there are too many; the time is told to the server."""

from __future__ import annotations

import errno
import http.client
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from background import running

from cloudsense import server as serving
from cloudsense.connections import Channel, Limits
from cloudsense.logs import SELDOM, Seldom
from cloudsense.web.security.refusals import HEADERS, LARGEST_HEAD

LARGE = b"x" * 3_000_000
GET = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
PARTS = [
    b"",
    b"G",
    b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 2000,
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
    b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: never ends\r\n",
]


@dataclass
class House:
    """A server, and what its one app was asked."""

    server: Any
    port: int = 0
    open: Event = field(default_factory=Event)
    """Until it is set nobody who asks for /slow gets an answer."""
    environs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def channels(self) -> list[Channel]:
        return list(self.server.channels)

    def connect(self, stack: ExitStack, said: bytes = b"", read: int = 4096) -> socket.socket:
        """A new connection, when the server knows it."""
        known = set(self.channels)
        one = stack.enter_context(socket.socket())
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, read)
        one.settimeout(5)
        one.connect(("127.0.0.1", self.port))
        wait_for(lambda: set(self.channels) - known)
        one.sendall(said)
        return one

    def of(self, one: socket.socket) -> Channel:
        """The server's end of it."""
        (found,) = (channel for channel in self.channels if channel.addr == one.getsockname())
        return found

    def later(self, seconds: float) -> None:
        """What the server does about its connections when so much time has gone by."""
        done = Event()

        def look() -> None:
            self.server.maintenance(time.time() + seconds)
            done.set()

        self.server.trigger.pull_trigger(look)
        assert done.wait(5)


@contextmanager
def house(*proxies: str, **limits: float) -> Iterator[House]:
    made = House(None)

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        made.environs.append(environ)
        answer = LARGE if environ["PATH_INFO"] == "/large" else environ["PATH_INFO"].encode()
        if environ["PATH_INFO"] == "/slow":
            assert made.open.wait(10)
        start("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]

    trusted = [ip_network(proxy) for proxy in proxies]
    server = serving.listen(app, "127.0.0.1", 0, trusted, Limits(**limits))  # type: ignore[arg-type]
    with running(server) as port:
        made.server, made.port = server, int(port)
        yield made
        made.open.set()


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.001)


def is_closed(one: socket.socket) -> bool:
    """After all that was sent before has been read; an end that never comes fails by time-out."""
    try:
        while one.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def read_until(one: socket.socket, end: bytes) -> bytes:
    said = b""
    while not said.endswith(end):
        part = one.recv(65536)
        assert part, "it ended before"
        said += part
    return said


def answered(one: socket.socket) -> bool:
    return one.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("said", PARTS)
@pytest.mark.parametrize("before", [b"", GET % b"one"])
def test_a_request_arrives_in_five_seconds_or_not_at_all(said: bytes, before: bytes) -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack, before)
        if before:
            assert answered(one)
            wait_for(lambda: not here.of(one).busy)
        one.sendall(said)
        wait_for(lambda: here.of(one).request is not None or said in (b"", b"\r\n\r\n"))
        here.later(0)
        here.later(4)
        assert here.of(one)
        for _ in range(2):  # some bytes now and then make it no longer
            with_more = said and here.of(one)
            one.sendall(b"x" if with_more and with_more.request else b"")
        here.later(31 if before and here.of(one).request is None else 6)
        assert here.channels == []
        assert is_closed(one)


def test_between_two_requests_there_is_more_time() -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack, GET % b"one")
        assert b"one" in read_until(one, b"one")
        wait_for(lambda: not here.of(one).busy)
        here.later(29)
        one.sendall(GET % b"two")
        assert b"two" in read_until(one, b"two")
        wait_for(lambda: not here.of(one).busy)
        here.later(31)
        assert is_closed(one)


def test_who_waits_for_an_answer_is_not_sent_away() -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack, GET % b"slow")
        wait_for(lambda: here.environs)
        here.later(1000)
        here.open.set()
        assert answered(one)


def test_an_answer_of_which_nothing_is_taken_is_dropped_and_one_that_is_taken_slowly_is_not() -> None:
    with house() as here, ExitStack() as stack:
        slow, never = here.connect(stack, GET % b"large"), here.connect(stack, GET % b"large")
        for one in (slow, never):
            wait_for(lambda one=one: here.of(one).total_outbufs_len and not here.of(one).requests)
        left = here.of(slow).total_outbufs_len
        taken = b""
        while left:
            part = slow.recv(300_000)
            taken += part
            channel = next((c for c in here.channels if c.addr == slow.getsockname()), None)
            assert channel
            if channel.total_outbufs_len < left:
                left = channel.total_outbufs_len
                assert not channel.overdue(channel.last_activity + 29, here.server.limits)
        assert here.of(slow)
        here.later(here.of(never).last_activity + 31 - time.time())
        assert is_closed(never)
        while len(taken) < len(LARGE):
            taken += slow.recv(300_000)
        assert taken.endswith(LARGE[-1000:])


def test_no_thread_waits_for_a_visitor() -> None:
    """Twice as many as there are threads."""
    with house() as here, ExitStack() as stack:
        lazy = [here.connect(stack, GET % b"large" * 4) for _ in range(12)]
        wait_for(lambda: len(here.environs) == len(lazy))
        wait_for(lambda: all(channel.postponed for channel in here.channels))
        assert answered(here.connect(stack, GET % b"one"))
        assert len(here.environs) == len(lazy) + 1, "a second answer was made before the first one was taken"


def test_requests_that_come_together_are_answered_one_after_the_other() -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack, b"".join(GET % str(n).encode() for n in range(8)))
        said = read_until(one, b"/7")
        places = [said.index(b"\r\n\r\n/%d" % n) for n in range(8)]
        assert places == sorted(places)
        two = here.connect(stack, GET % b"large" * 2, read=1_000_000)
        length = 0
        while length < 2 * len(LARGE):
            length += len(two.recv(1_000_000))


def test_too_many_that_come_together_are_not() -> None:
    with house(pipelined=3) as here, ExitStack() as stack:
        assert is_closed(here.connect(stack, GET % b"slow" * 5))
        assert here.channels == []


def test_of_one_address_the_least_active_connection_goes() -> None:
    with house(per_address=3) as here, ExitStack() as stack:
        works = here.connect(stack, GET % b"slow")
        wait_for(lambda: here.environs)
        older, newer = here.connect(stack), here.connect(stack)
        newest = here.connect(stack, GET % b"one")
        assert answered(newest)
        assert is_closed(older)
        assert {channel.addr for channel in here.channels} == {s.getsockname() for s in (works, newer, newest)}
        here.open.set()
        assert answered(works)


def test_a_trusted_proxy_may_have_more_but_not_all() -> None:
    with house("127.0.0.1/32", per_address=2, connections=4) as here, ExitStack() as stack:
        several = [here.connect(stack) for _ in range(5)]
        wait_for(lambda: len(here.channels) == 4)
        assert is_closed(several[0])


def test_so_much_is_held_for_visitors_and_no_more() -> None:
    with house(unsent=len(LARGE) + 10_000) as here, ExitStack() as stack:
        first = here.connect(stack, GET % b"large")
        wait_for(lambda: here.of(first).total_outbufs_len and not here.of(first).requests)
        here.of(first).last_activity -= 1
        second = here.connect(stack, GET % b"large")
        wait_for(lambda: [channel.addr for channel in here.channels] == [second.getsockname()])
        assert is_closed(first)


def test_files_do_not_stay_open_until_they_are_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(LARGE)
    with house() as here, ExitStack() as stack:
        assert answered(here.connect(stack, GET % b"one"))
        file = (tmp_path / "file").open("rb")
        assert b"".join(here.environs[0]["wsgi.file_wrapper"](file, 8192)) == LARGE
        assert file.closed


def test_whoever_has_said_everything_gets_the_answer() -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack, GET % b"slow")
        one.shutdown(socket.SHUT_WR)
        wait_for(lambda: here.environs)
        here.open.set()
        assert answered(one)
        assert is_closed(one)


def test_http_1_0_with_keep_alive() -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack)
        for name in (b"one", b"two"):
            one.sendall(b"GET /%s HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" % name)
            assert read_until(one, name)


def test_a_request_in_single_bytes() -> None:
    with house() as here, ExitStack() as stack:
        one = here.connect(stack)
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in GET % b"one":
            one.sendall(bytes([byte]))
        assert answered(one)


def test_when_the_system_has_no_more_files_it_goes_on_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with house() as here, ExitStack() as stack:
        idle = here.connect(stack)
        one = stack.enter_context(socket.socket())
        real, refused = here.server.socket, []

        class Full:
            def accept(self) -> None:
                refused.append(1)
                raise OSError(errno.EMFILE, "Too many open files")

            def __getattr__(self, name: str) -> Any:
                return getattr(real, name)

        monkeypatch.setattr("cloudsense.connections.PAUSE", 0.05)
        monkeypatch.setattr(here.server, "socket", Full())
        one.connect(("127.0.0.1", here.port))
        wait_for(lambda: refused)
        assert is_closed(idle)
        monkeypatch.setattr(here.server, "socket", real)
        one.sendall(GET % b"one")
        one.settimeout(5)
        assert answered(one)
        assert len(refused) < 100
        assert "Too many open files" in caplog.text
        assert "Traceback" not in caplog.text


def test_the_server_says_the_same_once_a_minute() -> None:
    now = 0.0
    seldom = Seldom(lambda: now)
    full, busy = (logging.makeLogRecord({"pathname": "server.py", "lineno": line}) for line in (1, 2))
    assert [seldom.filter(record) for record in (full, full, busy, full, busy)] == [True, False, True, False, False]
    now = SELDOM
    assert seldom.filter(full)


@pytest.mark.parametrize(
    ("files", "connections"), [(None, 1000), (10**6, 1000), (1024, 896), (256, 128), (160, 40), (3, 1)]
)  # fmt: skip
def test_connections_leave_files_for_the_rest(
    files: int | None, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 1000)
    assert serving.connections_for(files) == connections


def test_it_asks_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (256, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", lambda _what, limits: asked.append(limits))
    assert serving.files_allowed() == serving.ENOUGH_FILES
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (256, 1024))
    assert serving.files_allowed() == 1024
    assert asked == [(serving.ENOUGH_FILES, resource.RLIM_INFINITY), (1024, 1024)]
    monkeypatch.setattr(resource, "setrlimit", lambda _what, limits: [][0])
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (8192, 8192))
    assert serving.files_allowed() == 8192


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        (b"GET / HTTP/1.1\r\nCookie: " + b"x" * LARGEST_HEAD, 431, "larger than 64 KB"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413, "larger than 64 KB"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, "cannot read"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "transfer encoding"),
    ],
)
def test_what_does_not_reach_the_dashboard_is_refused_with_a_sentence(said: bytes, status: int, words: str) -> None:
    with house() as made, ExitStack() as stack:
        one = stack.enter_context(socket.create_connection(("127.0.0.1", made.port), 5))
        one.sendall(said)
        answer = http.client.HTTPResponse(one)
        answer.begin()
        assert (answer.status, answer.getheader("Content-Type")) == (status, "text/plain; charset=utf-8")
        assert {*HEADERS, "Content-Security-Policy", "Referrer-Policy"} <= set(dict(answer.getheaders()))
        text = answer.read().decode()
        assert words in text
        assert "waitress" not in text
        assert made.environs == []

"""What other systems do otherwise, as far as it can be played here."""

import http.client
import io
import mimetypes
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from background import running

from cloudsense import cli
from cloudsense import server as serving
from cloudsense.bootstrap import open_payer
from cloudsense.config.settings import read
from cloudsense.errors import PortError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.terminal import replace_unencodable
from cloudsense.web.app import create_app

PAYMENT = Payment("2026-11-23T12:00:00+00:00", "111122223333", "costs", "2026-11-01..2026-11-23")


@pytest.fixture
def _registry() -> Iterator[None]:
    """As some programs for Windows leave it."""
    before = mimetypes.guess_type("x.js")[0]
    for suffix in (".js", ".css", ".svg"):
        mimetypes.add_type("text/plain", suffix)
    yield
    assert before
    mimetypes.init()


@pytest.mark.usefixtures("_registry")
def test_browsers_are_told_what_assets_are() -> None:
    settings = read({"demo": ["yes"]}, {})
    client = create_app(settings, open_payer(settings, lambda: None).ledger).server.test_client()  # type: ignore[arg-type, return-value]
    for name, kind in (("kit/00-kit.js", "javascript"), ("90-cloudsense.css", "text/css"), ("favicon.svg", "svg+xml")):
        answer = client.get(f"/assets/{name}")
        assert kind in answer.content_type
        answer.close()


def test_payments_are_written_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Windows writes other ends of lines unless told not to."""
    flags: list[int] = []
    opened = os.open

    def spy(path: Any, given: int, *more: Any) -> int:
        flags.append(given)
        return opened(path, given & ~os.O_DIRECTORY, *more)

    monkeypatch.setattr(os, "O_BINARY", os.O_DIRECTORY, raising=False)
    monkeypatch.setattr(os, "open", spy)
    with Spending(FileJournal(tmp_path / "spending.jsonl")).page(PAYMENT):
        assert any(given & os.O_BINARY for given in flags)  # type: ignore[attr-defined]


def test_on_windows_a_busy_port_is_busy_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_KEEPALIVE, raising=False)
    monkeypatch.setattr(serving, "create_server", lambda *_, **__: "a server that shares its port")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(PortError, match="is in use"):
            serving.listen(lambda *_: [], "127.0.0.1", taken.getsockname()[1])
        free = "a server that shares its port"
        assert serving.listen(lambda *_: [], "127.0.0.1", 0) == free


def test_a_server_outlives_its_thousandth_file() -> None:
    """`select` cannot watch a file with a number beyond 1023."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1200:
        pytest.skip("so many files may not be opened here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1200), hard))
    with ExitStack() as stack:
        for _ in range(1030):
            stack.callback(os.close, os.dup(0))

        def hello(_environ: Any, start: Any) -> list[bytes]:
            start("200 OK", [("Content-Length", "2")])
            return [b"ok"]

        with running(serving.listen(hello, "127.0.0.1", 0)) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            stack.callback(connection.close)
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"ok"
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(
    ("platform", "encoding", "written"),
    [("linux", "ascii", b"..."), ("linux", "utf-8", b"\xe2\x80\xa6"), ("win32", "cp437", b"\xe2\x80\xa6")],
)
def test_any_letter_can_be_written(
    monkeypatch: pytest.MonkeyPatch, platform: str, encoding: str, written: bytes
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    replace_unencodable(stream)
    stream.write("…")
    stream.flush()
    assert raw.getvalue() == written


@pytest.mark.parametrize(
    ("encoding", "text", "written"),
    [
        ("cp1252", "−$500.00 – “a” • é €", b"-$500.00 \x96 \x93a\x94 \x95 \xe9 \x80"),
        ("ascii", "−$500.00 – “a” • →…\u00a0≈", b'-$500.00 - "a" * ->... ~'),
        ("ascii", "−€500.00", b"-EUR 500.00"),
        ("latin-1", "▼ 5% ’", b"v 5% '"),
        ("cp437", "−¥1", b"-\x9d1"),
        ("ascii", "é\U0001f600", b"\\xe9\\U0001f600"),
    ],
)
def test_a_sign_that_the_encoding_lacks_is_written_with_others(encoding: str, text: str, written: bytes) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    replace_unencodable(stream)
    stream.write(text)
    stream.flush()
    assert raw.getvalue() == written


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "utf-8"])
def test_a_report_is_readable_in_any_encoding(encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding, "CLOUDSENSE_DEMO": "1"}
    argv = [sys.executable, "-m", "cloudsense", "report", "--by", "charge-type", "--hide-account"]
    done = subprocess.run(argv, env=env, cwd=Path(__file__).parents[1], capture_output=True, check=True)
    text = done.stdout.decode(encoding)
    minus = "−" if encoding == "utf-8" else "-"
    assert f" {minus}$" in text
    assert "\\" not in text
    assert done.stderr == b""


def test_without_a_terminal_nothing_is_to_be_set() -> None:
    replace_unencodable(None)
    replace_unencodable(io.StringIO())


def test_it_ends_though_nobody_reads_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)
    for stream in (Gone(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        cli._leave(3)
    assert left == [3, 3]

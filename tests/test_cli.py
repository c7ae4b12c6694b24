"""The command as a process: how it starts, what it listens on, how it ends."""

import errno
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest

from cloudsense import __version__, bootstrap
from cloudsense import server as serving
from cloudsense.cli import run
from cloudsense.config.settings import SETTINGS, Settings, read
from cloudsense.errors import NoDataError, PortError, SettingsError

HOUSE = Path(__file__).parents[1]
AT_ONCE = 5.0
"""Seconds; an orderly end would wait for a read from AWS, half a minute."""

STUCK = """
import sys, threading
from cloudsense import bootstrap, cli
from cloudsense.costs.query import OVERVIEW
from cloudsense.costs.period import Period
from datetime import date
from cloudsense.aws.capabilities import COST_EXPLORER

class Stuck:
    capabilities = COST_EXPLORER
    def identity(self):
        if "report" in sys.argv:
            print("stuck", flush=True)
        threading.Event().wait(60)

    def renew(self): pass

def opened(*given, **named):
    books = open_payer(*given, **named)
    books.ledger.costs(OVERVIEW, Period(date(2026, 11, 1), date(2026, 11, 2)), patience=0)
    return books

open_payer, bootstrap.open_payers = bootstrap.open_payer, lambda *given, **_: (opened(*given[:3]),)
bootstrap.source = lambda settings, clock: Stuck()
cli.main()
"""


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"cloudsense {__version__}\n"


def test_help_tells_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for setting in SETTINGS:
        assert f"{setting.flag} {setting.value}".strip() in text
        assert f"[env var: {setting.variable}" in text
        assert setting.help in text


def test_version_answers_at_once() -> None:
    bare = min(cpu("-c", "pass") for _ in range(3))
    assert min(cpu("-m", "cloudsense", "--version") for _ in range(3)) - bare < 0.15


def cpu(*argv: str) -> float:
    """Seconds of computing that Python took with these arguments."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *argv], cwd=HOUSE, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("argv", "wrong"),
    [
        (["--colour"], "Unknown option --colour."),
        (["--profil", "x"], "Unknown option --profil."),
        (["--profil=x"], "Unknown option --profil."),
        (["--tokn=hunter2"], "Unknown option --tokn."),
        (["--tokn", "hunter2"], "Unknown option --tokn."),
        (["--tokn:hunter2"], "Unknown option --tokn."),
        (["--token:hunter2"], "Unknown option --token."),
        (["-thunter2"], "Unknown option -t."),
        (["--demo", "--profile", "report", "--tokn=hunter2"], "Unknown option --tokn."),
        (["report", "--tokn=hunter2"], "Unknown option --tokn."),
        (["--no-browser", "report", "--no-browser"], "Unknown option --no-browser."),
        (["doctor", "--tokn", "hunter2"], "Unknown option --tokn."),
        (["--demo=hunter2"], "Option '--demo' does not take a value."),
        (["--demo", "--debug", "--trusted-proxy", "127.0.0.1"], "--debug cannot be used with --trusted-proxy."),
        (["--token", "a-token-of-mine-1", "--token-file", "x"], "--token and --token-file cannot be used together."),
        (["--no-login", "--token-file", "x"], "--no-login cannot be used with"),
        (["--token-file", "/nowhere/at-all"], "The file of --token-file cannot be read (No such file or directory)."),
        (["--token-file", "/"], "The file of --token-file cannot be read (Is a directory)."),
        (["--token-file", "/dev/null"], "The file of --token-file does not contain a valid token."),
        (["reprot"], "Unknown command “reprot”."),
        (["report", "last", "month"], "Got unexpected extra arguments (last month)."),
        (["--port"], "Option '--port' requires an argument."),
        (["--port", "http"], "--port: “http” is not valid."),
        (["--budget", "-5"], "--budget: A budget must be above zero."),
        (["--budget", "18.000"], "--budget: “18.000” can be read as 18 or 18,000."),
        (["--profile", "a", "--profile", "A"], "Two payers are named “A”."),
        (["--profile", "a", "--profile", "all"], "“all” cannot be the name of a payer."),
        (["--config", "/dev/no-such-file"], "no-such-file does not exist."),
        (["report", "--payer", "nordlicht"], "Unknown payer “nordlicht”."),
        (["--debug", "--demo", "--host", "0.0.0.0"], "--debug cannot be used with --host 0.0.0.0."),
        (["--debug", "--demo", "--host", "::"], "--debug cannot be used with --host ::."),
        (["--token", "hunter2"], "--token: the value is not valid."),
        (["--no-login", "--token", "a-token-of-mine-1"], "--no-login cannot be used with"),
        (["--user-header", "Remote-User"], "--user-header needs --trusted-proxy."),
    ],
)
def test_used_wrongly(capsys: pytest.CaptureFixture[str], argv: list[str], wrong: str) -> None:
    assert run(argv, {}) == 2
    said = capsys.readouterr()
    what, to_do = said.err.splitlines()
    assert said.out == ""
    assert what.startswith(f"cloudsense: {wrong}")
    assert to_do
    assert "hunter2" not in said.err


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (["--profil", "x"], "--profile"),
        (["--tokn=x"], "--token"),
        (["report", "--form", "json"], "--format"),
        (["report", "--granularty=daily"], "--granularity"),
        (["doctor", "--payed"], "--paid"),
        (["reprot"], "report"),
    ],
)
def test_what_was_meant_is_guessed(capsys: pytest.CaptureFixture[str], argv: list[str], meant: str) -> None:
    run(argv, {})
    assert f"Did you mean {meant}? " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "wrong"),
    [
        (["--profile", "doctor", "--budget", "-5"], "--budget: A budget must be above zero."),
        (["report", "--demo", "--where", "--x"], "“--x” is not a valid filter."),
        (["--", "--x"], "Unknown option --x."),
    ],
)
def test_values_that_look_like_flags_or_commands_are_values(
    capsys: pytest.CaptureFixture[str], argv: list[str], wrong: str
) -> None:
    assert run(argv, {}) == 2
    assert capsys.readouterr().err.startswith(f"cloudsense: {wrong}\n")


@pytest.mark.parametrize(
    ("argv", "hours"),
    [
        (["report"], 3),
        (["--cache-ttl", "2h", "report"], 2),
        (["report", "--cache-ttl", "1h"], 1),
        (["--cache-ttl", "2h", "report", "--cache-ttl", "1h"], 1),
    ],
)
def test_a_flag_after_the_command_wins_over_one_before_it_and_over_the_variable(
    monkeypatch: pytest.MonkeyPatch, argv: list[str], hours: int
) -> None:
    lifetimes: list[timedelta] = []

    def stop(settings: Settings, *_: object, **__: object) -> None:
        lifetimes.append(settings.cache_ttl)
        raise NoDataError("Enough.")

    monkeypatch.setattr(bootstrap, "open_payer", stop)
    assert run(argv, {"CLOUDSENSE_CACHE_TTL": "3h"}) == 1
    assert lifetimes == [timedelta(hours=hours)]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_token_may_be_in_a_file(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "token"
    file.write_bytes(f"a-token-of-mine-1{ending}".encode())
    settings = read({"token_file": [str(file)]}, {})
    assert serving.with_token_of_file(settings).token == "a-token-of-mine-1"


@pytest.mark.parametrize("content", [b"too-short", b"two lines of a token\nhunter2", b"\xff\xfe" * 10, b"x" * 5000])
def test_a_file_without_a_token(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="does not contain a valid token") as refusal:
        serving.with_token_of_file(read({}, {"CLOUDSENSE_TOKEN_FILE": str(file)}))
    assert "hunter2" not in refusal.value.sentence


def test_who_knows_the_token_of_the_file_gets_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a-token-of-mine-1\n")
    monkeypatch.setenv("CLOUDSENSE_TOKEN_FILE", str(file))
    with started("-m", "cloudsense", "--demo") as (process, address):
        assert (status(address), status(f"{address}/?token=a-token-of-mine-1")) == (401, 200)
        assert ended(process, signal.SIGTERM) == (0, "")


@contextmanager
def started(*argv: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A dashboard in a process of its own, and its address."""
    env = {**os.environ, "PYTHONPATH": str(HOUSE)}
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        [sys.executable, *argv, "--port", "0", "--no-browser"], env=env, text=True, **pipes
    ) as process:
        try:
            assert process.stdout
            found = re.fullmatch(r"CloudSense is at (http://\S+) until you press Ctrl-C\.\n", process.stdout.readline())
            assert found, process.communicate(timeout=10)
            yield process, found[1]
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    """How it ended after this signal, and what it had said on stderr."""
    before = monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert monotonic() - before < AT_ONCE
    return process.returncode, said


def test_it_serves_and_ends_when_told() -> None:
    with started("-m", "cloudsense", "--demo") as (process, address):
        assert address.startswith("http://localhost:")
        answer = urllib.request.urlopen(f"{address.replace('localhost', '127.0.0.1')}/healthz", timeout=10)
        assert answer.read() == b"ok"
        assert ended(process, signal.SIGTERM) == (0, "")


def test_it_warns_when_anybody_gets_in() -> None:
    with started("-m", "cloudsense", "--demo", "--host", "0.0.0.0", "--no-login") as (process, address):
        assert re.fullmatch(r"http://localhost:\d+", address)
        code, said = ended(process, signal.SIGINT)
    assert code == 0
    assert said.startswith("Warning: there is no login: everyone who can reach this address")
    assert said.count("\n") == 1


def status(address: str) -> int:
    """Of an address on this machine, after all redirections."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    try:
        with visitor.open(address.replace("localhost", "127.0.0.1"), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_where_others_can_reach_it_a_link_to_log_in_is_printed() -> None:
    argv = ("-m", "cloudsense", "--demo", "--host", "0.0.0.0", "--base-path", "/costs")
    with started(*argv) as (process, address):
        assert re.fullmatch(r"http://localhost:\d+/costs/\?token=[\w-]{43}", address)
        assert status(address) == 200
        assert status(address.partition("?")[0]) == 401
        assert status(address + "x") == 401
        code, said = ended(process, signal.SIGTERM)
    assert code == 0
    assert said.startswith("Warning: other computers can reach this address.")
    assert said.count("\n") == 1


def test_a_token_of_ones_own_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDSENSE_TOKEN", "a-token-of-mine-1")
    with started("-m", "cloudsense", "--demo") as (process, address):
        assert re.fullmatch(r"http://localhost:\d+", address)
        assert (status(address), status(f"{address}/?token=a-token-of-mine-1")) == (401, 200)
        assert ended(process, signal.SIGTERM) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_answer_that_never_comes_does_not_hold_up_the_end(number: int) -> None:
    with started("-c", STUCK) as (process, _):
        assert ended(process, number) == (0, "")


def test_a_report_can_be_interrupted() -> None:
    argv = [sys.executable, "-c", STUCK, "report"]
    env = {**os.environ, "PYTHONPATH": str(HOUSE)}
    with subprocess.Popen(argv, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == "stuck\n"
        assert ended(process, signal.SIGINT) == (1, "cloudsense: Interrupted.\n")


def failed(*argv: str) -> str:
    """What the command said before it ended with 1."""
    command = [sys.executable, "-m", "cloudsense", "--demo", "--no-browser", *argv]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_a_busy_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = failed("--port", port)
    assert said == f"cloudsense: Port {port} is in use by another program.\nChoose another port with --port.\n"


def test_an_address_of_another_machine() -> None:
    assert failed("--port", "0", "--host", "192.0.2.1").startswith(
        "cloudsense: 192.0.2.1 is not an address of this machine.\n"
    )


@pytest.mark.parametrize(
    ("problem", "wrong"),
    [
        (OSError(errno.EACCES, "Permission denied"), "No permission to use port 80."),
        (OSError(10013, "WSAEACCES"), "No permission to use port 80."),
        (OSError(10048, "WSAEADDRINUSE"), "Port 80 is in use by another program."),
        (OSError(errno.EADDRNOTAVAIL, "Cannot assign"), "costs.test is not an address of this machine."),
        (ValueError("Invalid host/port specified."), "costs.test is not an address of this machine."),
    ],
)
def test_why_a_port_cannot_be_had(monkeypatch: pytest.MonkeyPatch, problem: Exception, wrong: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(serving, "create_server", fail)
    with pytest.raises(PortError) as refusal:
        serving.listen(lambda *_: [], "costs.test", 80)
    assert refusal.value.title == wrong
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("server", "address"),
    [
        (SimpleNamespace(effective_host="127.0.0.1", effective_port=80), "http://localhost:80"),
        (SimpleNamespace(effective_host="0.0.0.0", effective_port=8080), "http://localhost:8080"),
        (SimpleNamespace(effective_host="::", effective_port=8080), "http://localhost:8080"),
        (SimpleNamespace(effective_host="::1", effective_port=8080), "http://[::1]:8080"),
        (SimpleNamespace(effective_host="192.0.2.7", effective_port=8080), "http://192.0.2.7:8080"),
        (SimpleNamespace(effective_listen=[("127.0.0.1", "8080"), ("::1", "8080")]), "http://localhost:8080"),
    ],
)
def test_the_address_to_open(server: Any, address: str) -> None:
    assert serving.url(server) == address
    assert serving.url(server, "/costs/") == f"{address}/costs/"


def test_the_address_that_logs_in() -> None:
    assert serving.link("http://localhost:80", "a/b&c") == "http://localhost:80/?token=a%2Fb%26c"
    assert serving.link("http://localhost:80/costs/", "abc") == "http://localhost:80/costs/?token=abc"


@pytest.mark.parametrize("display", ["", ":0"])
def test_a_browser_is_opened_where_there_is_a_screen(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    opened = Event()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(webbrowser, "open", lambda _address: opened.set())
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    serving.browse("http://localhost:8080")
    assert opened.wait(5 if display else 0.1) is bool(display)

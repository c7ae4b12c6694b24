"""A multi-factor code is asked for on the command line, before any work, and only where somebody can answer."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from endpoint import Endpoint, environment, organization

HOUSE = Path(__file__).parents[1]
CONFIG = """
[profile keys]
aws_access_key_id = AKIDKEYS
aws_secret_access_key = made-up-secret
[profile bill]
role_arn = arn:aws:iam::111122223333:role/bill
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/jane
"""
PROMPT = "MFA code of the AWS profile bill: "
REPORT = ("report", "--profile", "bill", "--by", "charge-type", "--period", "7d", "--format", "json")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    (tmp_path / "config").write_text(CONFIG)
    book = organization(accounts=1, services=2, regions=1)
    with Endpoint(book, today=datetime.now(UTC).date()) as endpoint:
        endpoint.accounts = {"AKIDKEYS": "111122223333", "AKIDROLE": "111122223333"}
        endpoint.role_key = "AKIDROLE"
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        yield endpoint


@contextmanager
def started(stdin: int, *argv: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "cloudsense", *argv],
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """What a person types into, and what a program reads it from."""
    person, program = pty.openpty()
    yield person, program
    os.close(person)
    os.close(program)


def prompted(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    return process.stderr.read(len(PROMPT))


def test_a_report_asks_before_it_reads_costs(aws: Endpoint, terminal: tuple[int, int]) -> None:
    person, program = terminal
    with started(program, *REPORT) as process:
        assert prompted(process) == PROMPT
        assert aws.requests == []
        os.write(person, b"123456\n")
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert '"account": "111122223333"' in out
    assert {request.access_key for request in aws.asked()} == {"AKIDROLE"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (b"000000\n", "AWS rejected the multi-factor (MFA) code."),
        (b"abc\n", "A multi-factor (MFA) code has six digits."),
        (b"\n", "No MFA code was entered for the AWS profile bill."),
        (b"\x04", "No MFA code was entered for the AWS profile bill."),
    ],
)
def test_a_wrong_code_is_said_to_be_wrong(aws: Endpoint, terminal: tuple[int, int], typed: bytes, words: str) -> None:
    person, program = terminal
    with started(program, *REPORT) as process:
        prompted(process)
        os.write(person, typed)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err.startswith(f"cloudsense: {words}")
    assert err.count("\n") == 2
    assert aws.asked() == []


def test_the_dashboard_asks_before_it_serves(aws: Endpoint, terminal: tuple[int, int]) -> None:
    person, program = terminal
    with started(program, "--profile", "bill", "--port", "0", "--no-browser") as process:
        assert prompted(process) == PROMPT
        os.write(person, b"123456\n")
        assert process.stdout
        address = process.stdout.readline().split()[3].replace("localhost", "127.0.0.1")
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            assert answer.read() == b"ready"
    assert len(aws.asked("AssumeRole")) == 1


def test_without_a_terminal_a_report_says_what_to_do(aws: Endpoint) -> None:
    with started(subprocess.DEVNULL, *REPORT) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("cloudsense: The AWS profile bill needs a multi-factor (MFA) code.")
    assert "`aws sts get-caller-identity --profile bill`" in err
    assert "`aws sts get-session-token`" in err
    assert aws.requests == []


def test_without_a_terminal_the_dashboard_is_there_and_not_ready(aws: Endpoint) -> None:
    with started(subprocess.DEVNULL, "--profile", "bill", "--port", "0", "--no-browser") as process:
        assert process.stdout
        address = process.stdout.readline().split()[3].replace("localhost", "127.0.0.1")
        with pytest.raises(urllib.request.HTTPError, match="503"):
            urllib.request.urlopen(f"{address}/readyz", timeout=10)
    assert aws.requests == []

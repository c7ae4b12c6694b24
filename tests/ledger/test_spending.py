"""The list of payments."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cloudsense.ledger.spending import Payment, Spending, Spent

TODAY = date(2026, 10, 20)


def payment(at: str = "2026-10-20T12:00:00+00:00", account: str = "1") -> Payment:
    return Payment(at, account, "service x charge-type", "2026-10-01..2026-10-20")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "spending.jsonl"


@pytest.mark.parametrize("make", [lambda file: Spending(file), lambda file: Spending()])
def test_today_and_this_month_by_account(file: Path, make: Callable[[Path], Spending]) -> None:
    spending = make(file)
    for at in ("2026-10-20T00:00:00+00:00", "2026-10-20T23:59:59+00:00", "2026-10-19T23:59:59+00:00"):
        spending.pay(payment(at))
    spending.pay(payment("2026-09-30T23:59:59+00:00"))
    spending.pay(payment("2025-10-20T12:00:00+00:00"))
    spending.pay(payment(account="2"))
    assert spending.spent("1", TODAY) == Spent(today=2, month=3)
    assert spending.spent("1", TODAY) == Spent(today=2, month=3)
    assert spending.spent("2", TODAY) == Spent(1, 1)
    assert spending.spent("3", TODAY) == Spent(0, 0)


def test_a_payment_survives_a_kill(file: Path) -> None:
    program = (
        "import os, sys, pathlib; from cloudsense.ledger.spending import *;"
        "s = Spending(pathlib.Path(sys.argv[1]));"
        "s.pay(Payment('2026-10-20T12:00:00+00:00', '1', 'q', 'p')); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(file)], check=False).returncode == -9
    assert Spending(file).spent("1", TODAY) == Spent(1, 1)


def test_lines_of_another_process_are_counted(file: Path) -> None:
    mine, theirs = Spending(file), Spending(file)
    mine.pay(payment())
    assert mine.spent("1", TODAY) == Spent(1, 1)
    theirs.pay(payment())
    theirs.pay(payment())
    assert mine.spent("1", TODAY) == Spent(3, 3)
    assert theirs.spent("1", TODAY) == Spent(3, 3)


def test_a_line_being_written_is_counted_once_it_is_whole(file: Path) -> None:
    spending = Spending(file)
    spending.pay(payment())
    line = file.read_text()
    with file.open("a") as out:
        out.write(line[:20])
    assert spending.spent("1", TODAY) == Spent(1, 1)
    with file.open("a") as out:
        out.write(line[20:])
    assert spending.spent("1", TODAY) == Spent(2, 2)


@pytest.mark.parametrize("garbage", ["", "{", "[]", "7", "null", '{"at": 1}', '{"at": "x", "more": 1}', "\udcff\x00"])
def test_garbage_lines_are_ignored(file: Path, garbage: str) -> None:
    spending = Spending(file)
    spending.pay(payment())
    with file.open("ab") as out:
        out.write(garbage.encode("utf-8", "surrogateescape") + b"\n")
    spending.pay(payment())
    assert spending.spent("1", TODAY) == Spent(2, 2)
    assert Spending(file).spent("1", TODAY) == Spent(2, 2)


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_the_list_is_its_owners_alone(file: Path) -> None:
    Spending(file).pay(payment())
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_list_that_cannot_be_written_or_read_is_kept_in_memory(tmp_path: Path) -> None:
    spending = Spending(tmp_path)  # a folder: neither can be
    spending.pay(payment())
    assert spending.spent("1", TODAY) == Spent(1, 1)
    gone = Spending(tmp_path / "no" / "such" / "folder")
    gone.pay(payment())
    assert gone.spent("1", TODAY) == Spent(1, 1)

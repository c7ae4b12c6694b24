"""The list of payments, and the limit."""

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import pytest

from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CredentialsError,
    NoDataError,
    SpendingLimitError,
    StoreError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
)
from cloudsense.ledger.api_spend import LONGEST_ANSWER_SECONDS, Register, Spending, Spent
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.storage.journal import FileJournal, MemoryJournal

TODAY = date(2026, 10, 20)
NOON = "2026-10-20T12:00:00+00:00"


def payment(at: str = NOON, account: str = "1") -> Payment:
    return Payment(at, account, "service x charge-type", "2026-10-01..2026-10-20")


def pay(spending: Spending, paid: Payment | None = None, failure: Exception | None = None) -> None:
    with spending.page(paid or payment()):
        if failure:
            raise failure


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "spending.jsonl"


@pytest.fixture
def spending(file: Path) -> Spending:
    return Spending(FileJournal(file))


@pytest.mark.parametrize("make", [lambda file: Spending(FileJournal(file)), lambda file: Spending()])
def test_today_and_this_month_by_account(file: Path, make: Callable[[Path], Spending]) -> None:
    spending = make(file)
    for at in ("2026-10-20T00:00:00+00:00", "2026-10-20T23:59:59+00:00", "2026-10-19T23:59:59+00:00"):
        pay(spending, payment(at))
    pay(spending, payment("2026-09-30T23:59:59+00:00"))
    pay(spending, payment("2025-10-20T12:00:00+00:00"))
    pay(spending, payment(account="2"))
    assert spending.spent("1", TODAY) == Spent(today=2, month=3)
    assert spending.spent("1", TODAY).dollars == Decimal("0.03")
    assert spending.spent("2", TODAY) == Spent(1, 1)
    assert spending.spent("3", TODAY) == Spent(0, 0)
    assert spending.pages_paid_here == 6


def test_a_page_is_on_disk_before_it_is_asked_for(file: Path, spending: Spending) -> None:
    with spending.page(payment()):
        written = json.loads(file.read_text())
        assert (written["at"], written["dollars"], written["asked_by"]) == (NOON, "0.01", "page")
        assert Spending(FileJournal(file)).spent("1", TODAY) == Spent(1, 1)


@pytest.mark.parametrize("kind", [AccessError, CredentialsError, NoDataError, ThrottledError, UnavailableError])
def test_what_aws_refused_is_struck_out(file: Path, spending: Spending, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        pay(spending, failure=kind("No."))
    for one in (spending, Spending(FileJournal(file))):
        assert one.spent("1", TODAY) == Spent(0, 0)
        assert one.payments("1", TODAY) == []
    assert spending.pages_paid_here == 0


@pytest.mark.parametrize("kind", [BrokenAnswerError, UnansweredError, RuntimeError, KeyboardInterrupt])
def test_what_may_have_been_paid_counts(spending: Spending, kind: type[BaseException]) -> None:
    with pytest.raises(kind):
        pay(spending, failure=kind("No."))  # type: ignore[arg-type]
    assert spending.spent("1", TODAY) == Spent(1, 1)


def test_a_kill_in_the_middle_leaves_the_page_counted(file: Path) -> None:
    program = (
        "import os, sys, pathlib; from cloudsense.ledger.api_spend import *\n"
        "from cloudsense.ledger.storage.journal import *\n"
        "with Spending(FileJournal(pathlib.Path(sys.argv[1]))).page("
        "Payment('2026-10-20T12:00:00+00:00', '1', 'q', 'p')): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(file)], check=False).returncode == -9
    survivor = Spending(FileJournal(file))
    assert survivor.spent("1", TODAY) == Spent(1, 1)
    pay(survivor)
    assert survivor.spent("1", TODAY) == Spent(2, 2)


def test_a_list_that_was_removed_is_begun_anew_and_forgets_nothing_here(file: Path, spending: Spending) -> None:
    for _ in range(3):
        pay(spending)
    file.unlink()
    assert spending.spent("1", TODAY) == Spent(3, 3)
    pay(Spending(FileJournal(file)))
    assert spending.spent("1", TODAY) == Spent(4, 4)


def test_the_limit_is_never_passed(spending: Spending) -> None:
    spending.limit = Decimal("0.03")
    for _ in range(3):
        pay(spending)
    with pytest.raises(SpendingLimitError) as refusal:
        pay(spending)
    assert "$0.03 reached" in refusal.value.title
    assert "until 00:00 UTC" in refusal.value.detail
    assert "--spend-limit" in refusal.value.remedy
    assert spending.spent("1", TODAY).today == 3
    pay(spending, payment(account="2"))
    pay(spending, payment("2026-10-21T00:00:00+00:00"))


def test_what_was_struck_out_can_be_spent_again(spending: Spending) -> None:
    spending.limit = Decimal("0.01")
    for _ in range(3):
        with suppress(ThrottledError):
            pay(spending, failure=ThrottledError("Slow down."))
    pay(spending)


def test_a_limit_of_nothing_buys_nothing() -> None:
    with pytest.raises(SpendingLimitError):
        pay(Spending(limit=Decimal(0)))


def test_what_would_be_too_much_is_not_begun() -> None:
    spending = Spending(limit=Decimal("0.05"))
    pay(spending)
    spending.allow("1", TODAY, 4)
    with pytest.raises(SpendingLimitError, match=r"Daily limit of \$0\.05 reached"):
        spending.allow("1", TODAY, 5)
    spending.allow("1", date(2026, 10, 21), 5)


def test_the_limit_holds_after_a_restart_and_for_all_who_share_the_list(file: Path) -> None:
    several = [Spending(FileJournal(file), Decimal("0.10")) for _ in range(4)]

    def attempt(n: int) -> bool:
        try:
            pay(several[n % 4])
        except SpendingLimitError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 10
    with pytest.raises(SpendingLimitError):
        pay(Spending(FileJournal(file), Decimal("0.10")))


def test_lines_of_another_process_are_counted(file: Path) -> None:
    mine, theirs = Spending(FileJournal(file)), Spending(FileJournal(file))
    pay(mine)
    assert mine.spent("1", TODAY) == Spent(1, 1)
    pay(theirs)
    pay(theirs)
    assert mine.spent("1", TODAY) == theirs.spent("1", TODAY) == Spent(3, 3)
    assert (mine.pages_paid_here, theirs.pages_paid_here) == (1, 2)


def test_the_last_payment_comes_first(spending: Spending) -> None:
    for at in ("2026-10-19T08:00:00+00:00", "2026-10-20T09:00:00+00:00", "2026-10-18T23:00:00+00:00"):
        pay(spending, payment(at))
    found = spending.payments("1", date(2026, 10, 19))
    assert [paid.at[:13] for paid in found] == ["2026-10-20T09", "2026-10-19T08"]


def test_a_line_being_written_is_counted_once_it_is_whole(file: Path, spending: Spending) -> None:
    pay(spending)
    line = file.read_text()
    with file.open("a") as out:
        out.write(line[:20])
    assert spending.spent("1", TODAY) == Spent(1, 1)
    with file.open("a") as out:
        out.write(line[20:].replace('"id": "', '"id": "2'))
    assert spending.spent("1", TODAY) == Spent(2, 2)


def test_a_line_that_was_cut_off_spoils_no_other(file: Path, spending: Spending) -> None:
    pay(spending)
    with file.open("a") as out:
        out.write('{"at": "2026')
    pay(spending)
    assert spending.spent("1", TODAY) == Spending(FileJournal(file)).spent("1", TODAY) == Spent(2, 2)


@pytest.mark.parametrize("garbage", ["", "{", "[]", "7", "null", '{"at": 1}', '{"at": "x", "more": 1}', "\udcff\x00"])
def test_garbage_lines_are_ignored(file: Path, spending: Spending, garbage: str) -> None:
    pay(spending)
    with file.open("ab") as out:
        out.write(garbage.encode("utf-8", "surrogateescape") + b"\n")
    pay(spending)
    assert spending.spent("1", TODAY) == Spent(2, 2)
    assert Spending(FileJournal(file)).spent("1", TODAY) == Spent(2, 2)


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_the_list_is_its_owners_alone(file: Path, spending: Spending) -> None:
    pay(spending)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_list_that_cannot_be_written_is_kept_in_memory(tmp_path: Path) -> None:
    spending = Spending(FileJournal(tmp_path / "no" / "such" / "folder"), Decimal("0.01"))
    pay(spending)
    assert spending.spent("1", TODAY) == Spent(1, 1)
    with pytest.raises(SpendingLimitError):
        pay(spending)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("kind", ["folder", "loop", "dangling", "pipe", "device", "unreadable"])
def test_what_cannot_be_counted_is_not_bought(file: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spending = Spending(FileJournal(file), Decimal("0.05"))
    pay(spending)
    file.rename(file.with_name("away"))
    match kind:
        case "folder":
            file.mkdir()
        case "loop":
            file.symlink_to(file)
        case "dangling":
            file.symlink_to(file.with_name("nothing"))
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/null")
        case "unreadable":
            file.write_text("{}\n")
            monkeypatch.setattr("cloudsense.ledger.storage.journal.open_private", forbidden)
    for one in (spending, Spending(FileJournal(file), Decimal("0.05")), Spending(FileJournal(file))):
        with pytest.raises(StoreError, match="list of payments cannot be read"):
            pay(one)
        assert one.pages_paid_here == one.spent("1", TODAY).today == int(one is spending)
        assert len(one.payments("1", TODAY)) == int(one is spending)


def test_what_may_not_be_written_down_is_not_bought(
    file: Path, spending: Spending, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(spending)
    monkeypatch.setattr(FileJournal, "add", forbidden)
    with pytest.raises(StoreError, match="list of payments cannot be written"):
        pay(spending)
    assert spending.spent("1", TODAY) == Spent(1, 1)


def forbidden(*_given: object) -> NoReturn:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_register_counts_each_page_that_was_answered() -> None:
    spending, pages = Spending(MemoryJournal()), []
    meter = Register(spending, payment, lambda: pages.append(1))
    with meter.page():
        assert pages == []
    with pytest.raises(ThrottledError), meter.page():
        raise ThrottledError("Slow down.")
    assert pages == [1]
    assert spending.spent("1", TODAY).today == 1


def test_a_line_that_is_nested_too_deep_hides_no_payment() -> None:
    journal = MemoryJournal()
    journal.add("[" * 200_000)
    pay(Spending(journal))
    assert Spending(journal).spent("1", date.fromisoformat(NOON[:10])).today == 1


def test_others_payments_are_those_of_other_processes_and_of_late(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = Spending(FileJournal(file)), Spending(FileJournal(file))
    pay(mine)
    assert not mine.others_paid()
    assert theirs.others_paid()
    pay(theirs)
    assert mine.others_paid()
    later = time.monotonic() + LONGEST_ANSWER_SECONDS
    monkeypatch.setattr("cloudsense.ledger.api_spend.time.monotonic", lambda: later)
    assert not mine.others_paid()

"""Where entries lie: JSON in a folder of the owner's own, and nothing else is ever run or believed."""

import errno
import hashlib
import json
import logging
import os
import pickle
import shutil
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledger_bench import EC2, S3, Bench, span, usage

from cloudsense.bootstrap import open_payer
from cloudsense.config.settings import read
from cloudsense.costs.query import OVERVIEW
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.ledger.storage.locks import LOCK_AGE, FileLocks
from cloudsense.ledger.storage.private import private_folder
from cloudsense.ledger.storage.store import FAILED_AGE, LEFTOVER_AGE, Store

PERIOD = span("2026-09-10", "2026-10-20")
posix = pytest.mark.skipif(os.name != "posix", reason="modes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "costs"


@pytest.fixture
def bench(folder: Path) -> Bench:
    return Bench.at("2026-10-20 12:00", Store.in_folder(folder))


def files(folder: Path) -> list[Path]:
    """Those of costs; the totals beside them are checked elsewhere."""
    return sorted(path for path in folder.iterdir() if path.is_file() and b'"total"' not in path.read_bytes())


def test_every_file_is_json_behind_its_expiry(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.ask(usage(EC2, S3), PERIOD)
    written = files(folder)
    assert len(written) == 2 + 2 * 2
    for path in written:
        assert json.loads(path.read_bytes()[4:])["schema"] == 1


@posix
def test_the_folder_is_its_owners_alone(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, PERIOD)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files(folder)} == {0o600}
    folder.chmod(0o755)
    Store.in_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


class Bomb:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.marker),)


def test_a_planted_pickle_is_never_run(bench: Bench, folder: Path, tmp_path: Path) -> None:
    bench.ask(OVERVIEW, PERIOD)
    marker, planted = tmp_path / "it-ran", pickle.dumps(Bomb(tmp_path / "it-ran"))
    for path in files(folder):
        path.write_bytes(struct.pack("I", 0) + planted)
    (folder / "__wz_cache_count").write_bytes(planted)
    bench.store = Store.in_folder(folder)
    bench.restart()
    assert bench.buys(OVERVIEW, PERIOD) == [(OVERVIEW, span("2026-09-01", "2026-10-20"))]
    assert not marker.exists()
    pickle.loads(planted)
    assert marker.exists()  # the bomb was a real one


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"\0\0\0\0",
        b"\0\0\0\0{",
        b"\0\0\0\0[]",
        b"\0\0\0\0null",
        b"\0\0\0\0\xff",
        b"\0\0\0\0" + b"[" * 10**5,
    ],
)
def test_a_damaged_file_is_as_if_it_were_not_there(bench: Bench, folder: Path, content: bytes) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    files(folder)[0].write_bytes(content)
    bench.restart()
    assert bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20")) == [(OVERVIEW, span("2026-10-01", "2026-10-20"))]


def test_an_entry_of_another_month_in_the_wrong_place_answers_nothing(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    october = files(folder)[0].read_bytes()
    bench.ask(OVERVIEW, span("2026-08-01", "2026-08-31"))
    for path in files(folder):
        path.write_bytes(october)
    bench.restart()
    assert bench.buys(OVERVIEW, span("2026-08-01", "2026-08-31")) == [(OVERVIEW, span("2026-08-01", "2026-08-31"))]


def test_leftovers_are_swept_once_they_are_old(folder: Path) -> None:
    folder.mkdir(parents=True)
    old, new, other = (folder / name for name in ("tmp1.__wz_cache", "tmp2.__wz_cache", "mine.txt"))
    for path in (old, new, other):
        path.write_text("x")
    long_ago = time.time() - LEFTOVER_AGE - 1
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    Store.in_folder(folder)
    assert files(folder) == sorted([new, other])


def test_writes_that_fail_do_not_break_answers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("cachelib.file.tempfile.mkstemp", _refuse)
    with caplog.at_level(logging.WARNING):
        assert len(bench.buys(OVERVIEW, PERIOD)) == 1
    assert "cannot cache an answer" in caplog.text


def test_a_folder_that_went_away_does_not_break_answers(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, PERIOD)
    shutil.rmtree(folder)
    assert bench.buys(OVERVIEW, PERIOD) == []
    assert len(bench.buys(usage(EC2), PERIOD)) == 1


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_does_not_break_answers(bench: Bench, folder: Path) -> None:
    folder.chmod(0o500)
    try:
        assert len(bench.buys(OVERVIEW, PERIOD)) == 1
    finally:
        folder.chmod(0o700)


def test_an_entry_of_an_older_schema_is_bought_again(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    for path in files(folder):
        head, value = path.read_bytes()[:4], json.loads(path.read_bytes()[4:])
        path.write_bytes(head + json.dumps(value | {"schema": 0, "amounts": "as they were once"}).encode())
    bench.restart()
    assert bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20")) == [(OVERVIEW, span("2026-10-01", "2026-10-20"))]


def test_files_and_folders_of_others_are_left_alone(bench: Bench, folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "letter.txt").write_text("Dear")
    (folder / "link").symlink_to("nowhere")
    (folder / ("0" * 64)).write_bytes(b"\xff" * 100)
    assert len(bench.buys(OVERVIEW, PERIOD)) == 1
    bench.store = Store.in_folder(folder)
    bench.restart()
    assert bench.buys(OVERVIEW, PERIOD) == []
    assert (folder / "mine" / "letter.txt").read_text() == "Dear"
    assert (folder / "link").is_symlink()


def test_a_folder_in_the_place_of_an_entry_does_not_break_answers(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    for path in files(folder):
        path.unlink()
        path.mkdir()
    bench.restart()
    assert bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20")) == [(OVERVIEW, span("2026-10-01", "2026-10-20"))]


@pytest.mark.parametrize("back", [{"hours": -3}, {"days": -2}])
def test_a_clock_that_was_set_back_costs_one_look(bench: Bench, folder: Path, back: dict[str, float]) -> None:
    period = span("2026-09-10", "2026-10-17")
    bench.ask(OVERVIEW, period)
    bench.clock.on(**back)
    bench.source.quiet = {on for on in period.dates if on > bench.clock().date()}
    assert len(bench.source.bought()) == 1
    bench.ask(OVERVIEW, period)
    assert len(bench.source.bought()) <= 1
    bench.ask(OVERVIEW, period)
    assert bench.source.bought() == []
    bench.clock.set("2026-10-20 12:30")
    bench.source.quiet = set()
    bench.ask(OVERVIEW, period)
    bench.source.bought()
    assert bench.buys(OVERVIEW, period) == []


def test_a_failed_write_removes_what_earlier_ones_left_behind(
    folder: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = folder / "tmp1.__wz_cache", folder / "tmp2.__wz_cache"
    for path in (old, new):
        path.write_text("x")
    os.utime(old, (time.time() - FAILED_AGE - 1,) * 2)
    monkeypatch.setattr("cachelib.file.tempfile.mkstemp", _refuse)
    bench.ask(OVERVIEW, PERIOD)
    assert (old.exists(), new.exists()) == (False, True)


def test_locks_that_nobody_took_for_a_month_are_swept(tmp_path: Path) -> None:
    long_ago = time.time() - LOCK_AGE - 1
    locks = FileLocks(tmp_path)
    for name in ("old", "new", "held"):
        with locks.hold(name):
            pass
    names = {name: _lock_file(tmp_path, name) for name in ("old", "new", "held")}
    with locks.hold("held"):
        for name in ("old", "held"):
            os.utime(names[name], (long_ago, long_ago))
        FileLocks(tmp_path)
        assert {name for name, path in names.items() if path.exists()} == {"new", "held"}
    with locks.hold("held"):
        FileLocks(tmp_path)
        assert names["held"].exists()


@posix
def test_a_pipe_in_the_place_of_an_entry_makes_nobody_wait(bench: Bench, folder: Path) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    for path in files(folder):
        path.unlink()
        os.mkfifo(path)
    bench.restart()
    assert bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20")) == [(OVERVIEW, span("2026-10-01", "2026-10-20"))]
    bench.restart()
    assert bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20")) == []


@posix
def test_an_entry_that_is_a_link_or_another_users_is_not_read(
    bench: Bench, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = span("2026-10-01", "2026-10-20")
    bench.ask(OVERVIEW, period)
    (path,) = files(folder)
    path.rename(tmp_path / "entry")
    path.symlink_to(tmp_path / "entry")
    bench.restart()
    assert bench.buys(OVERVIEW, period) == [(OVERVIEW, period)]
    assert not path.is_symlink()
    bench.restart()
    assert bench.buys(OVERVIEW, period) == []
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert bench.store.get("anything") is None
    bench.restart()
    assert bench.buys(OVERVIEW, period) == [(OVERVIEW, period)]


@pytest.mark.parametrize(
    ("name", "moment"),
    [("seen", "2999-01-01T00:00:00+00:00"), ("seen", "2026-10-20T13:01:00+00:00"),
     ("changed", "2999-01-01T00:00:00+00:00"), ("first", {"2026-08-01": ["2999-01-01T00:00:00+00:00", 1.0]})],
)  # fmt: skip
def test_an_entry_of_the_future_is_bought_again(
    bench: Bench, folder: Path, name: str, moment: object, caplog: pytest.LogCaptureFixture
) -> None:
    period = span("2026-08-01", "2026-08-31")
    bench.ask(OVERVIEW, period)
    (path,) = files(folder)
    head, value = path.read_bytes()[:4], json.loads(path.read_bytes()[4:])
    path.write_bytes(head + json.dumps(value | {name: moment}).encode())
    bench.restart()
    assert bench.buys(OVERVIEW, period) == [(OVERVIEW, period)]
    assert "Is the clock right?" in caplog.text
    path.write_bytes(head + json.dumps(value | {"seen": "2026-10-20T12:59:00+00:00"}).encode())
    bench.restart()
    assert bench.buys(OVERVIEW, period) == []


@posix
def test_a_folder_of_another_user_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "costs").mkdir(mode=0o755)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(OSError, match="belongs to another user"):
        private_folder(tmp_path / "costs")
    assert (tmp_path / "costs").stat().st_mode & 0o777 == 0o755


@posix
@pytest.mark.parametrize("name", ["costs", "locks"])
def test_a_link_within_the_folder_is_not_followed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    target, folder = tmp_path / "elsewhere", tmp_path / "kept"
    target.mkdir(mode=0o755)
    folder.mkdir()
    (folder / name).symlink_to(target)
    books = open_payer(read({"cache_dir": [str(folder)]}, {}), lambda: datetime.now(UTC))
    assert books
    assert f"{name} in it is a symbolic link" in caplog.text
    assert target.stat().st_mode & 0o777 == 0o755
    assert list(target.iterdir()) == []


@posix
def test_a_folder_may_be_a_link_to_another_disk(tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    (tmp_path / "kept").symlink_to(tmp_path / "large")
    assert private_folder(tmp_path / "kept")
    assert (tmp_path / "large").stat().st_mode & 0o777 == 0o700


@posix
def test_payments_are_not_written_through_a_link_nor_into_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear")
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(tmp_path / "letter")
    os.mkfifo(pipe)
    for file in (link, pipe):
        with pytest.raises(OSError):  # noqa: PT011 - which one is the system's to say
            FileJournal(file).add("a line")
    with pytest.raises(OSError):  # noqa: PT011
        FileJournal(link).news()
    assert (tmp_path / "letter").read_text() == "Dear"


def _lock_file(folder: Path, name: str) -> Path:
    return folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.lock"


def _refuse(**_: object) -> tuple[int, str]:
    raise OSError(errno.ENOSPC, "disk full")

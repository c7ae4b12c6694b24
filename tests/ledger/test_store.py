"""Where entries lie: JSON in a folder of the owner's own, and nothing else is ever run or believed."""

import errno
import json
import logging
import os
import pickle
import shutil
import struct
import time
from pathlib import Path

import pytest
from ledger_bench import EC2, S3, Bench, span, usage

from cloudsense.costs.query import OVERVIEW
from cloudsense.ledger.store import LEFTOVER_AGE, Store

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
    def refuse(**_: object) -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr("cachelib.file.tempfile.mkstemp", refuse)
    with caplog.at_level(logging.WARNING):
        assert len(bench.buys(OVERVIEW, PERIOD)) == 1
    assert "could not be kept" in caplog.text


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

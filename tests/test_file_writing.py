"""budgets.toml where it cannot be replaced: mounted by itself, or in a folder that takes no files."""

import errno
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import pytest

from cloudsense import file_writing
from cloudsense.config.budgets_edit import lines_of
from cloudsense.config.budgets_file import read, write
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget
from cloudsense.errors import BudgetsError

LONG = '# Ours.\n[[budget]]\nname = "Whole account"\namount = 20000\nthresholds = [10, 20, 30]\n'
SHORT = lines_of(Budget("a", Amount(Decimal(1))))


def refuse(number: int) -> Any:
    def refused(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return refused


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in a folder of its own; temporary files go to another one."""
    spare, folder = tmp_path / "spare", tmp_path / "etc"
    spare.mkdir()
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    file = folder / "budgets.toml"
    file.write_text(LONG, encoding="utf-8")
    return file


def left(path: Path) -> list[str]:
    """What lies around besides the file."""
    return [each.name for each in path.parent.parent.rglob("*") if each.is_file() and each != path]


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EPERM])
def test_a_file_that_is_a_mount_is_written_in_place(path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    inode = path.stat().st_ino
    monkeypatch.setattr(os, "replace", refuse(number))
    written = write(path, read(path).digest, SHORT)
    assert path.read_text(encoding="utf-8") == SHORT
    assert read(path) == written
    write(path, written.digest, LONG)
    assert path.read_text(encoding="utf-8") == LONG
    assert (path.stat().st_ino, left(path)) == (inode, [])


def test_where_the_folder_takes_no_files_the_copy_is_elsewhere(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, copies = tempfile.mkstemp, []

    def read_only(*, dir: Path, prefix: str) -> tuple[int, str]:
        if Path(dir) == path.parent:
            raise OSError(errno.EROFS, "Read-only file system")
        handle, name = made(dir=dir, prefix=prefix)
        copies.append(name)
        return handle, name

    monkeypatch.setattr(tempfile, "mkstemp", read_only)
    write(path, read(path).digest, SHORT)
    assert path.read_text(encoding="utf-8") == SHORT
    assert [Path(name).parent.name for name in copies] == ["spare"]
    assert left(path) == []


def test_a_full_disk_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", refuse(errno.EBUSY))
    fill, calls = file_writing._fill, []

    def full(at: Path, content: bytes) -> None:
        calls.append(content)
        fill(at, content if len(calls) > 1 else content[:9])
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(file_writing, "_fill", full)
    with pytest.raises(BudgetsError, match="No space left") as error:
        write(path, read(path).digest, SHORT)
    assert "Nothing was saved" in error.value.sentence
    assert path.read_text(encoding="utf-8") == LONG
    assert left(path) == []


def test_what_cannot_be_put_back_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", refuse(errno.EBUSY))
    monkeypatch.setattr(file_writing, "_fill", refuse(errno.EIO))
    with pytest.raises(BudgetsError, match="written in part only") as error:
        write(path, read(path).digest, SHORT)
    (copy,) = left(path)
    assert copy in error.value.sentence
    assert (path.parent / copy).read_text(encoding="utf-8") == LONG


def test_other_failures_stay_failures(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", refuse(errno.ENOSPC))
    with pytest.raises(BudgetsError, match="cannot be written"):
        write(path, read(path).digest, SHORT)
    assert path.read_text(encoding="utf-8") == LONG
    assert left(path) == []

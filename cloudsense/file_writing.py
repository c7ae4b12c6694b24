"""Replaces the content of a file, atomically if possible, else in place.

A file that is itself a mount point in a container cannot be replaced (EBUSY), nor can one in a
folder that accepts no new files.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

IN_PLACE = (errno.EBUSY, errno.EACCES, errno.EPERM, errno.EROFS)


class IncompleteWriteError(OSError):
    """The file has neither the new nor the old content; the old one is in `copy`."""

    def __init__(self, problem: OSError, copy: Path) -> None:
        super().__init__(problem.errno, problem.strerror)
        self.copy = copy


def write(path: Path, content: bytes) -> None:
    """Writes the content. Must be called by one process at a time.

    Raises OSError; the file is then unchanged, unless it is an IncompleteWriteError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        replace(path, content, mode)
    except OSError as problem:
        if problem.errno not in IN_PLACE or not path.exists():
            raise
        _overwrite(path, content)


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replaces the file atomically: readers get the old or the new one. Raises OSError."""
    temporary = _new_file(path.parent, path.name, content)
    try:
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _overwrite(path: Path, content: bytes) -> None:
    """Overwrites the file, with a copy on disk until it is complete."""
    before = path.read_bytes()
    copy = _copy(path, before)
    try:
        _fill(path, content)
    except OSError as problem:
        try:
            _fill(path, before)
        except OSError:
            raise IncompleteWriteError(problem, copy) from problem
        copy.unlink()
        raise
    copy.unlink()


def _copy(path: Path, content: bytes) -> Path:
    """Copy next to the file, or in the folder for temporary files."""
    try:
        return _new_file(path.parent, path.name, content)
    except OSError:
        return _new_file(Path(tempfile.gettempdir()), path.name, content)


def _new_file(folder: Path, name: str, content: bytes) -> Path:
    """New file, synced to disk and readable by its owner only."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _fill(path: Path, content: bytes) -> None:
    """Writes all at once and truncates afterwards, so that readers never find an empty file."""
    with path.open("r+b", buffering=0) as file:
        file.write(content)
        file.truncate(len(content))
        os.fsync(file.fileno())

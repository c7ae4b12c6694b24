"""Append-only journals shared by any number of processes."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from cloudsense.ledger.storage.locks import FileLocks, ThreadLocks
from cloudsense.ledger.storage.private import open_private

LOCK_NAME = "journal"
PAYMENTS = "spending.jsonl"
"""List of payments, in the cache folder."""
ALERTS = "alerts.jsonl"
"""List of sent alerts, in the cache folder."""


class Journal(Protocol):
    """An append-only list of lines. Thread-safe inside `locked`."""

    def alone(self) -> AbstractContextManager[None]:
        """Lock against other readers and writers."""
        ...

    def add(self, line: str) -> None:
        """Appends a line at once. Raises OSError on failure."""
        ...

    def news(self) -> list[str]:
        """Lines added since the last call by any process; at first all. Raises OSError if they
        cannot be read."""
        ...


class MemoryJournal:
    """A journal in memory."""

    def __init__(self) -> None:
        self._locks = ThreadLocks()
        self._new: list[str] = []

    def alone(self) -> AbstractContextManager[None]:
        return self._locks.hold(LOCK_NAME)

    def add(self, line: str) -> None:
        self._new.append(line)

    def news(self) -> list[str]:
        new, self._new = self._new, []
        return new


class FileJournal:
    """A file readable by its owner only."""

    def __init__(self, file: Path, lock: str = LOCK_NAME) -> None:
        """`lock` must not be used by another journal in the same folder."""
        self._file = file
        self._lock = lock
        self._locks = FileLocks(file.parent)
        self._size_read = 0

    def alone(self) -> AbstractContextManager[None]:
        return self._locks.hold(self._lock)

    def add(self, line: str) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = open_private(str(self._file), flags)
        with os.fdopen(handle, "r+b") as file:
            torn = file.seek(0, os.SEEK_END) and not _ends_well(handle)
            begin = b"\n" if torn else b""
            file.write(begin + line.encode() + b"\n")

    def news(self) -> list[str]:
        size = self._size()
        self._size_read = min(self._size_read, size)
        if not size:
            return []
        with open(self._file, "rb", opener=open_private) as file:
            file.seek(self._size_read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._size_read += len(whole)
        return whole.decode("utf-8", "replace").splitlines()

    def _size(self) -> int:
        """Size in bytes. Raises OSError for anything but a regular file, from which lines could not
        be read back."""
        try:
            found = self._file.stat()
        except FileNotFoundError:
            if self._file.is_symlink():
                raise
            return 0
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "It is not a file", str(self._file))
        return found.st_size


def _ends_well(handle: int) -> bool:
    """Whether the last line is complete: a crashed process or a full disk may have cut it."""
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"

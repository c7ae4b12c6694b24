"""Lines that are added to and never changed, by any number of processes."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from cloudsense.ledger.storage.locks import FileLocks, ThreadLocks
from cloudsense.ledger.storage.private import open_private

ALONE = "journal"
PAYMENTS = "spending.jsonl"
"""The list of payments, in the cache folder."""
ALERTS = "alerts.jsonl"
"""What was sent where."""


class Journal(Protocol):
    """Safe for threads inside `alone`."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else reads or adds meanwhile."""
        ...

    def add(self, line: str) -> None:
        """Write down a line, at once. Raises OSError if it cannot be."""
        ...

    def news(self) -> list[str]:
        """The lines added since the last call, by whomever; at first all. Raises OSError if they
        cannot be read."""
        ...


class MemoryJournal:
    """Forgotten at the end of the process."""

    def __init__(self) -> None:
        self._locks = ThreadLocks()
        self._new: list[str] = []

    def alone(self) -> AbstractContextManager[None]:
        return self._locks.hold(ALONE)

    def add(self, line: str) -> None:
        self._new.append(line)

    def news(self) -> list[str]:
        new, self._new = self._new, []
        return new


class FileJournal:
    """A file that only its owner can read."""

    def __init__(self, file: Path, lock: str = ALONE) -> None:
        """`lock` is of no other journal in the same folder."""
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
        """Bytes. Raises OSError if something else is in the file's place: it would not give back
        what is added."""
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
    """Whether the last line is whole: a process that died, or a full disk, may have cut it."""
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"

"""Small texts that people change: a file, or a value in Redis. Written in full, under a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

from cloudsense import file_writing
from cloudsense.errors import StoreError
from cloudsense.ledger.storage.locks import Locks, ThreadLocks
from cloudsense.ledger.storage.private import open_private

REMARKS, VIEWS = "remarks.json", "views.json"
"""Mutes and notes, and saved views, in the cache folder."""


def remarks_of(account: str) -> str:
    """File of mutes and notes of one of several accounts."""
    return f"remarks-{account}.json"


LARGEST = 4_000_000
"""Most bytes of a document."""


class Document(Protocol):
    """A text document. Thread-safe and process-safe."""

    def read(self) -> str:
        """The text; empty if there is none. Raises StoreError if it can't be read."""
        ...

    def change(self, changed: Callable[[str], str]) -> None:
        """Replaces the text with the result of `changed`, under a lock. Raises StoreError."""
        ...


class MemoryDocument:
    """A document in memory."""

    def __init__(self) -> None:
        self._text = ""
        self._lock = threading.Lock()

    def read(self) -> str:
        return self._text

    def change(self, changed: Callable[[str], str]) -> None:
        with self._lock:
            self._text = changed(self._text)


class DocumentOfAccount:
    """Document of the current account, among several. Empty while the account is unknown."""

    def __init__(self, of: Callable[[str], Document], account: Callable[[], str]) -> None:
        self._of = cache(of)
        self._account = account

    def read(self) -> str:
        account = self._account()
        return self._of(account).read() if account else ""

    def change(self, changed: Callable[[str], str]) -> None:
        account = self._account()
        if not account:
            raise StoreError(
                "The AWS account is not known yet.", "Nothing was changed.", "Try again."
            )
        self._of(account).change(changed)


class FileDocument:
    """A file readable by its owner only. It may be edited by hand while no process is running.

    Errors call it `shown`, by default its name, which may contain an account id.
    """

    def __init__(self, file: Path, locks: Locks | None = None, shown: str = "") -> None:
        self._file = file
        self._locks = locks or ThreadLocks()
        self._shown = shown or file.name
        self._known: tuple[tuple[int, int], str] | None = None

    def read(self) -> str:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ""
        except OSError as problem:
            raise self._failed("read", problem) from None
        version = found.st_mtime_ns, found.st_size
        if self._known and self._known[0] == version:
            return self._known[1]
        text = self._read()
        self._known = version, text
        return text

    def change(self, changed: Callable[[str], str]) -> None:
        with self._locks.hold(f"document {self._file.name}"):
            text = self._read() if self._file.exists() else ""
            new = changed(text)
            if new != text:
                self._write(new)

    def _read(self) -> str:
        try:
            with open(self._file, "rb", opener=open_private) as file:
                return file.read(LARGEST).decode("utf-8-sig")
        except OSError as problem:
            raise self._failed("read", problem) from None
        except UnicodeDecodeError:
            raise StoreError(
                f"{self._shown} is not UTF-8 text.",
                "Nothing was changed.",
                "Save it as UTF-8, or remove it.",
            ) from None

    def _write(self, text: str) -> None:
        try:
            file_writing.replace(self._file, text.encode())
        except OSError as problem:
            raise self._failed("written", problem) from None

    def _failed(self, verb: str, problem: OSError) -> StoreError:
        why = problem.strerror or "The file cannot be used"
        return StoreError(
            f"{self._shown} could not be {verb}.",
            f"{why}. Nothing was changed.",
            "Check the cache folder and the space on its disk.",
        )

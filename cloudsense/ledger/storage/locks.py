"""Locks among threads, and among processes that share a cache."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)

LOCK_AGE = 30 * 86_400
"""Seconds after which an unused lock file is removed."""


class Locks(Protocol):
    """Named locks, released when their holder dies."""

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Context that holds the lock `name`, after waiting for it. Not reentrant."""
        ...


class ThreadLocks:
    """Locks among the threads of this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks[name]
        with lock:
            yield


class FileLocks:
    """Locks among all processes that use `folder`; the operating system releases those of a process
    that dies.

    If files cannot be locked, they work among threads only, and the log says so.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._threads = ThreadLocks()
        _sweep(folder)

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        digest = hashlib.sha256(name.encode()).hexdigest()
        file = self._folder / f"{digest[:32]}.lock"
        with self._threads.hold(name):
            lock = FileLock(file, mode=0o600, fallback_to_soft=False)
            try:
                lock.acquire()
                os.utime(file)
            except (OSError, NotImplementedError):
                log.warning(
                    "cannot lock files in %s: other processes may make the same paid requests",
                    file.parent,
                )
            try:
                yield
            finally:
                lock.release()


def _sweep(folder: Path) -> None:
    """Removes old lock files, of which there is one for each question, unless they are held."""
    for file in folder.glob("*.lock"):
        try:
            if time.time() - file.stat().st_mtime > LOCK_AGE:
                with FileLock(file, timeout=0, fallback_to_soft=False):
                    file.unlink()
        except (OSError, NotImplementedError, Timeout):
            continue

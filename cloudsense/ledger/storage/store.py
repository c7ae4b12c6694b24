"""Store of entries: caches of flask-caching, in files or in memory."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from cachelib.serializers import JSONSerializer
from flask_caching.backends import FileSystemCache, SimpleCache
from flask_caching.backends.base import BaseCache

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.private import open_private, private_folder

log = logging.getLogger(__name__)

KEEP_FOR = 400 * 86_400
"""Seconds after which the store itself may drop an entry; freshness is judged elsewhere."""
LEFTOVER_AGE = 3600
"""Seconds after which leftovers of a writer are removed at the next start."""
FAILED_AGE = 60
"""Seconds after which leftovers are removed if a write has failed, to free a full disk."""
LEFTOVER = "*.__wz_cache"
TRIAL = "trial"
"""Name of an entry for write tests."""
GENERATION = "generation"
"""Name of the generation, which changes with each deletion."""


class EntryFiles(FileSystemCache):  # type: ignore[misc, unused-ignore]
    """Cache of JSON that reads only files of this user."""

    serializer: Any = JSONSerializer()

    @contextmanager
    def _safe_stream_open(self, path: str, mode: str) -> Iterator[Any]:
        # Windows refuses to open a file while another process replaces it.
        stream = self._run_safely(open, path, mode, opener=open_private)
        if stream is None:
            raise OSError
        with stream:
            yield stream


class Store:
    """Named JSON objects. Damaged ones count as missing; failed writes are logged, not raised."""

    def __init__(self, cache: BaseCache, folder: Path | None = None) -> None:
        self._cache = cache
        self._folder = folder

    @classmethod
    def in_memory(cls) -> Store:
        return cls(SimpleCache(threshold=100_000))

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """Store of files in `folder`, accessible to its owner only. Raises OSError if
        it cannot be created."""
        private_folder(folder)
        _sweep(folder)
        return cls(EntryFiles(str(folder), threshold=0), folder)

    def get(self, name: str) -> dict[str, Any] | None:
        return self._read(name)

    def has(self, name: str) -> bool:
        """Whether there is an entry of this name, without reading it."""
        return bool(self._cache.has(name))

    def set(self, name: str, value: dict[str, Any]) -> None:
        try:
            is_written = self._cache.set(name, value, timeout=KEEP_FOR)
        except OSError:
            is_written = False
        if not is_written:
            log.warning(
                "cannot cache an answer: check that the cache folder is writable and the "
                "disk is not full"
            )
            if self._folder:
                _sweep(self._folder, FAILED_AGE)

    def works(self) -> bool:
        """Whether a written entry can be read back."""
        trial = {"at": time.time()}
        self.set(TRIAL, trial)
        return self.get(TRIAL) == trial

    def forget(self, name: str) -> None:
        """Deletes an entry. Other processes notice by the generation."""
        self._cache.delete(name)
        self.set(GENERATION, {"id": uuid4().hex})

    def generation(self) -> object:
        """Generation: changes with each deletion; None before the first. Raises StoreError if it
        cannot be read."""
        found = self._read(GENERATION)
        return found and found.get("id")

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            value = self._cache.get(name)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - any foreign or damaged file counts as missing
            log.warning("ignoring a cache entry that cannot be read")
            return None
        return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _sweep(folder: Path, age: float = LEFTOVER_AGE) -> None:
    """Removes files that a crashed or failed writer left behind."""
    for leftover in folder.glob(LEFTOVER):
        try:
            if time.time() - leftover.stat().st_mtime > age:
                leftover.unlink()
        except OSError:
            log.warning("cannot remove a leftover file in the cache folder")

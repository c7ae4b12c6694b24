"""Store of entries: flask-caching with files or memory, always as JSON."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from cachelib.serializers import JSONSerializer
from flask import Flask
from flask_caching import Cache
from flask_caching.backends import FileSystemCache

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
    """Cache that reads only files of this user."""

    @contextmanager
    def _safe_stream_open(self, path: str, mode: str) -> Iterator[Any]:
        # Windows refuses to open a file while another process replaces it.
        stream = self._run_safely(open, path, mode, opener=open_private)
        if stream is None:
            raise OSError
        with stream:
            yield stream


class Store:
    """Named JSON objects. Damaged entries count as missing; failed writes are logged, not raised.

    The cache has its own app: flask-caching looks for itself in the current app, which is the
    dashboard's during a request.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._app = Flask("cloudsense-store")
        self._folder = config.get("CACHE_DIR")
        defaults = {"CACHE_DEFAULT_TIMEOUT": KEEP_FOR, "CACHE_NO_NULL_WARNING": True}
        self._cache = Cache(self._app, config=defaults | config)

    @classmethod
    def in_memory(cls) -> Store:
        return cls({"CACHE_TYPE": "SimpleCache", "CACHE_THRESHOLD": 100_000})

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """Store of files in `folder`, accessible to its owner only. Raises OSError if
        it cannot be created."""
        private_folder(folder)
        _sweep(folder)
        kind = {
            "CACHE_TYPE": f"{__name__}.{EntryFiles.__name__}",
            "CACHE_DIR": str(folder),
            "CACHE_THRESHOLD": 0,
        }
        return cls(kind | {"CACHE_SERIALIZER": JSONSerializer()})

    def get(self, name: str) -> dict[str, Any] | None:
        try:
            with self._app.app_context():
                value = self._cache.get(name)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - any foreign or damaged file counts as missing
            log.warning("ignoring a cache entry that cannot be read")
            return None
        return cast("dict[str, Any]", value) if isinstance(value, dict) else None

    def has(self, name: str) -> bool:
        """Whether there is an entry of this name, without reading it."""
        with self._app.app_context():
            return bool(self._cache.has(name))

    def set(self, name: str, value: dict[str, Any]) -> None:
        try:
            with self._app.app_context():
                is_written = self._cache.set(name, value, timeout=KEEP_FOR)
        except OSError:
            is_written = False
        if not is_written:
            log.warning(
                "cannot cache an answer: check that the cache folder is writable and the "
                "disk is not full"
            )
            if self._folder:
                _sweep(Path(self._folder), FAILED_AGE)

    def works(self) -> bool:
        """Whether a written entry can be read back."""
        trial = {"at": time.time()}
        self.set(TRIAL, trial)
        return self.get(TRIAL) == trial

    def forget(self, name: str) -> None:
        """Deletes an entry. Other processes notice by the generation."""
        with self._app.app_context():
            self._cache.delete(name)
        self.set(GENERATION, {"id": uuid4().hex})

    def generation(self) -> object:
        """Generation: changes with each deletion; None before the first. Raises StoreError if it
        cannot be read."""
        found = self.get(GENERATION)
        return found and found.get("id")


def _sweep(folder: Path, age: float = LEFTOVER_AGE) -> None:
    """Removes files that a crashed or failed writer left behind."""
    for leftover in folder.glob(LEFTOVER):
        try:
            if time.time() - leftover.stat().st_mtime > age:
                leftover.unlink()
        except OSError:
            log.warning("cannot remove a leftover file in the cache folder")

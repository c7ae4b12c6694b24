"""What was forgotten, as every process with the same store comes to know it."""

from __future__ import annotations

import json
import logging
import math
from collections import defaultdict
from contextlib import suppress
from threading import Lock
from time import monotonic
from uuid import uuid4

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.journal import Journal

log = logging.getLogger(__name__)

A_FEW = 5.0
"""Seconds after which it is looked again what others have forgotten."""


class Forgotten:
    """Names in `journal`: a line forgets one, another line lifts that when it was bought again.

    No clock is compared, so clocks may differ; lines may come twice and in any order. Safe for threads.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._looked = -math.inf
        self._lock = Lock()
        self._known: set[str] = set()
        """Ids of lines that forget."""
        self._lifted: set[str] = set()
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        """By name, the ids that forget it and are not lifted."""

    def __contains__(self, name: str) -> bool:
        return bool(self._names.get(name))

    def add(self, name: str) -> None:
        """Raises StoreError if nobody else would hear of it."""
        line = {"forgotten": name, "id": uuid4().hex}
        with self._lock:
            self._write(line)
            self._take(line)

    def lift(self, name: str) -> None:
        """It was bought again."""
        with self._lock:
            for one in list(self._names.get(name, ())):
                self._take({"lifted": one})
                with suppress(StoreError):
                    self._write({"lifted": one})

    def news(self, at_once: bool = False) -> set[str]:
        """The names that others forgot since the last look, which is every few seconds, or `at_once`."""
        if monotonic() - self._looked < A_FEW and not at_once:
            return set()
        with self._lock:
            self._looked = monotonic()
            return {name for line in self._lines() if (name := self._read(line))}

    def _lines(self) -> list[str]:
        try:
            return self._journal.news()
        except (StoreError, OSError):
            return []

    def _read(self, line: str) -> str | None:
        try:
            return self._take(json.loads(line))
        except (ValueError, TypeError, LookupError, RecursionError):
            log.warning("ignoring an invalid line in the list of deleted months")
            return None

    def _take(self, line: dict[str, str]) -> str | None:
        """The name, if it is forgotten with this line."""
        if "lifted" in line:
            self._lifted.add(line["lifted"])
            for names in self._names.values():
                names.discard(line["lifted"])
            return None
        name, one = line["forgotten"], line["id"]
        if not isinstance(name, str):
            raise TypeError(name)
        if one in self._known:
            return None
        self._known.add(one)
        if one not in self._lifted:
            self._names[name].add(one)
        return name

    def _write(self, line: dict[str, str]) -> None:
        try:
            self._journal.add(json.dumps(line))
        except OSError:
            log.warning("cannot record that a month was deleted: check that the cache folder is writable")

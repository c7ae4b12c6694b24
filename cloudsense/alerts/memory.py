"""What was told where, and what waits to be told again: kept where payments are kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Any

from cloudsense.alerts.events import Event
from cloudsense.errors import StoreError
from cloudsense.ledger.storage.journal import ALERTS, Journal

log = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""After the first failures; then one of HOURLY."""
HOURLY = timedelta(hours=1)
GIVE_UP = timedelta(days=3)
"""After the first failure."""


class Result(StrEnum):
    """What came of a message."""

    TRYING = "trying"
    """Written before it is sent: what cannot be remembered is not sent."""
    DELIVERED = "delivered"
    FAILED = "failed"
    GAVE_UP = "gave up"
    TESTED = "tested"
    """A test was delivered."""


@dataclass(frozen=True)
class Waiting:
    """An event that a target has not taken yet."""

    event: Event
    since: datetime
    """Of the first failure."""
    last: datetime
    """Of the last one."""
    tries: int
    why: str

    @property
    def due(self) -> datetime:
        """When it is sent again."""
        failures = self.tries - 1
        pause = PAUSES[failures] if failures < len(PAUSES) else HOURLY
        return self.last + pause

    @property
    def is_hopeless(self) -> bool:
        return self.last - self.since >= GIVE_UP


@dataclass(frozen=True)
class TargetState:
    """What is known of one target."""

    told: dict[str, float] = field(default_factory=dict)
    """By matter, the level at which it was told, or given up."""
    waiting: dict[str, Waiting] = field(default_factory=dict)
    """By matter."""
    last: Result | None = None
    at: datetime | None = None
    """Of the last result."""
    why: str = ""
    """Of the last failure."""
    delivered: datetime | None = None
    """When it last took anything."""

    @property
    def is_failing(self) -> bool:
        """Whether the last message did not arrive."""
        return self.last in (Result.FAILED, Result.GAVE_UP)

    def to_send(self, events: Iterable[Event], now: datetime) -> list[Event]:
        """News, and what waits and is due. What got worse while it waited is sent as it is now."""
        newest = {event.about: event for event in events}
        found = []
        for about, waiting in self.waiting.items():
            event = newest.pop(about, waiting.event)
            if waiting.due <= now:
                found.append(event)
        for about, event in newest.items():
            if event.is_news(self.told.get(about)):
                found.append(event)
        return found


class Memory:
    """The states of all targets. Safe for threads; several processes may share the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = Lock()
        self._states: dict[str, TargetState] = {}
        self._checked: dict[str, datetime] = {}
        """By payer."""

    def state(self, target: str) -> TargetState:
        """As of now, whoever sent something. Raises StoreError if that cannot be read."""
        with self._lock, self._journal.alone():
            self._read_on()
        return self._states.get(target, TargetState())

    def checked(self, payer: str = "") -> datetime | None:
        """When the last hourly check began; of several payers, that of `payer`. Raises
        StoreError."""
        with self._lock, self._journal.alone():
            self._read_on()
        return self._checked.get(payer)

    def note_check(self, now: datetime, payer: str = "") -> None:
        """Raises StoreError if it cannot be written."""
        whose = {"payer": payer} if payer else {}
        self._add({"checked": now.isoformat(), **whose})

    def note(
        self, target: str, result: Result, now: datetime, event: Event | None = None, why: str = ""
    ) -> None:
        """Raises StoreError if it cannot be written."""
        line: dict[str, Any] = {
            "target": target,
            "result": result.value,
            "at": now.isoformat(),
        }
        if event:
            line["event"] = asdict(event)
        if why:
            line["why"] = why
        self._add(line)

    def _add(self, line: dict[str, Any]) -> None:
        with self._lock, self._journal.alone():
            try:
                self._journal.add(json.dumps(line))
            except OSError as problem:
                raise _unusable("written") from problem
            self._read_on()

    def _read_on(self) -> None:
        try:
            lines = self._journal.news()
        except OSError as problem:
            raise _unusable("read") from problem
        for line in lines:
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                log.warning("ignoring an invalid line in the list of alerts")

    def _take(self, line: dict[str, Any]) -> None:
        if "checked" in line:
            payer = str(line.get("payer", ""))
            self._checked[payer] = datetime.fromisoformat(line["checked"])
            return
        target = str(line["target"])
        self._states[target] = _after(
            self._states.get(target, TargetState()),
            result=Result(line["result"]),
            at=datetime.fromisoformat(line["at"]),
            event=Event(**line["event"]) if "event" in line else None,
            why=str(line.get("why", "")),
        )


def _after(
    state: TargetState, result: Result, at: datetime, event: Event | None, why: str
) -> TargetState:
    """The state after a message."""
    if result is Result.TRYING:
        return state
    told = dict(state.told)
    waiting = dict(state.waiting)
    if event and result is Result.FAILED:
        before = waiting.get(event.about)
        since = before.since if before else at
        tries = before.tries if before else 0
        failed = Waiting(event, since, at, tries + 1, why)
        waiting[event.about] = failed
    elif event:
        waiting.pop(event.about, None)
        told[event.about] = event.level
    has_arrived = result in (Result.DELIVERED, Result.TESTED)
    return replace(
        state,
        told=told,
        waiting=waiting,
        last=result,
        at=at,
        why="" if has_arrived else why,
        delivered=at if has_arrived else state.delivered,
    )


def _unusable(done: str) -> StoreError:
    return StoreError(
        f"The list of sent alerts cannot be {done}.",
        "Without it an alert would be sent again and again, so none is sent.",
        f"Make `{ALERTS}` in the cache folder a file that CloudSense can read and write.",
    )

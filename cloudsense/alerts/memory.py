"""Record of sent and waiting alerts, stored next to payments."""

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
"""Delays after the first failures; later ones are HOURLY."""
HOURLY = timedelta(hours=1)
GIVE_UP = timedelta(days=3)
"""Time after the first failure until an event is given up."""


class DeliveryResult(StrEnum):
    """Result of sending a message."""

    TRYING = "trying"
    """Recorded before sending: an alert that cannot be recorded is not sent."""
    DELIVERED = "delivered"
    FAILED = "failed"
    GAVE_UP = "gave up"
    TESTED = "tested"
    """A test was delivered."""


@dataclass(frozen=True)
class Waiting:
    """An event that a target has not accepted yet."""

    event: Event
    since: datetime
    """Time of the first failure."""
    last: datetime
    """Time of the last failure."""
    tries: int
    why: str

    @property
    def due(self) -> datetime:
        """Time of the next attempt."""
        failures = self.tries - 1
        pause = PAUSES[failures] if failures < len(PAUSES) else HOURLY
        return self.last + pause

    @property
    def is_hopeless(self) -> bool:
        return self.last - self.since >= GIVE_UP


@dataclass(frozen=True)
class TargetState:
    """State of one target."""

    told: dict[str, float] = field(default_factory=dict)
    """Level at which each subject was sent, or given up."""
    waiting: dict[str, Waiting] = field(default_factory=dict)
    """Waiting events by subject."""
    last: DeliveryResult | None = None
    at: datetime | None = None
    """Time of the last result."""
    why: str = ""
    """Reason of the last failure."""
    delivered: datetime | None = None
    """Time of the last delivery."""

    @property
    def is_failing(self) -> bool:
        """Whether the last message failed."""
        return self.last in (DeliveryResult.FAILED, DeliveryResult.GAVE_UP)

    def to_send(self, events: Iterable[Event], now: datetime) -> list[Event]:
        """New events, and waiting ones that are due. An event that got worse meanwhile is sent in
        its latest state."""
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
    """States of all targets. Thread-safe; several processes may share the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = Lock()
        self._states: dict[str, TargetState] = {}
        self._checked: dict[str, datetime] = {}
        """Last check of each payer."""

    def state(self, target: str) -> TargetState:
        """Current state, including other processes' messages. Raises StoreError if
        it cannot be read."""
        with self._lock, self._journal.alone():
            self._read_on()
        return self._states.get(target, TargetState())

    def checked(self, payer: str = "") -> datetime | None:
        """Start of the last hourly check, of this `payer` if there
        are several. Raises StoreError."""
        with self._lock, self._journal.alone():
            self._read_on()
        return self._checked.get(payer)

    def note_check(self, now: datetime, payer: str = "") -> None:
        """Records a check. Raises StoreError if it cannot be written."""
        whose = {"payer": payer} if payer else {}
        self._add({"checked": now.isoformat(), **whose})

    def note(
        self,
        target: str,
        result: DeliveryResult,
        now: datetime,
        event: Event | None = None,
        why: str = "",
    ) -> None:
        """Records a result. Raises StoreError if it cannot be written."""
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
            result=DeliveryResult(line["result"]),
            at=datetime.fromisoformat(line["at"]),
            event=Event(**line["event"]) if "event" in line else None,
            why=str(line.get("why", "")),
        )


def _after(
    state: TargetState, result: DeliveryResult, at: datetime, event: Event | None, why: str
) -> TargetState:
    """The state after a message."""
    if result is DeliveryResult.TRYING:
        return state
    told = dict(state.told)
    waiting = dict(state.waiting)
    if event and result is DeliveryResult.FAILED:
        before = waiting.get(event.about)
        since = before.since if before else at
        tries = before.tries if before else 0
        failed = Waiting(event, since, at, tries + 1, why)
        waiting[event.about] = failed
    elif event:
        waiting.pop(event.about, None)
        told[event.about] = event.level
    has_arrived = result in (DeliveryResult.DELIVERED, DeliveryResult.TESTED)
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
        "No alerts are sent, as each would be repeated every hour.",
        f"Make `{ALERTS}` in the cache folder a file that CloudSense can read and write.",
    )

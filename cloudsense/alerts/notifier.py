"""Sends alerts to each target: each event once, and again after a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cloudsense.alerts.events import Event
from cloudsense.alerts.memory import DeliveryResult, Memory, TargetState
from cloudsense.alerts.targets import MOST_SECONDS, Message, Target
from cloudsense.clock import Clock
from cloudsense.errors import CloudSenseError, StoreError
from cloudsense.ledger.storage.locks import Locks

TEST = Message("CloudSense: a test", "CloudSense will send alerts here.")


@dataclass(frozen=True)
class Delivery:
    """Outcome of one round for one target."""

    target: Target
    sent: int = 0
    problem: str = ""
    """Reason of a failure, to follow the target's name."""


class Notifier:
    """Sends alerts. Safe for threads and processes: one sends to a target, the others wait
    and find it sent."""

    def __init__(
        self,
        targets: Sequence[Target],
        memory: Memory,
        locks: Locks,
        clock: Clock,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        self.targets = tuple(targets)
        self.memory = memory
        self._locks = locks
        self._clock = clock
        self._most_seconds = most_seconds

    def tell(self, events: Iterable[Event] = ()) -> list[Delivery]:
        """Sends new events to each target, and waiting ones that are due."""
        news = list(events)
        return self._each(lambda target: self._tell(target, news))

    def send(self, message: Message) -> list[Delivery]:
        """Sends a message to every target now, without retries."""
        return self._each(lambda target: self._send_once(target, message))

    def states(self) -> list[tuple[Target, TargetState]]:
        """State of each target. Raises StoreError."""
        return [(target, self._state(target)) for target in self.targets]

    def _state(self, target: Target) -> TargetState:
        return self.memory.state(target.id)

    def _to_send(self, target: Target, events: Sequence[Event]) -> list[Event]:
        return self._state(target).to_send(events, self._clock())

    def _note(
        self, target: Target, result: DeliveryResult, event: Event | None, why: str = ""
    ) -> None:
        self.memory.note(target.id, result, self._clock(), event, why)

    def _each(self, work: Callable[[Target], Delivery]) -> list[Delivery]:
        """Runs targets concurrently, so that a slow target delays no other."""
        if not self.targets:
            return []
        with ThreadPoolExecutor(len(self.targets)) as pool:
            return list(pool.map(work, self.targets))

    def _tell(self, target: Target, events: Sequence[Event]) -> Delivery:
        try:
            if not self._to_send(target, events):
                return Delivery(target, problem=self._problem(target))
            with self._locks.hold(f"alerts {target.id}"):
                return self._deliver(target, events)
        except CloudSenseError as problem:
            return Delivery(target, problem=f"got nothing: {problem.title}")

    def _deliver(self, target: Target, events: Sequence[Event]) -> Delivery:
        """Delivers under the target's lock, as another process may just have
        sent the same event."""
        sent, why = 0, ""
        for event in self._to_send(target, events):
            self._note(target, DeliveryResult.TRYING, event)
            # After a failure the next event is not tried right away.
            why = why or target.send(message_of(event), self._most_seconds)
            if why:
                self._failed(target, event, why)
            else:
                self._note(target, DeliveryResult.DELIVERED, event)
                sent += 1
        return Delivery(target, sent, self._problem(target))

    def _failed(self, target: Target, event: Event, why: str) -> None:
        self._note(target, DeliveryResult.FAILED, event, why)
        waiting = self._state(target).waiting[event.about]
        if waiting.is_hopeless:
            self._note(target, DeliveryResult.GAVE_UP, event, why)

    def _problem(self, target: Target) -> str:
        state = self._state(target)
        if not state.is_failing:
            return ""
        if state.last is DeliveryResult.GAVE_UP:
            return f"{state.why}: given up after three days"
        return state.why

    def _send_once(self, target: Target, message: Message) -> Delivery:
        try:
            self._note(target, DeliveryResult.TRYING, None)
            why = target.send(message, self._most_seconds)
            result = DeliveryResult.FAILED if why else DeliveryResult.TESTED
            self._note(target, result, None, why)
        except StoreError as problem:
            return Delivery(target, problem=f"got nothing: {problem.title}")
        return Delivery(target, 0 if why else 1, why)


def message_of(event: Event) -> Message:
    return Message(f"CloudSense: {event.title}", event.text, event.html)

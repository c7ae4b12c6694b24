"""Remarks on anomalies: mutes and notes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.names import visible
from cloudsense.costs.period import ONE_DAY, Month

LONGEST_NOTE = 500
"""Characters."""
LONGEST_NAME = 80
"""Characters of an author's name."""
MOST = 2000
"""Most notes, and most mutes; the oldest are deleted."""
MONTH_END = "month-end"
"""The last three days of a month."""
END_DAYS = 3
ABOUT = 2
"""Days by which a monthly pattern may come earlier or later."""


@dataclass(frozen=True)
class Mute:
    """A mute of one anomaly, of a series until a day, or of a series around a day of each month."""

    id: str
    anomaly: str = ""
    series: tuple[tuple[str, str], ...] = ()
    until: date | None = None
    """The last day on which it is muted."""
    monthly: str = ""
    """`month-end`, or a day of the month."""
    written: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """The entry as in the file, where it stays unchanged."""

    def covers(self, anomaly: Anomaly) -> bool:
        if self.anomaly:
            return anomaly.id == self.anomaly
        if self.series != series_of(anomaly):
            return False
        if self.until:
            return anomaly.first <= self.until
        return bool(self.monthly) and _is_around(anomaly, self.monthly)


@dataclass(frozen=True)
class Note:
    """A note on a day, or on an anomaly that began on it."""

    id: str
    day: date
    text: str
    anomaly: str = ""
    author: str = ""
    written: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """The entry as in the file, where it stays unchanged."""


Remark = TypeVar("Remark", Mute, Note)


@dataclass(frozen=True)
class Remarks:
    """All mutes and notes."""

    mutes: tuple[Mute, ...] = ()
    notes: tuple[Note, ...] = ()
    with_aws: bool = False
    """Whether to ask for AWS's own anomalies, at most once a day."""
    damaged: bool = False
    """Whether the file could not be read; it is then never overwritten."""
    other_mutes: tuple[object, ...] = field(default=(), compare=False)
    other_notes: tuple[object, ...] = field(default=(), compare=False)
    """Entries that could not be read as remarks; they stay in the file."""
    beside: Mapping[str, object] = field(default_factory=dict, compare=False)
    """Other fields of the file; they stay in it."""

    def mute_of(self, anomaly: Anomaly) -> Mute | None:
        covering = (mute for mute in self.mutes if mute.covers(anomaly))
        return next(covering, None)

    def notes_of(self, anomaly: Anomaly) -> list[Note]:
        return [note for note in self.notes if note.anomaly == anomaly.id]

    def with_mute(self, mute: Mute) -> Remarks:
        mutes = (*_without(mute.id, self.mutes), mute)
        return replace(self, mutes=mutes[-MOST:])

    def with_note(self, note: Note) -> Remarks:
        notes = (*_without(note.id, self.notes), note)
        return replace(self, notes=notes[-MOST:])

    def without(self, identifier: str) -> Remarks:
        """Remarks without the mute or note of this id."""
        mutes = _without(identifier, self.mutes)
        notes = _without(identifier, self.notes)
        return replace(self, mutes=mutes, notes=notes)


NO_REMARKS = Remarks()


def _without(identifier: str, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    return tuple(each for each in remarks if each.id != identifier)


def series_of(anomaly: Anomaly) -> tuple[tuple[str, str], ...]:
    """Subject of the anomaly, as in the file."""
    pairs = [(dimension.value, value) for dimension, value in anomaly.key]
    return tuple(sorted(pairs))


def pattern_of(anomaly: Anomaly) -> str:
    """Monthly pattern that the anomaly may belong to."""
    end = Month.of(anomaly.first).period.last
    is_end = (end - anomaly.first).days < END_DAYS
    return MONTH_END if is_end else str(anomaly.first.day)


def _is_around(anomaly: Anomaly, monthly: str) -> bool:
    if monthly == MONTH_END:
        return pattern_of(anomaly) == MONTH_END
    for months in (-1, 0, 1):
        month = Month.of(anomaly.first).plus(months)
        day = month.day(int(monthly))
        if abs((anomaly.first - day).days) <= ABOUT:
            return True
    return False


def clean(text: str) -> str:
    """Note as stored: one line, at most `LONGEST_NOTE` characters."""
    return visible(" ".join(text.split()))[:LONGEST_NOTE]


def default_until(today: date) -> date:
    """Default last day of a mute: the end of next month."""
    return Month.of(today).plus(2).first - ONE_DAY

"""What people say of anomalies: what is muted, and notes. Pure."""

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
"""Of an author, in characters."""
MOST = 2000
"""Notes, and mutes; the oldest go."""
MONTH_END = "month-end"
"""The last three days of a month."""
END_DAYS = 3
ABOUT = 2
"""Days by which a monthly pattern may come earlier or later."""


@dataclass(frozen=True)
class Mute:
    """What is no news: one anomaly, or those of a series until a day, or those of a series around
    a day of each month."""

    id: str
    anomaly: str = ""
    series: tuple[tuple[str, str], ...] = ()
    until: date | None = None
    """The last day on which it is muted."""
    monthly: str = ""
    """`month-end`, or a day of the month."""
    written: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """As the file has it, where it stays so."""

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
    """What somebody wrote about a day, or about an anomaly that began on it."""

    id: str
    day: date
    text: str
    anomaly: str = ""
    author: str = ""
    written: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    """As the file has it, where it stays so."""


Remark = TypeVar("Remark", Mute, Note)


@dataclass(frozen=True)
class Remarks:
    """All mutes and notes."""

    mutes: tuple[Mute, ...] = ()
    notes: tuple[Note, ...] = ()
    with_aws: bool = False
    """Whether AWS's own anomalies are to be asked for, once a day at most."""
    damaged: bool = False
    """Whether the text could not be read; it is then not written either."""
    other_mutes: tuple[object, ...] = field(default=(), compare=False)
    other_notes: tuple[object, ...] = field(default=(), compare=False)
    """What stands among them and is none: it stays."""
    beside: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What else is in the file: it stays, too."""

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
        """Without the mute or note of this id."""
        mutes = _without(identifier, self.mutes)
        notes = _without(identifier, self.notes)
        return replace(self, mutes=mutes, notes=notes)


NO_REMARKS = Remarks()


def _without(identifier: str, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    return tuple(each for each in remarks if each.id != identifier)


def series_of(anomaly: Anomaly) -> tuple[tuple[str, str], ...]:
    """What it is about, as a file has it."""
    pairs = [(dimension.value, value) for dimension, value in anomaly.key]
    return tuple(sorted(pairs))


def pattern_of(anomaly: Anomaly) -> str:
    """The monthly pattern that it may be part of."""
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
    """A note as it is kept: one line, at most `LONGEST_NOTE` characters."""
    return visible(" ".join(text.split()))[:LONGEST_NOTE]


def default_until(today: date) -> date:
    """Until when a series is muted if nobody says otherwise: the end of next month."""
    return Month.of(today).plus(2).first - ONE_DAY

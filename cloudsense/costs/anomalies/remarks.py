"""What people say of anomalies: what is muted, and notes. A JSON text; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.names import visible
from cloudsense.costs.period import ONE_DAY, Month
from cloudsense.costs.query import DIMENSIONS

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

Series = Mapping[str, str]
"""What an anomaly is about, by the words of an address: `{"service": "Amazon RDS"}`."""


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


@dataclass(frozen=True)
class Remarks:
    """All mutes and notes."""

    mutes: tuple[Mute, ...] = ()
    notes: tuple[Note, ...] = ()
    with_aws: bool = False
    """Whether AWS's own anomalies are to be asked for, once a day at most."""
    damaged: bool = False
    """Whether the text could not be read; it is then not written either."""

    def mute_of(self, anomaly: Anomaly) -> Mute | None:
        return next((mute for mute in self.mutes if mute.covers(anomaly)), None)

    def notes_of(self, anomaly: Anomaly) -> list[Note]:
        return [note for note in self.notes if note.anomaly == anomaly.id]

    def with_mute(self, mute: Mute) -> Remarks:
        others = [each for each in self.mutes if each.id != mute.id]
        return replace(self, mutes=(*others, mute)[-MOST:])

    def with_note(self, note: Note) -> Remarks:
        others = [each for each in self.notes if each.id != note.id]
        return replace(self, notes=(*others, note)[-MOST:])

    def without(self, identifier: str) -> Remarks:
        """Without the mute or note of this id."""
        mutes = tuple(each for each in self.mutes if each.id != identifier)
        notes = tuple(each for each in self.notes if each.id != identifier)
        return replace(self, mutes=mutes, notes=notes)


NO_REMARKS = Remarks()


def series_of(anomaly: Anomaly) -> tuple[tuple[str, str], ...]:
    """What it is about, as a file has it."""
    return tuple(sorted((dimension.value, value) for dimension, value in anomaly.key))


def pattern_of(anomaly: Anomaly) -> str:
    """The monthly pattern that it may be part of."""
    end = Month.of(anomaly.first).period.last
    is_end = (end - anomaly.first).days < END_DAYS
    return MONTH_END if is_end else str(anomaly.first.day)


def _is_around(anomaly: Anomaly, monthly: str) -> bool:
    if monthly == MONTH_END:
        return pattern_of(anomaly) == MONTH_END
    month = Month.of(anomaly.first)
    days = [month.plus(n).day(int(monthly)) for n in (-1, 0, 1)]
    return any(abs((anomaly.first - day).days) <= ABOUT for day in days)


def clean(text: str) -> str:
    """A note as it is kept: one line, at most `LONGEST_NOTE` characters."""
    return visible(" ".join(text.split()))[:LONGEST_NOTE]


@lru_cache(maxsize=4)
def parse(text: str) -> Remarks:
    """A file's text. What is not understood is left out; a text that is no such file is told as
    damaged."""
    if not text.strip():
        return NO_REMARKS
    try:
        found = json.loads(text)
        mutes, notes = found.get("mutes", []), found.get("notes", [])
    except (ValueError, AttributeError, RecursionError):
        return Remarks(damaged=True)
    if not isinstance(mutes, list) or not isinstance(notes, list):
        return Remarks(damaged=True)
    return Remarks(
        mutes=tuple(filter(None, map(_mute, mutes[-MOST:]))),
        notes=tuple(filter(None, map(_note, notes[-MOST:]))),
        with_aws=found.get("aws_anomalies") is True,
    )


def write(remarks: Remarks) -> str:
    """As `parse` reads it, a line for each mute and note."""
    mutes = [_without_empty(_mute_object(mute)) for mute in remarks.mutes]
    notes = [_without_empty(_note_object(note)) for note in remarks.notes]
    switch = ',\n"aws_anomalies": true' if remarks.with_aws else ""
    return f'{{"mutes": {_lines(mutes)},\n"notes": {_lines(notes)}{switch}}}\n'


def _lines(objects: Sequence[Mapping[str, Any]]) -> str:
    written = [json.dumps(each, ensure_ascii=False) for each in objects]
    return "[\n" + ",\n".join(written) + "\n]" if written else "[]"


def _mute_object(mute: Mute) -> dict[str, Any]:
    until = mute.until.isoformat() if mute.until else ""
    return {
        "id": mute.id,
        "anomaly": mute.anomaly,
        "series": dict(mute.series),
        "until": until,
        "monthly": mute.monthly,
    }


def _note_object(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "day": note.day.isoformat(),
        "text": note.text,
        "anomaly": note.anomaly,
        "author": note.author,
    }


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or name == "id"}


def _mute(given: object) -> Mute | None:
    try:
        if not isinstance(given, dict):
            return None
        series = given.get("series") or {}
        known = {dimension.value for dimension in DIMENSIONS}
        pairs = sorted((str(name), str(value)) for name, value in series.items() if name in known)
        until = given.get("until")
        monthly = str(given.get("monthly") or "")
        if monthly and monthly != MONTH_END and not re.fullmatch(r"[1-9]|[12]\d|3[01]", monthly):
            return None
        return Mute(
            id=str(given["id"]),
            anomaly=str(given.get("anomaly") or ""),
            series=tuple(pairs),
            until=date.fromisoformat(until) if until else None,
            monthly=monthly,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _note(given: object) -> Note | None:
    try:
        if not isinstance(given, dict):
            return None
        note = Note(
            id=str(given["id"]),
            day=date.fromisoformat(given["day"]),
            text=clean(str(given["text"])),
            anomaly=str(given.get("anomaly") or ""),
            author=clean(str(given.get("author") or "")),
        )
    except (KeyError, TypeError, ValueError):
        return None
    return note if note.text else None


def default_until(today: date) -> date:
    """Until when a series is muted if nobody says otherwise: the end of next month."""
    return Month.of(today).plus(2).first - ONE_DAY

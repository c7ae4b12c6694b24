"""What people say of anomalies: what is muted, and notes. A JSON text; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import CONTROL
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
SWITCH = "aws_anomalies"
"""Beside the mutes and notes: whether AWS's own anomalies are to be asked for."""
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
    """A file's text. What is not understood is no remark; a text that is no such file is told as
    damaged."""
    if not text.strip():
        return NO_REMARKS
    try:
        beside = json.loads(text, object_pairs_hook=_once)
        mutes, notes = beside.pop("mutes", []), beside.pop("notes", [])
        with_aws = beside.pop(SWITCH, False) is True
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Remarks(damaged=True)
    if not isinstance(mutes, list) or not isinstance(notes, list):
        return Remarks(damaged=True)
    read_mutes = [(given, _mute(given)) for given in mutes]
    read_notes = [(given, _note(given)) for given in notes]
    return Remarks(
        mutes=tuple(mute for _, mute in read_mutes if mute)[-MOST:],
        notes=tuple(note for _, note in read_notes if note)[-MOST:],
        with_aws=with_aws,
        other_mutes=tuple(given for given, mute in read_mutes if not mute),
        other_notes=tuple(given for given, note in read_notes if not note),
        beside=beside,
    )


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Raises ValueError for a name that is there twice: one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name is there twice.")
    return found


def write(remarks: Remarks) -> str:
    """As `parse` reads it, a line for each mute and note."""
    mutes = [mute.written or _without_empty(_mute_object(mute)) for mute in remarks.mutes]
    notes = [note.written or _without_empty(_note_object(note)) for note in remarks.notes]
    parts = {
        "mutes": _lines([*remarks.other_mutes, *mutes]),
        "notes": _lines([*remarks.other_notes, *notes]),
    }
    if remarks.with_aws:
        parts[SWITCH] = "true"
    parts |= {name: _json(value) for name, value in remarks.beside.items()}
    lines = [f"{_json(name)}: {text}" for name, text in parts.items()]
    return "{" + ",\n".join(lines) + "}\n"


def _lines(objects: Sequence[object]) -> str:
    written = [_json(each) for each in objects]
    return "[\n" + ",\n".join(written) + "\n]" if written else "[]"


def _json(value: object) -> str:
    """On one line."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if CONTROL.search(text) else text


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
        if not known.issuperset(series):
            return None
        pairs = sorted((str(name), str(value)) for name, value in series.items())
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
            written=given,
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
            written=given,
        )
    except (KeyError, TypeError, ValueError):
        return None
    return note if note.text else None


def default_until(today: date) -> date:
    """Until when a series is muted if nobody says otherwise: the end of next month."""
    return Month.of(today).plus(2).first - ONE_DAY

"""JSON text of the file of mutes and notes. Unknown parts are preserved. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from cloudsense.costs.anomalies.remarks import (
    MONTH_END,
    MOST,
    NO_REMARKS,
    Mute,
    Note,
    Remark,
    Remarks,
    clean,
)
from cloudsense.costs.parsing import CONTROL
from cloudsense.costs.query import DIMENSIONS

SWITCH = "aws_anomalies"
"""Field that says whether to ask for AWS's own anomalies."""
MONTHLY = re.compile(rf"({MONTH_END}|[1-9]|[12][0-9]|3[01])?")


@lru_cache(maxsize=4)
def parse(text: str) -> Remarks:
    """Remarks in the file's text. Invalid entries are preserved; an invalid
    text gives damaged remarks."""
    if not text.strip():
        return NO_REMARKS
    try:
        beside = json.loads(text, object_pairs_hook=_once)
        given_mutes = beside.pop("mutes", [])
        given_notes = beside.pop("notes", [])
        with_aws = beside.pop(SWITCH, False) is True
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Remarks(damaged=True)
    if not isinstance(given_mutes, list) or not isinstance(given_notes, list):
        return Remarks(damaged=True)
    mutes, other_mutes = _read(given_mutes, _mute)
    notes, other_notes = _read(given_notes, _note)
    return Remarks(
        mutes=tuple(mutes[-MOST:]),
        notes=tuple(notes[-MOST:]),
        with_aws=with_aws,
        other_mutes=tuple(other_mutes),
        other_notes=tuple(other_notes),
        beside=beside,
    )


def _read(
    given: list[object], read: Callable[[object], Remark | None]
) -> tuple[list[Remark], list[object]]:
    """Valid remarks, and the other entries."""
    remarks: list[Remark] = []
    others: list[object] = []
    for each in given:
        remark = read(each)
        if remark is None:
            others.append(each)
        else:
            remarks.append(remark)
    return remarks, others


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object. Raises ValueError for a duplicate name, as one value would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name occurs twice.")
    return found


def write(remarks: Remarks) -> str:
    """Text that `parse` reads, with a line for each mute and note."""
    mutes = map(_mute_object, remarks.mutes)
    notes = map(_note_object, remarks.notes)
    parts = {
        "mutes": _lines([*remarks.other_mutes, *mutes]),
        "notes": _lines([*remarks.other_notes, *notes]),
    }
    if remarks.with_aws:
        parts[SWITCH] = "true"
    for name, value in remarks.beside.items():
        parts[name] = _json(value)
    lines = []
    for name, written in parts.items():
        lines.append(f"{_json(name)}: {written}")
    return "{" + ",\n".join(lines) + "}\n"


def _lines(objects: Sequence[object]) -> str:
    written = [_json(each) for each in objects]
    return "[\n" + ",\n".join(written) + "\n]" if written else "[]"


def _json(value: object) -> str:
    """JSON on one line."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if CONTROL.search(text) else text


def _mute_object(mute: Mute) -> Mapping[str, Any]:
    until = mute.until.isoformat() if mute.until else ""
    others = {
        "anomaly": mute.anomaly,
        "series": dict(mute.series),
        "until": until,
        "monthly": mute.monthly,
    }
    return mute.written or {"id": mute.id, **_filled(others)}


def _note_object(note: Note) -> Mapping[str, Any]:
    others = {
        "day": note.day.isoformat(),
        "text": note.text,
        "anomaly": note.anomaly,
        "author": note.author,
    }
    return note.written or {"id": note.id, **_filled(others)}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _mute(given: object) -> Mute | None:
    try:
        if not isinstance(given, dict):
            return None
        series = given.get("series") or {}
        known = {dimension.value for dimension in DIMENSIONS}
        if not known.issuperset(series):
            return None
        pairs = zip(series, map(str, series.values()), strict=True)
        until = given.get("until")
        monthly = str(given.get("monthly") or "")
        if not MONTHLY.fullmatch(monthly):
            return None
        return Mute(
            id=str(given["id"]),
            anomaly=str(given.get("anomaly") or ""),
            series=tuple(sorted(pairs)),
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

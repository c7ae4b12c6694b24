"""Marks above the bars or lines of a chart over time, and their texts."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cloudsense.costs.anomalies.remarks import Note
from cloudsense.figures.anomaly_chart import mark

ANOMALY, NOTE = "▲", "◆"
A_LINE = 14
"""Pixels between a mark and a letter of the same bar."""


@dataclass(frozen=True)
class Mark:
    """A day, and the text about it."""

    day: date
    said: str
    is_note: bool = False
    has_sign: bool = True
    """Whether it is drawn; if not, only its text is shown."""

    @property
    def sign(self) -> str:
        return NOTE if self.is_note else ANOMALY


def note_mark(note: Note) -> Mark:
    return Mark(note.day, f"Note: {note.text}", is_note=True)


def with_marks(figure: Mapping[str, Any], marks: Sequence[Mark]) -> dict[str, Any]:
    """The figure of `timeline.over_time` with a mark above the bar that contains each day.

    The tooltip and the table include the mark's text.
    """
    starts = list(figure["data"][0]["x"])
    by_bar: defaultdict[int, list[Mark]] = defaultdict(list)
    for each in marks:
        place = bisect_right(starts, each.day.isoformat()) - 1
        if place >= 0:
            by_bar[place].append(each)
    layout = dict(figure["layout"])
    annotations = list(layout.get("annotations", ()))
    taken = {each["x"] for each in annotations}
    remarks = list(layout["meta"]["remarks"])
    for place, found in by_bar.items():
        signs = dict.fromkeys(each.sign for each in found if each.has_sign)
        if signs:
            height = _height(figure["data"], place)
            sign = mark(place, height, "".join(signs))
            if place in taken:
                sign["yshift"] += A_LINE
            annotations.append(sign)
        said = [remarks[place], *(each.said for each in found)]
        remarks[place] = " · ".join(filter(None, dict.fromkeys(said)))
    layout["annotations"] = annotations
    layout["meta"] = {**layout["meta"], "remarks": remarks}
    return {**figure, "layout": layout}


def _height(traces: Sequence[Mapping[str, Any]], place: int) -> float:
    """Top of the bars, or of the highest line."""
    heights = [trace["y"][place] for trace in traces]
    amounts = [float(height or 0.0) for height in heights]
    if traces[0]["type"] == "scatter":
        return max(amounts)
    return sum(max(amount, 0.0) for amount in amounts)

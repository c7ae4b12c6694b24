"""Marks above the bars of a chart over time."""

from datetime import date

from cloudsense.figures.anomaly_chart import mark
from cloudsense.figures.marks import Mark, with_marks


def test_a_note_stands_above_the_letter_of_its_day() -> None:
    bars = {"type": "bar", "x": ["2026-11-01", "2026-11-02"], "y": [1.0, 2.0]}
    layout = {"annotations": [mark(0, 1.0, "A")], "meta": {"remarks": ["", ""]}}
    notes = [Mark(date(2026, 11, day), "Note", is_note=True) for day in (1, 2)]
    letter, above, alone = with_marks({"data": [bars], "layout": layout}, notes)["layout"]["annotations"]
    assert above["x"] == letter["x"] == 0
    assert above["yshift"] >= letter["yshift"] + letter["font"]["size"]
    assert alone["yshift"] == letter["yshift"]

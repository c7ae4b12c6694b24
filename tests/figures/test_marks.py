"""Marks above the bars of a chart over time."""

from datetime import date, timedelta

from cloudsense.costs.anomalies.anomaly import Anomaly, State
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.figures.anomaly_chart import mark, notable
from cloudsense.figures.marks import Mark, with_marks


def test_a_note_stands_above_the_letter_of_its_day() -> None:
    bars = {"type": "bar", "x": ["2026-11-01", "2026-11-02"], "y": [1.0, 2.0]}
    layout = {"annotations": [mark(0, 1.0, "A")], "meta": {"remarks": ["", ""]}}
    notes = [Mark(date(2026, 11, day), "Note", is_note=True) for day in (1, 2)]
    letter, above, alone = with_marks({"data": [bars], "layout": layout}, notes)["layout"]["annotations"]
    assert above["x"] == letter["x"] == 0
    assert above["yshift"] >= letter["yshift"] + letter["font"]["size"]
    assert alone["yshift"] == letter["yshift"]


def test_a_mark_without_a_sign_is_only_said() -> None:
    bars = {"type": "bar", "x": ["2026-10-01", "2026-11-01"], "y": [1.0, 2.0]}
    layout = {"annotations": [], "meta": {"remarks": ["", ""]}}
    marks = [Mark(date(2026, 10, 3), "Small", has_sign=False), Mark(date(2026, 11, 3), "Large")]
    made = with_marks({"data": [bars], "layout": layout}, marks)["layout"]
    assert [each["x"] for each in made["annotations"]] == [1]
    assert made["meta"]["remarks"] == ["Small", "Large"]


def test_a_long_chart_marks_the_largest_only() -> None:
    days = [date(2026, 1, 1) + timedelta(days=7 * n) for n in range(40)]
    found = [
        Anomaly(((Dimension.SERVICE, "S"),), day, day, State.OVER, 10.0 + n, 0.0, (10.0 + n,))
        for n, day in enumerate(days)
    ]
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    assert notable(found, year) == frozenset(found[-12:])
    assert len(notable(found, Period(date(2026, 1, 1), date(2026, 4, 1)))) == 40

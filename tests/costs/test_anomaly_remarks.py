"""Mutes and notes as a text, and what they cover."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.anomalies.anomaly import Anomaly, State
from cloudsense.costs.anomalies.remarks import (
    LONGEST_NOTE,
    MONTH_END,
    Mute,
    Note,
    Remarks,
    clean,
    default_until,
    pattern_of,
    series_of,
)
from cloudsense.costs.anomalies.remarks_text import parse, write
from cloudsense.costs.query import Dimension

texts = st.text(max_size=40)
mutes = st.builds(
    Mute,
    id=texts,
    anomaly=texts,
    series=st.lists(st.tuples(st.sampled_from(["service", "account"]), texts), max_size=1).map(tuple),
    until=st.none() | st.dates(),
    monthly=st.sampled_from(["", MONTH_END, "1", "31"]),
)
notes = st.builds(
    Note, id=texts, day=st.dates(), text=texts.map(clean).filter(bool), anomaly=texts, author=texts.map(clean)
)


def anomaly(first: date, service: str = "Amazon RDS") -> Anomaly:
    return Anomaly(((Dimension.SERVICE, service),), first, first, State.OVER, 50.0, 10.0, (40.0,))


@given(st.lists(mutes, max_size=4), st.lists(notes, max_size=4))
def test_what_is_written_is_read_again(some: list[Mute], others: list[Note]) -> None:
    remarks = Remarks(tuple(some), tuple(others))
    assert parse(write(remarks)) == remarks


def test_what_is_not_understood_stays() -> None:
    mute = {"id": "m", "anomaly": "x", "reason": "a field of another version"}
    strange = [{"id": "w", "series": {"service": "Amazon RDS", "planet": "Mars"}}, 7, {"id": "u", "until": "\ud800"}]
    note = {"id": "n", "day": "2026-11-12", "text": "x" * 2 * LONGEST_NOTE}
    beside = {"version": 3, "owners": [{"name": "\x7f"}]}
    given = {"mutes": [*strange, mute], "notes": [None, note], **beside}
    read = parse(json.dumps(given))
    assert [each.id for each in (*read.mutes, *read.notes)] == ["m", "n"]
    changed = write(read.with_mute(Mute("new", anomaly="y")).without("n"))
    changed.encode()
    kept = {"mutes": [*strange, mute, {"id": "new", "anomaly": "y"}], "notes": [None], **beside}
    assert json.loads(changed) == kept
    assert write(parse(changed)) == changed


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"mutes": [], "mutes": []}', '{"mutes": 3}', "null", "7", '{"notes": {}}', "[" * 100_000]
)
def test_a_damaged_text_is_told_and_never_raised(text: str) -> None:
    assert parse(text).damaged


def test_entries_that_are_not_understood_are_left_out() -> None:
    text = """{"mutes": [{"id": "a", "until": "yesterday"}, {"id": "b", "monthly": "32"}, 7, {"anomaly": "x"},
        {"id": "c", "anomaly": "x"}], "notes": [{"id": "n", "day": "2026-11-12", "text": " "}, null]}"""
    assert parse(text) == Remarks((Mute("c", anomaly="x"),))
    assert parse("") == Remarks()


def test_one_anomaly_is_muted_and_no_other() -> None:
    one, other = anomaly(date(2026, 11, 12)), anomaly(date(2026, 11, 13))
    remarks = Remarks().with_mute(Mute("m", anomaly=one.id))
    assert remarks.mute_of(one)
    assert not remarks.mute_of(other)
    assert not remarks.without("m").mute_of(one)


def test_a_series_is_muted_until_a_day() -> None:
    mute = Mute("m", series=series_of(anomaly(date(2026, 11, 1))), until=date(2026, 11, 20))
    assert mute.covers(anomaly(date(2026, 11, 20)))
    assert not mute.covers(anomaly(date(2026, 11, 21)))
    assert not mute.covers(anomaly(date(2026, 11, 20), service="Amazon EC2"))


def test_the_end_of_each_month_is_a_pattern() -> None:
    first = anomaly(date(2026, 10, 30))
    assert pattern_of(first) == MONTH_END
    mute = Mute("m", series=series_of(first), monthly=MONTH_END)
    assert mute.covers(anomaly(date(2026, 11, 28)))
    assert not mute.covers(anomaly(date(2026, 11, 27)))


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(-2, 2))
def test_around_a_day_of_each_month_is_a_pattern(first: date, shift: int) -> None:
    mute = Mute("m", series=series_of(anomaly(first)), monthly=str(first.day))
    assert mute.covers(anomaly(first + timedelta(days=shift)))


def test_a_note_is_one_line_and_not_too_long() -> None:
    assert clean("  a\n b ") == "a b"
    assert len(clean("x" * 2000)) == LONGEST_NOTE
    assert clean("a\u202eb") == "a\\u202eb"


def test_a_series_is_muted_to_the_end_of_next_month_by_default() -> None:
    assert default_until(date(2026, 11, 23)) == date(2026, 12, 31)

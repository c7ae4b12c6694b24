"""What changed, largest first."""

from collections.abc import Mapping
from datetime import date

import pytest
from drawn import by_class, hrefs, into, texts
from frames import compared, table

from cloudsense.costs.analysis import breakdown
from cloudsense.costs.period import Kind, Period, PeriodChoice
from cloudsense.figures import changes
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
PERIOD = Period(date(2026, 11, 13), date(2026, 11, 23))


CHOICE = PeriodChoice("", Kind.RANGE, PERIOD, PERIOD.previous)


def view(now: Mapping[str, float], before: Mapping[str, float], complete_to: date = PERIOD.last) -> View:
    current, earlier = table(PERIOD, now), table(PERIOD.previous, before)
    comparison = compared(current, earlier, CHOICE, complete_to)
    rows = breakdown(current, comparison.changes)
    return changes.view(rows, comparison, "USD", str.upper, into)


def test_the_largest_changes_come_first() -> None:
    shown = view({"ec2": 30, "new": 5, "same": 7, "s3": 2}, {"ec2": 20, "gone": 8, "same": 7, "s3": 2.5})
    assert shown.sentence == "Net +$65.00; these 4 are 100% of all changes."
    assert (shown.title, shown.note) == ("What changed", "vs Nov 3 – Nov 12")
    assert texts(shown, "name") == ["EC2", "GONE", "NEW", "S3"]
    assert texts(shown, "amount") == ["+$100.00", f"{MINUS}$80.00", "+$50.00", f"{MINUS}$5.00"]
    roles = [node["c"].split()[1] for node in by_class(shown, "amount")]
    assert roles == ["up", "down", "up", "down"]
    assert texts(shown, "note") == [
        *("$300.00 (was $200.00)", "+50%"),
        *("no longer billed (was $80.00)", ""),
        *("new", ""),
        *("$20.00 (was $25.00)", f"{MINUS}20%"),
    ]
    assert hrefs(shown) == ["?service=ec2", "?service=gone", "?service=new", "?service=s3"]


def test_no_more_than_five() -> None:
    shown = view({f"s{n}": n + 1 for n in range(300)}, {f"s{n}": 0 for n in range(300)})
    assert texts(shown, "name") == ["S299", "S298", "S297", "S296", "S295"]
    assert shown.sentence == "Net +$451,500.00; these 5 are 3.3% of all changes."


@pytest.mark.parametrize(("now", "before"), [({}, {}), ({"ec2": 5}, {"ec2": 5}), ({"ec2": 5.0004}, {"ec2": 5})])
def test_nothing_changed(now: Mapping[str, float], before: Mapping[str, float]) -> None:
    shown = view(now, before)
    assert shown.sentence == "Nothing changed by a cent or more."
    assert shown.body == ()


def test_one_item() -> None:
    said = view({"ec2": 5}, {"ec2": 6}).sentence
    assert said == f"Net {MINUS}$10.00; this one is 100% of all changes."


def test_small_changes_count_in_the_sum() -> None:
    now, before = {f"s{n}": 0.0004 for n in range(10)}, {}
    said = view(now | {"ec2": 1}, before).sentence
    assert said == "Net +$10.04; this one is 99.6% of all changes."


def test_a_change_from_below_zero_has_no_percentage() -> None:
    shown = view({"ec2": 5}, {"ec2": -5})
    assert texts(shown, "note") == [f"$50.00 (was {MINUS}$50.00)", ""]


def test_incomplete_days_are_on_neither_side() -> None:
    shown = view({"ec2": 5}, {"ec2": 5}, complete_to=date(2026, 11, 20))
    assert shown.sentence == "Nothing changed by a cent or more."
    assert shown.note == "vs Nov 3 – Nov 10"
    assert texts(shown, "note") == ["Nov 21 and Nov 22 are incomplete and not compared."]


def test_a_part_of_a_day_is_compared_with_nothing() -> None:
    shown = view({"ec2": 5}, {"ec2": 50}, complete_to=date(2026, 11, 12))
    assert shown.sentence == (
        "Nov 13, Nov 14, Nov 15 and 7 more days are incomplete, so there is nothing to compare yet."
    )
    assert (shown.body, shown.note) == ((), "")

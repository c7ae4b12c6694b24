"""What changed, largest first."""

from collections.abc import Mapping
from datetime import date

import pytest
from drawn import by_class, hrefs, into, texts
from frames import table

from cloudsense.costs.analysis import breakdown
from cloudsense.costs.period import Period
from cloudsense.figures import changes
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
PERIOD = Period(date(2026, 11, 13), date(2026, 11, 23))


def view(now: Mapping[str, float], before: Mapping[str, float]) -> View:
    rows = breakdown(table(PERIOD, now), table(PERIOD.previous, before))
    return changes.view(rows, "the 10 days before", "USD", str.upper, into)


def test_the_largest_changes_come_first() -> None:
    shown = view({"ec2": 30, "new": 5, "same": 7, "s3": 2}, {"ec2": 20, "gone": 8, "same": 7, "s3": 2.5})
    assert shown.sentence == "In all +$65.00. 4 items make up 100% of what moved."
    assert (shown.title, shown.note) == ("What changed", "vs the 10 days before")
    assert texts(shown, "name") == ["EC2", "GONE", "NEW", "S3"]
    assert texts(shown, "amount") == ["+$100.00", f"{MINUS}$80.00", "+$50.00", f"{MINUS}$5.00"]
    assert [node["c"].split()[1] for node in by_class(shown, "amount")] == ["up", "down", "up", "down"]
    assert texts(shown, "note") == ["now $300.00", "+50%", "gone", "", "new", "", "now $20.00", f"{MINUS}20%"]
    assert hrefs(shown) == ["?service=ec2", "?service=gone", "?service=new", "?service=s3"]


def test_no_more_than_five() -> None:
    shown = view({f"s{n}": n + 1 for n in range(300)}, {f"s{n}": 0 for n in range(300)})
    assert texts(shown, "name") == ["S299", "S298", "S297", "S296", "S295"]
    assert shown.sentence == "In all +$451,500.00. 5 items make up 3.3% of what moved."


@pytest.mark.parametrize(("now", "before"), [({}, {}), ({"ec2": 5}, {"ec2": 5}), ({"ec2": 5.0004}, {"ec2": 5})])
def test_nothing_changed(now: Mapping[str, float], before: Mapping[str, float]) -> None:
    shown = view(now, before)
    assert shown.sentence == "Nothing changed by a cent or more."
    assert shown.body == ()


def test_one_item() -> None:
    assert view({"ec2": 5}, {"ec2": 6}).sentence == f"In all {MINUS}$10.00. One item makes up 100% of what moved."


def test_small_changes_count_in_the_sum() -> None:
    now, before = {f"s{n}": 0.0004 for n in range(10)}, {}
    assert view(now | {"ec2": 1}, before).sentence == "In all +$10.04. One item makes up 99.6% of what moved."


def test_a_change_from_below_zero_has_no_percentage() -> None:
    assert texts(view({"ec2": 5}, {"ec2": -5}), "note") == ["now $50.00", ""]

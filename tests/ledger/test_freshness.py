"""How long what is known about a month stays good, through a month's end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.period import Month
from cloudsense.ledger.cache.freshness import CLOCK_TOLERANCE, MonthState, fresh, state

OCTOBER = Month(2026, 10)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("seen", "estimated", "expected"),
    [
        ("2026-10-01 00:00", True, MonthState.OPEN),
        ("2026-10-31 23:59:59", False, MonthState.OPEN),
        ("2026-11-01 00:00", True, MonthState.SETTLING),
        ("2026-11-01 00:00", False, MonthState.SETTLING),
        ("2026-11-09 23:59:59", False, MonthState.SETTLING),
        ("2026-11-10 00:00", False, MonthState.SETTLED),
        ("2026-11-10 00:00", True, MonthState.SETTLING),
        ("2026-11-12 08:00", True, MonthState.SETTLING),
        ("2027-11-12 08:00", False, MonthState.SETTLED),
    ],
)
def test_a_month_opens_settles_and_is_settled(seen: str, estimated: bool, expected: MonthState) -> None:
    assert state(OCTOBER, at(seen), estimated) is expected


def test_december_settles_in_january() -> None:
    december = Month(2026, 12)
    assert state(december, at("2026-12-31 23:59"), True) is MonthState.OPEN
    assert state(december, at("2027-01-09 12:00"), False) is MonthState.SETTLING
    assert state(december, at("2027-01-10 00:00"), False) is MonthState.SETTLED


@pytest.mark.parametrize(
    ("seen", "estimated", "now", "expected"),
    [
        ("2026-10-20 12:00", True, "2026-10-20 12:59:59", True),
        ("2026-10-20 12:00", True, "2026-10-20 13:00", False),
        ("2026-10-31 23:50", True, "2026-11-01 00:10", True),
        ("2026-10-31 23:50", True, "2026-11-01 00:50", False),
        ("2026-10-31 23:50", False, "2027-11-01 00:50", False),  # seen while open: never settled
        ("2026-11-02 08:00", True, "2026-11-03 07:59", True),
        ("2026-11-02 08:00", True, "2026-11-03 08:00", False),
        ("2026-11-09 23:00", False, "2026-11-10 22:59", True),
        ("2026-11-09 23:00", False, "2026-11-10 23:00", False),
        ("2026-11-10 00:00", False, "2028-01-01 00:00", True),
        ("2026-11-12 00:00", True, "2026-11-13 00:00", False),
    ],
)
def test_how_long_it_stays_fresh(seen: str, estimated: bool, now: str, expected: bool) -> None:
    assert fresh(OCTOBER, at(seen), estimated, at(now), HOUR) is expected


@pytest.mark.parametrize("seen", ["2026-10-20 12:00", "2026-11-05 12:00", "2026-11-20 12:00"])
def test_what_was_seen_in_the_future_has_no_age(seen: str) -> None:
    assert not fresh(OCTOBER, at(seen), False, at(seen) - CLOCK_TOLERANCE - timedelta(seconds=1), HOUR)
    assert fresh(OCTOBER, at(seen), False, at(seen) - CLOCK_TOLERANCE, HOUR)


def test_an_open_month_may_stay_fresh_for_longer_than_a_day() -> None:
    week = timedelta(days=7)
    assert fresh(OCTOBER, at("2026-10-20 12:00"), True, at("2026-10-26 12:00"), week)
    assert fresh(OCTOBER, at("2026-11-02 12:00"), True, at("2026-11-08 12:00"), week)


moments = st.integers(0, 180 * 24 * 60).map(lambda minutes: at("2026-09-01") + timedelta(minutes=minutes))


@settings(deadline=None)
@given(moments, moments, moments, st.booleans())
def test_freshness_once_lost_is_not_regained(seen: datetime, one: datetime, other: datetime, estimated: bool) -> None:
    sooner, later = sorted((max(one, seen), max(other, seen)))
    assert fresh(OCTOBER, seen, estimated, sooner, HOUR) >= fresh(OCTOBER, seen, estimated, later, HOUR)

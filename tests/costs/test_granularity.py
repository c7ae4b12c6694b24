"""Days, weeks and months of any period."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.granularity import Granularity, add_up, automatic, is_whole, split
from cloudsense.costs.period import Month, Period

periods = st.builds(
    lambda first, days: Period(first, first + timedelta(days=days)),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(1, 430),
)


@settings(deadline=None)
@given(periods, st.sampled_from(Granularity))
def test_every_day_is_in_one_stretch(period: Period, granularity: Granularity) -> None:
    spans = split(period, granularity)
    assert (spans[0].start, spans[-1].end) == (period.start, period.end)
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert all(is_whole(span, granularity) for span in spans[1:-1])


@settings(deadline=None)
@given(periods)
def test_weeks_are_monday_to_sunday_and_months_those_of_the_calendar(period: Period) -> None:
    for week in split(period, Granularity.WEEKLY):
        assert week.start.weekday() == 0 or week.start == period.start
        assert week.last.weekday() == 6 or week.end == period.end
    months = split(period, Granularity.MONTHLY)
    assert tuple(Month.of(month.start) for month in months) == period.months
    assert len(split(period, Granularity.DAILY)) == period.days
    assert split(period, Granularity.TOTAL) == (period,)


@settings(deadline=None)
@given(periods, st.sampled_from(Granularity))
def test_sums_are_those_of_the_days(period: Period, granularity: Granularity) -> None:
    daily = np.arange(3 * period.days, dtype=float).reshape(3, -1)
    spans = split(period, granularity)
    sums = add_up(daily, spans)
    for n, span in enumerate(spans):
        inside = [k for k, day in enumerate(period.dates) if day in span]
        assert np.allclose(sums[:, n], daily[:, inside].sum(axis=1))
    assert add_up(np.zeros((0, period.days)), spans).shape == (0, len(spans))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-28", "2026-11-28", Granularity.DAILY),
        ("2026-08-30", "2026-11-27", Granularity.DAILY),
        ("2026-07-31", "2026-11-27", Granularity.DAILY),
        ("2026-07-30", "2026-11-27", Granularity.WEEKLY),
        ("2026-06-01", "2026-10-31", Granularity.WEEKLY),
        ("2026-05-01", "2026-10-31", Granularity.MONTHLY),
        ("2026-02-01", "2026-07-31", Granularity.MONTHLY),
        ("2025-11-01", "2026-11-28", Granularity.MONTHLY),
    ],
)
def test_the_length_decides(first: str, last: str, expected: Granularity) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    assert automatic(period) is expected

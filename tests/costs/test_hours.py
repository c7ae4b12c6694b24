"""Hours of days: none is missing or there twice, and their sums are exactly those of the days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.hour import Hour, hours_of
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.pivot import Pivot
from cloudsense.costs.query import CostQuery, Dimension

FIRST = datetime(2026, 11, 16, tzinfo=UTC).replace(tzinfo=None)
WEEK = Period(FIRST.date(), FIRST.date() + 7 * ONE_DAY)
AFTER = datetime.combine(WEEK.end, datetime.min.time())
amounts = st.decimals("-999999", "999999", places=10)
rows = st.dictionaries(st.tuples(st.integers(0, 167), st.sampled_from(["EC2", "S3", "RDS"])), amounts, max_size=40)


def built(given: dict[tuple[int, str], Decimal]) -> CostFrame:
    starts = np.array([FIRST + timedelta(hours=hour) for hour, _ in given], dtype="datetime64[s]")
    costs = [float(amount) for amount in given.values()]
    keys = {Dimension.SERVICE: [service for _, service in given]}
    return CostFrame.build(
        (Dimension.SERVICE,), starts, keys, dict.fromkeys(METRICS, costs), costs, ["N/A"] * len(costs)
    )


@given(rows)
def test_the_hours_of_a_day_add_up_to_it(given: dict[tuple[int, str], Decimal]) -> None:
    frame, by = built(given).check(WEEK), (Dimension.SERVICE,)
    hourly = Pivot.of(frame, by, "unblended", hours_of(WEEK, AFTER - timedelta(hours=1)))
    daily = Pivot.of(frame, by, "unblended", split(WEEK, Granularity.DAILY))
    assert hourly.groups.names == daily.groups.names
    for n in range(7):
        within = [amount for (hour, _), amount in given.items() if hour // 24 == n]
        total = daily.total.decimals[n]
        assert sum(hourly.total.decimals[24 * n : 24 * n + 24], Decimal(0)) == total
        assert abs(total - sum(within, Decimal(0))) < Decimal("1e-6")
    for name in daily.groups.names:
        whole, parts = daily.groups.of(name), hourly.groups.of(name)
        assert whole is not None
        assert parts is not None
        assert sum(parts.decimals, Decimal(0)) == sum(whole.decimals, Decimal(0))


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.integers(1, 14), st.integers(0, 335), st.integers(0, 59))
def test_each_hour_that_has_begun_is_there_once(first: date, days: int, passed: int, minutes: int) -> None:
    period = Period(first, first + timedelta(days=days))
    start = datetime.combine(first, datetime.min.time())
    hours = hours_of(period, start + timedelta(hours=passed, minutes=minutes))
    assert len(hours) == min(24 * days, passed + 1)
    assert [hour.start for hour in hours] == [start + timedelta(hours=n) for n in range(len(hours))]
    assert all(hour.end == after.start for hour, after in pairwise(hours))
    assert all(hour.last in period and list(hour.dates) == [hour.day] for hour in hours)
    assert hours[0] == Hour(first, 0)


@pytest.mark.parametrize(
    ("last", "minutes", "current"), [(20, 0, True), (20, 10**6, True), (22, 59, True), (22, 61, False)]
)
def test_only_what_aws_was_filling_grows_old(last: int, minutes: int, current: bool) -> None:
    fetched = datetime(2026, 11, 23, 12, tzinfo=UTC)
    period = Period(date(2026, 11, 18), date(2026, 11, last) + ONE_DAY)
    costs = HourlyCosts(built({}), "USD", fetched_at=fetched)
    assert costs.is_current(period, fetched + timedelta(minutes=minutes), timedelta(hours=1)) == current
    assert not HourlyCosts(built({}), "USD").is_current(period, fetched, timedelta(hours=1))


def test_the_name_of_a_question_has_its_last_hour() -> None:
    now = datetime(2026, 11, 23, 9, 59, tzinfo=UTC)
    query = CostQuery((Dimension.SERVICE,))
    today, before = Period(date(2026, 11, 22), date(2026, 11, 24)), Period(date(2026, 11, 20), date(2026, 11, 23))
    names = [HourlyQuestion.at(query, today, now + timedelta(minutes=more)).name for more in (0, 1, 30)]
    assert names == ["hours up to 10:00: service", "hours up to 11:00: service", "hours up to 11:00: service"]
    assert len({HourlyQuestion.at(query, before, now + timedelta(hours=more)).name for more in range(9)}) == 1

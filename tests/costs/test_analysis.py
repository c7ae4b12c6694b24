"""Tables, breakdowns and weeks: their sums are the sums of the rows."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from frames import compared, frame, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import NEGLIGIBLE, REST, Change, Table, breakdown, tabulate
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric

FIRST = date(2026, 2, 26)
PERIOD = Period(FIRST, date(2026, 3, 3))
BY = (Dimension.SERVICE, Dimension.CHARGE_TYPE)
MILLIONTH = Decimal("0.000001")

amounts = st.decimals(Decimal(-1_000_000), Decimal(1_000_000), places=10)
rows = st.lists(
    st.tuples(
        st.integers(-2, 7).map(lambda n: FIRST + timedelta(days=n)),
        st.tuples(st.sampled_from(["EC2", "S3", "Tax", ""]), st.sampled_from(["Usage", "Credit"])),
        amounts,
    ),
    max_size=20,
)
tables = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5), max_size=14).map(
    lambda found: table(PERIOD, {f"s{n}": row for n, row in enumerate(found)})
)


@settings(deadline=None)
@given(rows, st.sampled_from(Metric))
def test_a_table_is_exact(some: list[tuple[date, tuple[str, ...], Decimal]], metric: Metric) -> None:
    made = tabulate(frame(BY, some), Dimension.SERVICE, metric, PERIOD)
    expected: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for day, (service, _), amount in some:
        if day in PERIOD:
            expected[service][day] += amount * (METRICS.index(metric.value) + 1)
    assert set(made.names) == set(expected)
    for name, daily in zip(made.names, made.amounts, strict=True):
        for day, found in zip(PERIOD.dates, daily, strict=True):
            assert abs(Decimal(float(found)) - expected[name][day]) < MILLIONTH
        assert abs(Decimal(made.of(name)) - sum(expected[name].values())) < MILLIONTH
    assert abs(Decimal(made.total) - sum(sum(days.values()) for days in expected.values())) < MILLIONTH
    assert list(made.totals) == sorted(made.totals, reverse=True)


def test_a_year_of_300_services_is_exact_to_a_millionth() -> None:
    year = Period(date(2027, 3, 1), date(2028, 3, 1))
    cents = [
        (day, (f"service {n}", "Usage"), Decimal(n * 7919 + day.toordinal() * 104_729) / Decimal(10**10) + n * 10)
        for day in year.dates
        for n in range(300)
    ]
    made = tabulate(frame(BY, cents), Dimension.SERVICE, Metric.UNBLENDED, year)
    assert len(made.names) == 300
    assert abs(Decimal(made.total) - sum(amount for _, _, amount in cents)) < MILLIONTH
    assert np.allclose(made.top(8).daily, made.daily, rtol=0, atol=1e-6)


def test_nothing_makes_an_empty_table() -> None:
    for costs in (CostFrame.empty(BY), frame(BY, [(PERIOD.end, ("EC2", "Usage"), 1.0)])):
        made = tabulate(costs, Dimension.SERVICE, Metric.UNBLENDED, PERIOD)
        assert (made.names, made.total, made.of("EC2")) == ((), 0.0, 0.0)
        assert list(made.daily) == [0.0] * 5
        assert made.amounts.dtype == np.float64
        assert made.top(8) is made
        assert breakdown(made, {}) == ()
        assert made.listed.names == ()


@settings(deadline=None)
@given(tables, st.integers(1, 9))
def test_a_cut_table_adds_up_to_the_whole(whole: object, count: int) -> None:
    top = whole.top(count)
    assert np.allclose(top.daily, whole.daily, rtol=1e-12, atol=1e-6)
    if len(whole.names) <= count + 1:
        assert top is whole
    else:
        assert top.names == (*whole.names[:count], REST)
        assert np.array_equal(top.amounts[:count], whole.amounts[:count])


def test_one_name_too_many_is_shown_by_itself() -> None:
    nine = table(PERIOD, {f"s{n}": n for n in range(9)})
    ten = table(PERIOD, {f"s{n}": n for n in range(10)})
    assert REST not in nine.top(8).names
    assert ten.top(8).of(REST) == pytest.approx((0 + 1) * 5)


def test_a_breakdown_leaves_out_what_is_negligible_and_shows_what_is_negative() -> None:
    now = table(PERIOD, {"EC2": 6, "S3": 2, "Dust": 0.0000199, "Speck": 0.00002, "Anti": -0.00002, "Credit": -3})
    shown = {row.name: row for row in breakdown(now, None)}
    assert list(shown) == ["EC2", "S3", "Speck", "Anti", "Credit"]
    gross = 5 * (6 + 2 + 0.0000199 + 0.00002)
    assert shown["EC2"].share == pytest.approx(30 / gross)
    assert (shown["Credit"].share, shown["Credit"].cost) == (None, pytest.approx(-15))
    assert all(row.compared is None and row.change is None and not row.is_new for row in shown.values())


def test_a_breakdown_knows_what_is_new_and_what_is_gone() -> None:
    now = table(PERIOD, {"EC2": 6, "New": 1, "Grown": 2, "Dust": 0.00001})
    before = table(PERIOD.previous, {"EC2": 8, "Gone": 4, "Grown": 0.00001, "Dust": 0.00001, "Dust too": 0.00001})
    shown = {row.name: row for row in breakdown(now, compared(now, before).changes)}
    assert list(shown) == ["EC2", "Grown", "New", "Gone"]
    assert {name: row.change for name, row in shown.items()} == {
        "EC2": pytest.approx(-10),
        "Grown": pytest.approx(9.99995),
        "New": pytest.approx(5),
        "Gone": pytest.approx(-20),
    }
    assert not any(row.is_new for row in shown.values())  # five days before are too few to say so
    assert [name for name, row in shown.items() if row.compared and row.compared.is_gone] == ["Gone"]
    assert (shown["Gone"].cost, list(shown["Gone"].daily)) == (0.0, [0.0] * 5)


@settings(deadline=None)
@given(tables, tables)
def test_changes_add_up_to_the_change_of_the_total(now: Table, other: Table) -> None:
    before = Table(PERIOD.previous, other.names, other.amounts)
    comparison = compared(now, before)
    rows = breakdown(now, comparison.changes)
    assert [row.cost for row in rows] == sorted((row.cost for row in rows), reverse=True)
    hidden = 0.0001 * 2 * 28
    assert abs(sum(row.change or 0 for row in rows) - comparison.change) <= hidden + 1e-6
    apart = sum(charge.now - charge.before for charge in comparison.single)
    whole = now.total - before.total
    assert comparison.change + apart == pytest.approx(whole, abs=hidden + 1e-6)
    positive = [row.share for row in rows if row.share is not None]
    assert all(0 <= share <= 1 + 1e-12 for share in positive)


periods = st.builds(
    lambda start, count: Period(start, start + timedelta(days=count)),
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.integers(1, 430),
)


def test_what_credits_pay_for_is_listed() -> None:
    """Nothing to pay is not nothing used."""
    days = PERIOD.days
    rows = [(day, ("EC2", kind), amount) for day in PERIOD.dates for kind, amount in (("Usage", 10), ("Credit", -10))]
    made = tabulate(frame(BY, rows), Dimension.SERVICE, Metric.UNBLENDED, PERIOD)
    assert made.total == 0
    assert made.listed.names == ("EC2",)
    assert made.charged == 10 * days
    assert made.activity.tolist() == [[20.0] * days]
    (row,) = breakdown(made, None)
    assert (row.name, row.cost, row.listed) == ("EC2", 0, True)


def test_what_is_listed_is_one_thing() -> None:
    made = table(
        PERIOD, {"EC2": 5, "Swings": [1, -1, 1, -1, 0], "Dust": NEGLIGIBLE / 6, "Anti": -NEGLIGIBLE / 6, "No": 0}
    )
    listed = made.listed
    assert set(listed.names) == {"EC2", "Swings"}
    assert listed.listed is listed
    assert {row.name for row in breakdown(made, None)} == {"EC2", "Swings"}
    assert made.total == pytest.approx(25)


@settings(deadline=None)
@given(tables, st.integers(1, 9))
def test_listing_and_cutting_leave_no_activity_out(whole: Table, count: int) -> None:
    listed = whole.listed
    left_out = [name for name in whole.names if name not in listed.names]
    assert all(abs(whole.of(name)) < NEGLIGIBLE for name in left_out)
    assert np.allclose(listed.top(count).activity.sum(), listed.activity.sum(), rtol=1e-12, atol=1e-6)


def test_a_name_of_the_days_before_is_no_part_of_the_list() -> None:
    rows = breakdown(table(PERIOD, {"EC2": 1}), {"Old": Change(now=0.0, before=5.0), "EC2": Change(1.0, 1.0)})
    assert [(row.name, row.listed) for row in rows] == [("EC2", True), ("Old", False)]

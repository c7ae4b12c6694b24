"""Pivots: parts add up to wholes, to the exact decimal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from frames import frame
from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense.costs.analysis import REST
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.exact import ExactSums
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.period import Period
from cloudsense.costs.pivot import Pivot, by_weekday

FIRST = date(2026, 10, 28)
PERIOD = Period(FIRST, FIRST + timedelta(days=24))
TEAM, SERVICE = Dimension.tag("team"), Dimension.SERVICE
Given = list[tuple[int, str, str, Decimal]]
amounts = st.decimals(-300_000, 300_000, places=10, allow_nan=False)
teams = st.sampled_from([ABSENT, "web", "data", "ml", "a$b", "🦊"])
rows = st.lists(st.tuples(st.integers(0, 23), teams, st.sampled_from(["EC2", "S3", "RDS"]), amounts))
granularities = st.sampled_from([Granularity.DAILY, Granularity.WEEKLY, Granularity.MONTHLY])


def built(given: Given) -> CostFrame:
    made = [(FIRST + timedelta(days=day), (team, service), float(amount)) for day, team, service, amount in given]
    return frame((TEAM, SERVICE), made)


def pivot_of(given: Given, granularity: Granularity = Granularity.WEEKLY) -> Pivot:
    return Pivot.of(built(given), (TEAM, SERVICE), "unblended", split(PERIOD, granularity))


def exact(sums: ExactSums) -> Decimal:
    return sum(sums.decimals, Decimal(0))


@given(rows, granularities)
@example(
    [(0, "web", "EC2", Decimal("299999.0000000001")), (1, ABSENT, "S3", Decimal("-0.0000000001"))], Granularity.DAILY
)
def test_rows_columns_groups_and_parts_have_one_total(given: Given, granularity: Granularity) -> None:
    pivot = pivot_of(given, granularity)
    total = sum((amount for *_, amount in given), Decimal(0))
    assert exact(pivot.total) == exact(pivot.groups.totals) == exact(pivot.groups.sums) == total
    for name in pivot.groups.names:
        parts = pivot.parts(name)
        own = pivot.groups.of(name)
        assert own is not None
        assert parts.total.decimals == own.decimals, "the parts of a group, in each column"
        assert exact(own) == sum((amount for _, team, _, amount in given if team == name), Decimal(0))
    assert pivot.by_second.total.decimals == pivot.total.decimals
    for n, span in enumerate(pivot.spans):
        within = [amount for day, *_, amount in given if span.start <= FIRST + timedelta(days=day) < span.end]
        assert pivot.total.decimals[n] == sum(within, Decimal(0))


@given(rows, st.integers(1, 5))
def test_the_top_the_rest_and_the_untagged_have_the_total(given: Given, count: int) -> None:
    pivot = pivot_of(given)
    top = pivot.groups.top(count, TEAM)
    assert top.total.decimals == pivot.total.decimals
    assert (ABSENT in top.names) == any(team == ABSENT for _, team, *_ in given)
    if ABSENT in top.names:
        assert top.names[-1] == ABSENT, "last, and never in the rest"
        assert top.sums[-1].decimals == pivot.groups.sums[-1].decimals
    assert len([name for name in top.names if name not in (REST, ABSENT)]) <= count + 1


@given(rows, st.integers(2, 3))
@example([(0, "web", name, Decimal(n)) for n, name in enumerate(("EC2", "S3", "RDS", ABSENT))], 2)
@example([(0, "web", f"team-{n}", Decimal(n)) for n in range(6)], 2)
def test_the_largest_parts_of_all_groups_are_the_top_of_each(given: Given, count: int) -> None:
    for dimensions in ((TEAM, SERVICE), (SERVICE, TEAM)):
        pivot = Pivot.of(built(given), dimensions, "unblended", split(PERIOD, Granularity.WEEKLY))
        groups = pivot.groups.names[::-1]
        parts = pivot.largest_parts(groups, count)
        sums = pivot.sums_of(parts)
        start = 0
        for group, names, others in zip(groups, parts.names, parts.others, strict=True):
            whole = pivot.parts(group)
            top = whole.top(count, dimensions[1])
            assert names == top.names
            assert others == len(whole.names) - len(names) + (REST in names)
            assert sums[start : start + len(names)].decimals == top.sums.decimals
            start += len(names)
        assert start == len(sums)


@given(rows)
def test_tagged_and_untagged_are_all(given: Given) -> None:
    groups = pivot_of(given).groups
    tagged = [n for n, name in enumerate(groups.names) if name != ABSENT]
    untagged = groups.of(ABSENT)
    without = exact(untagged) if untagged else Decimal(0)
    assert exact(groups.sums[tagged]) + without == exact(groups.total)


@given(rows)
def test_weekdays_have_the_total(given: Given) -> None:
    found, counts = by_weekday(built(given), TEAM, "unblended", PERIOD)
    assert exact(found.sums) == sum((amount for *_, amount in given), Decimal(0))
    assert counts.sum() == PERIOD.days
    for n in range(7):
        days = [amount for day, *_, amount in given if (FIRST + timedelta(days=day)).weekday() == n]
        assert found.total.decimals[n] == sum(days, Decimal(0))


def test_names_fall_and_the_small_are_listed_only_without_a_tag() -> None:
    given = [
        (0, "web", "EC2", Decimal(5)),
        (0, "ml", "S3", Decimal(9)),
        (1, ABSENT, "S3", Decimal("0.00001")),
        (1, "data", "S3", Decimal("0.00001")),
    ]
    pivot = pivot_of(given)
    assert pivot.groups.names == ("ml", "web", "data", ABSENT)
    assert pivot.listed.names == ("ml", "web", ABSENT)
    assert pivot.parts("web").names == ("EC2",)

"""Costs by two dimensions at once, and what is never left out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.analysis import REST, Table, tabulate
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.groups import MOST_COUNTED, Groups, _numbered
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Filter, Metric
from cloudsense.costs.questions import Focus

DAY = date(2026, 11, 1)
DAYS = Period(DAY, DAY + timedelta(days=3))
TEAM, STAGE = Dimension.tag("team"), Dimension.cost_category("Stage")
SERVICE, FAMILY = Dimension.SERVICE, Dimension.FAMILY
Row = tuple[int, str, str, float]
costs = st.floats(-1e6, 1e6, allow_nan=False)
values = st.sampled_from([ABSENT, "web", "a$b", "🦊", "x" * 256])
rows = st.lists(st.tuples(st.integers(0, 2), values, st.sampled_from(["EC2", "S3"]), costs))


def frame_of(given: list[Row]) -> CostFrame:
    days, teams, services, amounts = zip(*given, strict=True) if given else ((), (), (), ())
    keys = {TEAM: teams, SERVICE: services}
    dates = [DAY + timedelta(days=day) for day in days]
    metrics = dict.fromkeys(METRICS, amounts)
    return CostFrame.build((TEAM, SERVICE), dates, keys, metrics, amounts, ["Hrs"] * len(amounts))


@given(rows)
def test_groups_add_up_to_the_total(given: list[Row]) -> None:
    frame = frame_of(given)
    groups = Groups.of(frame, (TEAM, SERVICE))
    table = groups.table(Metric.UNBLENDED, DAYS)
    assert table.amounts.sum() == pytest.approx(sum(row[3] for row in given), abs=1e-6)
    expected = {(team, service) for _, team, service, _ in given}
    assert set(groups.keys) == expected
    assert len(groups.keys) == len(expected)
    for number, (_, team, service, _) in zip(
        groups.of_row.tolist(), sorted(given, key=lambda row: row[0]), strict=True
    ):
        assert groups.keys[number] == (team, service)


@given(rows)
def test_rows_and_the_untagged_one_add_up_to_the_total(given: list[Row]) -> None:
    table = tabulate(frame_of(given), TEAM, Metric.UNBLENDED, DAYS)
    assert table.total == pytest.approx(sum(row[3] for row in given), abs=1e-6)
    assert (ABSENT in table.listed.names) == any(team == ABSENT for _, team, _, _ in given)


def test_costs_without_a_tag_are_listed_however_small() -> None:
    frame = frame_of([(0, "web", "EC2", 5.0), (0, ABSENT, "S3", 0.00001), (0, "tiny", "S3", 0.00001)])
    assert tabulate(frame, TEAM, Metric.UNBLENDED, DAYS).listed.names == ("web", ABSENT)
    groups = Groups.of(frame, (SERVICE, TEAM))
    listed = groups.table(Metric.UNBLENDED, DAYS).listed
    assert [groups.keys[n] for n in listed] == [("EC2", "web"), ("S3", ABSENT)]


@pytest.mark.parametrize("place", [0, 5, 8, 11])
def test_costs_without_a_tag_are_never_among_the_rest(place: int) -> None:
    names = [f"t{n}" for n in range(11)]
    names.insert(place, ABSENT)
    amounts = np.arange(12, 0, -1, dtype=np.float64).reshape(12, 1)
    table = Table(Period(DAY, DAY + timedelta(days=1)), tuple(names), amounts, always=frozenset({ABSENT}))
    top = table.top(8)
    assert ABSENT in top.names
    assert top.names[-1] == REST
    assert len(top.names) == 9
    assert top.total == table.total
    assert top.of(ABSENT) == table.of(ABSENT)


@pytest.mark.parametrize(
    ("focus", "asked"),
    [
        (Focus(TEAM, then=SERVICE), CostQuery((SERVICE, TEAM))),
        (Focus(TEAM, then=STAGE), CostQuery((TEAM, STAGE))),
        (Focus(FAMILY, (Filter(SERVICE, ("EC2 - Other",)),), then=TEAM),
         CostQuery((TEAM, Dimension.USAGE_TYPE), (Filter(SERVICE, ("EC2 - Other",)),))),
        (Focus(SERVICE, (Filter(Dimension.PAYMENT_OPTION, ("No Upfront",)),)),
         CostQuery((SERVICE,), (Filter(Dimension.PAYMENT_OPTION, ("No Upfront",)),))),
    ],
)  # fmt: skip
def test_two_dimensions_are_asked_for_together(focus: Focus, asked: CostQuery) -> None:
    assert focus.wide(2) == asked


def test_a_filter_of_families_leaves_room_for_its_usage_types() -> None:
    families = (Filter(SERVICE, ("EC2 - Other",)), Filter(FAMILY, ("NAT gateway data",)))
    assert Focus(Dimension.REGION, families, then=TEAM).needs_too_many
    assert not Focus(Dimension.REGION, families).needs_too_many
    assert not Focus(FAMILY, families, then=TEAM).needs_too_many


@given(st.lists(st.integers(0, 40)), st.sampled_from([41, MOST_COUNTED + 1]))
def test_codes_are_numbered_alike_by_marking_and_by_sorting(codes: list[int], count: int) -> None:
    found, places = _numbered(np.array(codes, dtype=np.int64), count)
    assert found.tolist() == sorted(set(codes))
    assert found[places].tolist() == codes

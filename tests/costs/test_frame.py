"""Frames: rows that are never lost, changed or doubled on the way."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from frames import Row, frame
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.frame import DAY, METRICS, QUANTITY, UNIT, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.errors import BrokenAnswerError

FIRST = date(2026, 2, 26)
PERIOD = Period(FIRST, date(2026, 3, 3))
BY = (Dimension.SERVICE, Dimension.REGION)

some_days = st.integers(-3, 8).map(lambda n: FIRST + timedelta(days=n))
keys = st.tuples(st.sampled_from(["EC2", "S3", "", "Tax"]), st.sampled_from(["a", "b"]))
rows = st.dictionaries(st.tuples(some_days, keys), st.integers(-9, 9).map(float), max_size=12).map(
    lambda found: [(day, values, amount) for (day, values), amount in found.items()]
)


def read(costs: CostFrame) -> Counter[Row]:
    columns = [costs.data[DAY].dt.date, *(costs.data[d.value] for d in costs.dimensions), costs.data["unblended"]]
    return Counter((day, tuple(values), amount) for day, *values, amount in zip(*columns, strict=True))


@settings(deadline=None)
@given(rows)
def test_what_is_built_can_be_read(some: list[Row]) -> None:
    built = frame(BY, some)
    assert read(built) == Counter(some)
    assert len(built) == len(some)
    assert built.check(Period(FIRST - timedelta(days=3), FIRST + timedelta(days=9))) is built
    _is_well_made(built, BY)


def _is_well_made(costs: CostFrame, dimensions: tuple[Dimension, ...]) -> None:
    names = [d.value for d in dimensions]
    assert list(costs.data.columns) == [DAY, *names, *METRICS, QUANTITY, UNIT]
    assert costs.dimensions == dimensions
    assert costs.data[DAY].dtype == np.dtype("datetime64[s]")
    assert all(isinstance(costs.data[name].dtype, pd.CategoricalDtype) for name in (*names, UNIT))
    assert {str(costs.data[name].dtype) for name in (*METRICS, QUANTITY)} == {"float64"}


def test_an_empty_frame_is_a_frame() -> None:
    empty = CostFrame.empty(BY)
    _is_well_made(empty, BY)
    assert len(empty) == 0
    assert len(empty.within(PERIOD)) == len(empty.outside(PERIOD)) == len(empty.check(PERIOD)) == 0
    assert len(empty.only(Dimension.SERVICE, ["EC2"])) == 0
    _is_well_made(CostFrame.joined([empty, empty], BY), BY)
    assert empty.with_column(Dimension.AZ, "x").dimensions == (*BY, Dimension.AZ)


@settings(deadline=None)
@given(st.lists(rows, max_size=4))
def test_joining_keeps_every_row_in_the_order_of_days(parts: list[list[Row]]) -> None:
    joined = CostFrame.joined([frame(BY, part) for part in parts], BY)
    assert read(joined) == sum((Counter(part) for part in parts), Counter())
    assert joined.data[DAY].is_monotonic_increasing
    _is_well_made(joined, BY)


@settings(deadline=None)
@given(rows)
def test_within_and_outside_share_the_rows(some: list[Row]) -> None:
    costs = frame(BY, some)
    assert read(costs.within(PERIOD)) == Counter(row for row in some if row[0] in PERIOD)
    assert read(costs.outside(PERIOD)) == Counter(row for row in some if row[0] not in PERIOD)


@settings(deadline=None)
@given(rows, st.lists(st.sampled_from(["EC2", "", "never"])), st.booleans())
def test_only_keeps_the_rows_that_are_wanted(some: list[Row], wanted: list[str], exclude: bool) -> None:
    kept = frame(BY, some).only(Dimension.SERVICE, wanted, exclude)
    assert read(kept) == Counter(row for row in some if (row[1][0] in wanted) != exclude)


@settings(deadline=None)
@given(rows)
def test_a_column_with_one_value(some: list[Row]) -> None:
    wider = frame(BY, some).with_column(Dimension.ACCOUNT, "111122223333")
    assert read(wider) == Counter((day, (*values, "111122223333"), amount) for day, values, amount in some)


EC2_TODAY: Row = (FIRST, ("EC2", "a"), 1.0)


@pytest.mark.parametrize(
    "some",
    [
        [EC2_TODAY, (FIRST - timedelta(days=1), ("EC2", "a"), 1.0)],
        [EC2_TODAY, (PERIOD.end, ("EC2", "a"), 1.0)],
        [EC2_TODAY, (FIRST, ("S3", "a"), float("nan"))],
        [EC2_TODAY, (FIRST, ("S3", "a"), float("-inf"))],
        [EC2_TODAY, (FIRST, ("S3", "a"), 1.0), EC2_TODAY],
    ],
)
def test_what_does_not_add_up_is_not_used(some: list[Row]) -> None:
    with pytest.raises(BrokenAnswerError, match="is inconsistent"):
        frame(BY, some).check(PERIOD)

"""The demo's costs by hour add up to its days, exactly."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from cloudsense.costs.dimension import Dimension
from cloudsense.costs.hour import Hour
from cloudsense.costs.query import CostQuery
from cloudsense.demo.hours import _spread, sums_by_hour
from cloudsense.demo.organization import organization

TODAY = date(2026, 11, 23)
LARGEST = 2**63 - 1


@given(
    amounts=arrays(np.int64, array_shapes(min_dims=2, max_dims=2), elements=st.integers(-LARGEST, LARGEST)),
    hours=st.integers(1, 24),
)
def test_hours_add_up_to_the_day(amounts: np.ndarray, hours: int) -> None:
    spread = _spread(amounts, hours)
    assert spread.shape == (hours, *amounts.shape)
    assert (spread.sum(axis=0) == amounts).all()
    assert ((spread >= 0) | (amounts < 0)).all(), "no hour of a cost is a credit"


@pytest.mark.parametrize("begun", [1, 13, 24])
def test_the_same_groups_and_amounts_as_by_day(begun: int) -> None:
    query = CostQuery((Dimension.SERVICE, Dimension.CHARGE_TYPE))
    book = organization(TODAY)
    hours = [Hour(TODAY - timedelta(days=1), number) for number in range(24)]
    hours += [Hour(TODAY, number) for number in range(begun)]
    by_day = list(book.sums(query, [hours[0].day, TODAY]))
    by_hour = list(sums_by_hour(book, query, hours))
    assert [moment for sums in by_hour for moment in sums.days] == [hour.start for hour in hours]
    found = np.stack([sums.amounts.sum(axis=0) for sums in by_hour])
    assert (found == np.concatenate([sums.amounts for sums in by_day])).all()
    assert all(sums.keys == by_day[0].keys for sums in by_hour)

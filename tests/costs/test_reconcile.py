"""Whether parts add up to a whole."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.reconcile import Difference, differences, explained, sums

FIRST = date(2026, 11, 1)
PERIOD = Period(FIRST, FIRST + timedelta(days=5))
amounts = st.integers(-(10**13), 10**13).map(lambda n: Decimal(n).scaleb(-10))
cells = st.tuples(st.integers(0, 4), st.sampled_from("abcdefgh"), amounts)
rows = st.lists(cells, max_size=60, unique_by=lambda cell: cell[:2])


def made(rows: list[tuple[int, str, Decimal | float]], dimension: Dimension | None = Dimension.SERVICE) -> CostFrame:
    days = [FIRST + timedelta(days=n) for n, _, _ in rows]
    costs = np.array([float(cost) for _, _, cost in rows])
    keys = {dimension: [name for _, name, _ in rows]} if dimension else {}
    return CostFrame.build(tuple(keys), days, keys, dict.fromkeys(METRICS, costs), costs, ["Hrs"] * len(rows))


def whole(rows: list[tuple[int, str, Decimal]], more: dict[int, Decimal] | None = None) -> CostFrame:
    """As AWS would say it: exact sums, to ten decimals."""
    exact = {n: sum((cost for day, _, cost in rows if day == n), Decimal(0)) for n in range(5)}
    return made([(n, "", total + (more or {}).get(n, Decimal(0))) for n, total in exact.items()], None)


@given(rows)
def test_parts_agree_with_their_exact_sums(rows: list[tuple[int, str, Decimal]]) -> None:
    assert differences(made(rows), whole(rows), Metric.UNBLENDED, PERIOD) == ()


@given(rows, st.integers(0, 4), st.sampled_from([Decimal("0.000002"), Decimal("-0.01"), Decimal(700)]))
def test_a_difference_is_found_on_its_day(rows: list[tuple[int, str, Decimal]], n: int, more: Decimal) -> None:
    (found,) = differences(made(rows), whole(rows, {n: more}), Metric.UNBLENDED, PERIOD)
    assert found.day == FIRST + timedelta(days=n)
    assert found.amount == pytest.approx(float(more), abs=1e-6)


def test_other_days_do_not_matter() -> None:
    (only,) = [(4, "a", Decimal(5))]
    assert differences(made([]), made([only], None), Metric.UNBLENDED, Period(FIRST, FIRST + timedelta(days=4))) == ()
    assert len(differences(made([]), made([only], None), Metric.UNBLENDED, PERIOD)) == 1


def test_sums_of_days_without_rows_are_nothing() -> None:
    assert sums(made([(1, "a", 2.0), (1, "b", 3.0)]), Metric.BLENDED, PERIOD).tolist() == [0, 5, 0, 0, 0]


CHARGES = made(
    [(0, "Tax", 7.0), (0, "Fee", 5.0), (0, "Usage", 90.0), (2, "Support", 3.0), (2, "Tax", 2.0), (3, "Credit", -4.0)],
    Dimension.CHARGE_TYPE,
)


def apart(*amounts: tuple[int, float]) -> list[Difference]:
    return [Difference(FIRST + timedelta(days=n), 0.0, amount) for n, amount in amounts]


@pytest.mark.parametrize(
    ("found", "kinds"),
    [
        (apart((0, 7.0)), ("Tax",)),
        (apart((0, 7.0), (2, 5.0)), ("Support", "Tax")),
        (apart((2, 3.0)), ("Support",)),
        (apart((3, -4.0)), ("Credit",)),
        (apart((0, 6.5)), ()),
        (apart((0, 7.0), (2, 1.0)), ()),
        (apart((4, 1.0)), ()),
        (apart((0, -7.0)), ()),
    ],
)
def test_what_the_parts_lack(found: list[Difference], kinds: tuple[str, ...]) -> None:
    assert explained(found, CHARGES, Metric.UNBLENDED) == kinds

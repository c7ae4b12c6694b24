"""The split of a difference: exact, against an oracle in whole decimals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.against import compared_with
from cloudsense.costs.basis import basis
from cloudsense.costs.changes import ChangedItem, Changes, changes
from cloudsense.costs.exact import ZERO, exact_sums
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Period, choose, complete_through
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.split import Split

TODAY = date(2026, 11, 28)
SEP, OCT = Period(date(2026, 9, 1), date(2026, 10, 1)), Period(date(2026, 10, 1), date(2026, 11, 1))
BY = Dimension.USAGE_TYPE
DIMENSIONS = (Dimension.CHARGE_TYPE, BY)
PARTS = ("usage", "rate", "new", "gone", "charges")


class Line(NamedTuple):
    """One row of an answer."""

    day: date
    name: str
    amount: str
    quantity: str = "0"
    unit: str = "Hrs"
    charge_type: str = "Usage"


def frame_of(lines: Iterable[Line]) -> CostFrame:
    lines = list({(line.day, line.name, line.charge_type): line for line in lines}.values())
    keys = {
        Dimension.CHARGE_TYPE: [line.charge_type for line in lines],
        BY: [line.name for line in lines],
    }
    amounts = [float(line.amount) for line in lines]
    quantities = [float(line.quantity) for line in lines]
    units = [line.unit for line in lines]
    days = [line.day for line in lines]
    return CostFrame.build(DIMENSIONS, days, keys, dict.fromkeys(METRICS, amounts), quantities, units)


def changed(
    lines: Iterable[Line],
    period: str = "2026-10",
    against: str = "before",
    *,
    today: date = TODAY,
    divides: bool = True,
    per_day: bool = False,
) -> Changes:
    choice = compared_with(choose(period, today), against, today)
    of = basis(frame_of(lines), BY, Metric.UNBLENDED, choice, complete_through(today), None)
    return changes(of, BY, Metric.UNBLENDED, divides=divides, per_day=per_day)


def only(made: Changes) -> ChangedItem:
    (item,) = made.items
    return item


def daily(period: Period, name: str, amount: str, quantity: str = "0", **more: str) -> list[Line]:
    return [Line(day, name, amount, quantity, **more) for day in period.dates]


def sep(name: str, amount: str, quantity: str = "0", **more: str) -> Line:
    return Line(date(2026, 9, 9), name, amount, quantity, **more)


def octo(name: str, amount: str, quantity: str = "0", **more: str) -> Line:
    return Line(date(2026, 10, 9), name, amount, quantity, **more)


def split(**parts: str) -> Split:
    return Split(**{name: Decimal(amount) for name, amount in parts.items()})


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (("10", "100"), ("12", "120"), split(usage="2")),
        (("10", "100"), ("15", "100"), split(rate="5")),
        (("10", "100"), ("18", "120"), split(usage="2", rate="6")),
        (("0", "100"), ("18", "120"), split(rate="18")),  # free before
        (("10", "100"), ("0", "120"), split(usage="2", rate="-12")),  # free now
        (("10", "0"), ("18", "120"), split(usage="8")),  # no quantity to divide by
        (("10", "0"), ("18", "0"), split(usage="8")),
        (("-10", "100"), ("-12", "120"), split(usage="-2")),
        (("10", "-100"), ("12", "-120"), split(usage="2")),
        (("-10", "100"), ("12", "50"), split(usage="5", rate="17")),
        (("10", "100"), ("10", "100"), split()),
    ],
)
def test_usage_is_the_difference_of_quantities_at_the_price_of_before(
    before: tuple[str, str], now: tuple[str, str], expected: Split
) -> None:
    item = only(changed([sep("BoxUsage", *before), octo("BoxUsage", *now)]))
    assert item.split == expected
    assert item.quantity is None or item.quantity.unit == "Hrs"


def test_new_and_gone() -> None:
    made = changed([octo("A", "5", "1"), sep("B", "7", "2")])
    by_name = {item.name: item for item in made.items}
    assert (by_name["A"].split, by_name["A"].split.kind) == (split(new="5"), "new")
    assert (by_name["B"].split, by_name["B"].split.kind) == (split(gone="-7"), "gone")
    assert made.explained == split(new="5", gone="-7")


def test_a_name_with_credits_alone_before_is_new_with_its_usage() -> None:
    made = changed([sep("A", "-3", charge_type="Credit"), octo("A", "5", "1"), octo("A", "-1", charge_type="Credit")])
    assert only(made).split == split(new="5", charges="2")


@pytest.mark.parametrize(
    "charge_type",
    [
        "Credit",
        "Refund",
        "Tax",
        "Support",
        "Recurring",
        "Upfront",
        "SavingsPlanNegation",
        "SavingsPlanRecurringFee",
        "Fee",
    ],
)
def test_what_is_no_usage_is_charges(charge_type: str) -> None:
    made = changed([sep("A", "3", "9", charge_type=charge_type), octo("A", "5", "7", charge_type=charge_type)])
    assert only(made).split == split(charges="2")
    assert only(made).quantity is None, "a charge uses nothing"


@pytest.mark.parametrize("charge_type", ["Usage", "DiscountedUsage", "SavingsPlanCoveredUsage", "Discounted Usage"])
def test_usage_that_a_commitment_covers_is_usage(charge_type: str) -> None:
    made = changed([sep("A", "3", "3", charge_type=charge_type), octo("A", "5", "5", charge_type=charge_type)])
    assert only(made).split == split(usage="2")


@pytest.mark.parametrize("units", [("Hrs", "GB"), ("Hrs", "N/A"), ("N/A", "N/A"), ("", ""), ("NA", "NA")])
def test_where_units_mix_all_of_it_is_usage(units: tuple[str, str]) -> None:
    made = changed([sep("A", "10", "100", unit=units[0]), octo("A", "18", "120", unit=units[1])])
    assert only(made).split == split(usage="8")
    assert only(made).quantity is None
    assert only(made).mixes_units


def test_a_name_of_several_usage_types_has_no_quantity() -> None:
    made = changed([sep("A", "10", "100"), octo("A", "18", "120")], divides=False)
    assert only(made).split == split(usage="8")
    assert only(made).quantity is None


def test_months_of_different_lengths_in_full_and_per_day() -> None:
    lines = [*daily(SEP, "A", "3", "2"), *daily(OCT, "A", "3", "2")]
    made = changed(lines)
    assert (made.total, made.against, made.difference) == (93, 90, 3)
    assert (made.explained, made.per_day) == (split(usage="3"), False)
    made = changed(lines, per_day=True)
    assert (made.total, made.against, made.difference) == (3, 3, 0)
    assert made.per_day


def test_other_periods_of_different_lengths_are_compared_per_day() -> None:
    lines = [*daily(SEP, "A", "3", "2"), *daily(OCT, "A", "4", "2")]
    made = changed(lines, "2026-10-01..2026-10-10", "2026-09-01..2026-09-20")
    assert made.per_day
    assert (made.total, made.against, made.explained) == (4, 3, split(rate="1"))


def test_an_open_month_is_compared_with_the_same_days_of_any_month() -> None:
    lines = [*daily(SEP, "A", "3"), *daily(Period(date(2026, 11, 1), date(2026, 11, 29)), "A", "4")]
    made = changed(lines, "this-month", "2026-09")
    assert made.days.now[-1] == date(2026, 11, 26), "the last complete day"
    assert made.days.before[-1] == date(2026, 9, 26)
    assert made.difference == 26
    turned = changed(lines, "2026-09", "this-month")
    assert turned.difference == -26


def test_a_fee_of_one_day_a_month_is_no_change_of_a_window() -> None:
    days = Period(date(2026, 9, 1), date(2026, 11, 28))
    fees = [Line(day, "Support", "400", charge_type="Support") for day in days.dates if day.day == 1]
    made = changed([*daily(days, "A", "3", "1"), *fees], "2026-10-28..2026-11-06")
    assert made.difference == 0
    assert [(one.value, one.now, one.before) for one in made.single] == [("Support", 400.0, 0.0)]
    assert "Support" not in {item.name for item in made.items if item.difference}


def test_a_leap_day_has_no_day_a_year_ago() -> None:
    days = Period(date(2023, 2, 1), date(2024, 3, 10))
    made = changed(daily(days, "A", "1", "1"), "2024-02-20..2024-03-05", "year-ago", today=date(2024, 3, 9))
    assert made.days.unmatched == (date(2024, 2, 29),)
    assert (len(made.days.now), made.difference) == (14, 0)


def test_nothing_and_no_complete_day() -> None:
    assert changed([]).items == ()
    assert changed([]).explained == split()
    made = changed(daily(OCT, "A", "1"), str(TODAY))
    assert (made.items, made.days.now) == ((), ())


amounts = st.one_of(st.decimals(-(10**5), 10**5, places=10), st.decimals(-(10**9), 10**9, places=4)).map(str)
quantities = st.one_of(st.just("0"), st.decimals(-1000, 10**6, places=4).map(str))
lines = st.lists(
    st.builds(
        Line,
        st.dates(SEP.start, OCT.last),
        st.sampled_from("ABCD"),
        amounts,
        quantities,
        st.sampled_from(["Hrs", "Hrs", "Hrs", "GB", "N/A"]),
        st.sampled_from(["Usage", "Usage", "Credit", "Tax", "DiscountedUsage"]),
    ),
    max_size=40,
)


@dataclass
class Sums:
    usage: Decimal = ZERO
    charges: Decimal = ZERO
    quantity: Decimal = ZERO
    used: bool = False


def oracle(kept: Iterable[Line]) -> dict[str, tuple[Sums, Sums, set[str]]]:
    found: defaultdict[str, tuple[Sums, Sums, set[str]]] = defaultdict(lambda: (Sums(), Sums(), set()))
    for line in kept:
        sums = found[line.name][line.day in SEP]
        if "Usage" in line.charge_type:
            sums.usage += Decimal(line.amount)
            sums.quantity += Decimal(line.quantity)
            sums.used |= bool(Decimal(line.amount))
            if Decimal(line.quantity):
                found[line.name][2].add(line.unit)
        else:
            sums.charges += Decimal(line.amount)
    return found


@given(lines)
@settings(max_examples=150, deadline=None)
def test_rows_columns_and_total_agree_with_exact_decimals(given_lines: list[Line]) -> None:
    kept = list({(line.day, line.name, line.charge_type): line for line in given_lines}.values())
    made = changed(kept)
    expected = oracle(kept)
    for item in made.items:
        now, before, units = expected.pop(item.name)
        assert item.amount == now.usage + now.charges
        assert item.against == before.usage + before.charges
        assert item.split.charges == now.charges - before.charges
        assert sum(item.split.parts.values()) == item.difference
        if item.quantity:
            assert units == {item.quantity.unit}
            assert (item.quantity.now, item.quantity.before) == (now.quantity, before.quantity)
            if before.quantity and not item.split.gone and not item.split.new:
                price = before.usage / before.quantity
                assert abs(item.split.usage - (now.quantity - before.quantity) * price) < Decimal("1e-9")
        else:
            assert len(units) != 1 or "N/A" in units
            assert not item.split.rate
    assert all(now.usage + now.charges == before.usage + before.charges == 0 for now, before, _ in expected.values())
    assert sum((getattr(made.explained, part) for part in PARTS), ZERO) == made.difference
    in_october = sum((Decimal(line.amount) for line in kept if line.day in OCT), ZERO)
    assert made.total == in_october
    assert made.difference == in_october - sum((Decimal(line.amount) for line in kept if line.day in SEP), ZERO)


words = st.sampled_from(["7d", "14d", "30d", "this-month", "last-month", "2026-10-05..2026-10-20", "2026-10-09"])
againsts = st.sampled_from(["before", "same-days-last-month", "year-ago", "2026-07", "2026-08-02..2026-08-17"])


@given(lines=lines, period=words, against=againsts, per_day=st.booleans(), ahead=st.integers(0, 40))
@settings(max_examples=150, deadline=None)
def test_whatever_is_compared_rows_and_columns_agree(
    lines: list[Line], period: str, against: str, per_day: bool, ahead: int
) -> None:
    today = date(2026, 10, 25) + timedelta(days=ahead)
    made = changed(lines, period, against, today=today, per_day=per_day)
    for item in made.items:
        assert sum(item.split.parts.values()) == item.difference
    assert sum(made.explained.parts.values()) == made.difference
    assert len(made.days.now) == len(made.days.before) or made.per_day or made.days.whole_months


@given(st.lists(st.tuples(st.integers(0, 4), st.decimals(-(10**12), 10**12, places=4)), max_size=50))
def test_sums_are_exact(pairs: list[tuple[int, Decimal]]) -> None:
    groups = np.array([group for group, _ in pairs], dtype=np.intp)
    values = np.array([float(amount) for _, amount in pairs], dtype=np.float64)
    sums = exact_sums(groups, values, 5)
    exact = [Decimal(repr(value)) for value in values.tolist()]
    for group, found in enumerate(sums):
        assert found == sum((one for n, one in zip(groups, exact, strict=True) if n == group), ZERO)


def test_a_quantity_near_zero_gives_no_price() -> None:
    lines = [
        Line(date(2026, 9, 3), "tiny", "1000", "0.0000000001"),
        Line(date(2026, 10, 3), "tiny", "9000000", "900000000"),
    ]
    (item,) = changed(lines, divides=True).items
    assert item.split == Split(usage=item.difference)
    assert item.difference == Decimal(8999000)

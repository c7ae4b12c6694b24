"""Usage and rate of services, from their usage types: exact, and only where these are of the very same charges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from cloudsense.costs.against import compared_with
from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.costs.exact import ZERO
from cloudsense.costs.frame import METRICS, CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Period, choose, complete_through
from cloudsense.costs.query import OVERVIEW, Dimension, Filter, Metric
from cloudsense.costs.questions import Focus
from cloudsense.costs.row_rates import RowDetails, focus_of_row
from cloudsense.costs.split import Split
from cloudsense.costs.two_periods import changes_between
from cloudsense.errors import AddressError

TODAY = date(2026, 11, 28)
SPAN = Period(date(2026, 7, 1), TODAY + ONE_DAY)
SERVICE, USAGE_TYPE, CHARGE_TYPE = Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.CHARGE_TYPE
BY_SERVICE = Focus(SERVICE)
WITH_CHARGES, WITHOUT = (CHARGE_TYPE, USAGE_TYPE, SERVICE), (SERVICE, USAGE_TYPE)


class Line(NamedTuple):
    """What Cost Explorer has of a day."""

    day: date
    service: str
    usage_type: str
    amount: str
    quantity: str = "0"
    unit: str = "Hrs"
    charge_type: str = "Usage"

    def of(self, dimension: Dimension) -> str:
        return {SERVICE: self.service, USAGE_TYPE: self.usage_type, CHARGE_TYPE: self.charge_type}[dimension]


def frame_of(lines: Iterable[Line], dimensions: Sequence[Dimension]) -> CostFrame:
    """As an answer grouped by these dimensions has it."""
    sums: dict[tuple[date, tuple[str, ...]], list[Line]] = {}
    for line in lines:
        sums.setdefault((line.day, tuple(line.of(dimension) for dimension in dimensions)), []).append(line)
    amounts = [float(sum(Decimal(line.amount) for line in some)) for some in sums.values()]
    quantities = [float(sum(Decimal(line.quantity) for line in some)) for some in sums.values()]
    units = [some[0].unit if len({line.unit for line in some}) == 1 else "N/A" for some in sums.values()]
    keys = {dimension: [key[n] for _, key in sums] for n, dimension in enumerate(dimensions)}
    return CostFrame.build(
        dimensions, [day for day, _ in sums], keys, dict.fromkeys(METRICS, amounts), quantities, units
    )


def snapshot(frame: CostFrame, currency: str = "USD", today: date = TODAY) -> Snapshot:
    moment = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    owner = Identity("123456789012", "aws")
    return Snapshot(OVERVIEW, SPAN, frame, currency, owner, moment, complete_through(today))


def details_of(
    lines: Iterable[Line], dimensions: Sequence[Dimension] = WITH_CHARGES, currency: str = "USD"
) -> dict[str, RowDetails]:
    """Of each service."""
    found: dict[str, RowDetails] = {}
    lines = list(lines)
    for service in {line.service for line in lines}:
        frame = frame_of((line for line in lines if line.service == service), dimensions)
        found[service] = RowDetails(focus_of_row(BY_SERVICE, service), (snapshot(frame, currency),))
    return found


def compared(
    lines: Iterable[Line],
    details: Mapping[str, RowDetails],
    period: str = "2026-10",
    against: str = "before",
    *,
    today: date = TODAY,
    per_day: bool = False,
) -> Changes:
    overview = snapshot(frame_of(lines, (SERVICE, CHARGE_TYPE)), today=today)
    choice = compared_with(choose(period, today), against, today)
    return changes_between([overview], overview, BY_SERVICE, Metric.UNBLENDED, choice, per_day=per_day, details=details)


def only(made: Changes) -> ChangedItem:
    (item,) = made.items
    return item


def split(**parts: str) -> Split:
    return Split(**{name: Decimal(amount) for name, amount in parts.items()})


def sep(usage_type: str, amount: str, quantity: str = "0", **more: str) -> Line:
    return Line(date(2026, 9, 9), "EC2", usage_type, amount, quantity, **more)


def octo(usage_type: str, amount: str, quantity: str = "0", **more: str) -> Line:
    return Line(date(2026, 10, 9), "EC2", usage_type, amount, quantity, **more)


TWO_TYPES = [
    sep("m6i", "10", "100"),
    octo("m6i", "18", "120"),  # 2 for more hours, 6 for their price
    sep("gp3", "5", "50", unit="GB-Mo"),
    octo("gp3", "4", "50", unit="GB-Mo"),  # -1 for its price
]


@pytest.mark.parametrize("dimensions", [WITH_CHARGES, WITHOUT])
def test_the_rate_of_a_service_is_the_sum_of_its_usage_types(dimensions: tuple[Dimension, ...]) -> None:
    made = compared(TWO_TYPES, details_of(TWO_TYPES, dimensions))
    assert only(made).split == made.explained == split(usage="2", rate="5")
    assert only(made).rate_known
    assert only(made).quantity is None


def test_without_details_all_of_it_is_usage() -> None:
    made = compared(TWO_TYPES, {})
    assert only(made).split == split(usage="7")
    assert not only(made).rate_known


def test_what_is_new_or_gone_within_a_service_or_has_several_units_is_usage() -> None:
    lines = [
        *TWO_TYPES,
        octo("c7g", "30", "10"),
        sep("t3", "20", "10"),
        sep("lambda", "1", "10"),
        octo("lambda", "7", "10", unit="GB"),
    ]
    made = compared(lines, details_of(lines))
    assert only(made).split == split(usage="18", rate="5")


def test_a_new_or_gone_service_needs_no_details() -> None:
    made = compared([octo("m6i", "18", "120")], {})
    assert (only(made).split, only(made).rate_known) == (split(new="18"), True)
    made = compared([sep("m6i", "18", charge_type="Tax")], {})
    assert (only(made).split, only(made).rate_known) == (split(charges="-18"), True)


@pytest.mark.parametrize("charge_type", ["Credit", "Tax", "SavingsPlanNegation"])
@pytest.mark.parametrize(("before", "now"), [("0", "-3"), ("-3", "-3"), ("-3", "0")])
def test_beside_charges_only_details_with_charge_types_count(charge_type: str, before: str, now: str) -> None:
    lines = [*TWO_TYPES, sep("m6i", before, charge_type=charge_type), octo("m6i", now, charge_type=charge_type)]
    made = compared(lines, details_of(lines))
    assert only(made).split == split(usage="2", rate="5", charges=str(Decimal(now) - Decimal(before)))
    made = compared(lines, details_of(lines, WITHOUT))
    assert not only(made).rate_known


def test_charges_that_cancel_out_are_charges() -> None:
    lines = [*TWO_TYPES, octo("m6i", "-3", charge_type="Credit"), octo("gp3", "3", charge_type="Refund")]
    assert not only(compared(lines, details_of(lines, WITHOUT))).rate_known


def test_charges_without_an_amount_by_this_metric_have_quantities() -> None:
    """The negation of a Savings Plan is nothing by net amortized costs, but its hours are in the sums."""
    lines = [*TWO_TYPES, octo("m6i", "0", "-120", charge_type="SavingsPlanNegation")]
    assert not only(compared(lines, details_of(lines, WITHOUT))).rate_known


@pytest.mark.parametrize("line", [0, 1, 2, 3])
def test_details_that_do_not_add_up_to_the_row_are_of_another_time(line: int) -> None:
    later = list(TWO_TYPES)
    later[line] = later[line]._replace(amount=str(Decimal(later[line].amount) + Decimal("0.01")))
    made = compared(TWO_TYPES, details_of(later))
    assert (only(made).split, only(made).rate_known) == (split(usage="7"), False)


def test_details_in_another_currency_do_not_count() -> None:
    assert not only(compared(TWO_TYPES, details_of(TWO_TYPES, currency="EUR"))).rate_known


def test_fees_of_single_days_stay_out_of_the_usage_types_too() -> None:
    days = Period(date(2026, 8, 1), TODAY)
    lines = [Line(day, "EC2", "m6i", "2" if day < date(2026, 10, 29) else "3", "2") for day in days.dates]
    fees = [Line(day, "EC2", "m6i", "400", "1", charge_type="Recurring") for day in days.dates if day.day == 1]
    made = compared([*lines, *fees], details_of([*lines, *fees]), "2026-10-29..2026-11-07")
    assert only(made).split == split(rate="10")
    assert [one.value for one in made.single] == ["Recurring"]
    made = compared([*lines, *fees], details_of([*lines, *fees], WITHOUT), "2026-10-29..2026-11-07")
    assert not only(made).rate_known, "the fee cannot be told from usage there"


def test_usage_that_is_billed_on_single_days_stays_out_of_the_usage_types_too() -> None:
    days = Period(date(2026, 7, 1), TODAY)
    queries = [Line(day, "Route 53", "queries", "2" if day < date(2026, 10, 29) else "3", "2") for day in days.dates]
    zones = [Line(day, "Route 53", "zones", "400", "800") for day in days.dates if day.day == 1]
    lines = [*queries, *zones]
    made = compared(lines, details_of(lines), "2026-10-29..2026-11-07")
    assert (only(made).split, only(made).rate_known) == (split(usage="-2", rate="9"), True)
    assert [one.value for one in made.single] == ["Route 53"]
    assert not only(compared(lines, details_of(lines, WITHOUT), "2026-10-29..2026-11-07")).rate_known


def test_a_service_that_was_renamed_has_the_details_of_both_names() -> None:
    focus = focus_of_row(Focus(SERVICE, (Filter(SERVICE, ("A", "B")), Filter(Dimension.REGION, ("x",)))), "A")
    assert focus.by is USAGE_TYPE
    assert set(focus.filters) == {Filter(SERVICE, ("A",)), Filter(Dimension.REGION, ("x",))}


amounts = st.one_of(st.decimals(-(10**3), 10**5, places=6), st.decimals(0, 10**9, places=4)).map(str)
quantities = st.one_of(st.just("0"), st.decimals(-1000, 10**6, places=4).map(str))
lines = st.lists(
    st.builds(
        Line,
        st.dates(date(2026, 9, 1), date(2026, 10, 31)),
        st.sampled_from(["EC2", "S3"]),
        st.sampled_from("ABC"),
        amounts,
        quantities,
        st.sampled_from(["Hrs", "Hrs", "Hrs", "GB", "N/A"]),
        st.sampled_from(["Usage", "Usage", "Usage", "Credit", "Tax", "DiscountedUsage"]),
    ),
    max_size=40,
).map(
    lambda found: list({(line.day, line.service, line.usage_type, line.charge_type): line for line in found}.values())
)
words = st.sampled_from(["7d", "30d", "this-month", "last-month", "2026-10", "2026-10-05..2026-10-20", "2026-10-09"])
againsts = st.sampled_from(["before", "same-days-last-month", "2026-07", "2026-09", "2026-08-02..2026-08-17"])


@given(
    lines=lines,
    period=words,
    against=againsts,
    per_day=st.booleans(),
    ahead=st.integers(0, 30),
    dimensions=st.sampled_from([WITH_CHARGES, WITHOUT]),
)
@settings(max_examples=60, deadline=None)
def test_with_details_rows_and_columns_agree_and_only_usage_is_split(
    lines: list[Line], period: str, against: str, per_day: bool, ahead: int, dimensions: tuple[Dimension, ...]
) -> None:
    today = date(2026, 10, 29) + timedelta(days=ahead)
    given_to = {"period": period, "against": against, "today": today, "per_day": per_day}
    try:
        made = compared(lines, details_of(lines, dimensions), **given_to)  # type: ignore[arg-type]
    except AddressError:
        reject()  # the periods overlap
    plain = {item.name: item for item in compared(lines, {}, **given_to).items}  # type: ignore[arg-type]
    assert {item.name for item in made.items} == plain.keys()
    for item in made.items:
        before = plain[item.name]
        assert sum(item.split.parts.values()) == item.difference == before.difference
        assert item.split.usage + item.split.rate == before.split.usage
        others = [(one.split.new, one.split.gone, one.split.charges) for one in (item, before)]
        assert others[0] == others[1]
        assert item.rate_known or not item.split.rate
        if dimensions == WITH_CHARGES:
            assert item.rate_known
    assert sum(made.explained.parts.values()) == made.difference
    assert made.explained.rate == sum((item.split.rate for item in made.items), ZERO)


@given(lines)
@settings(max_examples=40, deadline=None)
def test_between_months_the_rate_is_that_of_the_list_by_usage_type(lines: list[Line]) -> None:
    made = compared(lines, details_of(lines))
    for service, row in details_of(lines).items():
        answer = list(row.snapshots)
        choice = compared_with(choose("2026-10", TODAY), "before", TODAY)
        listed = changes_between(answer, None, row.focus, Metric.UNBLENDED, choice)
        item = next((item for item in made.items if item.name == service), None)
        if item is None or item.split.new or item.split.gone:
            continue
        assert item.split.rate == listed.explained.rate
        assert item.difference == listed.difference

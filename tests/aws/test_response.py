"""Pages put together: sums are exact, and nothing that is not whole gets through."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense.aws.response import COSTS, USAGE, CostResponse
from cloudsense.costs.frame import METRICS
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.errors import BrokenAnswerError

PERIOD = Period(date(2026, 10, 30), date(2026, 11, 2))
SERVICE = (Dimension.SERVICE,)

amounts = st.decimals(-(10**8), 10**8, places=10)
rows = st.lists(
    st.tuples(st.sampled_from(list(PERIOD.dates)), st.sampled_from("abc"), amounts, st.sampled_from(["Hrs", "GB"]))
)


def metrics(amount: object = "1.5", unit: str = "Hrs", currency: str = "USD") -> dict[str, Any]:
    costs = {name: {"Amount": str(amount), "Unit": currency} for name in COSTS}
    return costs | {USAGE: {"Amount": str(amount), "Unit": unit}}


def day_of(day: date, *groups: dict[str, Any], **others: Any) -> dict[str, Any]:
    span = {"Start": str(day), "End": str(day + timedelta(days=1))}
    return {"TimePeriod": span, "Groups": list(groups), "Total": {}, "Estimated": False} | others


def page(*changed: dict[str, Any]) -> dict[str, Any]:
    """Every day of PERIOD; `changed` in the place of the days that they are about."""
    days = {day["TimePeriod"]["Start"]: day for day in map(day_of, PERIOD.dates)}
    days |= {day["TimePeriod"]["Start"]: day for day in changed}
    return {"ResultsByTime": list(days.values())}


def group(*keys: str, **said: Any) -> dict[str, Any]:
    return {"Keys": list(keys), "Metrics": metrics(**said)}


digits = st.integers(-(10**26), 10**26)
enormous = st.builds(lambda number, places: Decimal(number).scaleb(-places), digits, st.integers(0, 10))


@given(enormous)
@example(Decimal("1234567890.12"))
@example(Decimal("4294967296.1234567890"))
@example(Decimal("1000000000000000"))
def test_an_amount_is_kept_to_a_millionth_or_refused(amount: Decimal) -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(PERIOD.start, group("a", amount=amount))))
    held = float(amount)
    if abs(amount) < 10**15 and abs(Decimal(repr(held)) - amount) <= Decimal("0.0000005"):
        assert answer.complete("USD", 1).frame.data[METRICS[0]].tolist() == [held]
    else:
        assert abs(amount) > 2**32
        with pytest.raises(BrokenAnswerError) as refusal:
            answer.complete("USD", 1)
        assert "larger than CloudSense can add up exactly" in refusal.value.detail


@given(rows, st.lists(st.integers(0, 30), max_size=5))
def test_rows_are_added_wherever_pages_end(listed: list[tuple[date, str, Decimal, str]], cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), max(len(listed), 30)]
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page())
    for start, end in pairwise(edges):
        part = listed[start:end]
        answer.add({"ResultsByTime": [day_of(d, group(key, amount=a, unit=u)) for d, key, a, u in part]})
    sums: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    units: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    for day, key, amount, unit in listed:
        sums[day, key] += amount
        units[day, key].add(unit)
    data = answer.complete("USD", 1).frame.data
    keys = list(zip(data["day"].dt.date, data["service"], strict=True))
    for column in (*METRICS, "quantity"):
        assert dict(zip(keys, data[column], strict=True)) == {key: float(total) for key, total in sums.items()}
    mixed = dict(zip(keys, data["unit"], strict=True))
    assert mixed == {key: next(iter(unit)) if len(unit) == 1 else "N/A" for key, unit in units.items()}


@given(st.integers(-(10**17), 10**17), st.integers(-9, 9), st.integers(0, 10))
def test_what_two_large_amounts_leave_is_exact(large: int, rest: int, places: int) -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page())
    for number in (large, rest - large):
        amount = Decimal(number).scaleb(-places)
        answer.add({"ResultsByTime": [day_of(PERIOD.start, group("a", amount=amount))]})
    left = float(Decimal(rest).scaleb(-places))
    assert answer.complete("USD", 1).frame.data["unblended"].tolist() == [left]


def test_many_small_amounts_do_not_drift() -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page())
    for _ in range(1000):
        answer.add({"ResultsByTime": [day_of(PERIOD.start, group("a", amount="0.1"))]})
    assert answer.complete("USD", 1).frame.data["unblended"].tolist() == [100.0]


@pytest.mark.parametrize("missing", list(PERIOD.dates))
def test_a_missing_day_is_not_zero(missing: date) -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add({"ResultsByTime": [day_of(day) for day in PERIOD.dates if day != missing]})
    with pytest.raises(BrokenAnswerError, match="not complete"):
        answer.complete("USD", 1)


def without(entries: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if name not in names}


FIRST = PERIOD.start
BROKEN = {
    "no results": {},
    "results are no list": {"ResultsByTime": 3},
    "a day before": page(day_of(FIRST - timedelta(days=1))),
    "the day after the last": page(day_of(PERIOD.end)),
    "a month as one period": page(day_of(FIRST, TimePeriod={"Start": str(FIRST), "End": "2026-11-30"})),
    "a time": page(day_of(FIRST, TimePeriod={"Start": f"{FIRST}T00:00:00Z", "End": "2026-10-31T00:00:00Z"})),
    "too many keys": page(day_of(FIRST, group("a", "b"))),
    "no keys": page(day_of(FIRST, group())),
    "a key that is no text": page(day_of(FIRST, {"Keys": [None], "Metrics": metrics()})),
    "no groups": page(without(day_of(FIRST), "Groups")),
    "not said whether estimated": page(without(day_of(FIRST), "Estimated")),
    "no metrics": page(day_of(FIRST, {"Keys": ["a"]})),
    "a total without groups": page(day_of(FIRST, Total=metrics("0.01"))),
    **{
        f"an amount of {amount!r}": page(day_of(FIRST, group("a", amount=amount)))
        for amount in ("NaN", "Infinity", "-Infinity", "", "1,5", "$1", "sNaN")
    },
    "an amount that is a number": page(
        day_of(FIRST, {"Keys": ["a"], "Metrics": metrics() | {"BlendedCost": {"Amount": 1.5, "Unit": "USD"}}})
    ),
    **{
        f"no {name}": page(day_of(FIRST, {"Keys": ["a"], "Metrics": without(metrics(), name)}))
        for name in ("UnblendedCost", "AmortizedCost", "BlendedCost", "UsageQuantity")
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_whole_is_refused(name: str) -> None:
    answer = CostResponse(PERIOD, SERVICE)
    with pytest.raises(BrokenAnswerError):
        answer.add(BROKEN[name])


def test_an_amount_beyond_floats_is_refused() -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(FIRST, group("a", amount="1e400"))))
    with pytest.raises(BrokenAnswerError):
        answer.complete("USD", 1)


@pytest.mark.parametrize("other", ["", None])
def test_an_amount_needs_a_currency(other: str) -> None:
    answer = CostResponse(PERIOD, SERVICE)
    with pytest.raises(BrokenAnswerError, match="not complete"):
        answer.add(page(day_of(FIRST, group("a"), group("b", currency=other))))


def test_each_month_has_its_currency() -> None:
    answer, november = CostResponse(PERIOD, SERVICE), date(2026, 11, 1)
    answer.add(page(day_of(FIRST, group("a")), day_of(november, group("a", currency="EUR"))))
    fetched = answer.complete("CNY", 1)
    assert [fetched.currency_of(month) for month in PERIOD.months] == ["USD", "EUR"]


def test_a_month_in_two_currencies_is_in_neither() -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(FIRST, group("a"), group("b", currency="EUR"), group("c", amount="0", currency="INR"))))
    assert answer.complete("CNY", 1).currency == "EUR and USD"


def test_where_all_is_zero_the_currency_is_told_all_the_same() -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(FIRST, group("a", amount="0", currency="INR"))))
    assert answer.complete("CNY", 1).currency == "INR"


def test_a_zero_total_without_groups_is_a_day_without_costs() -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(FIRST, Total=metrics("0"))))
    assert len(answer.complete("USD", 1).frame) == 0


def test_without_groups_the_total_is_the_answer() -> None:
    answer = CostResponse(PERIOD, ())
    answer.add({"ResultsByTime": [day_of(day, Total=metrics("2.5", currency="CNY")) for day in PERIOD.dates]})
    fetched = answer.complete("USD", 1)
    assert fetched.currency == "CNY"
    assert fetched.frame.data["net-amortized"].tolist() == [2.5] * 3


def test_net_metrics_may_be_left_out_where_there_are_no_discounts() -> None:
    known = metrics() | {"AmortizedCost": {"Amount": "7", "Unit": "USD"}}
    known = without(known, "NetUnblendedCost", "NetAmortizedCost")
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(FIRST, {"Keys": ["a"], "Metrics": known})))
    row = answer.complete("USD", 1).frame.data.iloc[0]
    assert (row["net-unblended"], row["net-amortized"]) == (1.5, 7)


def test_estimated_days_and_account_names() -> None:
    answer = CostResponse(PERIOD, (Dimension.ACCOUNT,))
    first = page(day_of(FIRST, Estimated=True))
    named = {"Value": "111122223333", "Attributes": {"description": "prod"}}
    answer.add(first | {"DimensionValueAttributes": [named, {"Value": "444455556666", "Attributes": {}}]})
    fetched = answer.complete("USD", 1)
    assert fetched.estimated == {FIRST}
    assert fetched.account_names == {"111122223333": "prod"}


@pytest.mark.parametrize(("name", "kept"), [("a\ud800b", "a\ufffdb"), ("a\0", "a\ufffd"), ("🧾\u00a0® ", "🧾\u00a0® ")])
def test_a_name_is_made_of_characters(name: str, kept: str) -> None:
    answer = CostResponse(PERIOD, SERVICE)
    answer.add(page(day_of(PERIOD.start, group(name), group("a"))))
    assert set(answer.complete("USD", 1).frame.data["service"]) == {kept, "a"}

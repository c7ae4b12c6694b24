"""Round amounts of one form, and dates that tell their year."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.period import Period
from cloudsense.figures import axes

M = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 0.4, ["$0", "$0.10", "$0.20", "$0.30", "$0.40"]),
        (0, 6200, ["$0", "$2,000", "$4,000", "$6,000", "$8,000"]),
        (0, 12_400, ["$0", "$2.5k", "$5.0k", "$7.5k", "$10.0k", "$12.5k"]),
        (0, 3_000_000, ["$0", "$1M", "$2M", "$3M"]),
        (0, 2.1e9, ["$0", "$0.5B", "$1.0B", "$1.5B", "$2.0B", "$2.5B"]),
        (-18, 40, [f"{M}$20", "$0", "$20", "$40"]),
        (-12.9, -1, [f"{M}$15", f"{M}$10", f"{M}$5", "$0"]),
        (0, 0.00002, ["$0", "$0.000005", "$0.000010", "$0.000015", "$0.000020"]),
    ],
)
def test_amounts_have_one_form(low: float, high: float, texts: list[str]) -> None:
    axis = axes.amounts(low, high, "USD")
    assert axis["ticktext"] == texts
    assert axis["range"][0] <= low
    assert axis["range"][1] >= high


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_an_axis_holds_what_is_drawn_on_it(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = axes.amounts(low, high, "USD")
    first, last = axis["range"]
    slack = 1e-9 * max(abs(low), abs(high), 1)
    assert first <= min(low, 0) + slack
    assert last >= max(high, 0) - slack
    assert 2 <= len(axis["tickvals"]) <= axes.AMOUNT_TICKS + 2
    assert len(set(axis["ticktext"])) == len(axis["ticktext"]) == len(axis["tickvals"])


def test_it_is_in_the_bills_currency() -> None:
    assert axes.amounts(0, 2, "EUR")["ticktext"][-1] == "€2.00"
    assert axes.amounts(0, 2, "SEK")["ticktext"][0] == "SEK 0"


def labels(first: str, last: str, granularity: Granularity) -> list[str]:
    period = Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    axis = axes.dates(split(period, granularity), granularity)
    assert len(axis["ticktext"]) == len(axis["tickvals"])
    return list(axis["ticktext"])


def test_a_day_is_named_once() -> None:
    assert labels("2026-11-01", "2026-11-01", Granularity.DAILY) == ["Nov 1<br>2026"]
    assert labels("2026-11-01", "2026-11-02", Granularity.DAILY) == ["Nov 1<br>2026", "Nov 2"]


def test_thirteen_months_tell_both_years() -> None:
    said = labels("2025-11-01", "2026-11-28", Granularity.MONTHLY)
    assert said == ["Nov<br>2025", "Jan<br>2026", "Mar", "May", "Jul", "Sep", "Nov"]
    assert labels("2025-12-01", "2026-11-28", Granularity.MONTHLY)[:2] == ["Dec<br>2025", "Feb<br>2026"]
    assert labels("2026-05-01", "2026-10-31", Granularity.MONTHLY) == ["May<br>2026", "Jun", "Jul", "Aug", "Sep", "Oct"]


@settings(deadline=None)
@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(1, 430), st.sampled_from(list(Granularity)[2:]))
def test_no_date_is_there_twice_and_few_enough_fit(first: date, days: int, granularity: Granularity) -> None:
    period = Period(first, first + timedelta(days=days))
    spans = split(period, granularity)
    axis = axes.dates(spans, granularity)
    assert len(axis["tickvals"]) <= 9
    assert all(0 <= place < len(spans) for place in axis["tickvals"])
    assert len(set(axis["tickvals"])) == len(axis["tickvals"])

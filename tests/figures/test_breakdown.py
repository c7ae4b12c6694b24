"""The table of costs by name."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
import pytest
from drawn import into
from frames import compared, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense import formatting
from cloudsense.costs.analysis import Table
from cloudsense.costs.analysis import breakdown as rows_of
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.table_data import TableData, TableState, arranged
from cloudsense.figures.theme import PALETTE, colours
from cloudsense.figures.view import View

MINUS = "\N{MINUS SIGN}"
PERIOD = Period(date(2026, 11, 13), date(2026, 11, 23))


def view(now: Table, by: Dimension = Dimension.SERVICE, label: Callable[[str], str] | None = None) -> View:
    named = label or (lambda name: formatting.label(by, name))
    return breakdown.view(rows_of(now, None), by, "USD", named)


def test_the_largest_name_is_said() -> None:
    shown = view(table(PERIOD, {"Amazon Simple Storage Service": 30, "Tax": 10, "Credit": -5}))
    assert (shown.title, shown.note) == ("Services", "3 services")
    assert shown.sentence == f"Largest: S3, $300.00, 75% of charges before credits. 1 negative item: {MINUS}$50.00."


@pytest.mark.parametrize("now", [table(PERIOD, {}), table(PERIOD, {"EC2": 0})])
def test_nothing(now: Table) -> None:
    shown = view(now)
    assert (shown.sentence, shown.note) == ("No costs in this period.", "")
    assert made(now) == TableData((), ())


def test_nothing_but_credits() -> None:
    costs = table(PERIOD, {"Credit": -3, "Refund": -1})
    assert view(costs).sentence == f"Largest: Refund, {MINUS}$10.00. 2 negative items: {MINUS}$40.00."
    shown = made(costs)
    assert [row["cells"]["share"]["fraction"] for row in shown.rows] == [0.0, 0.0]
    assert shown.total
    assert shown.total["cells"]["share"]["text"] == ""


def test_what_is_negligible_or_gone_is_left_out() -> None:
    now = table(PERIOD, {"EC2": 30, "Dust": 0.000009, "Speck": 0.00001, "Anti": -0.00001})
    before = table(PERIOD.previous, {"EC2": 30, "Gone": 20})
    shown = made(now, before)
    assert [row["name"] for row in shown.rows] == ["EC2", "Speck", "Anti"]
    costs = [row["cells"]["cost"]["text"] for row in shown.rows]
    assert costs == ["$300.00", "$0.0001", f"{MINUS}$0.0001"]
    assert view(now).note == "3 services"


def test_a_hidden_account_stays_hidden() -> None:
    now = table(PERIOD, {"111122223333": 5})

    def hidden(name: str) -> str:
        return formatting.label(Dimension.ACCOUNT, name, {}, hide_account=True)

    (row,) = breakdown.table(rows_of(now, None), now, None, Dimension.ACCOUNT, RowStyle("USD", hidden)).rows
    assert "111122223333" not in str(row)
    assert "111122223333" not in view(now, Dimension.ACCOUNT, hidden).sentence


def made(
    now: Table,
    before: Table | None = None,
    by: Dimension = Dimension.SERVICE,
    accounts: Mapping[str, str] | None = None,
) -> TableData:
    comparison = compared(now, before) if before else None
    labels = formatting.labels(by, now.names, accounts)
    style = RowStyle("USD", lambda name: labels.get(name, name), colour=colours(now.names, now.names), into=into)
    return breakdown.table(rows_of(now, comparison.changes if comparison else None), now, comparison, by, style)


def test_a_row_of_the_cost_table() -> None:
    now = table(PERIOD, {"Amazon Simple Storage Service": [30, 20, 40] + [30] * 7, "Tax": 10, "Credit": -5})
    before = table(PERIOD.previous, {"Amazon Simple Storage Service": 20, "Tax": 11})
    shown = made(now, before)
    assert [(column["key"], column["kind"]) for column in shown.columns] == [
        ("name", "name"),
        ("cost", "money"),
        ("share", "bar"),
        ("change", "change"),
        ("trend", "trend"),
    ]
    s3, tax, credit = shown.rows
    cells = s3.pop("cells")
    assert s3 == {
        "id": "S3",
        "name": "S3",
        "title": "Amazon Simple Storage Service",
        "href": "?service=Amazon+Simple+Storage+Service",
        "colour": PALETTE[0],
    }
    assert cells["cost"] == {"text": "$300.00", "sort": 300.0}
    assert cells["share"] == {"text": "75.0%", "sort": 0.75, "fraction": 1.0}
    assert cells["change"] == {"text": "+$100.00", "sort": 100.0, "percent": "+50%", "role": "up"}
    said = "Lowest $20.00 on Nov 14, highest $40.00 on Nov 15, last $30.00 on Nov 22"
    assert (cells["trend"]["text"], cells["trend"]["sort"]) == (said, 40.0)
    assert tax["cells"]["change"]["text"] == f"{MINUS}$10.00"
    assert tax["cells"]["change"]["role"] == "down"
    assert tax["cells"]["trend"]["text"] == "$10.00 every day"
    assert credit["cells"]["cost"]["text"] == f"{MINUS}$50.00"
    assert credit["cells"]["share"] == {"text": "", "sort": None, "fraction": 0.0}
    assert (credit["cells"]["change"]["text"], credit["cells"]["change"]["percent"]) == (f"{MINUS}$50.00", "new")


def test_the_total_is_of_all_names_however_small() -> None:
    now = table(PERIOD, {"EC2": 30, "Dust": 0.000009, "Credit": -5})
    shown = made(now, table(PERIOD.previous, {"EC2": 20, "Gone": 8}))
    assert [row["name"] for row in shown.rows] == ["EC2", "Credit"]
    assert shown.total
    cells = shown.total["cells"]
    assert cells["cost"]["sort"] == now.total
    assert cells["share"]["text"] == "100.0%"
    assert cells["change"]["sort"] == pytest.approx(250 - 280, abs=1e-3)


@pytest.mark.parametrize(
    ("before", "role", "percent"), [(29.8, "same", "+0.7%"), (29, "up", "+3.4%"), (30, "same", "")]
)
def test_a_change_of_less_than_a_hundredth_is_none(before: float, role: str, percent: str) -> None:
    (row,) = made(table(PERIOD, {"EC2": 30}), table(PERIOD.previous, {"EC2": before})).rows
    assert (row["cells"]["change"]["role"], row["cells"]["change"]["percent"]) == (role, percent)


def test_a_change_from_next_to_nothing_has_no_percentage() -> None:
    (row,) = made(table(PERIOD, {"EC2": 30}), table(PERIOD.previous, {"EC2": 0.0002})).rows
    assert (row["cells"]["change"]["percent"], row["cells"]["change"]["role"]) == ("", "up")


def test_without_a_comparison_or_days_there_is_no_column_of_them() -> None:
    day = Period(PERIOD.start, PERIOD.start + timedelta(days=1))
    shown = made(table(day, {"EC2": 1}))
    keys = [column["key"] for column in shown.columns]
    assert keys == ["name", "cost", "share"]
    assert set(shown.rows[0]["cells"]) == {"cost", "share"}


def test_an_account_has_its_id_in_a_line_of_its_own() -> None:
    now = table(PERIOD, {"004417728395": 5, "111122223333": 4})
    shown = made(now, by=Dimension.ACCOUNT, accounts={"004417728395": "Horizon Atlas"})
    named, nameless = shown.rows
    assert (named["name"], named["note"]) == ("Horizon Atlas", "004417728395")
    assert nameless["name"] == "111122223333"
    assert "note" not in nameless


def test_300_services_are_all_there() -> None:
    now = table(PERIOD, {f"service {n}": n + 1 for n in range(300)})
    assert len(made(now).rows) == 300
    assert view(now).note == "300 services"


def test_columns_are_sorted_by_numbers_and_names_by_letters() -> None:
    now = table(PERIOD, {"b": 10, "A": 2, "c": -1})
    listed = made(now, table(PERIOD.previous, {"b": 11, "A": 1}))

    def order(key: str) -> list[str]:
        return [listed.rows[n]["name"] for n in arranged(listed, TableState(key, falling=False))]

    assert order("name") == ["A", "b", "c"]
    assert order("cost") == ["c", "A", "b"]
    assert order("share") == ["A", "b", "c"], "what has no share is last"
    assert order("change") == ["b", "c", "A"]
    assert order("trend") == ["c", "A", "b"]


daily = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=400).map(np.array)


@settings(deadline=None)
@given(daily)
def test_a_spark_stays_in_its_box(days: np.ndarray) -> None:
    path = breakdown.spark(days)
    if not days.any():
        assert path == "M0 22H110"
        return
    points = [tuple(map(float, point.split())) for point in re.split("[ML]", path)[1:]]
    assert len(points) == min(len(days), 60)
    assert (points[0][0], points[-1][0]) == (0, 110)
    assert all(2 <= y <= 22 for _, y in points)


def test_a_spark_rises_where_costs_do() -> None:
    assert breakdown.spark(np.array([0.0, 5.0, 10.0])) == "M0 22.0L55 12.0L110 2.0"
    assert breakdown.spark(np.array([-10.0, 10.0])) == "M0 22.0L110 2.0"
    assert breakdown.spark(np.array([5.0])) == ""
    assert breakdown.spark(np.zeros(5)) == "M0 22H110"


def test_a_trend_tells_its_values() -> None:
    week = Period(PERIOD.start, PERIOD.start + timedelta(days=3))
    said = [made(table(week, {"EC2": amounts})).rows[0]["cells"]["trend"]["text"] for amounts in ([2, 1, 4], [4, 1, 2])]
    assert said == [
        "Lowest $1.00 on Nov 14, highest $4.00 on Nov 15",
        "Lowest $1.00 on Nov 14, highest $4.00 on Nov 13, last $2.00 on Nov 15",
    ]


def test_a_long_spark_shows_means() -> None:
    path = breakdown.spark(np.repeat([0.0, 10.0], 60))
    assert path.count("L") == 59
    assert path.count(" 22.0") == path.count(" 2.0") == 30


def test_the_trend_column_says_how_long_it_is() -> None:
    assert made(table(PERIOD, {"EC2": 1})).columns[-1]["title"] == "Trend, 10 days"

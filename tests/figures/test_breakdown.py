"""The table of costs by name."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from drawn import into
from frames import compared
from frames import table as costs
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


Label = Callable[[str], str]


def label_of(by: Dimension) -> Label:
    return lambda name: formatting.label(by, name)


def view(now: Table, by: Dimension = Dimension.SERVICE, label: Label | None = None) -> View:
    return breakdown.view(rows_of(now, None), by, "USD", label or label_of(by))


def table(
    now: Table,
    before: Table | None = None,
    by: Dimension = Dimension.SERVICE,
    label: Label | None = None,
) -> TableData:
    comparison = compared(now, before) if before else None
    rows = rows_of(now, comparison.changes if comparison else None)
    style = RowStyle("USD", label or label_of(by), colour=colours(now.names, now.names), into=into)
    return breakdown.table(rows, now, comparison, by, style)


def test_a_row_says_what_a_name_costs() -> None:
    now = costs(PERIOD, {"Amazon Simple Storage Service": 30, "Tax": 10, "Credit": -5})
    before = costs(PERIOD.previous, {"Amazon Simple Storage Service": 20, "Tax": 11})
    shown, listed = view(now), table(now, before)
    assert (shown.title, shown.note) == ("Services", "3 services")
    assert shown.sentence == f"Largest: S3, $300.00, 75% of charges before credits. 1 negative item: {MINUS}$50.00."
    titles = [column["title"] for column in listed.columns]
    assert titles == ["Service", "Cost", "Share", "Change", "Trend, 10 days"]
    s3, tax, credit = listed.rows
    assert {key: value for key, value in s3.items() if key != "cells"} == {
        "id": "S3",
        "name": "S3",
        "title": "Amazon Simple Storage Service",
        "href": "?service=Amazon+Simple+Storage+Service",
        "colour": PALETTE[0],
    }
    cells = s3["cells"]
    assert cells["cost"]["text"] == "$300.00"
    assert cells["share"] == {"text": "75.0%", "sort": 0.75, "fraction": 1.0}
    assert cells["change"]["text"] == "+$100.00"
    assert (cells["change"]["percent"], cells["change"]["role"]) == ("+50%", "up")
    assert "title" not in tax
    assert tax["cells"]["share"]["fraction"] == 0.3333
    assert (tax["cells"]["change"]["text"], tax["cells"]["change"]["role"]) == (f"{MINUS}$10.00", "down")
    assert credit["cells"]["cost"]["text"] == f"{MINUS}$50.00"
    assert credit["cells"]["share"] == {"text": "", "sort": None, "fraction": 0.0}
    assert credit["cells"]["change"]["percent"] == "new"


def test_the_foot_has_the_total_of_all_also_of_what_is_left_out() -> None:
    now = costs(PERIOD, {"EC2": 30, "Dust": 0.000009})
    before = costs(PERIOD.previous, {"EC2": 20, "Gone": 5})
    total = table(now, before).total
    assert total
    assert (total["name"], total["cells"]["cost"]["text"]) == ("Total", "$300.00")
    assert total["cells"]["cost"]["sort"] == pytest.approx(300.00009)
    assert total["cells"]["share"]["text"] == "100.0%"
    assert total["cells"]["change"]["sort"] == pytest.approx(50.00009)
    assert total["cells"]["change"]["percent"] == "+20%"


@pytest.mark.parametrize(
    ("before", "role", "percent"), [(29.8, "same", "+0.7%"), (29, "up", "+3.4%"), (30, "same", "")]
)
def test_a_change_of_less_than_a_hundredth_is_none(before: float, role: str, percent: str) -> None:
    (row,) = table(costs(PERIOD, {"EC2": 30}), costs(PERIOD.previous, {"EC2": before})).rows
    assert (row["cells"]["change"]["role"], row["cells"]["change"]["percent"]) == (role, percent)


def test_a_change_from_next_to_nothing_has_no_percentage() -> None:
    (row,) = table(costs(PERIOD, {"EC2": 30}), costs(PERIOD.previous, {"EC2": 0.0002})).rows
    assert (row["cells"]["change"]["percent"], row["cells"]["change"]["role"]) == ("", "up")


def test_what_is_negligible_or_gone_is_left_out() -> None:
    now = costs(PERIOD, {"EC2": 30, "Dust": 0.000009, "Speck": 0.00001, "Anti": -0.00001})
    before = costs(PERIOD.previous, {"EC2": 30, "Gone": 20})
    rows = table(now, before).rows
    assert [row["name"] for row in rows] == ["EC2", "Speck", "Anti"]
    assert [row["cells"]["cost"]["text"] for row in rows] == ["$300.00", "$0.0001", f"{MINUS}$0.0001"]
    assert view(now).note == "3 services"


def test_300_services_are_all_there() -> None:
    now = costs(PERIOD, {f"service {n}": n + 1 for n in range(300)})
    assert len(table(now).rows) == 300
    assert view(now).note == "300 services"


def test_what_is_not_compared_has_no_column_of_changes() -> None:
    listed = table(costs(PERIOD, {"EC2": 30}))
    assert "change" not in [column["key"] for column in listed.columns]
    assert listed.total
    for row in (*listed.rows, listed.total):
        assert "change" not in row["cells"]


@pytest.mark.parametrize("now", [costs(PERIOD, {}), costs(PERIOD, {"EC2": 0})])
def test_nothing(now: Table) -> None:
    shown = view(now)
    assert shown.sentence == "No costs in this period."
    assert shown.note == ""
    assert table(now) == TableData((), ())


def test_nothing_but_credits() -> None:
    now = costs(PERIOD, {"Credit": -3, "Refund": -1})
    assert view(now).sentence == f"Largest: Refund, {MINUS}$10.00. 2 negative items: {MINUS}$40.00."
    assert [row["cells"]["share"]["fraction"] for row in table(now).rows] == [0.0, 0.0]


def test_a_hidden_account_stays_hidden() -> None:
    now, by = costs(PERIOD, {"111122223333": 5}), Dimension.ACCOUNT

    def label(name: str) -> str:
        return formatting.label(by, name, {}, hide_account=True)

    (row,) = table(now, by=by, label=label).rows
    assert "111122223333" not in str({key: value for key, value in row.items() if key != "href"})
    assert "111122223333" not in view(now, by, label).sentence


def test_the_id_of_an_account_with_a_name_stands_on_a_line_of_its_own() -> None:
    now, by = costs(PERIOD, {"111122223333": 5, "444455556666": 1}), Dimension.ACCOUNT
    named, unnamed = table(now, by=by, label=lambda name: formatting.label(by, name, {"111122223333": "prod"})).rows
    assert (named["name"], named["note"]) == ("prod", "111122223333")
    assert "note" not in unnamed
    assert "444455556666" in unnamed["name"].replace(" ", "")


def test_columns_are_sorted_by_numbers_and_names_by_letters() -> None:
    now = costs(PERIOD, {"b": 10, "A": 2, "c": -1})
    listed = table(now, costs(PERIOD.previous, {"b": 11, "A": 1}))

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
    (row,) = table(costs(week, {"EC2": [2, 1, 4]})).rows
    trend = row["cells"]["trend"]
    assert trend["text"] == "Lowest $1.00 on Nov 14, highest $4.00 on Nov 15, last $4.00 on Nov 15"
    assert trend["sort"] == 4.0
    assert trend["path"] == breakdown.spark(np.array([2.0, 1.0, 4.0]))


def test_a_long_spark_shows_means() -> None:
    path = breakdown.spark(np.repeat([0.0, 10.0], 60))
    assert path.count("L") == 59
    assert path.count(" 22.0") == path.count(" 2.0") == 30


def test_the_trend_column_says_how_long_it_is_and_one_day_has_none() -> None:
    day, two = (Period(PERIOD.start, PERIOD.start + timedelta(days=n)) for n in (1, 2))
    assert table(costs(two, {"EC2": 1})).columns[-1]["title"] == "Trend, 2 days"
    shown = table(costs(day, {"EC2": 1}))
    assert "trend" not in [column["key"] for column in shown.columns]
    assert "trend" not in shown.rows[0]["cells"]

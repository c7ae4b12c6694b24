"""The sentence, the chart and the split of a difference, whatever the amounts."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.change_summary import Summary
from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.exact import ZERO
from cloudsense.costs.period import Kind, Period, PeriodChoice
from cloudsense.costs.query import Dimension
from cloudsense.costs.split import Split
from cloudsense.figures import change_split, change_table, waterfall
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.change_table import Sides, short_number
from cloudsense.figures.change_words import ChangeWords, plain
from cloudsense.figures.nodes import text
from cloudsense.figures.waterfall import WaterfallStyle, rises_and_falls

SEP, OCT = Period(date(2026, 9, 1), date(2026, 10, 1)), Period(date(2026, 10, 1), date(2026, 11, 1))
CHOICE = PeriodChoice("2026-10", Kind.MONTH, OCT, SEP)
DAYS = ComparedDays(tuple(OCT.dates), tuple(SEP.dates), whole_months=True)
STYLE = WaterfallStyle("USD", str, str, lambda name: f"?service={name}", "October", "September")


def item(name: str, before: str, now: str, **parts: str) -> ChangedItem:
    amount, against = Decimal(now), Decimal(before)
    split = Split(usage=amount - against)
    if parts:
        split = Split(**{part: Decimal(value) for part, value in parts.items()})
    return ChangedItem(name, amount, against, split)


def changes(*items: ChangedItem, days: ComparedDays = DAYS, **more: Any) -> Changes:
    ordered = sorted(items, key=lambda one: -abs(one.difference))
    total = sum((one.amount for one in items), ZERO)
    against = sum((one.against for one in items), ZERO)
    explained = Split.sum([one.split for one in items])
    return Changes(days, tuple(ordered), total, against, explained, **more)


def said(*items: ChangedItem, **more: Any) -> str:
    return plain(ChangeWords(changes(*items, **more), CHOICE, "USD", str).answer)


def test_the_fewest_largest_rises_that_explain_nine_tenths() -> None:
    items = [item("A", "0", "1000"), item("B", "10", "800"), item("C", "5", "300"), item("D", "1", "2")]
    assert said(*items) == "October cost $2,086.00 more than September. Three rises explain 100% of it."
    assert said(item("A", "9", "99"), item("B", "1", "3")).endswith("One rise explains 98% of it.")
    assert said(item("A", "99", "9"), item("B", "3", "1")).endswith("less than September. One fall explains 98% of it.")


def test_more_than_five_explain_nothing() -> None:
    assert said(*(item(str(n), "1", "11") for n in range(10))) == "October cost $100.00 more than September."


def test_where_falls_exceed_a_third_of_the_rises_both_are_said() -> None:
    assert said(item("A", "0", "300"), item("B", "101", "0")).endswith("Rises of $300.00, falls of $101.00.")
    assert "explains more than all of it" in said(item("A", "0", "300"), item("B", "99", "0"))


def test_a_currency_without_a_symbol_keeps_its_capitals() -> None:
    summary = Summary.of(changes(item("A", "0", "300")))
    assert rises_and_falls(summary, "CHF") == "Rises of CHF 300.00, no falls."


def test_nothing_changed_and_nothing_cost() -> None:
    assert said(item("A", "7", "7")) == "October cost as much as September."
    assert said() == "No costs in October and September."


@pytest.mark.parametrize(("now", "role"), [("120", " up"), ("80", " down"), ("100.50", "")])
def test_only_the_difference_has_a_colour_and_not_its_parts(now: str, role: str) -> None:
    (listed,) = change_split.view(changes(item("a", "100", now)), "USD", "October", "September").body
    shown = [line["x"][-1]["c"] for line in listed["x"]]
    assert shown[:-1] == ["amount"] * 5
    assert shown[-1] == f"amount{role or ' same'}"


def test_a_longer_month_is_said_with_the_difference_per_day() -> None:
    why = plain(ChangeWords(changes(item("A", "300", "310")), CHOICE, "USD", str).why)
    assert why == "A +$10.00. October has 31 days, September has 30: per day $0.00, 0%."


def test_names_of_a_bill_are_no_markup() -> None:
    view = waterfall.view(*_both(item("<b>x</b>&amp;", "1", "900")), STYLE)
    assert view.figure
    assert "<b>" not in str(view.figure["layout"]["xaxis"]["ticktext"])
    assert "&lt;b&gt;" in str(view.figure["layout"]["xaxis"]["ticktext"])


def _both(*items: ChangedItem) -> tuple[Changes, Summary]:
    made = changes(*items)
    return made, Summary.of(made)


amounts = st.one_of(
    st.sampled_from(["0", "0.00001", "-0.004", "1e9", "-1e9"]), st.decimals(-(10**6), 10**6, places=4).map(str)
)
items = st.lists(st.tuples(amounts, amounts), max_size=30).map(
    lambda pairs: [item(f"Service {n}", *pair) for n, pair in enumerate(pairs)]
)


@given(items)
@settings(max_examples=200, deadline=None)
def test_whatever_the_amounts_all_of_it_can_be_drawn_and_agrees(found: list[ChangedItem]) -> None:
    made, summary = _both(*found)
    words = ChangeWords(made, CHOICE, "USD", str)
    chart = waterfall.view(made, summary, STYLE)
    split = change_split.view(made, "USD", "October", "September")
    table = change_table.table(
        made, made.items, None, Dimension.SERVICE, RowStyle("USD", str), Sides("October", "September")
    )
    everything = [words.answer, words.why, words.notes, chart.body, chart.figure, split.body, table.rows, table.total]
    json.dumps(everything, allow_nan=False)
    if not chart.figure:
        assert not found
        return
    bars, joints = chart.figure["data"]
    assert sum(bars["y"][1:-1]) == pytest.approx(float(made.difference), abs=0.2)
    assert bars["base"][-1] + bars["y"][-1] == pytest.approx(float(made.total), abs=0.01)
    assert len(bars["x"]) <= waterfall.RISES + waterfall.FALLS + 4
    low, high = chart.figure["layout"]["yaxis"]["range"]
    levels = [level for level in joints["y"] if level is not None]
    slack = 1e-6 * (high - low)
    assert low <= min(levels) + slack
    assert max(levels) <= high + slack
    assert text(split.body[0]).endswith(text({"t": "b", "x": [_money(made.difference)]}))


def _money(amount: Decimal) -> str:
    from cloudsense import formatting

    return formatting.money(amount, "USD", plus=True)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0", "0"),
        ("1655", "1,655"),
        ("45000", "45.0k"),
        ("71.25", "71.25"),
        ("0.0042", "0.0042"),
        ("2500000", "2.5M"),
        ("-12", "-12"),
    ],
)
def test_quantities_are_short(number: str, expected: str) -> None:
    assert short_number(Decimal(number)) == expected


@pytest.mark.parametrize("name", ["", "web"])
def test_costs_without_the_tag_are_a_row_like_others(name: str) -> None:
    """Only the total has no kind and is never new."""
    by = Dimension.tag("team")
    of = changes(item(name, "0", "25", new="25"), item("api", "1", "2"))
    file = change_table.change_file(of.items, of, {name: (name,), "api": ("api",)}, by, "USD")
    assert [line[-2:] for line in file.lines] == [["new", "no"], ["usage", "no"]]
    assert [*file.total[-2:]] == ["", ""]
    style = RowStyle("USD", lambda value: value or "No tag: team", str)
    table = change_table.table(of, of.items, None, by, style, Sides("October", "September"))
    assert [row["cells"]["change"]["percent"] for row in table.rows] == ["new", "+100%"]

"""The chart of daily costs: its traces add up to the table, and its marks carry addresses."""

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from drawn import by_class, hrefs, into, texts
from frames import table
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import Table
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.figures import trend
from cloudsense.figures.theme import GREY, PALETTE, colours
from cloudsense.figures.view import View

TODAY = date(2026, 11, 23)
PERIOD = Period(TODAY - timedelta(days=30), TODAY)
LONG = Period(date(2026, 3, 5), TODAY + ONE_DAY)
KINDS = ("stacked", "bar", "line", "pie")


def on_day(span: Period) -> str:
    return f"?period={span.start}..{span.last}"


def view(made: Table, kind: str = "stacked", today: date = TODAY, currency: str = "USD") -> View:
    colour = colours(made.names, made.names[: trend.TOP])
    return trend.view(made, kind, today, currency, lambda name: name.upper() or "NOTHING", colour, into, on_day)


def keys_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def services(count: int) -> dict[str, float]:
    return {f"service {n:03}": 300.0 - n for n in range(count)}


MADE = {
    "nothing": table(PERIOD, {}),
    "zeros": table(PERIOD, {"EC2": 0, "S3": 0}),
    "one service": table(PERIOD, {"EC2": 12.5}),
    "one day": table(Period(TODAY, TODAY + ONE_DAY), {"EC2": 12.5, "S3": 1}),
    "negative": table(PERIOD, {"Credit": -12.5, "Refund": -0.001}),
    "mixed": table(PERIOD, {"EC2": np.arange(30) - 5.0, "Credit": -3, "Dust": 1e-7}),
    "nine services": table(PERIOD, services(9)),
    "300 services": table(PERIOD, services(300)),
    "long": table(LONG, services(12)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MADE)
def test_plotly_understands_every_figure(name: str, kind: str) -> None:
    figure = view(MADE[name], kind).figure
    assert figure is not None
    go.Figure(figure)
    assert "automargin" not in keys_of(figure)


@pytest.mark.parametrize("kind", ["stacked", "bar", "line"])
@pytest.mark.parametrize("name", MADE)
def test_traces_add_up_to_the_table(name: str, kind: str) -> None:
    made, traces = MADE[name], view(MADE[name], kind).figure["data"]
    sums = np.sum([trace["y"] for trace in traces], axis=0) if traces else np.zeros(1)
    assert abs(sums.sum() - made.total) < 1e-6
    if len(sums) == made.period.days:
        assert np.allclose(sums, made.daily, rtol=0, atol=1e-8)
    assert all(len(trace["x"]) == len(trace["y"]) == len(trace["hovertext"]) for trace in traces)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.floats(-1e5, 1e5), min_size=30, max_size=30), min_size=1, max_size=14))
def test_whatever_it_costs_the_stack_is_the_total(rows: list[list[float]]) -> None:
    made = table(PERIOD, {f"s{n}": row for n, row in enumerate(rows)})
    stack = np.sum([trace["y"] for trace in view(made).figure["data"]], axis=0)
    assert np.allclose(stack, made.daily, rtol=0, atol=1e-6)


def test_eight_services_and_the_rest() -> None:
    traces = view(MADE["300 services"]).figure["data"]
    assert [trace["name"] for trace in traces] == [*(f"SERVICE 00{n}" for n in range(8)), "292 others"]
    assert [trace["marker"]["color"] for trace in traces] == [*PALETTE[:8], GREY]
    assert [trace["meta"] for trace in traces] == [*(f"?service=service+00{n}" for n in range(8)), None]
    assert sum(traces[8]["y"]) == pytest.approx(30 * sum(300 - n for n in range(8, 300)))
    assert [trace["name"] for trace in view(MADE["nine services"]).figure["data"]][8] == "SERVICE 008"


def test_a_value_without_a_name_is_not_the_rest() -> None:
    nameless = table(PERIOD, {"": 50, "EC2": 10})
    assert [trace["name"] for trace in view(nameless).figure["data"]] == ["NOTHING", "EC2"]
    many = table(PERIOD, {"": 5000} | services(10))
    named = [trace["name"] for trace in view(many).figure["data"]]
    assert (named[0], named[8]) == ("NOTHING", "3 others")


def test_every_mark_carries_its_address() -> None:
    made = MADE["mixed"]
    for kind in ("stacked", "line"):
        assert [trace["meta"] for trace in view(made, kind).figure["data"]] == [into(name) for name in made.names]
    (bars,) = view(made, "bar").figure["data"]
    assert bars["customdata"] == [f"?period={day}..{day}" for day in PERIOD.dates]
    (pie,) = view(MADE["nine services"], "pie").figure["data"]
    assert pie["customdata"] == [into(name) for name in MADE["nine services"].names]


def test_kinds_are_drawn_as_what_they_are() -> None:
    drawn = {kind: view(MADE["nine services"], kind).figure["data"] for kind in KINDS}
    assert {kind: (traces[0]["type"], len(traces)) for kind, traces in drawn.items()} == {
        "stacked": ("bar", 9),
        "bar": ("bar", 1),
        "line": ("scatter", 9),
        "pie": ("pie", 1),
    }
    assert view(MADE["mixed"]).figure["layout"]["barmode"] == "relative"


def test_a_service_called_all_is_a_service() -> None:
    (trace,) = view(table(PERIOD, {"All": 1})).figure["data"]
    assert trace["meta"] == "?service=All"
    assert "ALL" in trace["hovertemplate"]


def test_shares_are_of_the_day() -> None:
    made = table(PERIOD, {"EC2": 3, "S3": 1})
    assert [trace["text"][0] for trace in view(made).figure["data"]] == ["75%", "25%"]
    credit = table(PERIOD, {"EC2": 3, "Credit": -3})
    assert {share for trace in view(credit).figure["data"] for share in trace["text"]} == {"0%"}


def test_a_circle_has_no_share_for_what_is_negative() -> None:
    shown = view(MADE["mixed"], "pie")
    (pie,) = shown.figure["data"]
    assert pie["labels"][0] == "EC2"
    assert "CREDIT" not in pie["labels"]
    assert sum(pie["values"]) == pytest.approx(MADE["mixed"].of("EC2"), abs=1e-4)
    assert "Not in the pie: amounts below zero, \N{MINUS SIGN}$90.00." in shown.sentence
    assert "Not in the pie" not in view(MADE["mixed"]).sentence


def test_the_legend_links_and_leaves_out_what_is_negligible() -> None:
    shown = view(MADE["mixed"])
    assert texts(shown, "legend") == ["EC2CREDIT"]
    assert hrefs(shown) == ["?service=EC2", "?service=Credit"]
    swatches = [node["a"]["fill"] for node in by_class(shown, "swatch")]
    assert swatches == [trace["marker"]["color"] for trace in shown.figure["data"][:1] + shown.figure["data"][2:]]
    assert view(MADE["mixed"], "bar").body == ()


def test_a_name_that_evens_out_is_in_the_legend() -> None:
    made = table(PERIOD, {"EC2": 5, "Back and forth": [9.0, -9.0] * 15})
    assert texts(view(made), "legend") == ["EC2BACK AND FORTH"]


def edges(shown: View) -> tuple[str, str] | None:
    shapes = shown.figure["layout"].get("shapes")
    return (shapes[0]["x0"], shapes[0]["x1"]) if shapes else None


@pytest.mark.parametrize("kind", ["stacked", "bar", "line"])
def test_days_still_coming_in_are_shaded_and_named(kind: str) -> None:
    until_today = Period(TODAY - timedelta(days=6), TODAY + ONE_DAY)
    shown = view(table(until_today, {"EC2": 1}), kind)
    assert edges(shown) == ("2026-11-21T12:00:00", "2026-11-23T12:00:00")
    assert shown.figure["layout"]["annotations"][0]["text"] == "coming in"
    assert "Costs of Nov 22 and Nov 23 are still coming in." in shown.sentence
    until_yesterday = view(table(PERIOD, {"EC2": 1}), kind)
    assert edges(until_yesterday) == ("2026-11-21T12:00:00", "2026-11-22T12:00:00")
    assert "Costs of Nov 22 are still coming in." in until_yesterday.sentence
    settled = view(table(PERIOD, {"EC2": 1}), kind, today=date(2026, 12, 24))
    assert edges(settled) is None
    assert "coming in" not in settled.sentence


def test_long_ranges_have_a_bar_a_week() -> None:
    made = MADE["long"]
    for kind in ("stacked", "bar"):
        shown = view(made, kind)
        x = [date.fromisoformat(day) for day in shown.figure["data"][0]["x"]]
        assert {day.weekday() for day in x} == {0}
        assert {b - a for a, b in pairwise(x)} == {timedelta(days=7)}
        assert shown.figure["data"][0]["hovertext"][:2] == ["Mar 5 – Mar 8, 2026", "Mar 9 – Mar 15, 2026"]
        assert shown.sentence.endswith("Bars are weeks from Monday.")
        assert edges(shown) == ("2026-11-12T12:00:00", "2026-11-26T12:00:00")
    (bars,) = view(made, "bar").figure["data"]
    assert bars["customdata"][0] == "?period=2026-03-05..2026-03-08"
    assert bars["customdata"][-1] == "?period=2026-11-23..2026-11-23"
    for kind in ("line", "pie"):
        assert "Bars are weeks" not in view(made, kind).sentence
    assert len(view(made, "line").figure["data"][0]["x"]) == LONG.days
    a_quarter = table(Period(TODAY - timedelta(days=trend.WEEKLY_FROM), TODAY), {"EC2": 1})
    assert len(view(a_quarter).figure["data"][0]["x"]) == trend.WEEKLY_FROM


def test_the_sentence_holds_the_exact_figures() -> None:
    daily = np.full(30, 104.7723)
    daily[11] = 471.204
    made = table(PERIOD, {"On-Demand instances": daily, "S3": 1})
    assert view(made).sentence == (
        "Largest: ON-DEMAND INSTANCES, $3,509.60. Highest day: Nov 4, $472.20. Costs of Nov 22 are still coming in."
    )
    assert view(MADE["one day"]).sentence == "Largest: EC2, $12.50. Costs of Nov 23 are still coming in."
    assert view(MADE["negative"], currency="EUR").sentence.startswith("Largest: REFUND, \N{MINUS SIGN}€0.03.")


@pytest.mark.parametrize("name", ["nothing", "zeros"])
def test_no_costs(name: str) -> None:
    for kind in KINDS:
        assert view(MADE[name], kind).sentence == "No costs in Oct 24 – Nov 22, 2026."


def test_axes_are_in_the_bills_currency() -> None:
    axis = view(MADE["nine services"], currency="EUR").figure["layout"]["yaxis"]
    assert (axis["tickprefix"], axis["tickformat"]) == ("€", "~s")
    assert view(MADE["one service"]).figure["layout"]["yaxis"]["tickformat"] == ""


def test_hover_labels_show_names_as_they_are() -> None:
    made = table(PERIOD, {"%{y}<b>R&D</b>": 1})
    for kind in ("stacked", "line", "pie"):
        (trace,) = view(made, kind).figure["data"]
        said = trace["hovertemplate"] + "".join(trace["text"])
        assert "<B>R" not in said
        assert set(re.findall(r"%\{(\w+)", trace["hovertemplate"])) <= {"hovertext", "y", "text", "value", "percent"}
        assert "&#37;{Y}&lt;B&gt;R&amp;D&lt;/B&gt;" in said

"""The chart of costs: its traces add up to the table, and its marks carry addresses."""

from dataclasses import replace
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
from cloudsense.costs.granularity import Granularity, automatic, split
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.figures import trend
from cloudsense.figures.style import TOP, Style
from cloudsense.figures.theme import GREY, PALETTE, TOTAL, colours
from cloudsense.figures.view import View

TODAY = date(2026, 11, 23)
COMPLETE = date(2026, 11, 21)
PERIOD = Period(TODAY - timedelta(days=30), TODAY)
LONG = Period(date(2026, 6, 3), TODAY + ONE_DAY)
THIRTEEN_MONTHS = Period(date(2025, 11, 1), TODAY + ONE_DAY)
KINDS = ("stacked", "bar", "line", "pie")
OVER_TIME = ("stacked", "bar", "line")
MINUS = "\N{MINUS SIGN}"


def style(made: Table, currency: str = "USD") -> Style:
    return Style(
        currency=currency,
        label=lambda name: name.upper() or "NOTHING",
        colour=colours(made.names, made.listed.top(TOP).names),
        into=into,
        template=lambda name: f"{into(name)}&period=%1A" if name else "?period=%1A",
        period_text=lambda period: f"{period.start}..{period.last}",
    )


def view(
    made: Table,
    kind: str = "stacked",
    complete_to: date = COMPLETE,
    currency: str = "USD",
    granularity: Granularity | None = None,
) -> View:
    chosen = granularity or automatic(made.period)
    return trend.view(made, kind, chosen, complete_to, style(made, currency))


def traces(shown: View) -> list[dict[str, Any]]:
    assert shown.figure
    return list(shown.figure["data"])


def said_of_bars(shown: View) -> dict[str, Any]:
    assert shown.figure
    return dict(shown.figure["layout"]["meta"])


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
    "13 months": table(THIRTEEN_MONTHS, services(12)),
    "one huge": table(PERIOD, {"EC2": 1e6} | {f"tiny {n}": 0.001 for n in range(40)}),
    "cancelling": table(PERIOD, {"EC2": [5.0, -5.0] * 15}),
}
NEVER_DRAWN = {"nothing", "zeros"}
NO_SHARES = {*NEVER_DRAWN, "negative", "cancelling"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MADE)
def test_plotly_understands_every_figure(name: str, kind: str) -> None:
    figure = view(MADE[name], kind).figure
    assert (figure is None) is (name in (NO_SHARES if kind == "pie" else NEVER_DRAWN))
    if figure:
        go.Figure(figure)
        assert "automargin" not in keys_of(figure)


@pytest.mark.parametrize("granularity", list(Granularity)[2:])
@pytest.mark.parametrize("kind", OVER_TIME)
@pytest.mark.parametrize("name", sorted(set(MADE) - NO_SHARES))
def test_traces_add_up_to_the_table(name: str, kind: str, granularity: Granularity) -> None:
    made = MADE[name]
    shown = view(made, kind, granularity=granularity)
    sums = np.sum([trace["y"] for trace in traces(shown)], axis=0)
    spans = split(made.period, granularity)
    days = np.cumsum([0, *(span.days for span in spans)])
    expected = [made.daily[first:end].sum() for first, end in pairwise(days)]
    assert np.allclose(sums, expected, rtol=0, atol=1e-4)
    assert all(trace["x"] == [str(span.start) for span in spans] for trace in traces(shown))
    told = said_of_bars(shown)
    assert {len(told[name]) for name in ("when", "periods", "totals", "remarks")} == {len(spans)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.floats(-1e5, 1e5), min_size=30, max_size=30), min_size=1, max_size=14))
def test_whatever_it_costs_the_stack_is_the_total_and_fits(rows: list[list[float]]) -> None:
    made = table(PERIOD, {f"s{n}": row for n, row in enumerate(rows)}).listed
    shown = view(made)
    if shown.figure is None:
        assert abs(made.amounts).max(initial=0) < 1e-9
        return
    amounts = np.array([trace["y"] for trace in traces(shown)])
    assert np.allclose(amounts.sum(axis=0), made.daily, rtol=0, atol=1e-6)
    low, high = shown.figure["layout"]["yaxis"]["range"]
    assert amounts.clip(min=0).sum(axis=0).max() <= high + 1e-6
    assert amounts.clip(max=0).sum(axis=0).min() >= low - 1e-6


def test_eight_services_and_the_rest() -> None:
    shown = view(MADE["300 services"])
    drawn = traces(shown)
    assert [trace["name"] for trace in drawn] == [*(f"SERVICE 00{n}" for n in range(8)), "292 others"]
    assert [trace["marker"]["color"] for trace in drawn] == [*PALETTE[:8], GREY]
    assert [trace["meta"]["href"] for trace in drawn] == [*(f"?service=service+00{n}" for n in range(8)), None]
    assert sum(drawn[8]["y"]) == pytest.approx(30 * sum(300 - n for n in range(8, 300)))
    assert [trace["name"] for trace in traces(view(MADE["nine services"]))][8] == "SERVICE 008"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_counts_the_same(kind: str) -> None:
    """Whatever is drawn of them: what is listed is named, or one of the others."""
    many = {f"s{n:02}": 60.0 - n for n in range(40)} | {"Back": -3.0, "Even": [1.0, -1.0] * 15, "Dust": 1e-7}
    made = table(PERIOD, many)
    shown = view(made, kind)
    assert len(made.listed.names) == 42
    assert [name for name in texts(shown, "legend")[0].split("S") if "others" in name] == ["07" + "34 others"]
    if kind in ("stacked", "line"):
        assert traces(shown)[-1]["name"] == "34 others"
    if kind == "pie":
        assert traces(shown)[0]["meta"]["names"][-1] == "34 others"
        assert shown.sentence.endswith(f"Not in the chart: 1 negative item, {MINUS}$90.00.")


def test_others_are_named() -> None:
    """In the legend all of them, at each bar the largest of that day."""
    made = table(PERIOD, services(12) | {"Support": [3000.0, *[0.0] * 29]})
    shown = view(made)
    (legend,) = [node["a"]["title"] for node in by_class(shown, "legend")[0]["x"][-1]["x"]]
    assert legend.startswith("SERVICE 008, SERVICE 009, SERVICE 010, SERVICE 011, SUPPORT")
    largest = traces(shown)[-1]["meta"]["largest"]
    assert largest[0].startswith("SUPPORT $3,000.00 · SERVICE 008 $292.00 · ")
    assert "SUPPORT" not in largest[1]
    many = view(MADE["300 services"])
    assert by_class(many, "legend")[0]["x"][-1]["x"][0]["a"]["title"].endswith(" and 262 more")
    assert traces(many)[-1]["meta"]["largest"][0].endswith(" · 287 more")


def test_a_value_without_a_name_is_not_the_rest() -> None:
    nameless = table(PERIOD, {"": 50, "EC2": 10})
    assert [trace["name"] for trace in traces(view(nameless))] == ["NOTHING", "EC2"]
    many = table(PERIOD, {"": 5000} | services(10))
    named = [trace["name"] for trace in traces(view(many))]
    assert (named[0], named[8]) == ("NOTHING", "3 others")


def test_every_mark_carries_its_address() -> None:
    made = MADE["mixed"]
    for kind in ("stacked", "line"):
        shown = view(made, kind)
        assert [trace["meta"]["open"] for trace in traces(shown)] == [
            f"{into(name)}&period=%1A" for name in made.listed.names
        ]
        assert said_of_bars(shown)["open"] == "?period=%1A"
    bars = view(made, "bar")
    assert said_of_bars(bars)["open"] == "?period=%1A"
    assert said_of_bars(bars)["periods"] == [f"{day}..{day}" for day in PERIOD.dates]
    (pie,) = traces(view(MADE["nine services"], "pie"))
    assert pie["meta"]["hrefs"] == [into(name) for name in MADE["nine services"].names]


def test_a_single_bar_leads_to_no_other_days() -> None:
    shown = view(MADE["one day"])
    assert said_of_bars(shown)["open"] is None
    assert [trace["meta"]["open"] for trace in traces(shown)] == [into("EC2"), into("S3")]


def test_kinds_are_drawn_as_what_they_are() -> None:
    drawn = {kind: traces(view(MADE["nine services"], kind)) for kind in KINDS}
    assert {kind: (found[0]["type"], len(found)) for kind, found in drawn.items()} == {
        "stacked": ("bar", 9),
        "bar": ("bar", 1),
        "line": ("scatter", 9),
        "pie": ("pie", 1),
    }
    figure = view(MADE["mixed"]).figure
    assert figure
    assert figure["layout"]["barmode"] == "relative"
    assert drawn["bar"][0]["marker"]["color"] == TOTAL


@pytest.mark.parametrize("kind", OVER_TIME)
def test_one_day_is_one_bar_with_one_date(kind: str) -> None:
    shown = view(MADE["one day"], kind)
    assert shown.figure
    axis = shown.figure["layout"]["xaxis"]
    assert (axis["type"], axis["range"], axis["ticktext"]) == ("category", [-0.5, 0.5], ["Nov 23<br>2026"])
    if kind == "line":
        assert {trace["mode"] for trace in traces(shown)} == {"lines+markers"}


def test_a_service_called_all_is_a_service() -> None:
    (trace,) = traces(view(table(PERIOD, {"All": 1})))
    assert trace["meta"]["href"] == "?service=All"
    assert "href" not in traces(view(table(PERIOD, {"All": 1}), "bar"))[0]["meta"]


def test_shares_are_of_the_day() -> None:
    made = table(PERIOD, {"EC2": 3, "S3": 1})
    assert [trace["text"][0] for trace in traces(view(made))] == ["$3.00 · 75%", "$1.00 · 25%"]
    credit = table(PERIOD, {"EC2": 3, "Credit": -3, "S3": [1.0, *[0.0] * 29]})
    assert {trace["text"][1] for trace in traces(view(credit))} == {
        "$3.00 · 0%",
        f"{MINUS}$3.00 · 0%",
        "$0.00 · 0%",
    }


def test_a_circle_has_no_share_for_what_is_negative() -> None:
    shown = view(MADE["mixed"], "pie")
    (pie,) = traces(shown)
    assert pie["meta"]["names"] == ["EC2"]
    assert sum(pie["values"]) == pytest.approx(MADE["mixed"].of("EC2"), abs=1e-4)
    assert f"Not in the chart: 1 negative item, {MINUS}$90.00." in shown.sentence
    assert "Not in the chart" not in view(MADE["mixed"]).sentence


def test_a_share_that_nobody_could_see_is_no_slice() -> None:
    """Beside it Plotly would draw nothing where the whole circle should be."""
    (pie,) = traces(view(MADE["one huge"], "pie"))
    assert pie["meta"]["names"] == ["EC2"]
    assert pie["text"] == ["100.0%"]
    assert "33 others" in texts(view(MADE["one huge"], "pie"), "legend")[0]


def test_equal_labels_are_slices_of_their_own() -> None:
    made = table(PERIOD, {"Amazon Elasticsearch Service": 4, "Amazon OpenSearch Service": 2, "__proto__": 3})
    same = replace(style(made), label=lambda _name: "OpenSearch")
    shown = trend.view(made, "pie", Granularity.DAILY, COMPLETE, same)
    (pie,) = traces(shown)
    assert pie["text"] == ["44.4%", "33.3%", "22.2%"]
    assert len(set(pie["labels"])) == 3


def test_nothing_above_zero_has_no_shares() -> None:
    shown = view(MADE["negative"], "pie")
    assert shown.figure is None
    assert "No shares: nothing is above zero." in shown.sentence


def test_the_legend_links_and_leaves_out_what_is_negligible() -> None:
    shown = view(MADE["mixed"])
    assert texts(shown, "legend") == ["EC2CREDIT"]
    assert hrefs(shown) == ["?service=EC2", "?service=Credit"]
    swatches = [node["a"]["fill"] for node in by_class(shown, "swatch")]
    assert swatches == [trace["marker"]["color"] for trace in traces(shown)]


def test_bars_that_are_not_split_have_the_same_legend_without_colours() -> None:
    """So that the card keeps its height."""
    split_up, whole = view(MADE["nine services"]), view(MADE["nine services"], "bar")
    assert texts(whole, "legend") == texts(split_up, "legend")
    assert {node["a"]["fill"] for node in by_class(whole, "swatch")} == {"transparent"}


def test_a_name_that_evens_out_is_in_the_legend() -> None:
    made = table(PERIOD, {"EC2": 5, "Back and forth": [9.0, -9.0] * 15})
    assert texts(view(made), "legend") == ["EC2BACK AND FORTH"]


def edges(shown: View) -> tuple[float, float] | None:
    assert shown.figure
    shapes = shown.figure["layout"].get("shapes")
    return (shapes[-1]["x0"], shapes[-1]["x1"]) if shapes else None


@pytest.mark.parametrize("kind", OVER_TIME)
def test_incomplete_days_are_shaded_and_named(kind: str) -> None:
    until_today = Period(TODAY - timedelta(days=6), TODAY + ONE_DAY)
    shown = view(table(until_today, {"EC2": 1}), kind)
    assert edges(shown) == (4.5, 6.5)
    assert shown.figure
    assert shown.figure["layout"]["annotations"][0]["text"] == "incomplete"
    assert "Costs of Nov 22 and Nov 23 are incomplete." in shown.sentence
    assert said_of_bars(shown)["remarks"][-2:] == ["Incomplete", "Incomplete"]
    until_yesterday = view(table(PERIOD, {"EC2": 1}), kind)
    assert edges(until_yesterday) == (28.5, 29.5)
    assert "Costs of Nov 22 are incomplete." in until_yesterday.sentence
    old = view(table(PERIOD, {"EC2": 1}), kind, complete_to=date(2026, 11, 11))
    assert "Costs of Nov 12 – Nov 22 are incomplete." in old.sentence
    settled = view(table(PERIOD, {"EC2": 1}), kind, complete_to=date(2026, 12, 22))
    assert edges(settled) is None
    assert "incomplete" not in settled.sentence


def test_months_and_their_parts() -> None:
    shown = view(MADE["13 months"])
    assert shown.title == "Monthly cost"
    assert traces(shown)[0]["x"][:3] == ["2025-11-01", "2025-12-01", "2026-01-01"]
    told = said_of_bars(shown)
    assert (told["when"][0], told["when"][-1]) == ("November 2025", "Nov 1 – Nov 23, 2026")
    assert told["periods"][1] == "2025-12-01..2025-12-31"
    assert told["remarks"][-1] == "Part of a month, incomplete"
    assert edges(shown) == (11.5, 12.5)
    assert "Nov 1 – Nov 23, 2026 is part of a month." in shown.sentence
    assert "Costs of Nov 22 and Nov 23 are incomplete." in shown.sentence


def test_a_month_that_the_period_cuts_is_shaded_too() -> None:
    made = table(Period(date(2026, 5, 10), date(2026, 11, 1)), {"EC2": 1})
    shown = view(made, granularity=Granularity.MONTHLY)
    assert edges(shown) == (-0.5, 0.5)
    assert said_of_bars(shown)["remarks"][:2] == ["Part of a month", ""]
    assert "May 10 – May 31, 2026 is part of a month." in shown.sentence


def test_weeks_and_their_words() -> None:
    made = MADE["long"]
    for kind in OVER_TIME:
        shown = view(made, kind)
        assert shown.title == "Weekly cost"
        x = [date.fromisoformat(day) for day in traces(shown)[0]["x"]]
        assert {day.weekday() for day in x[1:]} == {0}
        assert said_of_bars(shown)["when"][:2] == ["Jun 3 – Jun 7, 2026", "Jun 8 – Jun 14, 2026"]
        assert "One bar per week (Mon–Sun)." in shown.sentence
        assert edges(shown) == (23.5, 25.5)  # Nov 22 is a Sunday
    assert said_of_bars(view(made, "bar"))["periods"][-1] == "2026-11-23..2026-11-23"
    assert "per week" not in view(made, "pie").sentence


@pytest.mark.parametrize(
    ("granularity", "title"),
    [
        (Granularity.DAILY, "Daily cost"),
        (Granularity.WEEKLY, "Weekly cost"),
        (Granularity.MONTHLY, "Monthly cost"),
    ],
)
def test_the_title_says_what_a_bar_is(granularity: Granularity, title: str) -> None:
    assert view(MADE["one service"], granularity=granularity).title == title
    assert view(MADE["one service"], "pie", granularity=granularity).title == "Cost by share"


def remarks(amounts: list[float], first: date, granularity: Granularity = Granularity.DAILY) -> list[str]:
    period = Period(first, first + timedelta(days=len(amounts)))
    shown = view(table(period, {"EC2": amounts}), complete_to=date(2027, 1, 1), granularity=granularity)
    return list(said_of_bars(shown)["remarks"])


def test_a_day_is_compared_with_the_day_before() -> None:
    assert remarks([100.0, 150.0, 120.0, 0.0, 5.0], date(2026, 11, 9)) == [
        "",
        "+$50.00 (+50%) on the day before",
        f"{MINUS}$30.00 ({MINUS}20%) on the day before",
        f"{MINUS}$120.00 ({MINUS}100%) on the day before",
        "+$5.00 on the day before",
    ]


def test_a_day_with_monthly_charges_is_compared_with_none() -> None:
    said = remarks([100.0, 3000.0, 100.0, 110.0], date(2026, 10, 31))
    assert said[1] == said[2] == "Not compared: monthly charges fall on the 1st"
    assert said[3] == "+$10.00 (+10%) on the day before"
    weeks = remarks([1.0] * 28, date(2026, 10, 19), Granularity.WEEKLY)
    assert [week.startswith("Not compared") for week in weeks] == [False, True, True, False]
    assert weeks[3] == "" or weeks[3].endswith("on the week before")


def test_months_say_when_they_differ_in_length() -> None:
    months = remarks([1.0] * 123, date(2026, 7, 1), Granularity.MONTHLY)
    assert months[1] == "$0.00 (0%) on the month before"
    assert months[2] == f"{MINUS}$1.00 ({MINUS}3.2%) on the month before, 30 days against 31"


def test_the_sentence_holds_the_exact_figures() -> None:
    daily = np.full(30, 104.7723)
    daily[11] = 471.204
    made = table(PERIOD, {"On-Demand instances": daily, "S3": 1})
    assert view(made).sentence == (
        "Largest: ON-DEMAND INSTANCES, $3,509.60. Highest day: Nov 4, $472.20. Costs of Nov 22 are incomplete."
    )
    assert view(MADE["one day"]).sentence == "Largest: EC2, $12.50. Costs of Nov 23 are incomplete."
    assert view(MADE["negative"], currency="EUR").sentence.startswith(f"Largest: REFUND, {MINUS}€0.03.")
    assert "Highest month: December 2025, $109,554.00." in view(MADE["13 months"]).sentence


@pytest.mark.parametrize("name", ["nothing", "zeros"])
def test_no_costs(name: str) -> None:
    for kind in KINDS:
        assert view(MADE[name], kind).sentence == "No costs in Oct 24 – Nov 22, 2026."


def covered() -> Table:
    """Each day ten dollars of usage, and as much of credits."""
    days = PERIOD.days
    return Table(PERIOD, ("EC2",), np.zeros((1, days)), np.full((1, days), 20.0))


@pytest.mark.parametrize("kind", KINDS)
def test_credits_that_pay_for_everything_are_told(kind: str) -> None:
    shown = view(covered(), kind)
    assert shown.figure is None
    assert shown.sentence.startswith("Credits pay for all $300.00 of charges.")
    usage_only = replace(style(covered()), usage_only=True)
    said = trend.view(covered(), kind, Granularity.DAILY, COMPLETE, usage_only).sentence
    assert said.startswith("Negative charges offset all $300.00 of charges.")


def test_amounts_are_in_the_bills_currency() -> None:
    shown = view(MADE["nine services"], currency="EUR")
    assert shown.figure
    assert all(text.startswith("€") for text in shown.figure["layout"]["yaxis"]["ticktext"])
    assert said_of_bars(shown)["totals"][0].startswith("€")


def test_names_are_given_as_they_are() -> None:
    """The page shows them as text; nothing of a name is read by Plotly."""
    made = table(PERIOD, {"%{y}<b>R&D</b>": 1})
    for kind in KINDS:
        (trace,) = traces(view(made, kind))
        read_by_plotly = [trace.get("text", ""), trace.get("hovertemplate", ""), trace.get("labels", "")]
        assert "<B>" not in str(read_by_plotly)

"""What the page says of an address: the right numbers, from one reading, at no more cost than need be."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from webclient import (
    PANELS,
    SECRET,
    THIRTY_DAYS,
    Dashboard,
    addresses,
    demo,
    exact,
    nodes_of,
    paid,
    small_book,
    strictly,
)

from cloudsense.costs.amounts import Amount
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, Dimension, Filter
from cloudsense.web.pages.overview import panels
from cloudsense.web.state.selection import Selection

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
NOT_USAGE = Filter(Dimension.CHARGE_TYPE, ("Credit", "Refund", "Tax"), exclude=True)


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def money(amount: float) -> str:
    return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"


@pytest.mark.parametrize(
    ("search", "amount"),
    [
        ("", exact()),
        ("?period=7d", exact(Period(date(2026, 11, 16), date(2026, 11, 23)))),
        ("?period=90d", exact(Period(date(2026, 8, 25), date(2026, 11, 23)))),
        ("?period=this-month", exact(Period(date(2026, 11, 1), date(2026, 11, 24)))),
        ("?period=last-month", exact(OCTOBER)),
        ("?period=2026-10", exact(OCTOBER)),
        ("?period=2026-10-05", exact(Period(date(2026, 10, 5), date(2026, 10, 6)))),
        ("?period=2026-10-05..2026-10-06", exact(Period(date(2026, 10, 5), date(2026, 10, 7)))),
        ("?period=2025-10", exact(Period(date(2025, 10, 1), date(2025, 11, 1)))),
        ("?metric=amortized", exact(THIRTY_DAYS, "amortized")),
        ("?metric=net-unblended", exact(THIRTY_DAYS, "net-unblended")),
        ("?charges=usage", exact(THIRTY_DAYS, "unblended", NOT_USAGE)),
        ("?by=charge-type", exact()),
        ("?by=region", exact()),
        ("?service=EC2+-+Other", exact(THIRTY_DAYS, "unblended", Filter(Dimension.SERVICE, ("EC2 - Other",)))),
        ("?service=Tax&by=account", exact(THIRTY_DAYS, "unblended", Filter(Dimension.SERVICE, ("Tax",)))),
        ("?charge-type=Credit", exact(THIRTY_DAYS, "unblended", Filter(Dimension.CHARGE_TYPE, ("Credit",)))),
        (
            "?service=EC2+-+Other&service=Amazon+Simple+Storage+Service&region=us-east-1",
            exact(
                THIRTY_DAYS,
                "unblended",
                Filter(Dimension.SERVICE, ("EC2 - Other", "Amazon Simple Storage Service")),
                Filter(Dimension.REGION, ("us-east-1",)),
            ),
        ),
    ],
)  # fmt: skip
def test_the_total_is_the_sum_of_what_aws_charged(dashboard: Dashboard, search: str, amount: float) -> None:
    screen = dashboard.read(search)
    assert set(screen.views) == PANELS
    assert screen.sentence("total").startswith((f"{money(amount)} in ", f"{money(amount)} on "))
    listed = sum(row["cells"]["cost"]["sort"] for row in screen.rows)
    assert listed == pytest.approx(amount, abs=1e-4 * (len(screen.rows) + 10))
    days = sum(sum(trace["y"]) for trace in screen.figure["data"])
    assert days == pytest.approx(amount, abs=0.05)


def test_every_number_of_the_first_page_fits_the_others(dashboard: Dashboard) -> None:
    screen = dashboard.read("?budget=20000")
    so_far = exact(Period(date(2026, 11, 1), date(2026, 11, 24)))
    assert screen.sentence("average").startswith(f"{money(exact() / 30)} a day")
    assert f"November: {money(so_far)} so far" in screen.sentence("month")
    assert f"{so_far / 200:.1f}% of the November budget of $20,000 is used" in screen.sentence("budget")
    assert screen.parts["budget-field"] == {
        "value": "20000",
        "template": "?budget=%1A",
        "cleared": "?",
        "remember": {"scope": "?", "amount": "20000"},
    }
    assert (
        dashboard.read("?period=last-month&budget=20000")
        .sentence("budget")
        .startswith(f"{exact(OCTOBER) / 200:.1f}% of the October budget")
    )


def test_families_add_up_to_the_two_ec2_services(dashboard: Dashboard) -> None:
    services = Filter(Dimension.SERVICE, ("EC2 - Other", "Amazon Elastic Compute Cloud - Compute"))
    assert dashboard.read().views["families"]["note"].startswith(money(exact(THIRTY_DAYS, "unblended", services)))


@pytest.mark.parametrize("chart", ["stacked", "bar", "line", "pie"])
@pytest.mark.parametrize("search", ["?", "?period=2026-11-23", "?period=2025-10-01..2026-11-23", "?service=Refund"])
def test_charts_are_figures(dashboard: Dashboard, chart: str, search: str) -> None:
    screen = dashboard.read(f"{search}&chart={chart}")
    figure = go.Figure(screen.figure)
    if chart == "pie" and "Refund" in search:
        assert "No shares: nothing is above zero." in screen.sentence("trend")
    else:
        assert figure.data
    assert screen.sentence("trend").endswith(".")
    assert figure.layout.xaxis.automargin is None


def test_every_link_of_a_page_is_an_address_and_keeps_what_was_chosen(dashboard: Dashboard) -> None:
    chosen = "?period=2026-10&metric=amortized&charges=usage&chart=bar&budget=500"
    for search in (chosen, f"{chosen}&service=EC2+-+Other", f"{chosen}&region=us-east-1&by=account"):
        links = addresses(dashboard.read(search))
        assert len(links) > 30
        for link in links:
            selection = Selection.parse(link)
            changed = [
                selection.period != "2026-10",
                selection.metric.value != "amortized",
                selection.charges.value != "usage",
                selection.chart.value != "bar",
            ]
            assert sum(changed) <= 1, link
            same = set(selection.filters) == set(Selection.parse(search).filters)
            assert selection.budget == (Amount(Decimal(500)) if same else None), link


def test_down_the_trail_and_up_again(dashboard: Dashboard) -> None:
    path = ["?"]
    amounts = [exact()]
    for _ in range(4):
        screen = dashboard.read(path[-1])
        first = screen.rows[0]
        assert first["href"] in addresses(screen)
        path.append(first["href"])
        amounts.append(first["cells"]["cost"]["sort"])
        below = dashboard.read(path[-1])
        assert below.sentence("total").startswith(money(amounts[-1])), path
        assert sum(row["cells"]["cost"]["sort"] for row in below.rows) == pytest.approx(amounts[-1], abs=0.01)
    assert Selection.parse(path[-1]).search == path[-1]
    crumbs = [n["a"]["href"] for n in nodes_of(below.nodes("trail")) if n["t"] == "a"]
    assert crumbs == path[:-1]


def test_ids_of_drawn_elements_are_unique(dashboard: Dashboard) -> None:
    for search in ("?", "?service=EC2+-+Other&region=us-east-1", "?period=2026-08-14"):
        ids = [node["a"]["id"] for node in nodes_of(dashboard.read(search).parts) if "id" in node.get("a", {})]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("search", ["?nonsense=1", "?period=2020-01", "?period=tomorrow", "?by=family", "?service=%00"])
def test_an_address_that_cannot_be_says_so_and_leads_home(search: str) -> None:
    dashboard = paid()
    screen = dashboard.look(search)
    assert screen.status["closed"]
    assert screen.views == {}
    assert screen.notices
    assert not screen.can_retry
    assert "?" in [node["a"]["href"] for node in nodes_of(screen.nodes("messages")) if node["t"] == "a"]
    assert screen.figure["data"] == []
    assert dashboard.source.fetched == []


def test_a_budget_that_is_none_fails_alone(dashboard: Dashboard) -> None:
    screen = dashboard.read("?period=7d&budget=lots")
    assert "“lots” is not a valid amount" in screen.sentence("budget")
    assert screen.sentence("total").startswith("$")
    assert screen.parts["budget-field"]["template"] == "?period=7d&budget=%1A"
    assert screen.csv == "costs.csv?period=7d"


def test_markup_in_an_address_stays_text(dashboard: Dashboard) -> None:
    screen = dashboard.read("?service=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "No costs of service “<script>alert(1)</script>”" in screen.notices
    assert {node["t"] for node in nodes_of(screen.parts)}.isdisjoint({"script", "iframe", "img"})


@pytest.mark.parametrize(
    "search",
    ["?service=No+such+service", "?service=No+such+service&by=region", "?charge-type=Nonsense",
     "?service=Nope&family=Nope&usage-type=Nope&account=999999999999",
     "?service=Nope&service=Neither&by=operation"],
)  # fmt: skip
def test_what_does_not_occur_is_not_asked_for(search: str) -> None:
    dashboard = paid()
    screen = dashboard.read(search)
    assert set(dashboard.source.fetched) == {OVERVIEW}
    assert "No costs" in screen.notices
    assert screen.rows == []
    assert screen.sentence("total").startswith("$0.00")


@pytest.mark.parametrize("page", ["overview", "explore", "changes", "accounts"])
def test_of_several_values_one_that_does_not_occur_changes_nothing(dashboard: Dashboard, page: str) -> None:
    """They are alternatives: a service that was not billed in the period takes no other's costs away."""
    search = f"?page={page}&service=EC2+-+Other&region=us-east-1&by=account"
    alone, both = dashboard.read(search), dashboard.read(f"{search}&service=Nope&region=Nowhere")
    assert not both.notices
    files = [dashboard.http.get(f"/costs.csv{each.status['address']}").text for each in (alone, both)]
    assert files[0] == files[1]
    assert files[0].count("\n") > 2


@pytest.mark.parametrize("search", ["?account=111122223333&service=AWS+Lambda&region=us-east-1", "?account=1"])
def test_where_a_filter_matches_nothing_every_panel_is_drawn(dashboard: Dashboard, search: str) -> None:
    screen = dashboard.read(search)
    assert "No costs" in screen.notices
    assert "could not be drawn" not in screen.text


@pytest.mark.parametrize("family", ["Nope", "EBS gp3 volumes"])
@pytest.mark.parametrize("by", ["", "&by=region", "&by=service", "&usage-type=Nope"])
def test_a_family_that_does_not_occur(dashboard: Dashboard, family: str, by: str) -> None:
    screen = dashboard.read(f"?service=Amazon+Simple+Storage+Service&family={family}{by}")
    assert "No costs" in screen.notices
    assert screen.rows == []


def test_looking_again_and_otherwise_costs_nothing() -> None:
    dashboard = paid()
    dashboard.read()
    paid_for = len(dashboard.source.fetched)
    assert paid_for <= 3
    ranges = ["?period=7d", "?period=last-month", "?period=this-month", "?period=2026-11-03"]
    for search in [
        *ranges,
        "?metric=blended",
        "?chart=pie",
        "?by=charge-type",
        "?budget=1",
        "?service=Tax&by=charge-type",
    ]:
        dashboard.read(search)
    assert len(dashboard.source.fetched) == paid_for
    assert str(paid_for + 1) + " paid request" in dashboard.read().slot("footer")


def test_many_looks_at_once_pay_once() -> None:
    alone, crowd = paid(), paid()
    alone.read()
    with ThreadPoolExecutor(12) as pool:
        screens = list(pool.map(lambda _: Dashboard.read(Visitor(crowd)), range(12)))  # type: ignore[arg-type]
    assert len({screen.sentence("total") for screen in screens}) == 1
    assert sorted(q.name for q in crowd.source.fetched) == sorted(q.name for q in alone.source.fetched)


class Visitor(Dashboard):
    """Another browser on the same dashboard."""

    def __init__(self, dashboard: Dashboard) -> None:
        self.app = dashboard.app
        self.http = dashboard.app.server.test_client()


def test_a_panel_that_breaks_breaks_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    broken = [replace(panel, view=explode) if panel.name == "changes" else panel for panel in panels.PANELS]
    monkeypatch.setattr(panels, "PANELS", tuple(broken))
    screen = demo().read()
    assert "could not be drawn" in screen.sentence("changes")
    assert screen.sentence("total").startswith(money(exact()))
    for said in (screen.text, caplog.text):
        assert "arn:" not in said
        assert "Traceback" not in said
    assert "RuntimeError" in caplog.text


def test_a_page_that_breaks_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloudsense.web.components.controls.trail", explode)
    screen = demo().look()
    assert screen.status["closed"]
    assert "Something in CloudSense went wrong." in screen.notices
    assert screen.can_retry
    assert "arn:" not in screen.text


def explode(*_: Any) -> Any:
    raise RuntimeError(SECRET)


@given(st.text(max_size=40) | st.text(st.sampled_from("?&=+%aservicgnpod0123456789-. "), max_size=60))
@example("?service=\ud800")
@example("?budget=\ud800")
@example("?period=\ud800")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_address_is_answered(dashboard: Dashboard, search: str) -> None:
    screen = dashboard.read(search)
    assert screen.nodes("footer")
    assert screen.views or screen.notices


@pytest.mark.parametrize(
    "costs",
    [{}, {"Free": 0.0}, {"Credit": -5.0}, {"A": 1e-10, "B": -1e-10}, {"A": 3.0, "B": -3.0}, {"A": 9e8 / 70},
     {"": 1.0}, {"%{y}": 1.0, "<b>&amp;": 2.0, "a\nb": 3.0, "ﷺ" * 200: 4.0}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("search", ["?", "?chart=pie", "?chart=bar", "?chart=line", "?by=charge-type&budget=0.01"])
def test_odd_costs_are_drawn(costs: dict[str, float], search: str) -> None:
    screen = paid(small_book(costs)).read(search)
    total = sum(costs.values()) * 30
    for name in PANELS:
        assert "could not be drawn" not in str(screen.views[name])
    assert screen.sentence("total").startswith(("$", "−$"))
    if abs(total) >= 0.01:
        assert screen.sentence("total").startswith(money(total))
    go.Figure(screen.figure)
    strictly(screen.text)

"""Explore by hour, over the local endpoint: Run alone asks, its price first; what it says, draws, lists and refuses."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from endpoint import Changed, Endpoint, environment, organization
from webclient import Clock, Dashboard, Screen, demo, nodes_of

from cloudsense.aws.explorer import AwsSource
from cloudsense.cli import run
from cloudsense.costs.hourly import HourlyQuestion
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.ledger.api_spend import PAGE_PRICE, Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store
from cloudsense.web.queries.hourly import hourly_question, hours_to_pay
from cloudsense.web.state.selection import Selection

NOON = datetime(2026, 11, 23, 12, 15, tzinfo=UTC)
BOOK = organization(accounts=2, services=5, regions=2)
HOURS = "?page=explore&granularity=hourly"
WEEK, TWO_DAYS = f"{HOURS}&period=7d", f"{HOURS}&period=2026-11-20..2026-11-21"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    with Endpoint(BOOK, today=NOON.date(), hourly=True) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def dashboard(aws: Endpoint) -> Dashboard:
    made = Dashboard(AwsSource(), Clock(NOON), metrics=True)
    made.read("?page=explore&granularity=daily&period=7d")
    return made


def by_hour(aws: Endpoint) -> int:
    return sum(request.parameters["Granularity"] == "HOURLY" for request in aws.asked())


def press_run(dashboard: Dashboard, search: str) -> Screen:
    dashboard.press("ask", search)
    return dashboard.read(search)


def table(screen: Screen) -> dict[str, Any]:
    return screen.parts["explore-table"]


def hour_link(screen: Screen) -> dict[str, Any]:
    found = (node for node in nodes_of(screen.nodes("options")) if node.get("a", {}).get("id") == "columns-hour")
    return next(found)


def question_of(dashboard: Dashboard, search: str) -> HourlyQuestion:
    selection, today = Selection.parse(search), dashboard.clock().date()
    found = hourly_question(dashboard.ledger, selection, choose(selection.period, today).period, today)
    assert found is not None
    return found


def run_says(screen: Screen) -> str:
    return screen.slot("run")


def test_hours_are_bought_by_run_only_at_the_price_beside_it(aws: Endpoint, dashboard: Dashboard) -> None:
    aws.page_size = 100
    for _ in range(3):
        screen = dashboard.read(WEEK)
    assert by_hour(aws) == 0
    assert "≈" in run_says(screen) or "from" in run_says(screen)
    assert "These costs are not cached." in screen.notices
    assert "explore-table" not in screen.parts
    screen = press_run(dashboard, WEEK)
    bought = by_hour(aws)
    assert bought > 1
    assert "Cached, no cost" in run_says(screen)
    assert not screen.notices
    for _ in range(3):
        press_run(dashboard, WEEK)
        dashboard.press("update", WEEK)
    dashboard.clock.pass_by(minutes=61)
    screen = dashboard.read(WEEK)
    assert table(screen), "what is known stays"
    assert by_hour(aws) == bought, "nobody asked for newer ones"
    assert "¢" in run_says(screen)
    assert "Run again" in run_says(screen)
    press_run(dashboard, WEEK)
    assert by_hour(aws) == 2 * bought
    assert [payment.question[:6] for payment in dashboard.payments()].count("hours ") == 2 * bought


def test_the_price_goes_by_the_rows_of_days(aws: Endpoint, dashboard: Dashboard) -> None:
    said = run_says(dashboard.read(WEEK))
    press_run(dashboard, WEEK)
    assert f"≈{by_hour(aws)}¢" in said
    aws.page_size = 100
    dashboard.read("?page=explore&by=account&by=region&granularity=daily&period=13w")
    other = f"{WEEK}&by=account&by=region"
    price = hours_to_pay(dashboard.ledger, question_of(dashboard, other))
    before = by_hour(aws)
    press_run(dashboard, other)
    assert by_hour(aws) - before == pytest.approx(price.pages, rel=0.2)
    assert price.known


def test_hours_add_up_to_the_days_that_aws_tells(dashboard: Dashboard) -> None:
    days = table(dashboard.read("?page=explore&granularity=daily&period=7d"))
    week = press_run(dashboard, WEEK)
    shown = table(week)
    assert shown["columns"] == days["columns"], "a week of hours would be 168 columns"
    assert shown["opens"]["periods"] == days["opens"]["periods"]
    for mine, theirs in zip(shown["groups"], days["groups"], strict=True):
        assert mine["name"] == theirs["name"]
        assert mine["values"] == pytest.approx(theirs["values"], abs=1e-5)
    bars = week.parts["explore-picture-chart"]["figure"]["data"]
    assert all(len(trace["y"]) == 7 * 24 for trace in bars)
    for day, whole in enumerate(days["total"]["values"]):
        hours = [sum(trace["y"][24 * day : 24 * (day + 1)]) for trace in bars]
        assert sum(hours) == pytest.approx(whole, abs=1e-3)


def test_a_few_days_have_a_column_an_hour_and_lead_nowhere(dashboard: Dashboard) -> None:
    screen = press_run(dashboard, TWO_DAYS)
    shown = table(screen)
    assert len(shown["columns"]) == 48
    assert shown["columns"][:2] == ["Nov 20 00:00", "Nov 20 01:00"]
    assert not shown["opens"]
    assert "change" not in shown["total"]
    meta = screen.parts["explore-picture-chart"]["figure"]["layout"]["meta"]
    assert meta["when"][14] == "Nov 20, 2026, 14:00 UTC"
    assert meta["unit"] == "hour"
    assert meta["open"] is None
    assert not any(trace["meta"]["open"] for trace in screen.parts["explore-picture-chart"]["figure"]["data"])
    assert "Hours are UTC." in screen.views["explore-picture"]["sentence"]
    inside = Selection.parse(shown["groups"][0]["href"])
    assert inside.granularity == "hourly"
    assert Selection.parse(dashboard.read(TWO_DAYS).header["links"]["changes"]).granularity == "auto"


def test_of_today_there_are_the_hours_that_have_begun(dashboard: Dashboard) -> None:
    screen = press_run(dashboard, f"{HOURS}&period=2026-11-22..2026-11-23&by=account&top=1")
    figure = screen.parts["explore-picture-chart"]["figure"]
    assert len(figure["data"][0]["x"]) == 24 + 13
    assert "Costs after Nov 21 are incomplete." in screen.views["explore-picture"]["sentence"]
    assert figure["layout"]["meta"]["remarks"][-1] == "Incomplete"


def test_files_have_every_hour(dashboard: Dashboard) -> None:
    press_run(dashboard, WEEK)
    answer = dashboard.http.get(f"/costs.csv{WEEK}")
    head, *lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert head[3:5] == ["2026-11-16T00:00:00_USD", "2026-11-16T01:00:00_USD"]
    assert len(head) == 3 + 168
    assert len(lines) >= 5
    for file in ("costs.xlsx", "page.xlsx", "page.html"):
        assert dashboard.http.get(f"/{file}{WEEK}").status_code == 200
    command = str(dashboard.read(WEEK).parts["explore-export"])
    assert "Start=2026-11-16T00:00:00Z,End=2026-11-23T00:00:00Z --granularity HOURLY" in command


def test_without_the_preference_it_says_so_and_asks_once(aws: Endpoint, dashboard: Dashboard) -> None:
    aws.hourly = False
    screen = press_run(dashboard, WEEK)
    assert "Hourly costs are not enabled for this account." in screen.notices
    assert "management account" in screen.notices
    for search in (WEEK, TWO_DAYS, WEEK):
        screen = press_run(dashboard, search)
    assert by_hour(aws) == 1
    assert "Hourly costs are not enabled" in screen.notices
    assert screen.can_retry
    assert not dashboard.read("?page=explore&granularity=daily&period=7d").notices
    aws.hourly = True
    dashboard.press("retry", WEEK)
    dashboard.read(WEEK)
    screen = press_run(dashboard, WEEK)
    assert not screen.notices
    assert table(screen)


def test_the_daily_limit_is_kept_before_the_first_page(aws: Endpoint, dashboard: Dashboard) -> None:
    aws.page_size = 100
    dashboard.read("?page=explore&by=account&by=service&granularity=daily&period=7d")
    search = f"{WEEK}&by=account&by=service"
    price = hours_to_pay(dashboard.ledger, question_of(dashboard, search))
    assert price.pages > 1
    spent = dashboard.ledger.spent().dollars_today
    dashboard.spending.limit = spent + PAGE_PRICE * (price.pages - 1)
    screen = press_run(dashboard, search)
    assert by_hour(aws) == 0
    assert "limit" in screen.notices


@pytest.mark.parametrize(
    "more",
    [
        "by=tag:team&by=service",
        "by=region&chart=weekday",
        "by=account&by=service&chart=share&metric=net-amortized&charges=usage",
        "by=usage-type&show=usage-quantity&service=Amazon+Simple+Storage+Service",
        "by=region&region!=us-east-1&top=1&chart=line",
        "by=service&service=Amazon+Nothing",
    ],
)
def test_whatever_days_are_asked_hours_are(dashboard: Dashboard, more: str) -> None:
    days = dashboard.read(f"?page=explore&granularity=daily&period=7d&{more}")
    screen = press_run(dashboard, f"{WEEK}&{more}")
    if "Nothing" in more:
        assert "No costs" in screen.slot("answer")
        return
    if "explore-table" not in days.parts:
        assert screen.notices == days.notices != ""
        return
    assert table(screen)["total"]["total"] == pytest.approx(table(days)["total"]["total"], abs=1e-6)
    assert [row["name"] for row in table(screen)["groups"]] == [row["name"] for row in table(days)["groups"]]


def test_a_restart_buys_nothing_and_a_damaged_answer_is_none(aws: Endpoint) -> None:
    store = Store.in_memory()
    question = HourlyQuestion.at(CostQuery((Dimension.SERVICE,)), Period(date(2026, 11, 16), date(2026, 11, 23)), NOON)
    found = []
    for _ in range(2):
        ledger = Ledger(AwsSource(), store, Spending(), Clock(NOON))
        ledger.identity(None)
        ledger.hourly_costs.ask(question, None)
        known = ledger.hourly_costs.of(question).answer
        assert known is not None
        found.append(known)
    assert aws.pages == by_hour(aws) == 1
    first, again = found
    assert first.frame.data.equals(again.frame.data)
    assert (first.currency, first.fetched_at) == (again.currency, again.fetched_at) == ("USD", NOON)
    for damage in ({"day": ["x"]}, {"dimensions": None}, {"number": {}}):
        key = "aws:111122223333:" + f"{question.place}:2026-11-16..2026-11-23"
        stored = store.get(key)
        assert stored is not None
        store.set(key, stored | damage)
        ledger = Ledger(AwsSource(), store, Spending(), Clock(NOON))
        ledger.identity(None)
        assert ledger.hourly_costs.of(question).answer is None
        store.set(key, stored)


def test_the_hours_of_today_are_kept_in_place_of_those_an_hour_ago(aws: Endpoint) -> None:
    store, clock = Store.in_memory(), Clock(NOON)
    today = Period(date(2026, 11, 22), date(2026, 11, 24))
    ledger, another_process = (Ledger(AwsSource(), store, Spending(), clock) for _ in range(2))
    names: Any = store._cache._cache
    asked = []
    for hour in range(3):
        question = HourlyQuestion.at(CostQuery((Dimension.SERVICE,)), today, clock())
        for process in (ledger, another_process):
            process.identity(None)
            assert process.hourly_costs.of(question).answer is None, "it lacks the last hour"
        ledger.hourly_costs.ask(question, None)
        for process in (ledger, another_process):
            known = process.hourly_costs.of(question).answer
            assert known is not None
            assert known.fetched_at == clock()
        assert len([name for name in names if ":hours" in name]) == 1
        assert by_hour(aws) == hour + 1
        asked.append(question)
        clock.pass_by(minutes=60)
    assert [ledger.hourly_costs.of(each).answer is not None for each in asked] == [False, False, True]


def test_an_answer_that_is_not_whole_is_not_shown(aws: Endpoint, dashboard: Dashboard) -> None:
    aws.fail(Changed(lambda answer: {**answer, "ResultsByTime": answer["ResultsByTime"][1:]}))
    screen = press_run(dashboard, WEEK)
    assert "1 of 168 hours are missing" in screen.notices
    assert "explore-table" not in screen.parts


def test_the_choice_stands_beside_day_week_and_month(dashboard: Dashboard) -> None:
    recent = hour_link(dashboard.read("?page=explore&granularity=daily&period=7d"))
    assert Selection.parse(recent["a"]["href"]) == Selection.parse(WEEK)
    older = hour_link(dashboard.read("?page=explore&period=30d"))
    assert Selection.parse(older["a"]["href"]).period == "7d"
    assert hour_link(dashboard.read(WEEK))["a"]["aria-current"] == "true"


def test_days_that_are_too_old_are_refused(aws: Endpoint, dashboard: Dashboard) -> None:
    screen = dashboard.read(f"{HOURS}&period=30d")
    assert "hours of the last 14 days only" in screen.notices
    assert "2026-11-09" in screen.notices
    assert not screen.status.get("closed"), "its controls lead on"
    assert Selection.parse(hour_link(screen)["a"]["href"]) == Selection.parse(WEEK)
    assert run_says(screen) == ""
    assert dashboard.http.get(f"/costs.csv{HOURS}&period=30d").status_code == 400
    press_run(dashboard, f"{HOURS}&period=30d")
    assert not dashboard.read(f"{HOURS}&period=14d").status.get("closed")
    assert by_hour(aws) == 0


@pytest.mark.parametrize("page", ["overview", "changes", "accounts"])
def test_elsewhere_a_sentence_says_where_hours_are(page: str) -> None:
    screen = demo().read(f"?page={page}&granularity=hourly")
    assert "Costs by hour are on the page Explore only." in screen.notices


def test_the_demo_has_hours_at_once() -> None:
    dashboard = demo()
    screen = dashboard.read(f"{TWO_DAYS}&by=service", load="own")
    days = dashboard.read("?page=explore&granularity=daily&period=2026-11-20..2026-11-21&by=service")
    assert "Cached, no cost" in run_says(screen)
    amounts = table(screen)["total"]["values"]
    whole = table(days)["total"]["values"]
    assert [sum(amounts[:24]), sum(amounts[24:])] == pytest.approx(whole, abs=1e-4)
    assert max(amounts) > 1.5 * min(amounts)


def test_the_command_says_where_hours_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--demo", "--granularity", "hourly"]) == 2
    assert "Costs by hour are on the page Explore only." in capsys.readouterr().err

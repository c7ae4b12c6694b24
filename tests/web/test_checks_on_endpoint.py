"""Checks on the local endpoint: what they buy in a day, and a bill that changed its currency."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from endpoint import DATA_UNAVAILABLE, Endpoint, environment, organization
from webclient import Clock, Dashboard

from cloudsense.alerts.budget_store import MemoryBudgets
from cloudsense.alerts.center import AlertCenter, attach
from cloudsense.alerts.hourly import HourlyCheck
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Notifier
from cloudsense.aws.explorer import AwsSource
from cloudsense.cli import run
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.demo.book import Row
from cloudsense.ledger.storage.journal import MemoryJournal
from cloudsense.ledger.storage.locks import ThreadLocks

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOK = organization(accounts=2, services=4, regions=2)
ACCOUNT = '[[budget]]\nname = "Account"\namount = 9000000\n'
QUARTER = '[[budget]]\nname = "Quarter"\nevery = "quarter"\namount = 9000000\n'
REGION = '[[budget]]\nname = "Region"\namount = 9000000\nwhere = ["region=us-east-1"]\n'


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    with Endpoint(BOOK, today=NOON.date()) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.mark.parametrize(("budgets", "questions"), [(ACCOUNT, 1), (ACCOUNT + REGION, 2)])
def test_a_day_of_hourly_checks_buys_what_the_page_says(aws: Endpoint, budgets: str, questions: int) -> None:
    made = Dashboard(AwsSource(), clock := Clock(NOON))
    locks = ThreadLocks()
    notifier = Notifier((), Memory(MemoryJournal()), locks, clock)
    center = AlertCenter(made.ledger, MemoryBudgets(budgets), notifier, locks, checks=True)
    attach(made.ledger, center)
    assert HourlyCheck(center).round(), "the first check buys what is not cached yet"
    before = aws.pages
    for _ in range(24 * 4):
        clock.pass_by(minutes=15)
        aws.now = clock()
        aws.today = clock().date()
        HourlyCheck(center).round()
    bought = aws.pages - before
    assert bought == 24 * questions + 1, "each question once an hour, and the total once a day"
    assert f"about ${bought * 30 / 100:.2f} a month" in center.price


def by_month(row: Row) -> str:
    """November is the first in euros."""
    return "EUR" if Month.of(row.day) >= Month(2026, 11) else "USD"


@pytest.mark.parametrize("flags", [(), ("--cached",)])
def test_a_new_currency_leaves_this_month_to_be_judged(
    aws: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: tuple[str, ...]
) -> None:
    aws.currency = by_month
    file = tmp_path / "budgets.toml"
    file.write_text(ACCOUNT + REGION + QUARTER, encoding="utf-8")
    command = ["check", "--format", "json", "--budgets-file", str(file), "--cache-dir", str(tmp_path / "cache")]
    code = run(command, {}, lambda: NOON)
    out, err = capsys.readouterr()
    if flags:
        paid = aws.pages
        code = run([*command, *flags], {}, lambda: NOON + timedelta(hours=5))
        out, err = capsys.readouterr()
        assert aws.pages == paid
    budgets = {budget["name"]: budget for budget in json.loads(out)["budgets"]}
    assert code == 1, "the quarter cannot be judged"
    for name in ("Account", "Region"):
        assert (budgets[name]["state"], budgets[name]["currency"]) == ("within", "EUR")
    assert budgets["Quarter"]["state"] is None
    assert "EUR and USD" in budgets["Quarter"]["problem"]
    assert "Costs of these days are in EUR and USD." in err


def test_the_page_judges_this_month_too(aws: Endpoint) -> None:
    aws.currency = by_month
    made = Dashboard(AwsSource(), clock := Clock(NOON))
    locks = ThreadLocks()
    notifier = Notifier((), Memory(MemoryJournal()), locks, clock)
    attach(made.ledger, AlertCenter(made.ledger, MemoryBudgets(ACCOUNT + QUARTER), notifier, locks))
    rows = {row["name"]: row["cells"] for row in made.read("?page=budgets").parts["budget-table"]["rows"]}
    assert rows["Account"]["state"]["percent"] == "on track"
    assert rows["Account"]["spent"]["text"].startswith("€")
    assert rows["Quarter"]["state"]["text"] == "not known"


@pytest.mark.parametrize(
    ("every", "first_in_euros", "now", "title", "wanted"),
    [
        ("week", (2026, 11), NOON, ": €", "Against Nov "),
        ("week", (2026, 11), NOON.replace(day=10), ": €", "Not compared with the days before. "),
        (
            "week",
            (2026, 11),
            NOON.replace(day=5),
            ": costs in several currencies",
            "Costs of these days are in EUR and USD.",
        ),
        ("month", (2026, 10), NOON, "October 2026: €", "Not compared with the days before. "),
        ("month", (2026, 11), NOON, "October 2026: $", "Against September: "),
    ],
)
def test_a_digest_says_that_currencies_differ_and_sends_the_rest(
    aws: Endpoint,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    every: str,
    first_in_euros: tuple[int, int],
    now: datetime,
    title: str,
    wanted: str,
) -> None:
    aws.now, aws.today = now, now.date()
    aws.currency = lambda row: "EUR" if Month.of(row.day) >= Month(*first_in_euros) else "USD"
    file = tmp_path / "budgets.toml"
    file.write_text(ACCOUNT, encoding="utf-8")
    command = ["digest", "--every", every, "--budgets-file", str(file), "--cache-dir", str(tmp_path / "cache")]
    assert run(command, {}, lambda: now) == 0
    said = capsys.readouterr().out
    assert title in said.splitlines()[0]
    assert wanted in said
    assert "\nBudgets\n- Account: November 2026, all costs: €" in said


def test_this_month_is_there_before_the_months_before_are(
    aws: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """AWS prepares them later, when Cost Explorer is new in an account."""
    aws.fail(DATA_UNAVAILABLE, float("inf"), asked=lambda body: body["TimePeriod"]["Start"] < "2026-11-01")
    screen = Dashboard(AwsSource(), Clock(NOON)).read("?period=this-month")
    rows = list(BOOK.rows(CostQuery((), ()), Period(date(2026, 11, 1), date(2026, 11, 24))))
    billed = sum(row.amounts[0] for row in rows) / 10**10
    assert screen.sentence("total").startswith(f"${billed:,.2f}")
    file = tmp_path / "budgets.toml"
    file.write_text(ACCOUNT + QUARTER, encoding="utf-8")
    command = ["check", "--format", "json", "--budgets-file", str(file), "--cache-dir", str(tmp_path / "cache")]
    run(command, {}, lambda: NOON)
    month, quarter = json.loads(capsys.readouterr().out)["budgets"]
    assert float(month["spent"]) == pytest.approx(billed, abs=1e-6)
    assert quarter["state"] is None, "two of its months are not known"
    assert "no data" in quarter["problem"]


def test_the_accounts_of_this_month_are_there_before_the_months_before_are(aws: Endpoint) -> None:
    aws.fail(DATA_UNAVAILABLE, float("inf"), asked=lambda body: body["TimePeriod"]["Start"] < "2026-11-01")
    dashboard = Dashboard(AwsSource(), Clock(NOON))
    here = Filter(Dimension.REGION, ("us-east-1",))
    rows = BOOK.rows(CostQuery((), (here,)), Period(date(2026, 11, 1), date(2026, 11, 24)))
    billed = sum(row.amounts[0] for row in rows) / 10**10
    for against in ("", "&against=year-ago"):
        search = f"?page=accounts&period=this-month&region=us-east-1{against}"
        screen = dashboard.read(search)
        assert screen.parts["accounts-table"]["total"]["cells"]["cost"]["sort"] == pytest.approx(billed, abs=1e-6)
        assert "They are not compared." in screen.notices
        asked = len(aws.requests)
        assert dashboard.http.get(f"/costs.csv{search}").status_code == 200
        assert len(aws.requests) == asked, "it is cached"
    explored = dashboard.read("?page=explore&period=7d&by=account&region=us-east-1")
    assert explored.notices == "", "what AWS lacks is not of these days"

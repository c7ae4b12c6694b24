"""Costs in several currencies are never added up, and nothing is paid twice because of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from endpoint import Endpoint, environment, organization
from webclient import NOON, Clock, Dashboard

from cloudsense.aws.explorer import AwsSource
from cloudsense.cli import run
from cloudsense.costs.period import Month
from cloudsense.costs.query import CostQuery
from cloudsense.demo.book import SCALE, Book, Row

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
BOOK = organization(accounts=2, services=4, regions=2)


def by_month(row: Row) -> str:
    """November is the first in euros."""
    return "EUR" if Month.of(row.day) >= NOVEMBER else "USD"


def by_service(row: Row) -> str:
    """One service is in euros from November on."""
    return "EUR" if Month.of(row.day) >= NOVEMBER and row.keys and "EC2" in row.keys[0] else "USD"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    with Endpoint(BOOK, today=NOON.date(), currency=by_month) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def dashboard(aws: Endpoint) -> Dashboard:
    return Dashboard(AwsSource(), Clock())


def total(month: Month, book: Book = BOOK) -> str:
    cents = sum(row.amounts[0] for row in book.rows(CostQuery(()), month.period) if row.day <= NOON.date())
    return f"{Decimal(cents) / SCALE:,.2f}"


def test_a_period_in_two_currencies_is_a_sentence(dashboard: Dashboard, aws: Endpoint) -> None:
    screen = dashboard.read()
    assert "Costs of these days are in EUR and USD." in screen.notices
    assert "2026-10 in USD, 2026-11 in EUR" in screen.notices
    assert "each month can be shown by itself" in screen.notices
    assert screen.rows == []
    for name in ("total", "average", "changes", "charges"):
        assert "$" not in screen.sentence(name), name
    assert screen.sentence("month").startswith("November: €")
    paid = aws.pages
    for _ in range(3):
        dashboard.clock.pass_by(minutes=10)
        dashboard.read()
    assert aws.pages == paid


def test_each_month_is_shown_by_itself(dashboard: Dashboard, aws: Endpoint) -> None:
    dashboard.read("?period=2026-09")
    dashboard.read()
    paid = aws.pages
    screen = dashboard.read("?period=2026-11")
    assert screen.sentence("total").startswith(f"€{total(NOVEMBER)}")
    assert "in EUR and USD" in screen.sentence("changes")
    assert "Reconciled to the cent" in screen.slot("footer")
    screen = dashboard.read("?period=2026-10&budget=100")
    assert screen.sentence("total").startswith(f"${total(OCTOBER)}")
    assert "October budget of $100" in screen.sentence("budget")
    assert aws.pages == paid + 2, "the usage types of EC2 in either month"


def test_a_month_kept_in_one_currency_and_the_next_answered_in_another(dashboard: Dashboard, aws: Endpoint) -> None:
    aws.currency = "USD"
    dashboard.read("?period=2026-10")
    dashboard.read("?by=region")
    aws.currency = by_month
    dashboard.clock.pass_by(hours=2)
    for search in ("", "?by=region", "?service=Amazon+Simple+Storage+Service", "?charges=usage", "?period=90d"):
        screen = dashboard.read(search)
        assert "in EUR and USD" in screen.notices or "in EUR and USD" in screen.sentence("total"), search
        assert not screen.rows


def test_both_in_one_answer_is_said_and_nothing_is_retried(dashboard: Dashboard, aws: Endpoint) -> None:
    aws.currency = by_service
    screen = dashboard.read("?period=this-month")
    assert "2026-11 in EUR and USD" in screen.notices
    assert "Choose another month." in screen.notices
    paid = aws.pages
    for _ in range(5):
        dashboard.clock.pass_by(minutes=11)
        dashboard.read("?period=this-month")
    assert aws.pages == paid
    assert dashboard.read("?period=2026-10").sentence("total").startswith(f"${total(OCTOBER)}")


def test_the_file_and_the_report_refuse_too(
    dashboard: Dashboard, aws: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dashboard.read()
    answer = dashboard.http.get("/costs.csv", headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, "in EUR and USD" in answer.text) == (502, True)

    def report(*argv: str) -> tuple[int, str, str]:
        code = run(["report", "--cache-dir", str(tmp_path), "--format", "json", *argv], {}, Clock())
        return code, *capsys.readouterr()

    code, out, err = report("--granularity", "monthly")
    assert (code, out) == (1, "")
    assert err.startswith("cloudsense: Costs of these days are in EUR and USD.")
    code, out, _ = report("--period", "2026-11")
    assert (code, json.loads(out)["currency"]) == (0, "EUR")
    pages = aws.pages
    assert report("--period", "2026-10")[0] == 0
    assert aws.pages == pages

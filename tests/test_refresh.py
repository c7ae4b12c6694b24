"""`cloudsense report --refresh` looks at settled months again, and says what that cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from endpoint import Endpoint, environment, organization

from cloudsense.cli import run
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.demo.book import SCALE, Book, Row

SEPTEMBER = ("--period", "2026-09")
QUESTIONS = (
    (),
    ("--by", "region"),
    ("--by", "usage-type", "--where", "service=Amazon Simple Storage Service"),
    ("--where", "region=us-east-1"),
    ("--charges", "usage"),
    ("--charges", "usage", "--by", "region"),
)


@dataclass
class Restated(Book):
    """Costs of September can be halved."""

    halved: bool = False
    book: Any = field(default_factory=lambda: organization(accounts=2, services=5, regions=2))

    def rows(self, query: CostQuery, period: Period) -> Iterator[Row]:
        for row in self.book.rows(query, period):
            part = 2 if self.halved and Month.of(row.day) == Month(2026, 9) else 1
            yield Row(row.day, row.keys, tuple(amount // part for amount in row.amounts), row.unit)

    @property
    def account_names(self) -> Any:
        return self.book.account_names


@dataclass
class Terminal:
    folder: Path
    capsys: pytest.CaptureFixture[str]
    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self, *argv: str) -> tuple[int, Any, str]:
        """Exit code, the report, what was said."""
        self.now += timedelta(minutes=1)
        code = run(["report", "--cache-dir", str(self.folder), "--format", "json", *argv], {}, lambda: self.now)
        out, err = self.capsys.readouterr()
        return code, json.loads(out) if out else None, err


@pytest.fixture
def book() -> Restated:
    return Restated()


@pytest.fixture
def aws(book: Restated, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    with Endpoint(book, today=date(2026, 11, 23)) as endpoint:
        for name, value in environment(endpoint).items():
            monkeypatch.setenv(name, value)
        yield endpoint


@pytest.fixture
def report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def halves(before: Any, after: Any) -> bool:
    return abs(Decimal(before["total"]) / 2 - Decimal(after["total"])) < Decimal(1000) / SCALE


@pytest.mark.parametrize("page_size", [5000, 40])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_settled_month_that_aws_restated(
    question: tuple[str, ...], page_size: int, aws: Endpoint, book: Restated, report: Terminal
) -> None:
    aws.page_size = page_size
    _, before, _ = report(*SEPTEMBER, *question, "--spend-limit", "9")
    book.halved = True
    _, same, _ = report(*SEPTEMBER, *question)
    assert (same["total"], same["requests"]) == (before["total"], 0)
    pages = aws.pages
    code, after, said = report(*SEPTEMBER, *question, "--refresh", "--spend-limit", "9")
    assert code == 0
    assert halves(before, after)
    assert after["requests"] == aws.pages - pages > 0
    cost = f"${after['requests'] / 100:.2f}"
    assert f"{after['requests']} request" in said
    assert said.endswith(f"{cost}\n")


def test_what_did_not_change_costs_little(aws: Endpoint, report: Terminal) -> None:
    aws.page_size = 40
    _, before, _ = report(*SEPTEMBER, "--spend-limit", "9")
    _, after, _ = report(*SEPTEMBER, "--refresh", "--spend-limit", "9")
    assert before["total"] == after["total"]
    assert 0 < after["requests"] < before["requests"]


def test_refresh_keeps_within_the_limit(aws: Endpoint, book: Restated, report: Terminal) -> None:
    _, before, _ = report(*SEPTEMBER, "--spend-limit", "0.02")
    pages, book.halved = aws.pages, True
    code, after, said = report(*SEPTEMBER, "--refresh", "--spend-limit", "0.02")
    assert (code, after["total"], aws.pages) == (0, before["total"], pages)
    assert "Warning: showing data from" in said
    assert "limit" in said
    assert "--refresh loaded nothing again." in said


def test_data_of_a_moment_ago_is_not_loaded_again_and_that_is_said(report: Terminal, aws: Endpoint) -> None:
    report(*SEPTEMBER)
    pages, report.now = aws.pages, report.now - timedelta(seconds=55)
    code, _, said = report(*SEPTEMBER, "--refresh")
    assert (code, aws.pages) == (0, pages)
    assert "--refresh loaded nothing again: this data was loaded a moment ago." in said


def test_the_next_report_has_what_was_refreshed(aws: Endpoint, book: Restated, report: Terminal) -> None:
    _, before, _ = report(*SEPTEMBER)
    _, lean, _ = report(*SEPTEMBER, "--where", "region=us-east-1")
    book.halved = True
    report(*SEPTEMBER, "--refresh")
    _, after, _ = report(*SEPTEMBER)
    assert (halves(before, after), after["requests"]) == (True, 0)
    _, others, _ = report(*SEPTEMBER, "--where", "region=us-east-1")
    assert halves(lean, others)

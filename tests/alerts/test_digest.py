"""`cloudsense digest`: a week or a month in words, sent once."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from receivers import mail_box, web_hook

from cloudsense import bootstrap
from cloudsense.alerts.allowance import Allowance
from cloudsense.alerts.digest import Frequency, digest
from cloudsense.alerts.digest_formats import html, text
from cloudsense.cli import run
from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.demo.book import COLUMNS, SCALE
from cloudsense.demo.organization import DemoSource, organization
from cloudsense.figures.mail_chart import chart
from cloudsense.formatting import day, money
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def cost(first: date, last: date) -> float:
    """In whole numbers."""
    rows = organization(NOON.date()).rows(CostQuery(()), Period(first, last + timedelta(days=1)))
    return sum(row.amounts[COLUMNS.index("unblended")] for row in rows) / SCALE


@pytest.fixture
def allowance() -> Allowance:
    clock = Clock()
    return Allowance(Ledger(DemoSource(lambda: clock().date()), Store.in_memory(), Spending(), clock), "digest")


def test_a_week_is_the_last_seven_complete_days(allowance: Allowance) -> None:
    found = digest(allowance, allowance.identity(), (), Frequency.WEEK, NOON.date())
    assert (found.choice.period.start, found.choice.period.last) == (date(2026, 11, 15), date(2026, 11, 21))
    assert found.costs.total == pytest.approx(cost(date(2026, 11, 15), date(2026, 11, 21)), abs=1e-6)
    assert (found.costs.comparison.days.before[0], found.costs.comparison.days.before[-1]) == (
        date(2026, 11, 8),
        date(2026, 11, 14),
    )


def test_a_month_is_last_month(allowance: Allowance) -> None:
    found = digest(allowance, allowance.identity(), (), Frequency.MONTH, NOON.date())
    assert found.costs.total == pytest.approx(cost(date(2026, 10, 1), date(2026, 10, 31)), abs=1e-6)
    assert text(found).startswith("October 2026: $20,")
    assert "Against September: " in text(found)


def test_text_and_html_say_the_same_and_names_are_no_markup(allowance: Allowance) -> None:
    budget = Budget("<b>& friends", Amount(Decimal(9000)))
    found = digest(allowance, allowance.identity(), (budget,), Frequency.WEEK, NOON.date())
    plain, rich = text(found), html(found)
    assert "- <b>& friends: November 2026, all costs: exceeded on Nov 13." in plain
    assert "<li>&lt;b&gt;&amp; friends: November 2026, all costs: exceeded on Nov 13." in rich
    for heading in ("What changed", "Budgets", "Anomalies"):
        assert f"\n{heading}\n" in plain
        assert f"<h3>{heading}</h3>" in rich
    assert "SageMaker: new level, Nov 3 – Nov 16" in plain
    assert "•••• 3333" in text(found, hide_account=True)


def test_it_is_sent_once_a_week(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    source = DemoSource(lambda: clock().date())
    monkeypatch.setattr(bootstrap, "source", lambda _settings, _clock: source)

    def send(*urls: str) -> int:
        flags = [part for url in urls for part in ("--notify", url)]
        return run(["digest", "--every", "week", *flags], {}, clock)

    with web_hook() as hook, mail_box() as mail:
        assert [send(hook.url(), mail.url), send(hook.url(), mail.url)] == [0, 0]
        clock.now += timedelta(days=7)
        assert send(hook.url()) == 0
        assert (len(hook.taken), len(mail.taken)) == (2, 1)
        assert hook.taken[0]["title"].startswith("CloudSense: Nov 15 – Nov 21, 2026: $")
        assert hook.taken[0]["message"].startswith("Nov 15 – Nov 21, 2026: $"), "text, as of any messenger"
        kinds = [part.get_content_type() for part in mail.taken[0].walk()]
        assert {"text/plain", "text/html"} <= set(kinds)
        hook.status = 500
        clock.now += timedelta(days=7)
        assert send(hook.url()) == 1
    assert capsys.readouterr().out == ""


def test_without_a_target_it_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    assert run(["digest", "--demo", "--every", "month"], {}, clock) == 0
    assert capsys.readouterr().out.startswith("October 2026: $")
    assert run(["digest", "--demo", "--every", "week", "--budget", "15000"], {}, clock) == 0
    assert "of $15,000 used" in capsys.readouterr().out
    assert run(["digest", "--demo", "--every", "day"], {}, clock) == 2


@pytest.mark.parametrize(("every", "days"), [(Frequency.WEEK, 7), (Frequency.MONTH, 31)])
def test_mail_has_a_bar_for_each_day_and_no_picture(allowance: Allowance, every: Frequency, days: int) -> None:
    found = digest(allowance, allowance.identity(), (), every, NOON.date())
    assert len(found.costs.daily) == days
    assert sum(found.costs.daily) == pytest.approx(cost(found.costs.days.start, found.costs.days.last), abs=1e-6)
    rich = html(found)
    widths = [int(width) for width in re.findall(r'<td width="(\d+)" height', rich)]
    highest = max(found.costs.daily)
    assert widths == [round(amount / highest * 320) for amount in found.costs.daily]
    assert f">{day(found.costs.days.last)}<" in rich
    assert f">{money(found.costs.daily[-1], 'USD')}<" in rich
    assert "<img" not in rich
    assert "<svg" not in rich


def test_days_of_credits_have_no_bar() -> None:
    period = Period(date(2026, 11, 1), date(2026, 11, 4))
    assert chart([-5.0, 0.0, 10.0], period, "USD").count("bgcolor") == 1
    assert "bgcolor" not in chart([-5.0, 0.0, -1.0], period, "USD")
